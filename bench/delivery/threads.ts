import { setTimeout as sleep } from 'node:timers/promises';
import type { DeliveryKind } from '../../src/platform/delivery/types.ts';
import { message, office } from './office.ts';

export const CARDS = 3_000;
export const TEAMS = 1_500;
/** Five cards each: the limit of messages per channel is measured elsewhere. */
const CHANNELS = CARDS / 5;
const LIMIT = 1_000;

const kinds: DeliveryKind[] = [
  {
    kind: 'card-thread',
    run: async (row, transport, db) => {
      const card = await db
        .selectFrom('outbox')
        .select(['channel_id', 'message_id'])
        .where('dedupe_key', '=', row.subject ?? '')
        .executeTakeFirst();
      if (card?.channel_id == null || card.message_id === null) return 'later';
      const options = { name: row.dedupeKey, autoArchiveMinutes: 1440 };
      return { channelId: (await transport.startThread(card.channel_id, card.message_id, options)).id };
    },
  },
  {
    kind: 'team-thread',
    run: async (row, transport) => {
      const options = { name: row.dedupeKey, autoArchiveMinutes: 4320 };
      return { channelId: (await transport.startPrivateThread(row.targetId, options)).id };
    },
  },
];

/** Every card and every team gets its thread in a server that holds 1,000 active ones. */
export async function threadRush(): Promise<{
  seconds: number;
  cards: number;
  teams: number;
  mostActive: number;
  refused: number;
}> {
  const place = await office({ kinds, simulator: { activeThreadLimit: LIMIT } });
  const { sim, guild, db } = place;
  const ids = Array.from({ length: CHANNELS }, (_, index) => guild.createChannel({ name: `t${index}` }).id);
  const at = (index: number): string => ids[index % CHANNELS] ?? '';
  await place.enqueue(
    Array.from({ length: CARDS }, (_, index) => [
      message(`card ${index}`, at(index), { guildId: guild.id }),
      message(`thread ${index}`, at(index), {
        guildId: guild.id,
        kind: 'card-thread',
        subject: `card ${index}`,
      }),
      ...(index < TEAMS
        ? [message(`team ${index}`, at(index), { guildId: guild.id, kind: 'team-thread' })]
        : []),
    ]).flat(),
  );
  const began = performance.now();
  place.outbox.wake();
  let mostActive = 0;
  for (;;) {
    await sleep(500);
    const threads = [...sim.world.channels.values()].filter((channel) => channel.isThread);
    mostActive = Math.max(mostActive, threads.filter((thread) => !thread.isArchived).length);
    const open = await db.selectFrom('outbox').select('id').where('state', '<>', 'sent').limit(1).execute();
    if (open.length === 0 || performance.now() - began > 1_200_000) break;
  }
  const names = [...sim.world.channels.values()].map((channel) => channel.data.name ?? '');
  const result = {
    seconds: (performance.now() - began) / 1_000,
    cards: names.filter((name) => name.startsWith('thread ')).length,
    teams: names.filter((name) => name.startsWith('team ')).length,
    mostActive,
    refused: sim.requests.filter((request) => request.status === 429).length,
  };
  await place.close();
  return result;
}
