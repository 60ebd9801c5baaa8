import { expect, it } from 'vitest';
import { readSetting, write, writeSetting } from '../../../src/platform/database/index.ts';
import { channelFor, type PlaceKind } from '../../../src/platform/delivery/types.ts';
import { desk, GUILD, note } from './support.ts';

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
