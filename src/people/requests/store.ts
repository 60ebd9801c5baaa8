import { type Insertable, type Selectable, sql } from 'kysely';
import type { Barrier, BarrierSubject } from '../../platform/database/barriers.ts';
import { type Db, oneOfIds, prepared } from '../../platform/database/index.ts';
import type { Reason, Request, RequestState } from './rules.ts';
import type { RequestTable } from './tables.ts';

type Row = Selectable<RequestTable>;

/** Written out, so that SQLite sees that the indexes of open requests will do. */
const OPEN = sql.lit('open' as const);

/** Undefined when the same one is open already. */
export async function insertRequest(
  db: Db,
  request: Insertable<RequestTable>,
  askedIds: readonly string[],
): Promise<Request | undefined> {
  const row = await db
    .insertInto('requests')
    .values(request)
    .onConflict((clash) => clash.doNothing())
    .returningAll()
    .executeTakeFirst();
  if (row === undefined) return undefined;
  await insertAsked(db, row.id, askedIds);
  return view(
    row,
    askedIds.map((userId) => ({ user_id: userId, answer: null })),
  );
}

async function insertAsked(db: Db, id: number, askedIds: readonly string[]): Promise<void> {
  await db
    .insertInto('request_answers')
    .values(askedIds.map((userId) => ({ request_id: id, user_id: userId })))
    .execute();
}

export async function findRequest(db: Db, id: number): Promise<Request | undefined> {
  const row = await db.selectFrom('requests').selectAll().where('id', '=', id).executeTakeFirst();
  const [request] = row === undefined ? [] : await complete(db, [row]);
  return request;
}

/** The request a button of before the tables were one is about. */
export async function findByOldId(db: Db, kind: string, oldId: number): Promise<number | undefined> {
  const row = await db
    .selectFrom('requests')
    .select('id')
    .where('old_kind', '=', kind)
    .where('old_id', '=', oldId)
    .executeTakeFirst();
  return row?.id;
}

/** The open request of a key. */
export async function findOpenByKey(db: Db, key: string): Promise<Request | undefined> {
  const row = await db
    .selectFrom('requests')
    .selectAll()
    .where('once_key', '=', key)
    .where('state', '=', OPEN)
    .executeTakeFirst();
  const [request] = row === undefined ? [] : await complete(db, [row]);
  return request;
}

/** Which open requests: all that match any of what is given. */
export interface About {
  readonly projectIds?: readonly number[];
  readonly teamIds?: readonly number[];
  /** Who has sent it or is asked. */
  readonly members?: { readonly guildId: string; readonly userIds: readonly string[] };
}

/** Open requests about any of these, oldest first. */
export async function findOpenAbout(db: Db, about: About): Promise<Request[]> {
  const open = () => db.selectFrom('requests').selectAll().where('state', '=', OPEN);
  const rows: Row[] = [];
  for (const id of about.projectIds ?? [])
    rows.push(...(await open().where('project_id', '=', id).execute()));
  for (const id of about.teamIds ?? []) rows.push(...(await open().where('team_id', '=', id).execute()));
  const { guildId = '', userIds = [] } = about.members ?? {};
  for (const id of userIds) {
    rows.push(...(await sentBy(db, guildId, id)));
    rows.push(...(await askedOf(db, guildId, id)));
  }
  return await complete(db, sorted(rows));
}

/** Open requests of a cohort, oldest first. */
export async function findOpenOfCohort(db: Db, cohortId: number): Promise<Request[]> {
  const rows = await db
    .selectFrom('requests')
    .selectAll()
    .where('state', '=', OPEN)
    .where('cohort_id', '=', cohortId)
    .orderBy('id')
    .execute();
  return await complete(db, rows);
}

const sentBy = prepared((db, guildId: string, userId: string) =>
  db
    .selectFrom('requests')
    .selectAll()
    .where('guild_id', '=', guildId)
    .where('sender_id', '=', userId)
    .where('state', '=', OPEN),
);

