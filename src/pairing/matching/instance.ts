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
import { type Edge, inOrder } from './graph.ts';
import { Growing } from './growing.ts';
import type { RoundInput, RoundMember, RoundProject } from './input.ts';
import {
  makeProblem,
  type Problem,
  type ProblemLearner,
  type ProblemPlace,
  type RoundSide,
} from './problem.ts';
import { chooseSides } from './sides.ts';

/** A place of the problem: whose it is, and for which of their projects. */
export interface Place {
  readonly member: RoundMember;
  readonly project: RoundProject | null;
}

/** The learner of a place, narrowed to its project: made where it is needed, a hundred thousand would be held for nothing. */
export function placeLearner({ member, project }: Place): Learner {
  return project === null ? member.learner : narrowTo(member.learner, project);
}

/** How many pairs a place offers. */
function seatsOf({ member, project }: Place): number {
  return (project ?? member.learner).places;
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
 * Finds who takes part, which side they take, and all pairs that fulfil the hard conditions. Throws `TooManyPairsError`
 * where more than `most` do.
 */
export function makeInstance(input: RoundInput, most = mostPairs(input.members.length)): Instance {
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
  /** By learner's id. */
  const placesOf = new Map<string, number[]>();
  for (const side of ['backend', 'frontend'] as const)
    for (const [number, member] of participants.entries())
      if (sideOf(member) === side)
        placesOf.set(
          member.learner.id,
          ownPlaces(member).map((place) => {
            places.push(place);
            problemPlaces.push({
              learner: number,
              project: place.project?.id ?? null,
              capacity: seatsOf(place),
            });
            return places.length - 1;
          }),
        );
  const pairs = new PairList(places, settings, keptPlaces(input.previous, placesOf), most);
  const frontends = new CandidateIndex(settings.week);
  const whole = participants.filter((member) => sideOf(member) === 'frontend').map(wholeLearner);
  // Those who build the same come together: among equal pairs the first are named, and so they stay the same.
  for (const group of Map.groupBy(whole, briefsKey).values())
    for (const learner of group) frontends.put(learner);
  for (const member of participants) {
    if (sideOf(member) !== 'backend') continue;
    const own = placesOf.get(member.learner.id) ?? [];
    frontends.fits(wholeLearner(member), settings, {}, (candidate, total) => {
      pairs.add(own, placesOf.get(candidate.id) ?? [], total);
    });
    pairs.endOf(own);
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
  const { projects } = member;
  if (projects.length === 0) return [{ member, project: null }];
  return projects
    .filter(({ places }) => places > 0)
    .toSorted((a, b) => (a.id < b.id ? -1 : 1))
    .map((project) => ({ member, project }));
}

/** One learner for all places of a member: fits whomever one of the places fits. Full when no project seeks anybody. */
export function wholeLearner(member: RoundMember): Learner {
  const own = ownPlaces(member);
  const only = own[0];
  const { places } = member.learner;
  if (only === undefined) return { ...member.learner, briefs: briefsOf(member.projects), places: 0 };
  if (only.project === null) return member.learner;
  if (own.length === 1) return narrowTo(member.learner, { ...only.project, places });
  return { ...member.learner, briefs: [...new Set(own.flatMap((place) => placeLearner(place).briefs))] };
}

function briefsOf(projects: RoundMember['projects']): Brief[] {
  return [...new Set(projects.map(({ brief }) => brief))];
}

/** The same for learners who build the same. */
function briefsKey({ anyBrief, briefs }: Learner): string {
  return anyBrief ? '' : briefs.toSorted().join(' ');
}

/**
 * What a bot of 600 MB has for learners, and what each of them takes in the search's index and the round's thread, and each
 * pair while it is solved (bytes).
 */
const MEMORY = { most: 460e6, member: 3_000, pair: 35 };
/** A cohort that needs a larger machine for its members alone is not refused for its pairs (70 MB). */
const LEAST = 2_000_000;

/** How many pairs one round may have beside so many members. */
export function mostPairs(members: number): number {
  return Math.max(LEAST, Math.floor((MEMORY.most - members * MEMORY.member) / MEMORY.pair));
}

/** More pairs fit than one round can hold: nothing was computed. */
export class TooManyPairsError extends Error {
  override name = 'TooManyPairsError';
}

/** For each place those of the partners that its owner had in the last preview. */
function keptPlaces(
  previous: RoundInput['previous'],
  placesOf: ReadonlyMap<string, readonly number[]>,
): Map<number, number[]> {
  const kept = new Map<number, number[]>();
  for (const [one, other] of previous)
    for (const [from, to] of [
      [one, other],
      [other, one],
    ] as const)
      for (const place of placesOf.get(from) ?? [])
        kept.set(place, [...(kept.get(place) ?? []), ...(placesOf.get(to) ?? [])]);
  return kept;
}

/** The pairs found, one backend learner's after the other's. */
class PairList {
  readonly #places: readonly Place[];
  readonly #settings: MatchSettings;
  readonly #keptPlaces: ReadonlyMap<number, readonly number[]>;
  readonly #most: number;
  /** Of the learner under way; `left` counts their own places. */
  #found: Edge[] = [];
  readonly #backend = new Growing(Int32Array);
  readonly #frontend = new Growing(Int32Array);
  readonly #score = new Growing(Uint16Array);
  readonly #kept = new Growing(Uint8Array);

  constructor(
    places: readonly Place[],
    settings: MatchSettings,
    keptPlaces: ReadonlyMap<number, readonly number[]>,
    most: number,
  ) {
    this.#places = places;
    this.#settings = settings;
    this.#keptPlaces = keptPlaces;
    this.#most = most;
  }

  /** Adds the pairs of two learners' places; `total` is their score where each has one place. */
  add(own: readonly number[], other: readonly number[], total: number): void {
    const found: { left: number; right: number; score: number }[] = [];
    for (const [left, backend] of own.entries())
      for (const right of other) {
        if (this.#wouldMerge(backend, right)) continue;
        const points = own.length === 1 && other.length === 1 ? total : this.#judge(backend, right);
        if (points !== null) found.push({ left, right, score: points });
      }
    // Two learners are paired once. Where both could meet again, only their best pair of places is offered.
    const mayMeetAgain = found.length > 1 && this.#seats(own) > 1 && this.#seats(other) > 1;
    if (mayMeetAgain) found.sort((a, b) => b.score - a.score).splice(1);
    for (const pair of found) {
      const kept = this.#wasKept(own[pair.left] ?? -1, pair.right) ? 1 : 0;
      this.#found.push({ ...pair, kept });
    }
  }

  /** All pairs of a backend learner's places are there. */
  endOf(own: readonly number[]): void {
    const found = this.#found;
    this.#found = [];
    if (this.#score.length + found.length > this.#most)
      throw new TooManyPairsError(`More than ${this.#most} pairs fit: too many for one round`);
    for (const { left, right, score, kept } of found.sort(inOrder)) {
      this.#backend.push(own[left] ?? -1);
      this.#frontend.push(right);
      this.#score.push(score);
      this.#kept.push(kept);
    }
  }

  /** All of them, `inOrder`; the list is empty afterwards. */
  arrays(): Problem['pairs'] {
    return {
      backend: this.#backend.take(),
      frontend: this.#frontend.take(),
      score: this.#score.take(),
      kept: this.#kept.take(),
    };
  }

  #judge(backend: number, frontend: number): number | null {
    const [left, right] = [this.#places[backend], this.#places[frontend]];
    if (left === undefined || right === undefined) return null;
    const [a, b] = [placeLearner(left), placeLearner(right)];
    if (hardConditions(a, b, this.#settings).failing.length > 0) return null;
    return score(a, b, this.#settings).total;
  }

  /** Two teams that stand already never become one. */
  #wouldMerge(backend: number, frontend: number): boolean {
    const hasTeam = (place: number) => this.#places[place]?.project?.team !== undefined;
    return hasTeam(backend) && hasTeam(frontend);
  }

  /** How many pairs the owner of these places can enter. */
  #seats(places: readonly number[]): number {
    const own = places.flatMap((place) => this.#places[place] ?? []);
    const offered = own.reduce((sum, place) => sum + seatsOf(place), 0);
    return Math.min(offered, own[0]?.member.learner.places ?? 0);
  }

  #wasKept(backend: number, frontend: number): boolean {
    return this.#keptPlaces.get(backend)?.includes(frontend) ?? false;
  }
}

/** The same for a pair of ids in either order. */
export function pairKey(a: string, b: string): string {
  return a < b ? `${a} ${b}` : `${b} ${a}`;
}
