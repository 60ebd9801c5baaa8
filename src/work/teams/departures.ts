import { hasTeamPlace, takeTeamPlace } from '../../people/cohorts/service.ts';
import type { Notices } from '../../people/notices/service.ts';
import type { Presence } from '../../people/presence/service.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Db } from '../../platform/database/index.ts';
import type { EventMap, Handlers } from '../../platform/events/events.ts';
import { literal } from '../../platform/text.ts';
import { findTeamMemberIds } from '../members/service.ts';
import { isOpen } from '../projects/rules.ts';
import type { Projects } from '../projects/service.ts';
import { deleteDepartures, findPairsEndedBy, insertDeparture } from './departures/store.ts';
import type { Formation } from './formation.ts';
import type { Team } from './rules.ts';
import {
  endTeamMember,
  findPairs,
  findTeam,
  findTeamsOf,
  insertPair,
  insertTeamMember,
  type PairRow,
  resumeTeam,
  teamOfRow,
} from './store.ts';
import type { TeamThread } from './thread.ts';

interface Departure {
  readonly team: Team;
  readonly userId: string;
  readonly leftAt: number;
}

/**
 * Whoever leaves the server leaves their teams, as by `/team leave`: the places are free and the others hear of it. Comes
 * somebody back before a place was given on, it is theirs again, in the same team and thread.
 */
export function createDepartures(parts: {
  readonly clock: Clock;
  readonly notices: Notices;
  readonly presence: Pick<Presence, 'isGone'>;
  readonly projects: Projects;
  readonly thread: TeamThread;
  readonly release: (trx: Db, teamId: number, userId: string, by: string) => Promise<boolean>;
  readonly formation: Pick<Formation, 'changed'>;
}): Pick<Handlers, 'member.gone' | 'member.back' | 'member.left-cohort'> {
  const { clock, notices, presence, projects, thread, release } = parts;

  async function gone(trx: Db, { guildId, userId }: EventMap['member.gone']): Promise<void> {
    for (const { id } of await findTeamsOf(trx, guildId, userId)) {
      await release(trx, id, userId, userId);
      await insertDeparture(trx, id, userId);
    }
  }

  async function back(trx: Db, { guildId, userId }: EventMap['member.back']): Promise<void> {
    for (const { team_id, left_at } of await deleteDepartures(trx, guildId, userId)) {
      const row = await findTeam(trx, team_id);
      if (row === undefined) continue;
      const team = teamOfRow(row);
      const isRestored = await restore(trx, { team, userId, leftAt: left_at });
      const key = isRestored ? 'teams:back.yours' : 'teams:back.given-on';
      await notices.leave(trx, guildId, userId, { key, params: { name: literal(team.name) } });
    }
  }

  /** False, and nothing changed, when the place was given on or one of them has no place for the other any more. */
  async function restore(trx: Db, departure: Departure): Promise<boolean> {
    const { team, userId, leftAt } = departure;
    const pairs: PairRow[] = [];
    for (const pair of await findPairsEndedBy(trx, team.id, userId, leftAt)) {
      if (await mayResume(trx, departure, pair)) pairs.push(pair);
    }
    if (pairs.length === 0 || !(await hasTeamPlace(trx, team.cohortId, userId))) return false;
    const now = clock.now();
    if (team.endedAt !== null) await resume(trx, team, pairs, now);
    const left = await findTeamMemberIds(trx, team.id);
    await insertTeamMember(trx, team.id, userId, now);
    await takeTeamPlace(trx, team.cohortId, team.guildId, userId);
    for (const pair of pairs) {
      await projects.takePlace(trx, pair.host_project_id, team.id);
      if (pair.guest_project_id !== null) await projects.takePlace(trx, pair.guest_project_id, team.id);
      const { id: _, ...same } = pair;
      await insertPair(trx, { ...same, formed_at: now, ended_at: null, ended_by: null, end_reason: null });
    }
    const projectIds = pairs.flatMap((pair) => [pair.host_project_id, pair.guest_project_id ?? []].flat());
    await parts.formation.changed(trx, team, projectIds, [userId, ...left]);
    await thread.follow(trx, team, userId, now);
    await thread.refreshChecklist(trx, team.id);
    const line = {
      key: 'teams:back.partner',
      params: { person: `<@${userId}>`, name: literal(team.name) },
    } as const;
    for (const other of left) await notices.leave(trx, team.guildId, other, line);
    return true;
  }

  /**
   * A team that had ended stands again, with those who build in it and those who joined as one more of a side. Who left
   * the server in between left no team: without this look they would stand in one again.
   */
  async function resume(trx: Db, team: Team, pairs: readonly PairRow[], now: number): Promise<void> {
    await resumeTeam(trx, team.id, now);
    const ever = new Set((await findPairs(trx, team.id)).flatMap((pair) => [pair.host_id, pair.guest_id]));
    for (const other of await findTeamMemberIds(trx, team.id)) {
      const isBuilding = pairs.some((pair) => pair.host_id === other || pair.guest_id === other);
      const isThere = !(await presence.isGone(team.guildId, other, trx));
      const stays = isThere && (isBuilding || !ever.has(other));
      if (stays && (await takeTeamPlace(trx, team.cohortId, team.guildId, other))) continue;
      await endTeamMember(trx, team.id, other, now);
      await thread.follow(trx, team, other, now);
    }
  }

  /** Whether both of a pair are there and free for each other, and their projects look for somebody and have no other team. */
  async function mayResume(trx: Db, { team, userId }: Departure, pair: PairRow): Promise<boolean> {
    const other = pair.host_id === userId ? pair.guest_id : pair.host_id;
    if (!(await findTeamMemberIds(trx, team.id)).includes(other)) return false;
    if (await presence.isGone(team.guildId, other, trx)) return false;
    if (team.endedAt !== null && !(await hasTeamPlace(trx, team.cohortId, other))) return false;
    const owners = [
      [pair.host_project_id, pair.host_id],
      ...(pair.guest_project_id === null ? [] : [[pair.guest_project_id, pair.guest_id]]),
    ] as [number, string][];
    for (const [id, ownerId] of owners) {
      const project = await projects.find(id, trx);
      if (project?.ownerId !== ownerId || !isOpen(project)) return false;
      if (project.teamId !== null && project.teamId !== team.id) return false;
    }
    return true;
  }

  async function leftCohort(
    trx: Db,
    { guildId, cohortId, userId }: EventMap['member.left-cohort'],
  ): Promise<void> {
    for (const team of await findTeamsOf(trx, guildId, userId)) {
      if (team.cohort_id === cohortId) await release(trx, team.id, userId, userId);
    }
  }

  return { 'member.gone': gone, 'member.back': back, 'member.left-cohort': leftCohort };
}
