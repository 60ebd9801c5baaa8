import { type Selectable, sql } from 'kysely';
import { type Db, prepared } from '../../platform/database/index.ts';
import type { Announcement, NewAnnouncement } from './rules.ts';
import type { AnnouncementTable } from './tables.ts';

export type AnnouncementRow = Selectable<AnnouncementTable>;

export function announcementOf(row: AnnouncementRow): Announcement {
  const { posted_channel_id: channelId, message_id: messageId } = row;
  return {
    id: row.id,
    guildId: row.guild_id,
    authorId: row.author_id,
    title: row.title,
    body: row.body,
    translation: row.translation,
    channelId: row.channel_id,
    roleId: row.role_id,
    lacking: row.lacking,
    cohortId: row.cohort_id,
    acknowledge: row.acknowledge === 1,
    state: row.state,
    dueAt: row.due_at,
    outAt: row.out_at,
    changedAt: row.changed_at,
    revision: row.revision,
    posted: channelId === null || messageId === null ? null : { channelId, messageId },
    publishAskedAt: row.publish_asked_at,
    remindedAt: row.reminded_at,
  };
}

/** Undefined when it was sent from its preview before. */
export async function insertAnnouncement(
  trx: Db,
  made: NewAnnouncement,
  now: number,
): Promise<AnnouncementRow | undefined> {
  return await trx
    .insertInto('announcements')
    .values({
      guild_id: made.guildId,
      author_id: made.authorId,
      draft_id: made.draftId,
      title: made.title,
      body: made.body,
      translation: made.translation ?? null,
      channel_id: made.channelId ?? null,
      role_id: made.roleId ?? null,
      lacking: made.to?.lacking ?? null,
      cohort_id: made.to?.cohortId ?? null,
      acknowledge: made.acknowledge ? 1 : 0,
      created_at: now,
      due_at: made.dueAt ?? now,
    })
    .onConflict((clash) => clash.column('draft_id').doNothing())
    .returningAll()
    .executeTakeFirst();
}

const announcementById = prepared((db, id: number) =>
  db.selectFrom('announcements').selectAll().where('id', '=', id),
);

export async function findAnnouncement(db: Db, id: number): Promise<AnnouncementRow | undefined> {
  return (await announcementById(db, id))[0];
}

export async function findByDraft(db: Db, draftId: string): Promise<AnnouncementRow | undefined> {
  return await db.selectFrom('announcements').selectAll().where('draft_id', '=', draftId).executeTakeFirst();
}

/** What waits before all that is over, each newest first. */
export async function findOfServer(db: Db, guildId: string, limit: number): Promise<AnnouncementRow[]> {
  return await db
    .selectFrom('announcements')
    .selectAll()
    .where('guild_id', '=', guildId)
    .orderBy((eb) => eb.case().when('state', '=', 'waiting').then(0).else(1).end())
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
}

export async function findDue(db: Db, now: number, limit: number): Promise<AnnouncementRow[]> {
  return await db
    .selectFrom('announcements')
    .selectAll()
    .where('state', '=', 'waiting')
    .where('due_at', '<=', now)
    .orderBy('due_at')
    .limit(limit)
    .execute();
}

/** Of which some are still to be told, reminded or given the correction. */
export async function findUnderWay(db: Db): Promise<AnnouncementRow[]> {
  return await db
    .selectFrom('announcements')
    .selectAll()
    .where((eb) =>
      eb.or([
        eb('told_to', 'is not', null),
        eb('reminding', 'is not', null),
        eb('correcting', 'is not', null),
      ]),
    )
    .orderBy('id')
    .execute();
}

/** Undefined when it is no longer in that state. */
export async function changeAnnouncement(
  trx: Db,
  id: number,
  from: readonly AnnouncementRow['state'][],
  changes: Partial<Omit<AnnouncementRow, 'id' | 'guild_id'>>,
): Promise<AnnouncementRow | undefined> {
  return await trx
    .updateTable('announcements')
    .set(changes)
    .where('id', '=', id)
    .where('state', 'in', from)
    .returningAll()
    .executeTakeFirst();
}

