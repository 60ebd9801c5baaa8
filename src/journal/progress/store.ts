import type { Insertable, Selectable } from 'kysely';
import type { Db } from '../../platform/database/index.ts';
import type { Progress } from './rules.ts';
import type { ProgressTable } from './tables.ts';

function progressOf(row: Selectable<ProgressTable>): Progress {
  return {
    id: row.id,
    guildId: row.guild_id,
    cohortId: row.cohort_id,
    userId: row.user_id,
    projectId: row.project_id,
    teamId: row.team_id,
    text: row.text,
    minutes: row.minutes,
    publicAt: row.public_at,
    message:
      row.channel_id === null || row.message_id === null
        ? null
        : { channelId: row.channel_id, messageId: row.message_id },
    createdAt: row.created_at,
  };
}

export async function insertProgress(trx: Db, entry: Insertable<ProgressTable>): Promise<Progress> {
  return progressOf(
    await trx.insertInto('progress_entries').values(entry).returningAll().executeTakeFirstOrThrow(),
  );
}

export async function findProgress(db: Db, id: number): Promise<Progress | undefined> {
  const row = await db.selectFrom('progress_entries').selectAll().where('id', '=', id).executeTakeFirst();
  return row === undefined ? undefined : progressOf(row);
}

export async function recordPosted(
  trx: Db,
  id: number,
  { channelId, messageId }: { channelId: string; messageId: string },
): Promise<void> {
  await trx
    .updateTable('progress_entries')
    .set({ channel_id: channelId, message_id: messageId })
    .where('id', '=', id)
    .execute();
}

/** Undefined when it was posted, or is not theirs. */
export async function reviseProgress(
  trx: Db,
  { id, userId, text, minutes }: { id: number; userId: string; text: string; minutes: number | null },
): Promise<Progress | undefined> {
  const row = await trx
    .updateTable('progress_entries')
    .set({ text, minutes })
    .where('id', '=', id)
    .where('user_id', '=', userId)
    .where('message_id', 'is', null)
    .returningAll()
    .executeTakeFirst();
  return row === undefined ? undefined : progressOf(row);
}

/** Undefined when it is public already, or is not theirs. */
export async function publishProgress(
  trx: Db,
  { id, userId, now }: { id: number; userId: string; now: number },
): Promise<Progress | undefined> {
  const row = await trx
    .updateTable('progress_entries')
    .set({ public_at: now })
    .where('id', '=', id)
    .where('user_id', '=', userId)
    .where('public_at', 'is', null)
    .returningAll()
    .executeTakeFirst();
  return row === undefined ? undefined : progressOf(row);
}

/** A member's own in a cohort, oldest first. */
export async function findOfMember(db: Db, cohortId: number, userId: string): Promise<Progress[]> {
  const rows = await db
    .selectFrom('progress_entries')
    .selectAll()
    .where('user_id', '=', userId)
    .where('cohort_id', '=', cohortId)
    .orderBy('created_at')
    .orderBy('id')
    .execute();
  return rows.map(progressOf);
}

/** What everybody may read of a cohort, made from `from` until before `to` (ms UTC), oldest first. */
export async function findPublic(
  db: Db,
  cohortId: number,
  { from, to }: { from: number; to: number },
): Promise<Progress[]> {
  const rows = await db
    .selectFrom('progress_entries')
    .selectAll()
    .where('cohort_id', '=', cohortId)
    .where('created_at', '>=', from)
    .where('created_at', '<', to)
    .where('public_at', 'is not', null)
    .orderBy('created_at')
    .orderBy('id')
    .execute();
  return rows.map(progressOf);
}
