import { freeTeamPlace } from '../../people/cohorts/service.ts';
import type { Db } from '../../platform/database/index.ts';
import type { Events } from '../../platform/events/events.ts';
import { findTeamMemberIds } from '../members/service.ts';
import type { Projects } from '../projects/service.ts';
import type { Team } from './rules.ts';
import { findSignsOfLife, type SignsOfLife, stopChecking } from './signs/store.ts';
import { endPair, endTeamMember, findPairs, findTeam, type PairRow, teamOfRow, updateTeam } from './store.ts';
import type { TeamThread } from './thread.ts';

/** Somebody leaves a team; `by` decided it. Only staff read the reason. */
export interface Leaving {
  readonly teamId: number;
  readonly userId: string;
  readonly by: string;
  readonly reason?: string | undefined;
  /** ms UTC. */
  readonly now: number;
}

/** Ends what a member holds in a team: their pairs, the places of both sides, and the team when nobody is left in it. */
export function createLeaving(parts: { events: Events; projects: Projects; thread: TeamThread }) {
  const { events, projects, thread } = parts;

  /** False when they are not in the team. */
  async function release(trx: Db, leaving: Leaving): Promise<boolean> {
    const { teamId, userId, by, now } = leaving;
    const row = await findTeam(trx, teamId);
    if (row === undefined || !(await endTeamMember(trx, teamId, userId, now))) return false;
    const team = teamOfRow(row);
    await thread.follow(trx, team, userId, now);
    // Who stayed in the thread of a team that has ended holds nothing any more.
    if (team.endedAt !== null) return true;
    await freeTeamPlace(trx, team.cohortId, userId);
    const ended = await endPairs(trx, leaving);
    const partnerIds = ended.map((pair) => (pair.host_id === userId ? pair.guest_id : pair.host_id));
    await projects.unlink(trx, teamId, [userId]);
    const { isOver, strandedIds } = await settle(trx, team, now);
    await events.emit(trx, 'team.changed', {
      guildId: team.guildId,
      teamId,
      projectIds: ended.flatMap((pair) => [pair.host_project_id, pair.guest_project_id ?? []].flat()),
      userIds: [userId, ...(isOver ? await findTeamMemberIds(trx, teamId) : strandedIds)],
    });
    await events.emit(trx, 'member.left-team', { teamId, userId, by, partnerIds, strandedIds });
    if (isOver) await events.emit(trx, 'team.ended', { teamId });
    return true;
  }

  /** Both sides have their place back. */
  async function endPairs(trx: Db, { teamId, userId, by, reason, now }: Leaving): Promise<PairRow[]> {
    const ended: PairRow[] = [];
    for (const pair of (await findPairs(trx, teamId, userId)).filter(isStanding)) {
      if (!(await endPair(trx, pair.id, { now, by, reason: reason ?? null }))) continue;
      await projects.freePlace(trx, pair.host_project_id);
      if (pair.guest_project_id !== null) await projects.freePlace(trx, pair.guest_project_id);
      ended.push(pair);
    }
    return ended;
  }

  /**
   * A team stands while at least two are in it, one of whom is a pair or builds a project of theirs there. Whoever was a
   * pair and is none any more has their place back; who joined as one more of a side stays.
   */
  async function settle(
    trx: Db,
    team: Team,
    now: number,
  ): Promise<{ isOver: boolean; strandedIds: readonly string[] }> {
    const members = await findSignsOfLife(trx, team.id);
    const memberIds = members.map(({ userId }) => userId);
    const pairs = await findPairs(trx, team.id);
    const owners = (await projects.ofTeam(team.id, trx)).map(({ ownerId }) => ownerId);
    const builds = new Set([...owners, ...pairs.filter(isStanding).flatMap(both)]);
    const wasPaired = ({ userId, joinedAt }: SignsOfLife) =>
      pairs.some((pair) => both(pair).includes(userId) && pair.formed_at >= joinedAt);
    const stranded = members
      .filter((each) => !builds.has(each.userId) && wasPaired(each))
      .map((each) => each.userId);
    const isOver = memberIds.length - stranded.length < 2 || !memberIds.some((id) => builds.has(id));
    if (isOver) await end(trx, team, memberIds, now);
    else for (const userId of stranded) await strand(trx, team, userId, now);
    if (!isOver) await thread.refreshChecklist(trx, team.id);
    return { isOver, strandedIds: isOver ? [] : stranded };
  }

  /** The thread stays readable for whoever is left. */
  async function end(trx: Db, team: Team, memberIds: readonly string[], now: number): Promise<void> {
    await updateTeam(trx, team.id, { ended_at: now });
    await stopChecking(trx, team.id);
    await projects.unlink(trx, team.id, memberIds);
    for (const userId of memberIds) await freeTeamPlace(trx, team.cohortId, userId);
    await thread.close(trx, team);
  }

  async function strand(trx: Db, team: Team, userId: string, now: number): Promise<void> {
    if (!(await endTeamMember(trx, team.id, userId, now))) return;
    await freeTeamPlace(trx, team.cohortId, userId);
    await projects.unlink(trx, team.id, [userId]);
    await thread.follow(trx, team, userId, now);
  }

  return { release };
}

function isStanding(pair: PairRow): boolean {
  return pair.ended_at === null;
}

function both(pair: PairRow): [string, string] {
  return [pair.host_id, pair.guest_id];
}