/** Open requests that a member is asked for and has not answered, or has sent; oldest first. */
export async function findOpenOf(
  db: Db,
  guildId: string,
  userId: string,
  side: 'asked' | 'sent',
): Promise<Request[]> {
  const rows = side === 'asked' ? await askedOf(db, guildId, userId) : await sentBy(db, guildId, userId);
  const requests = await complete(db, sorted(rows));
  return side === 'asked' ? requests.filter(({ acceptedIds }) => !acceptedIds.includes(userId)) : requests;
}

const askedOf = prepared((db, guildId: string, userId: string) =>
  db
    .selectFrom('request_answers')
    .crossJoin('requests')
    .selectAll('requests')
    .where('request_answers.user_id', '=', userId)
    .whereRef('requests.id', '=', 'request_answers.request_id')
    .where('requests.state', '=', OPEN)
    .where('requests.guild_id', '=', guildId),
);

/** How many are open of a kind: for a project or team, sent by somebody, or waiting for somebody. */
export async function countOpen(
  db: Db,
  kind: string,
  of:
    | { readonly projectId: number }
    | { readonly teamId: number }
    | { readonly cohortId: number; readonly senderId: string }
    | { readonly cohortId: number; readonly askedId: string },
): Promise<number> {
  let query = db
    .selectFrom('requests')
    .where('requests.state', '=', OPEN)
    .where('requests.kind', '=', kind)
    .select((eb) => eb.fn.countAll<number>().as('count'));
  if ('projectId' in of) query = query.where('project_id', '=', of.projectId);
  else if ('teamId' in of) query = query.where('team_id', '=', of.teamId);
  else query = query.where('cohort_id', '=', of.cohortId);
  if ('senderId' in of) query = query.where('sender_id', '=', of.senderId);
  if ('askedId' in of)
    query = query.where('id', 'in', (eb) =>
      eb.selectFrom('request_answers').select('request_id').where('user_id', '=', of.askedId),
    );
  const row = await query.executeTakeFirstOrThrow();
  return row.count;
}

export interface End {
  readonly state: Exclude<RequestState, 'open'>;
  readonly now: number;
  readonly reason?: Reason;
  readonly aboutId?: string | undefined;
}

