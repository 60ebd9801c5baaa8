import { expect, it } from 'vitest';
import { readSetting, write, writeSetting } from '../../../src/platform/database/index.ts';
import { channelFor, type DeliveryKind, type PlaceKind } from '../../../src/platform/delivery/types.ts';
import { desk, GUILD, note, unreachable } from './support.ts';

it.each([
  { kind: 'project', target: { kind: 'project', id: '7' } },
  { kind: 'server', target: channelFor(GUILD, 'projects') },
] as const)(
  'what is looked for just before it is there is not waited for: $kind',
  async ({ kind, target }) => {
    let comes: (() => Promise<void>) | undefined;
    const place: PlaceKind = {
      kind,
      async channelOf(on) {
        const found = await readSetting(on, 'place');
        const come = comes;
        comes = undefined;
        await come?.();
        return found;
      },
    };
    const { db, discord, outbox, enqueue } = await desk([], [place]);
    comes = () => write(db, (trx) => writeSetting(trx, 'place', '300'));
    await enqueue(note('a', { target }), note('b', { target }));
    await outbox.tick();
    expect(discord.posted.map(({ channelId, payload }) => [channelId, payload['content']])).toEqual([
      ['300', 'message a'],
      ['300', 'message b'],
    ]);
  },
);

it('a task about what another row brings waits for that, and follows it at once', async () => {
  const done: string[] = [];
  const kinds: DeliveryKind[] = [
    { kind: 'test.card' },
    {
      kind: 'test.edit',
      after: 'test.card',
      run(row) {
        done.push(row.dedupeKey);
        return Promise.resolve({ channelId: '100' });
      },
    },
  ];
  const { discord, clock, outbox, enqueue } = await desk(kinds);
  let refused = 1;
  discord.before = () => {
    if (refused-- > 0) throw unreachable();
    expect(done).toEqual([]);
  };
  const edit = { kind: 'test.edit', subject: '7', target: { kind: 'project', id: '7' } } as const;
  await enqueue(note('test.card:7', { kind: 'test.card', subject: '7' }), note('first edit', edit));
  await outbox.tick();
  expect(done).toEqual([]);
  clock.advance(60_000);
  await outbox.tick();
  expect(done).toEqual(['first edit']);
  await enqueue(note('next edit', edit));
  await outbox.tick();
  expect(done).toEqual(['first edit', 'next edit']);
});
