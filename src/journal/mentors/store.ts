import type { Selectable } from 'kysely';
import { type Db, prepared } from '../../platform/database/index.ts';
import type { MentorListTable } from './tables.ts';

export type MentorList = Selectable<MentorListTable>;

/** The list of a server as it is now has changed; its row is made where it has none. */
export async function touchList(trx: Db, guildId: string): Promise<MentorList> {
  return await trx
    .insertInto('mentor_lists')
    .values({ guild_id: guildId })
    .onConflict((clash) =>
      clash.column('guild_id').doUpdateSet((eb) => ({ revision: eb('mentor_lists.revision', '+', 1) })),
    )
    .returningAll()
    .executeTakeFirstOrThrow();
}

export async function findList(db: Db, guildId: string): Promise<MentorList | undefined> {
  return await db.selectFrom('mentor_lists').selectAll().where('guild_id', '=', guildId).executeTakeFirst();
}

/** It is posted anew from now on (ms UTC): returns the number of that edition. */
export async function nextEdition(trx: Db, guildId: string, now: number): Promise<number> {
  const row = await trx
    .updateTable('mentor_lists')
    .set((eb) => ({ edition: eb('edition', '+', 1), posted_at: now }))
    .where('guild_id', '=', guildId)
    .returning('edition')
    .executeTakeFirstOrThrow();
  return row.edition;
}

export async function recordList(
  trx: Db,
  guildId: string,
  place: { channel_id: string | null; message_id: string | null; posted_at: number | null; drawn?: number },
): Promise<void> {
  await trx.updateTable('mentor_lists').set(place).where('guild_id', '=', guildId).execute();
}

/** Its message shows this revision. */
export async function recordDrawn(trx: Db, guildId: string, revision: number): Promise<void> {
  await trx
    .updateTable('mentor_lists')
    .set({ drawn: revision })
    .where('guild_id', '=', guildId)
    .where('drawn', '<', revision)
    .execute();
}

/** When mentors were called in a server since then (ms UTC), the oldest first. */
export async function findCalls(db: Db, guildId: string, since: number): Promise<number[]> {
  const rows = await db
    .selectFrom('mentor_calls')
    .select('called_at')
    .where('guild_id', '=', guildId)
    .where('called_at', '>', since)
    .orderBy('called_at')
    .execute();
  return rows.map((row) => row.called_at);
}

export async function insertCall(trx: Db, guildId: string, now: number): Promise<void> {
  await trx
    .insertInto('mentor_calls')
    .values({ guild_id: guildId, called_at: now })
    .onConflict((clash) => clash.doNothing())
    .execute();
}

export async function deleteCalls(trx: Db, before: number): Promise<void> {
  await trx.deleteFrom('mentor_calls').where('called_at', '<', before).execute();
}

/** Those whom staff confirmed as mentors of a running cohort of a server, and who are still there. */
function confirmedIn(db: Db, guildId: string) {
  return db
    .selectFrom('cohort_mentors')
    .innerJoin('cohorts', 'cohorts.id', 'cohort_mentors.cohort_id')
    .innerJoin('members', (join) =>
      join
        .onRef('members.guild_id', '=', 'cohorts.guild_id')
        .onRef('members.user_id', '=', 'cohort_mentors.user_id'),
    )
    .select('cohort_mentors.user_id')
    .where('cohorts.guild_id', '=', guildId)
    .where('cohorts.archived_at', 'is', null)
    .where('cohort_mentors.confirmed_at', 'is not', null)
    .where('members.gone_at', 'is', null);
}

const mentorOf = prepared((db, guildId: string, userId: string) =>
  db
    .selectFrom('communities')
    .select((eb) => [
      'mentor_role_id as roleId',
      eb.exists(confirmedIn(db, guildId).where('cohort_mentors.user_id', '=', userId)).as('confirmed'),
    ])
    .where('guild_id', '=', guildId),
);

/** What makes somebody a mentor of a server: its role for them, or that staff confirmed them. */
export async function findMentor(
  db: Db,
  guildId: string,
  userId: string,
): Promise<{ roleId: string | null; confirmed: boolean }> {
  const [row] = await mentorOf(db, guildId, userId);
  return { roleId: row?.roleId ?? null, confirmed: Boolean(row?.confirmed) };
}

export async function findMentors(db: Db, guildId: string): Promise<string[]> {
  const rows = await confirmedIn(db, guildId).distinct().orderBy('cohort_mentors.user_id').execute();
  return rows.map((row) => row.user_id);
}

/** Its message was deleted: the next change posts one anew. */
export async function forgetList(trx: Db, guildId: string): Promise<void> {
  await recordList(trx, guildId, { channel_id: null, message_id: null, posted_at: null });
}