/** Moves an open request on; false when it is not open any more (somebody was faster, or it ended). */
export async function closeRequest(db: Db, id: number, end: End): Promise<boolean> {
  const row = await db
    .updateTable('requests')
    .set({
      state: end.state,
      ended_at: end.now,
      reason: end.reason ?? null,
      about_id: end.aboutId ?? null,
    })
    .where('id', '=', id)
    .where('state', '=', OPEN)
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

/** Notes an answer of somebody who is asked; false when they have answered already. */
export async function recordAnswer(
  db: Db,
  id: number,
  userId: string,
  answer: 'accepted' | 'declined',
  now: number,
): Promise<boolean> {
  const row = await db
    .updateTable('request_answers')
    .set({ answer, answered_at: now })
    .where('request_id', '=', id)
    .where('user_id', '=', userId)
    .where('answer', 'is', null)
    .returning('user_id')
    .executeTakeFirst();
  return row !== undefined;
}

/** Once per declined request. */
export async function recordReason(db: Db, id: number, userId: string, reason: string): Promise<boolean> {
  const row = await db
    .updateTable('request_answers')
    .set({ reason })
    .where('request_id', '=', id)
    .where('user_id', '=', userId)
    .where('answer', '=', 'declined')
    .where('reason', 'is', null)
    .returning('user_id')
    .executeTakeFirst();
  return row !== undefined;
}

/** They declined it and gave no reason. */
export async function isUnexplained(db: Db, id: number, userId: string): Promise<boolean> {
  const row = await db
    .selectFrom('request_answers')
    .select('user_id')
    .where('request_id', '=', id)
    .where('user_id', '=', userId)
    .where('answer', '=', 'declined')
    .where('reason', 'is', null)
    .executeTakeFirst();
  return row !== undefined;
}

/** Others stand on its two sides now. Whoever is asked anew has not answered. */
export async function moveParties(
  db: Db,
  request: Request,
  to: { readonly senderId: string | null; readonly askedIds: readonly string[] },
): Promise<void> {
  const { id, askedIds } = request;
  if (to.senderId !== request.senderId)
    await db.updateTable('requests').set({ sender_id: to.senderId }).where('id', '=', id).execute();
  const gone = askedIds.filter((userId) => !to.askedIds.includes(userId));
  if (gone.length > 0)
    await db
      .deleteFrom('request_answers')
      .where('request_id', '=', id)
      .where('user_id', 'in', gone)
      .execute();
  const added = to.askedIds.filter((userId) => !askedIds.includes(userId));
  if (added.length > 0) await insertAsked(db, id, added);
}

export async function findDue(
  db: Db,
  now: number,
  what: 'expires_at' | 'nudge_at',
  limit: number,
): Promise<Request[]> {
  let query = db.selectFrom('requests').selectAll().where('state', '=', OPEN).where(what, '<=', now);
  if (what === 'nudge_at') query = query.where('nudged_at', 'is', null).where('expires_at', '>', now);
  return await complete(db, await query.orderBy('id').limit(limit).execute());
}

/** True for the one caller that gets to nudge. */
export async function markNudged(db: Db, id: number, now: number): Promise<boolean> {
  const row = await db
    .updateTable('requests')
    .set({ nudged_at: now })
    .where('id', '=', id)
    .where('state', '=', OPEN)
    .where('nudged_at', 'is', null)
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

/** A message that carries its buttons; `userId`: whose direct messages it stands in. */
export interface RequestMessage {
  readonly channelId: string;
  readonly messageId: string;
  readonly userId: string | null;
}

export async function insertMessage(db: Db, id: number, message: RequestMessage): Promise<void> {
  await db
    .insertInto('request_messages')
    .values({
      request_id: id,
      channel_id: message.channelId,
      message_id: message.messageId,
      user_id: message.userId,
    })
    .onConflict((clash) => clash.doNothing())
    .execute();
}

export async function findMessages(db: Db, id: number): Promise<RequestMessage[]> {
  const rows = await db.selectFrom('request_messages').selectAll().where('request_id', '=', id).execute();
  return rows.map((row) => ({
    channelId: row.channel_id,
    messageId: row.message_id,
    userId: row.user_id,
  }));
}

function sorted(rows: readonly Row[]): Row[] {
  return [...new Map(rows.map((row) => [row.id, row])).values()].toSorted((a, b) => a.id - b.id);
}

async function complete(db: Db, rows: readonly Row[]): Promise<Request[]> {
  if (rows.length === 0) return [];
  const ids = rows.map(({ id }) => id);
  const answers = await db
    .selectFrom('request_answers')
    .select(['request_id', 'user_id', 'answer'])
    .where('request_id', 'in', oneOfIds(db, ids))
    .orderBy('user_id')
    .execute();
  const byRequest = Map.groupBy(answers, (answer) => answer.request_id);
  return rows.map((row) => view(row, byRequest.get(row.id) ?? []));
}

function view(
  row: Row,
  answers: readonly { user_id: string; answer: 'accepted' | 'declined' | null }[],
): Request {
  return {
    id: row.id,
    guildId: row.guild_id,
    cohortId: row.cohort_id,
    kind: row.kind,
    projectId: row.project_id,
    teamId: row.team_id,
    pairId: row.pair_id,
    senderId: row.sender_id,
    askedIds: answers.map((each) => each.user_id),
    acceptedIds: answers.filter((each) => each.answer === 'accepted').map((each) => each.user_id),
    note: row.note,
    state: row.state,
    obstacle: row.reason === null ? null : { reason: row.reason as Reason, aboutId: row.about_id },
    createdAt: row.created_at,
    expiresAt: row.expires_at,
  };
}

/** What keeps these members apart now, and whom it is about. */
export async function findBarriers(
  db: Db,
  barriers: readonly Barrier[],
  of: BarrierSubject,
): Promise<{ reason: string; userId: string }[]> {
  if (barriers.length === 0 || of.userIds.length === 0) return [];
  const parts = barriers.map(
    (barrier) => sql`select ${sql.lit(barrier.reason)} as reason, user_id from (${barrier.sql(of)}) as found`,
  );
  const rows = await sql<{ reason: string; user_id: string }>`${sql.join(parts, sql` union all `)}`.execute(
    db,
  );
  return rows.rows.map((row) => ({ reason: row.reason, userId: row.user_id }));
}
