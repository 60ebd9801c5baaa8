import { type Selectable, sql } from 'kysely';
import type { Db } from '../../../platform/database/index.ts';
import type { Recurrence } from '../../../platform/times/recurrence.ts';
import type { Reminder } from '../rules/reminder.ts';
import type { ReminderTable } from '../tables.ts';

function view(row: Selectable<ReminderTable>): Reminder {
  return {
    id: row.id,
    guildId: row.guild_id,
    ownerId: row.owner_id,
    teamId: row.team_id ?? undefined,
    what: row.what,
    dueAt: row.due_at,
    zone: row.zone,
    recurrence: row.recurrence === null ? undefined : (JSON.parse(row.recurrence) as Recurrence),
  };
}

export async function insertReminder(
  trx: Db,
  reminder: Omit<Reminder, 'id'>,
  now: number,
): Promise<Reminder> {
  const row = await trx
    .insertInto('reminders')
    .values({
      guild_id: reminder.guildId,
      owner_id: reminder.ownerId,
      team_id: reminder.teamId ?? null,
      what: reminder.what,
      due_at: reminder.dueAt,
      zone: reminder.zone,
      recurrence: reminder.recurrence === undefined ? null : JSON.stringify(reminder.recurrence),
      created_at: now,
      ended_at: null,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  return view(row);
}

/** A member's waiting reminders, the next first. */
export async function findMine(db: Db, guildId: string, ownerId: string): Promise<Reminder[]> {
  const rows = await db
    .selectFrom('reminders')
    .selectAll()
    .where('guild_id', '=', guildId)
    .where('owner_id', '=', ownerId)
    .where('state', '=', 'waiting')
    .orderBy('due_at')
    .orderBy('id')
    .execute();
  return rows.map(view);
}

/** All waiting reminders of a server, for staff, the next first. */
export async function findWaiting(db: Db, guildId: string, limit: number): Promise<Reminder[]> {
  const rows = await db
    .selectFrom('reminders')
    .selectAll()
    .where('guild_id', '=', guildId)
    .where('state', '=', 'waiting')
    .orderBy('due_at')
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map(view);
}

export async function findReminder(db: Db, id: number): Promise<Reminder | undefined> {
  const row = await db
    .selectFrom('reminders')
    .selectAll()
    .where('id', '=', id)
    .where('state', '=', 'waiting')
    .executeTakeFirst();
  return row === undefined ? undefined : view(row);
}

/** Whatever has become of it. */
export async function findAny(db: Db, id: number): Promise<Reminder | undefined> {
  const row = await db.selectFrom('reminders').selectAll().where('id', '=', id).executeTakeFirst();
  return row === undefined ? undefined : view(row);
}

/** Whether it was taken back. */
export async function isCancelled(db: Db, id: number): Promise<boolean> {
  const row = await db
    .selectFrom('reminders')
    .select('id')
    .where('id', '=', id)
    .where('state', '=', 'cancelled')
    .executeTakeFirst();
  return row !== undefined;
}

/**
 * Once more at `dueAt` (ms): one that has come waits again; beside a repeat, or one that waits again already, stands a
 * single one, which later presses move.
 */
export async function putOff(trx: Db, reminder: Reminder, dueAt: number, now: number): Promise<Reminder> {
  const again = { state: 'waiting', due_at: dueAt, ended_at: null } as const;
  const own = await trx
    .updateTable('reminders')
    .set(again)
    .where('recurrence', 'is', null)
    .where('id', '=', reminder.id)
    .returningAll()
    .executeTakeFirst();
  if (own !== undefined) return view(own);
  const other = await beside(trx, reminder).set(again).returningAll().executeTakeFirst();
  if (other !== undefined) return view(other);
  return await insertReminder(trx, { ...reminder, dueAt, recurrence: undefined }, now);
}

/** The single one that waits beside a repeat, because it was put off. */
function beside(trx: Db, reminder: Reminder) {
  return trx
    .updateTable('reminders')
    .where('recurrence', 'is', null)
    .where('guild_id', '=', reminder.guildId)
    .where('owner_id', '=', reminder.ownerId)
    .where('what', '=', reminder.what)
    .where('state', '=', 'waiting')
    .where('team_id', reminder.teamId === undefined ? 'is' : '=', reminder.teamId ?? null);
}

export async function findDueReminders(db: Db, now: number, limit: number): Promise<Reminder[]> {
  const rows = await db
    .selectFrom('reminders')
    .selectAll()
    .where('state', '=', sql.lit('waiting'))
    .where('due_at', '<=', now)
    .orderBy('due_at')
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map(view);
}

/** Moves a waiting reminder from the moment it was found at to its next one, or ends it. False: it changed meanwhile. */
export async function advance(
  trx: Db,
  reminder: Reminder,
  to: { dueAt: number } | { state: 'done' | 'cancelled'; now: number },
): Promise<boolean> {
  const moved = await trx
    .updateTable('reminders')
    .set('dueAt' in to ? { due_at: to.dueAt } : { state: to.state, ended_at: to.now })
    .where('id', '=', reminder.id)
    .where('state', '=', 'waiting')
    .where('due_at', '=', reminder.dueAt)
    .executeTakeFirst();
  return moved.numUpdatedRows > 0n;
}

/** Ends a waiting reminder; whoever put a repeat off and then stops it wants neither. */
export async function cancelReminder(trx: Db, reminder: Reminder, now: number): Promise<void> {
  await advance(trx, reminder, { state: 'cancelled', now });
  if (reminder.recurrence !== undefined)
    await beside(trx, reminder).set({ state: 'cancelled', ended_at: now }).execute();
}

/** A waiting repeat goes on in another zone, from its next moment there (ms). False: it changed meanwhile. */
export async function moveToZone(
  trx: Db,
  reminder: Reminder,
  to: { readonly zone: string; readonly dueAt: number },
): Promise<boolean> {
  const moved = await trx
    .updateTable('reminders')
    .set({ zone: to.zone, due_at: to.dueAt })
    .where('id', '=', reminder.id)
    .where('state', '=', 'waiting')
    .where('due_at', '=', reminder.dueAt)
    .executeTakeFirst();
  return moved.numUpdatedRows > 0n;
}

/** Ends what waits for a team; returns what it was. */
export async function cancelOfTeam(trx: Db, teamId: number, now: number): Promise<Reminder[]> {
  const rows = await trx
    .updateTable('reminders')
    .set({ state: 'cancelled', ended_at: now })
    .where('team_id', '=', teamId)
    .where('state', '=', 'waiting')
    .returningAll()
    .execute();
  return rows.map(view);
}

/** Ends what waits for the teams of a cohort. */
export async function cancelOfCohort(trx: Db, cohortId: number, now: number): Promise<void> {
  await trx
    .updateTable('reminders')
    .set({ state: 'cancelled', ended_at: now })
    .where('team_id', 'in', trx.selectFrom('teams').select('id').where('cohort_id', '=', cohortId))
    .where('state', '=', 'waiting')
    .execute();
}
