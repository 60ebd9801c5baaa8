import type { Presence } from '../../people/presence/service.ts';
import type { Db } from '../../platform/database/index.ts';
import type { EventMap, Events, Handlers } from '../../platform/events/events.ts';
import { type Project, seeks } from './rules.ts';
import { changeProject, findOwn, type ProjectRow, projectOfRow } from './store.ts';

type Reactions = Pick<
  Handlers,
  'member.gone' | 'member.back' | 'member.left-cohort' | 'team.changed' | 'profile.changed'
>;

export type Rest = (trx: Db, row: ProjectRow) => Promise<ProjectRow>;

/**
 * Nobody can join the projects of somebody who left the server: they rest until their owner is back. Asked of every
 * project that is written down, because an owner may be found gone while what they typed or pressed is on its way.
 */
export function createRest(presence: Pick<Presence, 'isGone'>): Rest {
  return async (trx, row) => {
    if (row.status !== 'looking' && row.status !== 'full') return row;
    if (!(await presence.isGone(row.guild_id, row.owner_id, trx))) return row;
    // With its last place taken it is full by itself, and will not be when the owner's team goes on without them.
    const before = row.status === 'full' && row.places_taken === 0 ? 'full' : 'looking';
    return await changeProject(trx, row.id, { status: 'paused', status_at_departure: before });
  };
}

/** What becomes of somebody's projects when they leave, come back, or have no team place left. */
export function createDepartures(parts: {
  readonly events: Events;
  /** Lets it rest where its owner is gone, and has its card follow. */
  readonly refreshed: (trx: Db, row: ProjectRow) => Promise<Project>;
}): Reactions {
  const { events, refreshed } = parts;

  /** Whether somebody has a team place left decides whether their other projects offer one. */
  async function redraw(trx: Db, guildId: string, userIds: readonly string[]): Promise<void> {
    for (const userId of userIds)
      for (const row of await findOwn(trx, guildId, userId))
        if (row.team_id === null && seeks(projectOfRow(row)))
          await refreshed(trx, await changeProject(trx, row.id, {}));
  }

  async function ownerGone(trx: Db, { guildId, userId }: EventMap['member.gone']): Promise<void> {
    for (const row of await findOwn(trx, guildId, userId)) {
      if (row.status !== 'looking' && row.status !== 'full') continue;
      await refreshed(trx, row);
      if (seeks(projectOfRow(row))) await events.emit(trx, 'project.closed', { projectId: row.id });
      await events.emit(trx, 'project.changed', { guildId, projectId: row.id });
    }
  }

  async function ownerBack(trx: Db, { guildId, userId }: EventMap['member.back']): Promise<void> {
    for (const row of await findOwn(trx, guildId, userId)) {
      if (row.status_at_departure === null) continue;
      const status = row.places_taken < row.partners ? row.status_at_departure : 'full';
      await refreshed(trx, await changeProject(trx, row.id, { status, status_at_departure: null }));
    }
  }

  /** Their projects leave with them; what their team built of others' stays. */
  async function ownerLeftCohort(
    trx: Db,
    { guildId, cohortId, userId }: EventMap['member.left-cohort'],
  ): Promise<void> {
    for (const row of await findOwn(trx, guildId, userId)) {
      if (row.cohort_id !== cohortId || row.status === 'submitted') continue;
      await refreshed(trx, await changeProject(trx, row.id, { status: 'withdrawn', team_id: null }));
      if (seeks(projectOfRow(row))) await events.emit(trx, 'project.closed', { projectId: row.id });
      await events.emit(trx, 'project.withdrawn', { projectId: row.id });
      await events.emit(trx, 'project.changed', { guildId, projectId: row.id });
    }
  }

  return {
    'member.gone': ownerGone,
    'member.back': ownerBack,
    'member.left-cohort': ownerLeftCohort,
    'team.changed': (trx, { guildId, userIds }) => redraw(trx, guildId, userIds),
    'profile.changed': (trx, { guildId, userId }) => redraw(trx, guildId, [userId]),
  };
}
