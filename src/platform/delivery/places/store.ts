import { type Db, write } from '../../database/index.ts';
import type { Locale } from '../../i18n/index.ts';

/** Where a member can be reached without a direct message: their newest project's thread, else their team's. */
export async function threadOfMember(db: Db, guildId: string, userId: string): Promise<string | undefined> {
  const project = await db
    .selectFrom('projects')
    .select('thread_id')
    .where('guild_id', '=', guildId)
    .where('owner_id', '=', userId)
    .where('thread_id', 'is not', null)
    .where('status', '<>', 'withdrawn')
    .orderBy('id', 'desc')
    .executeTakeFirst();
  if (project !== undefined) return project.thread_id ?? undefined;
  const team = await db
    .selectFrom('team_members')
    .innerJoin('teams', 'teams.id', 'team_members.team_id')
    .select('teams.thread_id')
    .where('teams.guild_id', '=', guildId)
    .where('team_members.user_id', '=', userId)
    .where('team_members.left_at', 'is', null)
    .where('teams.ended_at', 'is', null)
    .where('teams.thread_id', 'is not', null)
    .orderBy('teams.id', 'desc')
    .executeTakeFirst();
  return team?.thread_id ?? undefined;
}

export interface DmChannel {
  readonly channelId: string | undefined;
  /** Discord refused a direct message and the member has not allowed them since. */
  readonly refused: boolean;
}

export async function dmChannel(db: Db, guildId: string, userId: string): Promise<DmChannel> {
  const known = await db
    .selectFrom('dm_channels')
    .select(['channel_id', 'refused_at'])
    .where('user_id', '=', userId)
    .executeTakeFirst();
  if (known === undefined || known.refused_at === null) {
    return { channelId: known?.channel_id ?? undefined, refused: false };
  }
  const member = await db
    .selectFrom('members')
    .select('dm')
    .where('guild_id', '=', guildId)
    .where('user_id', '=', userId)
    .executeTakeFirst();
  return { channelId: known.channel_id ?? undefined, refused: member?.dm !== 1 };
}

export async function rememberDmChannel(db: Db, userId: string, channelId: string): Promise<void> {
  await db
    .insertInto('dm_channels')
    .values({ user_id: userId, channel_id: channelId, refused_at: null })
    .onConflict((conflict) => conflict.column('user_id').doUpdateSet({ channel_id: channelId }))
    .execute();
}

/** A member's direct messages are closed: no further tries until they allow them again. */
export async function refuseDm(db: Db, userId: string, now: number): Promise<void> {
  await write(db, async (trx) => {
    await trx
      .insertInto('dm_channels')
      .values({ user_id: userId, channel_id: null, refused_at: now })
      .onConflict((conflict) => conflict.column('user_id').doUpdateSet({ refused_at: now }))
      .execute();
    await trx.updateTable('members').set({ dm: 0 }).where('user_id', '=', userId).execute();
  });
}

export interface StaffPlace {
  readonly language: Locale;
  /** Channels where staff read, the best first. */
  readonly channels: readonly string[];
}

/**
 * Where staff of a server are told something: the mentors' channel, else the project channel, else the announcements.
 * Undefined for a server without settings.
 */
export async function staffPlace(db: Db, guildId: string): Promise<StaffPlace | undefined> {
  const community = await db
    .selectFrom('communities')
    .select(['language', 'mentors_channel_id', 'projects_channel_id', 'announcements_channel_id'])
    .where('guild_id', '=', guildId)
    .executeTakeFirst();
  if (community === undefined) return undefined;
  const channels = [
    community.mentors_channel_id,
    community.projects_channel_id,
    community.announcements_channel_id,
  ].filter((channel) => channel !== null);
  return { language: community.language, channels: [...new Set(channels)] };
}

/** True once for each cause and place, until {@link mended} was called for the place. */
export async function raiseAlert(
  trx: Db,
  alert: { guildId: string; cause: string; place: string; now: number },
): Promise<boolean> {
  const added = await trx
    .insertInto('delivery_alerts')
    .values({ guild_id: alert.guildId, cause: alert.cause, place: alert.place, told_at: alert.now })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return added.numInsertedOrUpdatedRows === 1n;
}

/** Something arrived at a place again: the next trouble there is told anew. */
export async function mended(trx: Db, guildId: string, place: string): Promise<void> {
  await trx
    .deleteFrom('delivery_alerts')
    .where('guild_id', '=', guildId)
    .where('place', '=', place)
    .execute();
}
