import { setImmediate } from 'node:timers/promises';
import { type RawBuilder, sql } from 'kysely';
import type { Db } from '../../database/index.ts';
import {
  type Columns,
  code,
  type Entry,
  type Exported,
  type Forgotten,
  instant,
  place,
  type Shown,
  type Whose,
} from '../../privacy/keeps.ts';
import { containing, spellings } from '../../privacy/words.ts';

export const outboxColumns: Columns = {
  outbox: {
    guild_id: place,
    kind: code,
    target_kind: code,
    target_id: 'member',
    target_name: 'words',
    fallback_kind: code,
    fallback_id: place,
    rerouted_to: place,
    lane: 'member',
    payload: 'both',
    mentions: 'member',
    late_note: { none: 'the sentence that something comes late' },
    subject: 'both',
    dedupe_key: 'both',
    named: 'member',
    nonce: { none: 'made by chance' },
    state: code,
    claimed_by: { none: 'the process that sends it' },
    // A task about a member's direct messages has their id here.
    channel_id: 'member',
    message_id: place,
    thread_id: place,
    failure: code,
    last_error: 'member',
  },
  dm_channels: { user_id: 'member', channel_id: place },
  delivery_alerts: { guild_id: place, cause: code, place: place },
  active_threads: { guild_id: place },
};

export async function exportMessages(db: Db, { guildId, userId }: Whose): Promise<Exported> {
  const rows = await db
    .selectFrom('outbox')
    .select(['kind', 'state', 'due_at', 'settled_at'])
    .where('guild_id', '=', guildId)
    .where('target_kind', '=', 'member')
    .where('target_id', '=', userId)
    .orderBy('id')
    .execute();
  const messages: Entry[] = rows.map((row) => ({
    kind: row.kind,
    due: instant(row.due_at),
    state: row.state,
    ended: instant(row.settled_at),
  }));
  return { 'direct messages to you': messages };
}

/** Drawn anew without them, or posted by features that answer for their own messages. */
const OF_FEATURES = ['project-card', 'team-checklist', 'request'];

/** Messages to a member alone and those that repeat a word of theirs, which go; of others, which name them, their id does. */
export async function messagesOf(
  db: Db,
  { guildId, userId, words }: Whose & { readonly words: readonly string[] },
): Promise<Shown[]> {
  const says = spellings(words).map((word) => sql<boolean>`payload like ${containing(word)} escape '!'`);
  const alone = JSON.stringify([userId]);
  const rows = await db
    .selectFrom('outbox')
    .select((eb) => [
      'channel_id as channelId',
      'message_id as messageId',
      eb
        .or([
          eb.and([eb('target_kind', '=', 'member'), eb('target_id', '=', userId)]),
          eb('mentions', '=', alone),
          // A team's reminder that they set.
          eb('payload', 'like', `%"ownerId":"${userId}"%`),
          ...says,
        ])
        .as('goes'),
    ])
    .where('guild_id', '=', guildId)
    .where('state', '=', 'sent')
    .where('message_id', 'is not', null)
    .where('kind', 'not in', OF_FEATURES)
    .where((eb) =>
      eb.or([
        eb('target_id', '=', userId),
        eb('mentions', 'like', containing(userId)),
        eb('payload', 'like', containing(userId)),
        eb('named', 'like', containing(` ${userId} `)),
        ...says,
      ]),
    )
    .execute();
  return rows.flatMap(({ channelId, messageId, goes }) =>
    channelId === null || messageId === null
      ? []
      : [{ channelId, messageId, ...(goes ? {} : { without: userId }) }],
  );
}

/** So many rows are looked through at a time: a few milliseconds. */
const SLICE = 2_000;

/**
 * What waits for a member alone, or says a word of theirs, is taken back; what was sent loses its words; their id becomes
 * the alias everywhere. Returns the lanes of what was taken back.
 */
export async function forgetInOutbox(trx: Db, who: Forgotten, now: number): Promise<string[]> {
  const lanes = new Set<string>();
  for (let after = 0; ; ) {
    const ids = await trx
      .selectFrom('outbox')
      .select('id')
      .where('id', '>', after)
      .orderBy('id')
      .limit(SLICE)
      .execute();
    const last = ids.at(-1)?.id;
    if (last === undefined) return [...lanes];
    const slice = sql`guild_id = ${who.guildId} and id > ${after} and id <= ${last}`;
    await unsay(trx, who, slice);
    for (const lane of await takeBack(trx, who, slice, now)) lanes.add(lane);
    await blank(trx, who, slice);
    await rename(trx, who, slice);
    after = last;
    await setImmediate();
  }
}

