import type { Message } from '../../platform/i18n/index.ts';
import type { RoundLeftover } from '../matching/explanation.ts';
import type { RoundMember, RoundProject } from '../matching/input.ts';
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
