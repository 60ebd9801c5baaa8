import {
  type Brief,
  CandidateIndex,
  CohortWeek,
  defaultSettings,
  hardConditions,
  type Learner,
  type MatchSettings,
  narrowTo,
  score,
} from '../partners/rules.ts';
import type { RoundInput, RoundMember } from './input.ts';
import {
  makeProblem,
  type Problem,
  type ProblemLearner,
  type ProblemPlace,
  type RoundSide,
} from './problem.ts';
import { chooseSides } from './sides.ts';

/** A place of the problem with the learner it stands for, narrowed to the project. */
export interface Place {
  member: RoundMember;
  project: string | null;
  learner: Learner;
  /** Whoever is paired joins a team that stands already. */
  hasTeam: boolean;
}

/** The round as a problem, with what stands behind its learners and places. */
export interface Instance {
  settings: MatchSettings;
  /** In the order of `problem.learners`: who takes part. */
  participants: RoundMember[];
  /** In the order of `problem.places`. */
  places: Place[];
  problem: Problem;
  /** The fullstack learners, who were given a side. */
  given: Set<string>;
}

/** What the hard conditions and scores of a round are judged by: requests play no part. */
function settingsOf(input: RoundInput): MatchSettings {
  return {
    ...defaultSettings(new CohortWeek(input.week), input.now),
    weights: input.weights,
    floorMinutes: input.floorMinutes,
    desiredMinutes: input.desiredMinutes,
    waitingLimit: Number.POSITIVE_INFINITY,
  };
}

/**
 * Finds who takes part, which side they take, and all pairs that fulfil the hard conditions. Throws RangeError when
 * more than some 16 million pairs do.
 */
export function makeInstance(input: RoundInput): Instance {
  const settings = settingsOf(input);
  const participants = input.members
    .filter((member) => takesPart(member))
    .sort((a, b) => (a.learner.id < b.learner.id ? -1 : 1));
  const sides = chooseSides(participants);
  const sideOf = ({ learner }: RoundMember): RoundSide => sides.get(learner.id) ?? 'backend';
  const learners: ProblemLearner[] = participants.map((member) => ({
    id: member.learner.id,
    side: sideOf(member),
    capacity: member.learner.places,
  }));
  const places: Place[] = [];
  const problemPlaces: ProblemPlace[] = [];
  const placesOf = participants.map((member, index) =>
    ownPlaces(member).map((place) => {
      places.push(place);
      problemPlaces.push({ learner: index, project: place.project, capacity: place.learner.places });
      return places.length - 1;
    }),
  );
  const pairs = new PairList(places, settings, input.previous);
  const frontends = new ByBrief(settings);
  const numbers = new Map(participants.map(({ learner }, number) => [learner.id, number]));
  for (const member of participants) if (sideOf(member) === 'frontend') frontends.put(wholeLearner(member));
  for (const [number, member] of participants.entries()) {
    if (sideOf(member) !== 'backend') continue;
    frontends.fits(wholeLearner(member), (candidate, total) => {
      const other = numbers.get(candidate.id) ?? -1;
      pairs.add(placesOf[number] ?? [], placesOf[other] ?? [], total);
    });
  }
  const given = participants.filter(({ learner }) => learner.track === 'fullstack');
  return {
    settings,
    participants,
    places,
    problem: makeProblem(learners, problemPlaces, pairs.arrays()),
    given: new Set(given.map(({ learner }) => learner.id)),
  };
}

function takesPart({ learner, projects }: RoundMember): boolean {
  const seeks = projects.length === 0 || projects.some(({ places }) => places > 0);
  return learner.active && !learner.paused && learner.places > 0 && seeks;
}

function ownPlaces(member: RoundMember): Place[] {
  const { learner, projects } = member;
  if (projects.length === 0) return [{ member, project: null, learner, hasTeam: false }];
  return projects
    .filter(({ places }) => places > 0)
    .toSorted((a, b) => (a.id < b.id ? -1 : 1))
    .map((project) => ({
      member,
      project: project.id,
      learner: narrowTo(learner, project),
      hasTeam: project.team !== undefined,
    }));
}

/** One learner for all places of a member: fits whomever one of the places fits. Full when no project seeks anybody. */
export function wholeLearner(member: RoundMember): Learner {
  const own = ownPlaces(member);
  const only = own[0];
  const { places } = member.learner;
  if (only === undefined) return { ...member.learner, briefs: briefsOf(member.projects), places: 0 };
  if (own.length === 1) return { ...only.learner, places };
  return { ...member.learner, briefs: [...new Set(own.flatMap(({ learner }) => learner.briefs))] };
}

function briefsOf(projects: RoundMember['projects']): Brief[] {
  return [...new Set(projects.map(({ brief }) => brief))];
}

/** Learners by the briefs they build, so that nobody is compared with those who build something else. */
class ByBrief {
  readonly #settings: MatchSettings;
  /** `null`: fits every brief. */
  readonly #groups = new Map<string, { briefs: readonly Brief[] | null; index: CandidateIndex }>();