/** A letter to somebody else still says what happened, without the name and the title. */
async function unsay(trx: Db, { words }: Forgotten, slice: RawBuilder<unknown>): Promise<void> {
  for (const word of spellings(words).map((each) => `:"${each}"`))
    await sql`
      update outbox set payload = replace(payload, ${word}, ':"…"')
      where ${slice} and settled_at is null and payload like '{"letter":%'
        and payload like ${containing(word)} escape '!'`.execute(trx);
}

async function takeBack(
  trx: Db,
  { userId, words }: Forgotten,
  slice: RawBuilder<unknown>,
  now: number,
): Promise<string[]> {
  // Of a letter to somebody else only what it says of them is changed; what has to be done about them is not done.
  const isTask = sql`(payload not like '{"letter":%' and payload like ${containing(userId)})`;
  const says = spellings(words).map((word) => sql`or payload like ${containing(`"${word}"`)} escape '!'`);
  const { rows } = await sql<{ lane: string }>`
    update outbox set state = 'obsolete', settled_at = ${now}, ready_at = null
    where ${slice} and state in ('pending', 'doubt')
      and ((target_kind = 'member' and target_id = ${userId}) or ${isTask} ${sql.join(says, sql` `)})
    returning lane`.execute(trx);
  return rows.map(({ lane }) => lane);
}

async function blank(trx: Db, { userId, words }: Forgotten, slice: RawBuilder<unknown>): Promise<void> {
  const own = sql`or payload like ${`%"ownerId":"${userId}"%`}`;
  const says = spellings(words).map((word) => sql`or payload like ${containing(word)} escape '!'`);
  await sql`
    update outbox set payload = '{}', mentions = '[]', late_note = null
    where ${slice} and settled_at is not null and payload <> '{}'
      and (target_id = ${userId} ${own} ${sql.join(says, sql` `)})`.execute(trx);
  const named = spellings(words).map((word) => sql`target_name like ${containing(word)} escape '!'`);
  if (named.length > 0)
    await sql`update outbox set target_name = '…' where ${slice} and (${sql.join(named, sql` or `)})`.execute(
      trx,
    );
}

const NAMING = ['target_id', 'channel_id', 'lane', 'payload', 'subject', 'dedupe_key', 'last_error'] as const;

async function rename(trx: Db, { userId, alias }: Forgotten, slice: RawBuilder<unknown>): Promise<void> {
  const found = NAMING.map((column) => sql`${sql.ref(column)} like ${containing(userId)}`);
  const sets = NAMING.map((column) => {
    const ref = sql.ref(column);
    return sql`${ref} = replace(${ref}, ${userId}, ${alias})`;
  });
  await sql`
    update outbox set ${sql.join(sets)}
    where ${slice} and (${sql.join(found, sql` or `)})`.execute(trx);
  await sql`
    update outbox set named = replace(named, ${` ${userId} `}, '')
    where ${slice} and named like ${containing(userId)}`.execute(trx);
  // Nobody is pinged by an alias; the others still are.
  const [own, first, later] = [`["${userId}"]`, `"${userId}",`, `,"${userId}"`];
  await sql`
    update outbox set mentions = replace(replace(replace(mentions, ${own}, '[]'), ${first}, ''), ${later}, '')
    where ${slice} and mentions like ${containing(userId)}`.execute(trx);
}

export async function eraseOutbox(trx: Db, guildId: string, limit: number): Promise<number> {
  const some = trx.selectFrom('outbox').select('id').where('guild_id', '=', guildId).limit(limit);
  const gone = await trx.deleteFrom('outbox').where('id', 'in', some).executeTakeFirst();
  await trx.deleteFrom('delivery_alerts').where('guild_id', '=', guildId).execute();
  await trx.deleteFrom('active_threads').where('guild_id', '=', guildId).execute();
  // Who is in no other server. Members have gone by now.
  const strangers = trx
    .selectFrom('dm_channels')
    .leftJoin('members', 'members.user_id', 'dm_channels.user_id')
    .select('dm_channels.user_id')
    .where('members.user_id', 'is', null)
    .limit(limit);
  const closed = await trx.deleteFrom('dm_channels').where('user_id', 'in', strangers).executeTakeFirst();
  return Number(gone.numDeletedRows) + Number(closed.numDeletedRows);
}

export async function exportDmChannel(db: Db, userId: string): Promise<Exported> {
  const rows = await db
    .selectFrom('dm_channels')
    .select(['channel_id', 'refused_at'])
    .where('user_id', '=', userId)
    .execute();
  return {
    'your direct messages': rows.map((row) => ({
      channel: row.channel_id,
      'refused since': instant(row.refused_at),
    })),
  };
}

export async function forgetDmChannel(trx: Db, userId: string): Promise<void> {
  await trx.deleteFrom('dm_channels').where('user_id', '=', userId).execute();
}
