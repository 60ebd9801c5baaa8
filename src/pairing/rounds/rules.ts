import type { Message } from '../../platform/i18n/index.ts';
import type { RoundLeftover, RoundPair } from '../matching/explanation.ts';
import type { RoundMember, RoundProject } from '../matching/input.ts';
import type { RoundSide } from '../matching/problem.ts';
import type { Round } from '../matching/round.ts';
import type { ApiStyle, Brief, Learner, Relaxation, Track } from '../partners/rules.ts';

/** How a round is published: both of a pair are asked, or the teams are formed at once. */
export const PUBLISH_AS = ['requests', 'teams'] as const;
export type PublishAs = (typeof PUBLISH_AS)[number];

/** A member's own project, as far as it decides what they bring into a round. */
export interface OwnProject {
  readonly id: number;
  readonly brief: Brief;
  readonly track: Track;
  readonly api: ApiStyle | null;
  /** Technologies in lower case. */
  readonly stack: readonly string[];
  /** How many more partners it seeks; 0 when it does not look for any. */
  readonly seats: number;
  /** The standing team that whoever joins would join. */
  readonly teamId: number | null;
}

/**
 * What a member brings into a round. `projects` are their projects that are neither withdrawn nor submitted, oldest
 * first; `teamPlaces` is how many more teams they may be in; `reserved` counts the suggestions of an earlier round that
 * wait for an answer, by the member's own project (null: without one).
 *
 * A project is one team however many partners it seeks, so it costs its owner one place in teams and is good for as
 * many pairs as it has seats; where its team stands already it costs none. So all projects with a team take part, and
 * of the others as many as there are places, the oldest first. They take part with the side that the oldest of them
 * builds. Without a project every pair is a team. What is promised to
 * somebody who has not answered yet is not offered again.
 */
export function roundMember(
  learner: Learner,
  projects: readonly OwnProject[],
  teamPlaces: number,
  reserved: ReadonlyMap<number | null, number> = NOTHING,
): RoundMember {
  const left = Math.max(0, teamPlaces - (reserved.get(null) ?? 0));
  if (projects.length === 0) return { learner: { ...learner, places: left }, projects: [] };
  const open = projects.filter(({ seats }) => seats > 0);
  const track = open[0]?.track ?? learner.track;
  const sameSide = open.filter((project) => project.track === track);
  const standing = sameSide.filter(({ teamId }) => teamId !== null);
  const isPromised = ({ id }: OwnProject) => reserved.has(id);
  const fresh = sameSide
    .filter(({ teamId }) => teamId === null)
    .toSorted((a, b) => Number(isPromised(b)) - Number(isPromised(a)))
    .slice(0, left);
  const sought = [...standing, ...fresh]
    .map((project) => ({ ...project, seats: project.seats - (reserved.get(project.id) ?? 0) }))
    .filter(({ seats }) => seats > 0)
    .map(soughtFor);
  const places = sought.reduce((sum, project) => sum + project.places, 0);
  return { learner: { ...learner, track, places }, projects: sought };
}

const NOTHING: ReadonlyMap<number | null, number> = new Map();

function soughtFor({ id, brief, api, stack, seats, teamId }: OwnProject): RoundProject {
  const sought = { id: String(id), brief, apiStyle: api, wants: stack, places: seats };
  return teamId === null ? sought : { ...sought, team: String(teamId) };
}

/**
 * The order in which pairs become teams. Pairs that share a project are one team: of each such group the next pair
 * always touches a project that is in the team already, so that a newcomer joins and no two teams would have to be
 * merged. Projects with a standing team come first. In steps of a few pairs.
 */
export function* formingOrder(
  pairs: readonly RoundPair[],
  hasTeam: (project: string) => boolean,
): Generator<undefined, RoundPair[]> {
  const shared = yield* sharedProjects(pairs);
  if (shared.size === 0) return [...pairs];
  const ordered = new Set<RoundPair>();
  const follow = (first: RoundPair) => {
    const queue = [first];
    for (const pair of queue) {
      if (ordered.has(pair)) continue;
      ordered.add(pair);
      for (const { project } of [pair.backend, pair.frontend])
        if (project !== null) queue.push(...(shared.get(project) ?? []));
    }
  };
  const joins = (project: string | null) => project !== null && hasTeam(project);
  for (const pair of pairs) {
    if (joins(pair.backend.project) || joins(pair.frontend.project)) follow(pair);
    yield;
  }
  for (const pair of pairs) {
    follow(pair);
    yield;
  }
  return [...ordered];
}