  constructor(settings: MatchSettings) {
    this.#settings = settings;
  }

  put(learner: Learner): void {
    const briefs = learner.anyBrief || learner.briefs.length === 0 ? null : learner.briefs.toSorted();
    const key = briefs === null ? '' : briefs.join(' ');
    const group = this.#groups.get(key) ?? { briefs, index: new CandidateIndex(this.#settings.week) };
    this.#groups.set(key, group);
    group.index.put(learner);
  }

  fits(seeker: Learner, visit: (candidate: Learner, score: number) => void): void {
    const fitsAll = seeker.anyBrief || seeker.briefs.length === 0;
    for (const { briefs, index } of this.#groups.values())
      if (fitsAll || briefs === null || briefs.some((brief) => seeker.briefs.includes(brief)))
        index.fits(seeker, this.#settings, {}, visit);
  }
}

/** More pairs than this do not fit into memory any more. */
const MOST_PAIRS = 1 << 24;

/** The pairs found. */
class PairList {
  readonly #places: readonly Place[];
  readonly #settings: MatchSettings;
  readonly #previous: ReadonlySet<string>;
  #backend = new Int32Array(1024);
  #frontend = new Int32Array(1024);
  #score = new Int32Array(1024);
  #kept = new Uint8Array(1024);
  #count = 0;

  constructor(places: readonly Place[], settings: MatchSettings, previous: RoundInput['previous']) {
    this.#places = places;
    this.#settings = settings;
    this.#previous = new Set(previous.map(([a, b]) => pairKey(a, b)));
  }

  /** Adds the pairs of two learners' places; `total` is their score where each has one place. */
  add(own: readonly number[], other: readonly number[], total: number): void {
    const found: { backend: number; frontend: number; score: number }[] = [];
    for (const backend of own)
      for (const frontend of other) {
        if (this.#wouldMerge(backend, frontend)) continue;
        const points = own.length === 1 && other.length === 1 ? total : this.#judge(backend, frontend);
        if (points !== null) found.push({ backend, frontend, score: points });
      }
    // Two learners are paired once. Where both could meet again, only their best pair of places is offered.
    const mayMeetAgain = found.length > 1 && this.#seats(own) > 1 && this.#seats(other) > 1;
    if (mayMeetAgain) found.sort((a, b) => b.score - a.score).splice(1);
    for (const { backend, frontend, score } of found) {
      if (this.#count === this.#score.length) this.#grow();
      this.#backend[this.#count] = backend;
      this.#frontend[this.#count] = frontend;
      this.#score[this.#count] = score;
      this.#kept[this.#count++] = this.#wasKept(backend, frontend) ? 1 : 0;
    }
  }

  arrays(): Problem['pairs'] {
    return {
      backend: this.#backend.slice(0, this.#count),
      frontend: this.#frontend.slice(0, this.#count),
      score: this.#score.slice(0, this.#count),
      kept: this.#kept.slice(0, this.#count),
    };
  }

  #grow(): void {
    const size = this.#count * 2;
    if (size > MOST_PAIRS) throw new RangeError(`More than ${this.#count} pairs fit: too many for one round`);
    const longer = <T extends { set(from: T): void }>(from: T, to: T): T => {
      to.set(from);
      return to;
    };
    this.#backend = longer(this.#backend, new Int32Array(size));
    this.#frontend = longer(this.#frontend, new Int32Array(size));
    this.#score = longer(this.#score, new Int32Array(size));
    this.#kept = longer(this.#kept, new Uint8Array(size));
  }

  #judge(backend: number, frontend: number): number | null {
    const a = this.#places[backend]?.learner;
    const b = this.#places[frontend]?.learner;
    if (a === undefined || b === undefined) return null;
    if (hardConditions(a, b, this.#settings).failing.length > 0) return null;
    return score(a, b, this.#settings).total;
  }

  /** Two teams that stand already never become one. */
  #wouldMerge(backend: number, frontend: number): boolean {
    return this.#places[backend]?.hasTeam === true && this.#places[frontend]?.hasTeam === true;
  }

  /** How many pairs the owner of these places can enter. */
  #seats(places: readonly number[]): number {
    const own = places.map((place) => this.#places[place]);
    const offered = own.reduce((sum, place) => sum + (place?.learner.places ?? 0), 0);
    return Math.min(offered, own[0]?.member.learner.places ?? 0);
  }

  #wasKept(backend: number, frontend: number): boolean {
    if (this.#previous.size === 0) return false;
    const [a, b] = [this.#places[backend], this.#places[frontend]];
    return this.#previous.has(pairKey(a?.learner.id ?? '', b?.learner.id ?? ''));
  }
}

/** The same for a pair of ids in either order. */
export function pairKey(a: string, b: string): string {
  return a < b ? `${a} ${b}` : `${b} ${a}`;
}
