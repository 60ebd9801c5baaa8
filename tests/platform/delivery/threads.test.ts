import type { Channel } from '@nexus/simulator';
import { expect, it } from 'vitest';
import type { DeliveryKind } from '../../../src/platform/delivery/types.ts';
import { post } from './real.ts';

const LIMIT = 40;
const CARDS = 60;
const TEAMS = 50;
const [PUBLIC_THREAD, PRIVATE_THREAD] = [11, 12];

/** A card, and a thread on it once it stands; a private thread for a team. */
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

it('more cards and teams than there is room for: every card stands, every one has its thread, cards yield first', async () => {
  const { sim, guild, enqueue, note, outbox, contents, mentors, states } = await post({
    kinds,
    simulator: { activeThreadLimit: LIMIT },
  });
  // The limit of five messages in five seconds is another test's.
  const places = Array.from({ length: 20 }, (_, index) => guild.createChannel({ name: `p${index}` }));
  const place = (index: number) =>
    ({ kind: 'channel', id: places[index % places.length]?.id ?? '' }) as const;
  await enqueue(
    ...Array.from({ length: CARDS }, (_, index) => [
      note(`card ${index}`, { target: place(index) }),
      note(`thread ${index}`, { kind: 'card-thread', target: place(index), subject: `card ${index}` }),
    ]).flat(),
    ...Array.from({ length: TEAMS }, (_, index) =>
      note(`team ${index}`, { kind: 'team-thread', target: place(index) }),
    ),
  );
  for (let round = 0; round < 30; round += 1) {
    await outbox.tick();
    sim.clock.advance(1_000);
  }
  const open = Object.entries(await states()).filter(([, state]) => state !== 'sent');
  expect(open).toEqual([]);
  const threads = [...sim.world.channels.values()].filter((channel) => channel.isThread);
  const named = (word: string): Channel[] =>
    threads.filter((thread) => thread.data.name?.startsWith(word) === true);
  expect(named('thread')).toHaveLength(CARDS);
  expect(named('team')).toHaveLength(TEAMS);
  const awake = threads.filter((thread) => !thread.isArchived);
  expect(awake.length).toBeLessThanOrEqual(LIMIT);
  expect(contents(mentors)).toEqual([]);

  // A team's thread is put to sleep only where no card's is awake, those aside that come to be at that moment.
  const awakeCards = new Set<string>();
  const teamsAsleep: number[] = [];
  for (const request of sim.requests) {
    const made = request.response as { id?: string; type?: number; thread_metadata?: { archived: boolean } };
    if (request.status >= 300 || made?.id === undefined) continue;
    if (request.method === 'POST' && made.type === PUBLIC_THREAD) awakeCards.add(made.id);
    if (request.method !== 'PATCH' || made.thread_metadata?.archived !== true) continue;
    if (made.type === PRIVATE_THREAD) teamsAsleep.push(awakeCards.size);
    awakeCards.delete(made.id);
  }
  expect(teamsAsleep.length).toBeGreaterThan(5);
  expect(teamsAsleep.filter((cards) => cards === 0).length).toBeGreaterThan(teamsAsleep.length / 2);
  expect(Math.max(...teamsAsleep)).toBeLessThan(LIMIT / 2);

  // A team that was put to sleep writes again: its thread wakes, although there is no room at first.
  const first = named('team').find((thread) => thread.isArchived);
  await enqueue(note('wake', { target: { kind: 'channel', id: first?.id ?? '' } }));
  for (let round = 0; round < 10; round += 1) {
    await outbox.tick();
    sim.clock.advance(1_000);
  }
  expect((await states())['wake']).toBe('sent');
  expect(sim.violations).toEqual([]);
}, 120_000);