/** What was to be told to learners of a cohort is told to nobody any more. */
export async function endOfCohort(trx: Db, cohortId: number): Promise<void> {
  const of = trx.updateTable('announcements').where('cohort_id', '=', cohortId);
  await of.set({ state: 'cancelled' }).where('state', '=', 'waiting').execute();
  await of.set({ told_to: null, reminding: null, correcting: null }).where('state', '=', 'out').execute();
}

/** From `before` on, once. False when somebody else has gone on meanwhile. */
export async function moveCursor(
  trx: Db,
  id: number,
  cursor: 'told_to' | 'reminding' | 'correcting',
  before: string,
  after: string | null,
): Promise<boolean> {
  const moved = await trx
    .updateTable('announcements')
    .set({ [cursor]: after })
    .where('id', '=', id)
    .where(cursor, '=', before)
    .executeTakeFirst();
  return moved.numUpdatedRows === 1n;
}

/** One reminder, and one wish to be published: false when it was asked for before. */
export async function askOnce(
  trx: Db,
  id: number,
  what: 'reminded_at' | 'publish_asked_at',
  now: number,
): Promise<boolean> {
  const asked = await trx
    .updateTable('announcements')
    .set({ [what]: now, ...(what === 'reminded_at' ? { reminding: '' } : {}) })
    .where('id', '=', id)
    .where(what, 'is', null)
    .executeTakeFirst();
  return asked.numUpdatedRows === 1n;
}

/** Learners of a cohort behind one, in the order of their ids. */
export async function findLearners(
  db: Db,
  cohortId: number,
  after: string,
  limit: number,
): Promise<string[]> {
  const rows = await db
    .selectFrom('cohort_members')
    .select('user_id')
    .where('cohort_id', '=', cohortId)
    .where('user_id', '>', after)
    .orderBy('user_id')
    .limit(limit)
    .execute();
  return rows.map((row) => row.user_id);
}

export async function insertTold(
  trx: Db,
  receipt: { id: number; userId: string; way: 'direct' | 'line'; now: number },
): Promise<void> {
  const { id, userId, way, now } = receipt;
  await trx
    .insertInto('announcement_receipts')
    .values({ announcement_id: id, user_id: userId, way, told_at: now, read_at: null })
    .onConflict((clash) => clash.doNothing())
    .execute();
}

/** Where a letter stands. */
export async function recordLetter(
  trx: Db,
  id: number,
  userId: string,
  at: { channelId: string; messageId: string },
): Promise<void> {
  await trx
    .updateTable('announcement_receipts')
    .set({ channel_id: at.channelId, message_id: at.messageId })
    .where('announcement_id', '=', id)
    .where('user_id', '=', userId)
    .execute();
}

export interface StandingLetter {
  readonly userId: string;
  readonly channelId: string;
  readonly messageId: string;
}

/** Letters that stand, behind one, by whom they are for. */
export async function findLetters(
  db: Db,
  id: number,
  after: string,
  limit: number,
): Promise<StandingLetter[]> {
  return await db
    .selectFrom('announcement_receipts')
    .select(['user_id as userId', 'channel_id as channelId', 'message_id as messageId'])
    .where('announcement_id', '=', id)
    .where('message_id', 'is not', null)
    .where('user_id', '>', after)
    .orderBy('user_id')
    .limit(limit)
    .$narrowType<{ channelId: string; messageId: string }>()
    .execute();
}

const markRead = prepared((db, id: number, userId: string, now: number) =>
  db
    .insertInto('announcement_receipts')
    .values({ announcement_id: id, user_id: userId, way: null, told_at: null, read_at: now })
    .onConflict((clash) =>
      clash
        .columns(['announcement_id', 'user_id'])
        .doUpdateSet({ read_at: now })
        .where('announcement_receipts.read_at', 'is', null),
    )
    .returning('user_id'),
);

/** True when it is the first time. */
export async function noteRead(trx: Db, id: number, userId: string, now: number): Promise<boolean> {
  return (await markRead(trx, id, userId, now)).length > 0;
}

const receiptOf = prepared((db, id: number, userId: string) =>
  db
    .selectFrom('announcement_receipts')
    .select(['way', 'read_at'])
    .where('announcement_id', '=', id)
    .where('user_id', '=', userId),
);