/** Projects that are in several pairs, with these. Most are in one: they cost no more than a look. */
function* sharedProjects(pairs: readonly RoundPair[]): Generator<undefined, Map<string, RoundPair[]>> {
  const seen = new Set<string>();
  const shared = new Map<string, RoundPair[]>();
  const note = (project: string | null) => {
    if (project === null) return;
    if (seen.has(project)) shared.set(project, []);
    seen.add(project);
  };
  for (const { backend, frontend } of pairs) {
    note(backend.project);
    note(frontend.project);
    yield;
  }
  if (shared.size === 0) return shared;
  for (const pair of pairs) {
    for (const { project } of [pair.backend, pair.frontend])
      if (project !== null) shared.get(project)?.push(pair);
    yield;
  }
  return shared;
}

/** Learners who are left over for the same reason. */
export interface LeftoverGroup {
  readonly side: RoundSide;
  readonly reason: RoundLeftover['reason'];
  readonly learners: number;
  /** What would help most of them: the change, and how many of the group it would help. */
  readonly help: readonly { readonly change: Relaxation; readonly learners: number }[];
}

/** The leftovers by side and reason, the largest group first. In steps of one learner. */
export function* leftoverGroups(leftovers: readonly RoundLeftover[]): Generator<undefined, LeftoverGroup[]> {
  const groups = new Map<string, { of: RoundLeftover; learners: number; help: Map<string, Helped> }>();
  for (const of of leftovers) {
    const key = `${of.side} ${reasonKey(of.reason)}`;
    const group = groups.get(key) ?? { of, learners: 0, help: new Map<string, Helped>() };
    groups.set(key, group);
    group.learners++;
    for (const change of of.help) {
      const helped = group.help.get(changeKey(change)) ?? { change, learners: 0 };
      group.help.set(changeKey(change), helped);
      helped.learners++;
    }
    yield;
  }
  return [...groups.values()]
    .map(({ of: { side, reason }, learners, help }) => ({
      side,
      reason,
      learners,
      help: [...help.values()].sort((a, b) => b.learners - a.learners),
    }))
    .sort((a, b) => b.learners - a.learners);
}

interface Helped {
  readonly change: Relaxation;
  learners: number;
}

function changeKey(change: Relaxation): string {
  return change.key === 'add-hours' ? `add-hours ${change.preset}` : change.key;
}

function reasonKey(reason: RoundLeftover['reason']): string {
  if (reason.key === 'nobody') return `nobody ${reason.most}`;
  return `competition ${reason.seekers} ${reason.partners} ${reason.sought} ${reason.offered}`;
}

/** How many learners are in at least one pair. In steps of one pair. */
export function* matchedLearners(pairs: Round['pairs']): Generator<undefined, number> {
  const matched = new Set<string>();
  for (const { backend, frontend } of pairs) {
    matched.add(backend.id).add(frontend.id);
    yield;
  }
  return matched.size;
}

/** What a leftover reads: why, and what would help most. `reason` and `help` are JSON, as they are stored. */
export function leftoverNotices(row: { reason: string; help: string }): Message[] {
  const reason = JSON.parse(row.reason) as RoundLeftover['reason'];
  const [best] = JSON.parse(row.help) as RoundLeftover['help'];
  const why: Message =
    reason.key === 'competition'
      ? { key: 'rounds:notice.competition', params: { seekers: reason.seekers, count: reason.offered } }
      : { key: `rounds:notice.nobody.${reason.most}` };
  return best === undefined ? [why] : [why, helpNotice(best)];
}

function helpNotice(change: Relaxation): Message {
  const count = change.adds;
  switch (change.key) {
    case 'lower-floor':
      return { key: 'rounds:notice.help.lower-floor', params: { count, hours: change.minutes / 60 } };
    case 'add-hours':
      return { key: 'rounds:notice.help.add-hours', params: { count, preset: change.preset } };
    default:
      return { key: `rounds:notice.help.${change.key}`, params: { count } };
  }
}
