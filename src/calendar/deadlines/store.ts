import type { Selectable } from 'kysely';
import type { Db, Schema } from '../../platform/database/index.ts';

export type EventRow = Selectable<Schema['deadline_events']>;

export async function findEvent(db: Db, cohortId: number): Promise<EventRow | undefined> {
  return await db
    .selectFrom('deadline_events')
    .selectAll()
    .where('cohort_id', '=', cohortId)
    .executeTakeFirst();
}

/** Says whether a cohort's deadline is to be an event, and counts what was asked for. */
export async function askForEvent(trx: Db, cohortId: number, wanted: boolean): Promise<EventRow> {
  const value = wanted ? (1 as const) : (0 as const);
  return await trx
    .insertInto('deadline_events')
    .values({ cohort_id: cohortId, wanted: value, revision: 1, event_id: null, starts_at: null })
    .onConflict((clash) =>
      clash.column('cohort_id').doUpdateSet((row) => ({
        wanted: value,
        revision: row('deadline_events.revision', '+', 1),
      })),
    )
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** Writes down which event stands; null when none does. */
export async function recordEvent(
  db: Db,
  cohortId: number,
  event: { id: string; startsAt: number } | null,
): Promise<void> {
  await db
    .updateTable('deadline_events')
    .set({ event_id: event?.id ?? null, starts_at: event?.startsAt ?? null })
    .where('cohort_id', '=', cohortId)
    .execute();
}

/** The event that stood was deleted by somebody else: none is wanted any more. */
export async function dropEvent(db: Db, cohortId: number): Promise<void> {
  await db
    .updateTable('deadline_events')
    .set({ wanted: 0, event_id: null, starts_at: null })
    .where('cohort_id', '=', cohortId)
    .execute();
}

/** Of these events those that no cohort's deadline is. */
export async function unrecorded(db: Db, eventIds: readonly string[]): Promise<string[]> {
  if (eventIds.length === 0) return [];
  const rows = await db
    .selectFrom('deadline_events')
    .select('event_id')
    .where('event_id', 'in', eventIds)
    .execute();
  const known = new Set(rows.map((row) => row.event_id));
  return eventIds.filter((id) => !known.has(id));
}

/** Whether a running cohort of a server has its deadline among the server's events. */
export async function isAnyWanted(db: Db, guildId: string): Promise<boolean> {
  const row = await db
    .selectFrom('deadline_events')
    .innerJoin('cohorts', 'cohorts.id', 'deadline_events.cohort_id')
    .select('deadline_events.cohort_id')
    .where('cohorts.guild_id', '=', guildId)
    .where('cohorts.archived_at', 'is', null)
    .where('deadline_events.wanted', '=', 1)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}
