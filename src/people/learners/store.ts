import type { Selectable, Updateable } from 'kysely';
import { type Db, prepared } from '../../platform/database/index.ts';
import type { Locale } from '../../platform/i18n/index.ts';
import type { WeeklyInterval } from '../availability/rules.ts';
import type { MemberTable } from './tables.ts';

export type MemberRow = Selectable<MemberTable>;

const memberOf = prepared((db, guildId: string, userId: string) =>
  db.selectFrom('members').selectAll().where('guild_id', '=', guildId).where('user_id', '=', userId),
);

export async function findMember(db: Db, guildId: string, userId: string): Promise<MemberRow | undefined> {
  return (await memberOf(db, guildId, userId))[0];
}

export async function findMembers(db: Db, guildId: string, userIds: readonly string[]): Promise<MemberRow[]> {
  if (userIds.length === 0) return [];
  return await db
    .selectFrom('members')
    .selectAll()
    .where('guild_id', '=', guildId)
    .where('user_id', 'in', userIds)
    .execute();
}

const dmAsked = prepared((db, guildId: string, userId: string, now: number) =>
  db
    .updateTable('members')
    .set({ dm_asked_at: now })
    .where('guild_id', '=', guildId)
    .where('user_id', '=', userId)
    .where('dm', '=', 0)
    .where('dm_asked_at', 'is', null)
    .returning('user_id'),
);

export async function markDmAsked(trx: Db, guildId: string, userId: string, now: number): Promise<boolean> {
  return (await dmAsked(trx, guildId, userId, now)).length > 0;
}

export async function findServers(db: Db, userId: string): Promise<string[]> {
  const rows = await db.selectFrom('members').select('guild_id').where('user_id', '=', userId).execute();
  return rows.map((row) => row.guild_id);
}

const insertMember = prepared(
  (db, guildId: string, userId: string, displayName: string, locale: Locale, now: number) =>
    db
      .insertInto('members')
      .values({
        guild_id: guildId,
        user_id: userId,
        display_name: displayName,
        locale,
        created_at: now,
        present_at: now,
      })
      .onConflict((clash) =>
        clash.columns(['guild_id', 'user_id']).doUpdateSet({ display_name: displayName, locale }),
      )
      .returning(['gone_at', 'present_at']),
);

/** Who is new is there, at `now`; of others the name and the language. Returns what is known then of their being there. */
export async function rememberMember(
  db: Db,
  member: Pick<MemberRow, 'guild_id' | 'user_id' | 'display_name' | 'locale'>,
  now: number,
): Promise<Pick<MemberRow, 'gone_at' | 'present_at'> | undefined> {
  const { guild_id, user_id, display_name, locale } = member;
  return (await insertMember(db, guild_id, user_id, display_name, locale, now))[0];
}

/** Returns them as they are then. */
export async function updateMember(
  db: Db,
  guildId: string,
  userId: string,
  changes: Updateable<MemberTable>,
): Promise<MemberRow | undefined> {
  if (Object.keys(changes).length === 0) return await findMember(db, guildId, userId);
  return await db
    .updateTable('members')
    .set(changes)
    .where('guild_id', '=', guildId)
    .where('user_id', '=', userId)
    .returningAll()
    .executeTakeFirst();
}

export const findAvailability: (db: Db, guildId: string, userId: string) => Promise<WeeklyInterval[]> =
  prepared((db, guildId: string, userId: string) =>
    db
      .selectFrom('availability')
      .select(['day', 'from_minute as from', 'to_minute as to'])
      .where('guild_id', '=', guildId)
      .where('user_id', '=', userId)
      .orderBy('day')
      .orderBy('from_minute'),
  );

export async function replaceAvailability(
  db: Db,
  guildId: string,
  userId: string,
  week: readonly WeeklyInterval[],
): Promise<void> {
  await db.deleteFrom('availability').where('guild_id', '=', guildId).where('user_id', '=', userId).execute();
  if (week.length === 0) return;
  await db
    .insertInto('availability')
    .values(
      week.map(({ day, from, to }) => ({
        guild_id: guildId,
        user_id: userId,
        day,
        from_minute: from,
        to_minute: to,
      })),
    )
    .execute();
}

/** True when they were not known to be gone before. */
export async function markGone(trx: Db, guildId: string, userId: string, now: number): Promise<boolean> {
  const changed = await trx
    .insertInto('members')
    // Somebody who was only ever named by others has no row yet; their id stands for the name nobody knows.
    .values({ guild_id: guildId, user_id: userId, display_name: userId, created_at: now, gone_at: now })
    .onConflict((clash) =>
      clash
        .columns(['guild_id', 'user_id'])
        .doUpdateSet({ gone_at: now })
        .where('members.gone_at', 'is', null),
    )
    .returning('user_id')
    .executeTakeFirst();
  return changed !== undefined;
}

/** Notes that they are there, at `now`; those of them who had been gone until then. */
export async function markPresent(
  trx: Db,
  guildId: string,
  userIds: readonly string[],
  now: number,
): Promise<string[]> {
  const back = await trx
    .updateTable('members')
    .set({ gone_at: null })
    .where('guild_id', '=', guildId)
    .where('user_id', 'in', userIds)
    .where('gone_at', 'is not', null)
    .returning('user_id')
    .execute();
  await trx
    .updateTable('members')
    .set({ present_at: now })
    .where('guild_id', '=', guildId)
    .where('user_id', 'in', userIds)
    .execute();
  return back.map((row) => row.user_id);
}
