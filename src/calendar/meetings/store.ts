import type { Insertable, Selectable } from 'kysely';
import type { Db } from '../../platform/database/index.ts';
import type { MeetingTable } from './tables.ts';

export type MeetingRow = Selectable<MeetingTable>;

/** A newer proposal takes the place of the open one; returns the ids of those it replaced. */
export async function replaceOpen(db: Db, teamId: number): Promise<number[]> {
  const rows = await db
    .updateTable('meetings')
    .set((eb) => ({ state: 'replaced' as const, revision: eb('revision', '+', 1) }))
    .where('team_id', '=', teamId)
    .where('state', '=', 'open')
    .returning('id')
    .execute();
  return rows.map((row) => row.id);
}

export async function insertMeeting(db: Db, meeting: Insertable<MeetingTable>): Promise<MeetingRow> {
  return await db.insertInto('meetings').values(meeting).returningAll().executeTakeFirstOrThrow();
}

export async function findMeeting(db: Db, id: number): Promise<MeetingRow | undefined> {
  return await db.selectFrom('meetings').selectAll().where('id', '=', id).executeTakeFirst();
}

/** The open proposal of a team, and the next agreed meeting from `now` on. */
export async function findCurrent(
  db: Db,
  teamId: number,
  now: number,
): Promise<{ open: MeetingRow | undefined; next: MeetingRow | undefined }> {
  const of = db.selectFrom('meetings').selectAll().where('team_id', '=', teamId);
  return {
    open: await of.where('state', '=', 'open').executeTakeFirst(),
    next: await of.where('state', '=', 'agreed').where('slot', '>', now).orderBy('slot').executeTakeFirst(),
  };
}

export async function choose(db: Db, meetingId: number, userId: string, slot: number): Promise<void> {
  await db
    .insertInto('meeting_choices')
    .values({ meeting_id: meetingId, user_id: userId, slot })
    .onConflict((clash) => clash.columns(['meeting_id', 'user_id']).doUpdateSet({ slot }))
    .execute();
}

export async function forgetChoices(db: Db, meetingId: number, userIds: readonly string[]): Promise<void> {
  await db
    .deleteFrom('meeting_choices')
    .where('meeting_id', '=', meetingId)
    .where('user_id', 'in', userIds)
    .execute();
}

export async function findChoices(db: Db, meetingId: number): Promise<{ userId: string; slot: number }[]> {
  return await db
    .selectFrom('meeting_choices')
    .select(['user_id as userId', 'slot'])
    .where('meeting_id', '=', meetingId)
    .orderBy('user_id')
    .execute();
}

/** Of an open one. */
export async function agree(trx: Db, id: number, slot: number, reminderId: number): Promise<void> {
  await trx
    .updateTable('meetings')
    .set({ state: 'agreed', slot, reminder_id: reminderId })
    .where('id', '=', id)
    .execute();
}

export async function callOff(db: Db, id: number, userId: string): Promise<void> {
  await db
    .updateTable('meetings')
    .set({ state: 'replaced', cancelled_by: userId })
    .where('id', '=', id)
    .execute();
}

/** Its message is to be drawn anew; returns the revision. */
export async function touch(db: Db, id: number): Promise<number> {
  const row = await db
    .updateTable('meetings')
    .set((eb) => ({ revision: eb('revision', '+', 1) }))
    .where('id', '=', id)
    .returning('revision')
    .executeTakeFirstOrThrow();
  return row.revision;
}

export async function recordMessage(
  db: Db,
  id: number,
  message: { channelId: string; messageId: string },
): Promise<MeetingRow> {
  return await db
    .updateTable('meetings')
    .set({ message_channel_id: message.channelId, message_id: message.messageId })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow();
}
