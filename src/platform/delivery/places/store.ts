import { type Db, prepared } from '../../database/index.ts';
import type { Locale } from '../../i18n/index.ts';
import { STAFF_PLACES } from '../types.ts';

const memberLanguage = prepared((db, guildId: string, userId: string) =>
  db.selectFrom('members').select('locale').where('guild_id', '=', guildId).where('user_id', '=', userId),
);

const serverLanguage = prepared((db, guildId: string) =>
  db.selectFrom('communities').select('language').where('guild_id', '=', guildId),
);

/** The language of a member's direct messages, else of a server. */
export async function languageAt(db: Db, guildId: string, userId: string | undefined): Promise<Locale> {
  if (userId !== undefined) {
    const [member] = await memberLanguage(db, guildId, userId);
    if (member !== undefined) return member.locale;
  }
  const [community] = await serverLanguage(db, guildId);
  return community?.language ?? 'en';
}

export interface DmChannel {
  readonly channelId: string | undefined;
  /** Discord refused a direct message and the member has not allowed them since, in any server. */
  readonly refused: boolean;
}

export async function dmChannel(db: Db, userId: string): Promise<DmChannel> {
  const known = await db
    .selectFrom('dm_channels')
    .select(['channel_id', 'refused_at'])
    .where('user_id', '=', userId)
    .executeTakeFirst();
  return { channelId: known?.channel_id ?? undefined, refused: known?.refused_at != null };
}

export async function rememberDmChannel(db: Db, userId: string, channelId: string): Promise<void> {
  await db
    .insertInto('dm_channels')
    .values({ user_id: userId, channel_id: channelId, refused_at: null })
    .onConflict((conflict) => conflict.column('user_id').doUpdateSet({ channel_id: channelId }))
    .execute();
}

/**
 * A member's direct messages are closed: no further tries until they opt in again, in whatever server. What they agreed
 * to stays as it is.
 */
export async function refuseDm(trx: Db, userId: string, now: number): Promise<void> {
  await trx
    .insertInto('dm_channels')
    .values({ user_id: userId, channel_id: null, refused_at: now })
    .onConflict((conflict) => conflict.column('user_id').doUpdateSet({ refused_at: now }))
    .execute();
}

/** They opted in (again): direct messages are tried once more. */
export async function reopenDm(trx: Db, userId: string): Promise<void> {
  await trx.updateTable('dm_channels').set({ refused_at: null }).where('user_id', '=', userId).execute();
}

export interface StaffPlace {
  readonly language: Locale;
  /** Channels where staff read, the best first. */
  readonly channels: readonly string[];
}

/**
 * Where staff of a server are told something technical: the first that is set, in the order of STAFF_PLACES.
 * Undefined for a server without settings.
 */
export async function staffPlace(db: Db, guildId: string): Promise<StaffPlace | undefined> {
  const community = await db
    .selectFrom('communities')
    .selectAll()
    .where('guild_id', '=', guildId)
    .executeTakeFirst();
  if (community === undefined) return undefined;
  const channels = STAFF_PLACES.map((purpose) => community[`${purpose}_channel_id`]).filter(
    (channel) => channel !== null,
  );
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

const untold = prepared((db, guildId: string, place: string) =>
  db.deleteFrom('delivery_alerts').where('guild_id', '=', guildId).where('place', '=', place),
);

/** Something arrived at a place again: the next trouble there is told anew. */
export async function mended(trx: Db, guildId: string, place: string): Promise<void> {
  await untold(trx, guildId, place);
}
