import type { Insertable, Selectable } from 'kysely';
import { type Db, prepared } from '../../platform/database/index.ts';
import type { Matter, Outreach } from './rules.ts';
import type { OutreachTable, StaffMatterTable } from './tables.ts';

function outreachOf(row: Selectable<OutreachTable>): Outreach {
  return {
    id: row.id,
    guildId: row.guild_id,
    cohortId: row.cohort_id,
    userId: row.user_id,
    staffId: row.staff_id,
    text: row.text,
    state: row.state,
    writtenAt: row.written_at,
  };
}

function matterOf(row: Selectable<StaffMatterTable>): Matter {
  return {
    id: row.id,
    guildId: row.guild_id,
    cohortId: row.cohort_id,
    kind: row.kind,
    userId: row.user_id,
    teamId: row.team_id,
    outreachId: row.outreach_id,
    text: row.text,
    createdAt: row.created_at,
    handledBy: row.handled_by,
  };
}

/** Undefined when somebody of staff wrote to them that day already. */
export async function insertOutreach(trx: Db, row: Insertable<OutreachTable>): Promise<Outreach | undefined> {
  const added = await trx
    .insertInto('outreach')
    .values(row)
    .onConflict((clash) => clash.columns(['guild_id', 'user_id', 'day']).doNothing())
    .returningAll()
    .executeTakeFirst();
  return added === undefined ? undefined : outreachOf(added);
}

export async function findOutreach(db: Db, id: number): Promise<Outreach | undefined> {
  const row = await db.selectFrom('outreach').selectAll().where('id', '=', id).executeTakeFirst();
  return row === undefined ? undefined : outreachOf(row);
}

/** The letter to a member on a local day. */
export async function findOfDay(
  db: Db,
  { guildId, userId, day }: { guildId: string; userId: string; day: string },
): Promise<Outreach | undefined> {
  const row = await db
    .selectFrom('outreach')
    .selectAll()
    .where('guild_id', '=', guildId)
    .where('user_id', '=', userId)
    .where('day', '=', day)
    .executeTakeFirst();
  return row === undefined ? undefined : outreachOf(row);
}

const unanswered = prepared((db, guildId: string, userId: string, since: number) =>
  db
    .selectFrom('outreach')
    .selectAll()
    .where('guild_id', '=', guildId)
    .where('user_id', '=', userId)
    .where('state', '=', 'open')
    .where('written_at', '>=', since)
    .orderBy('id', 'desc')
    .limit(3),
);

/** What a member has not answered, the latest first. */
export async function findUnanswered(
  db: Db,
  { guildId, userId, since }: { guildId: string; userId: string; since: number },
): Promise<Outreach[]> {
  return (await unanswered(db, guildId, userId, since)).map(outreachOf);
}

/** When staff last wrote to each of these members, and who did. */
export async function findLatest(
  db: Db,
  guildId: string,
  userIds: readonly string[],
): Promise<Map<string, Outreach>> {
  if (userIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('outreach')
    .selectAll()
    .where('guild_id', '=', guildId)
    .where('user_id', 'in', userIds)
    .orderBy('id')
    .execute();
  return new Map(rows.map((row) => [row.user_id, outreachOf(row)]));
}

/** False when it is answered already. */
export async function markAnswered(
  trx: Db,
  id: number,
  { state, now }: { state: 'fine' | 'answered'; now: number },
): Promise<boolean> {
  const row = await trx
    .updateTable('outreach')
    .set({ state, answered_at: now })
    .where('id', '=', id)
    .where('state', '=', 'open')
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

/** Undefined when the same waits already. */
export async function insertMatter(trx: Db, row: Insertable<StaffMatterTable>): Promise<Matter | undefined> {
  const added = await trx
    .insertInto('staff_matters')
    .values(row)
    .onConflict((clash) => clash.doNothing())
    .returningAll()
    .executeTakeFirst();
  return added === undefined ? undefined : matterOf(added);
}

export async function findMatter(db: Db, id: number): Promise<Matter | undefined> {
  const row = await db.selectFrom('staff_matters').selectAll().where('id', '=', id).executeTakeFirst();
  return row === undefined ? undefined : matterOf(row);
}

export async function recordMatterMessage(
  trx: Db,
  id: number,
  { channelId, messageId }: { channelId: string; messageId: string },
): Promise<void> {
  await trx
    .updateTable('staff_matters')
    .set({ channel_id: channelId, message_id: messageId })
    .where('id', '=', id)
    .execute();
}

/** False when somebody has handled it before. */
export async function markHandled(trx: Db, id: number, by: string, now: number): Promise<boolean> {
  const row = await trx
    .updateTable('staff_matters')
    .set({ handled_by: by, handled_at: now })
    .where('id', '=', id)
    .where('handled_at', 'is', null)
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

/** What waits for staff in a cohort, oldest first. */
export async function findOpenMatters(
  db: Db,
  cohortId: number,
  { offset, limit }: { offset: number; limit: number },
): Promise<Matter[]> {
  const rows = await db
    .selectFrom('staff_matters')
    .selectAll()
    .where('cohort_id', '=', cohortId)
    .where('handled_at', 'is', null)
    .orderBy('id')
    .offset(offset)
    .limit(limit)
    .execute();
  return rows.map(matterOf);
}

export async function countOpenMatters(db: Db, cohortId: number): Promise<number> {
  const { count } = await db
    .selectFrom('staff_matters')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('cohort_id', '=', cohortId)
    .where('handled_at', 'is', null)
    .executeTakeFirstOrThrow();
  return count;
}