export async function findReceipt(db: Db, id: number, userId: string) {
  return (await receiptOf(db, id, userId))[0];
}

/** So many of the last announcements are shown to whoever asks. */
const NEWS = 3;

/** What is out and stands where a member of the server reads it, or was told to them: newest first. */
export const findNews: (db: Db, guildId: string, userId: string) => Promise<AnnouncementRow[]> = prepared(
  (db, guildId: string, userId: string) =>
    db
      .selectFrom('announcements')
      .selectAll()
      .where('guild_id', '=', guildId)
      .where('state', '=', 'out')
      .where((eb) =>
        eb.or([
          eb.and([
            eb('lacking', 'is', null),
            eb.exists(
              eb
                .selectFrom('communities')
                .select('communities.guild_id')
                .whereRef('communities.guild_id', '=', 'announcements.guild_id')
                .where((on) =>
                  on.or([
                    on('announcements_channel_id', '=', on.ref('posted_channel_id')),
                    on('projects_channel_id', '=', on.ref('posted_channel_id')),
                  ]),
                ),
            ),
          ]),
          eb.exists(
            eb
              .selectFrom('announcement_receipts')
              .select('user_id')
              .whereRef('announcement_id', '=', 'announcements.id')
              .where('announcement_receipts.user_id', '=', userId)
              .where('way', 'is not', null),
          ),
        ]),
      )
      .orderBy('id', 'desc')
      .limit(NEWS),
);

export interface Person {
  readonly userId: string;
  /** Null for who was never seen in the server. */
  readonly name: string | null;
  /** When they said they have read it (ms UTC). */
  readonly readAt: number | null;
}

/** Who has read it, behind one, by their ids. */
export async function findReaders(db: Db, id: number, after: string, limit: number): Promise<Person[]> {
  return await db
    .selectFrom('announcement_receipts as receipt')
    .innerJoin('announcements', 'announcements.id', 'receipt.announcement_id')
    .leftJoin('members', (join) =>
      join
        .onRef('members.guild_id', '=', 'announcements.guild_id')
        .onRef('members.user_id', '=', 'receipt.user_id'),
    )
    .select(['receipt.user_id as userId', 'members.display_name as name', 'receipt.read_at as readAt'])
    .where('receipt.announcement_id', '=', id)
    .where('receipt.read_at', 'is not', null)
    .where('receipt.user_id', '>', after)
    .orderBy('receipt.user_id')
    .limit(limit)
    .execute();
}

/** Who has not: of those it was told to, or of the learners of running cohorts who are there. */
export async function findMissing(
  db: Db,
  { id, guildId, lacking }: Pick<Announcement, 'id' | 'guildId' | 'lacking'>,
  after: string,
  limit: number,
): Promise<Person[]> {
  const unread = db
    .selectFrom('members')
    .select(['members.user_id as userId', 'members.display_name as name', sql<null>`null`.as('readAt')])
    .where('members.guild_id', '=', guildId)
    .where('members.gone_at', 'is', null)
    .where('members.user_id', '>', after)
    .orderBy('members.user_id')
    .limit(limit);
  const theirs = db
    .selectFrom('announcement_receipts as receipt')
    .select('receipt.user_id')
    .where('receipt.announcement_id', '=', id)
    .where('receipt.user_id', '=', sql.ref<string>('members.user_id'));
  if (lacking !== null) {
    const untouched = theirs.where('receipt.way', 'is not', null).where('receipt.read_at', 'is', null);
    return await unread.where((eb) => eb.exists(untouched)).execute();
  }
  // One look for each of the page: lists of all learners and all readers would be made anew for every page.
  const inCohort = db
    .selectFrom('cohorts')
    .innerJoin('cohort_members', 'cohort_members.cohort_id', 'cohorts.id')
    .select('cohorts.id')
    .where('cohorts.guild_id', '=', guildId)
    .where('cohorts.archived_at', 'is', null)
    .where('cohort_members.user_id', '=', sql.ref<string>('members.user_id'));
  return await unread
    .where((eb) => eb.exists(inCohort))
    .where((eb) => eb.not(eb.exists(theirs.where('receipt.read_at', 'is not', null))))
    .execute();
}
