import { spawnSync } from 'node:child_process';
import { hostname } from 'node:os';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LEASE } from '../../../src/platform/delivery/outbox.ts';
import type { DeliveryKind, Entry } from '../../../src/platform/delivery/types.ts';
import { brokenConnection, community, desk, note, START, states, unreachable } from './support.ts';

describe('enqueue', () => {
  it('adds nothing for a cause that is known', async () => {
    const { db, discord, outbox, enqueue } = await desk();
    await enqueue(note('a'), note('a', { payload: { content: 'other words' } }));
    await enqueue(note('a'));
    await outbox.tick();
    expect(discord.posted.map((message) => message.payload['content'])).toEqual(['message a']);
    expect(await states(db)).toEqual({ a: 'sent' });
  });

  it('is undone with the transaction that caused it', async () => {
    const { db, discord, outbox } = await desk();
    const cause = db.transaction().execute(async (trx) => {
      await outbox.enqueue(trx, note('a'));
      throw new Error('no');
    });
    await expect(cause).rejects.toThrow('no');
    await outbox.tick();
    expect(discord.posted).toEqual([]);
  });

  it('sends nothing before it is due', async () => {
    const { clock, discord, outbox, enqueue } = await desk();
    await enqueue(note('a', { dueAt: START + 60_000 }));
    clock.advance(59_999);
    await outbox.tick();
    expect(discord.posted).toEqual([]);
    clock.advance(1);
    await outbox.tick();
    expect(discord.posted).toHaveLength(1);
  });
});

it('many enqueued at once stand as if they had been enqueued one by one', async () => {
  const entry = fc
    .record({
      key: fc.integer({ min: 0, max: 30 }),
      id: fc.constantFrom('1', '2', '3'),
      due: fc.integer({ min: 0, max: 5 }),
    })
    .map(({ key, id, due }) => note(`n${key}`, { target: { kind: 'channel', id }, dueAt: START + due }));
  const standing = async (...calls: readonly (readonly Entry[])[]) => {
    const { db, enqueue } = await desk();
    for (const entries of calls) await enqueue(...entries);
    const rows = await db
      .selectFrom('outbox')
      .select(['dedupe_key', 'lane', 'turn_at', 'ready_at'])
      .orderBy('turn_at')
      .orderBy('id')
      .execute();
    // Only the first of a lane can be claimed, so only of that does it matter when it may be.
    return rows.map(({ ready_at, ...row }, index) =>
      rows.findIndex((other) => other.lane === row.lane) === index ? { ...row, ready_at } : row,
    );
  };
  const property = fc.asyncProperty(
    fc.array(entry, { maxLength: 5 }),
    fc.array(entry, { maxLength: 40 }),
    async (known, many) => {
      expect(await standing(known, many)).toEqual(await standing(known, ...many.map((each) => [each])));
    },
  );
  await fc.assert(property, { numRuns: 10 });
}, 60_000);

describe('order', () => {
  it('is kept per place, also behind a message that has to be tried again', async () => {
    const { clock, discord, outbox, enqueue } = await desk();
    let failures = 2;
    discord.before = (_channel, payload) => {
      if (payload['content'] === 'message b' && failures-- > 0) throw unreachable();
    };
    await enqueue(note('a'), note('b'), note('c'), note('d', { target: { kind: 'channel', id: '200' } }));
    await outbox.tick();
    expect(discord.posted.map((message) => message.payload['content'])).toEqual(['message a', 'message d']);
    for (const _ of [1, 2]) {
      clock.advance(2_000);
      await outbox.tick();
    }
    expect(discord.posted.map((message) => message.payload['content'])).toEqual([
      'message a',
      'message d',
      'message b',
      'message c',
    ]);
  });

  it('follows the due time, not the time of enqueueing', async () => {
    const { clock, discord, outbox, enqueue } = await desk();
    await enqueue(
      note('late', { dueAt: START + 2_000 }),
      note('early', { dueAt: START + 1_000 }),
      note('now'),
    );
    await outbox.tick();
    expect(discord.posted).toHaveLength(1);
    clock.advance(5_000);
    await outbox.tick();
    expect(discord.posted.map((message) => message.payload['content'])).toEqual([
      'message now',
      'message early',
      'message late',
    ]);
  });

  it('does not let a slow place hold up others, and sends one message at a time to each', async () => {
    const { discord, outbox, enqueue } = await desk();
    let open: () => void = () => {};
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    discord.before = (channel) => (channel === '1' ? gate : undefined);
    const places = Array.from({ length: 20 }, (_, index) => String(index + 1));
    await enqueue(
      ...places.flatMap((id) =>
        ['x', 'y'].map((name) => note(`${id}${name}`, { target: { kind: 'channel', id } })),
      ),
    );
    const ticking = outbox.tick();
    while (discord.posted.length < 38) await new Promise((resolve) => setImmediate(resolve));
    open();
    await ticking;
    expect(discord.posted).toHaveLength(40);
    expect(discord.posted.slice(38).map((message) => message.payload['content'])).toEqual([
      'message 1x',
      'message 1y',
    ]);
    expect(discord.busiest()).toBeGreaterThan(5);
  });
});

describe('a row in doubt', () => {
  it('is sent again with the same nonce while Discord remembers it', async () => {
    const { clock, db, discord, outbox, enqueue } = await desk();
    let first = true;
    discord.after = () => {
      if (first) {
        first = false;
        throw brokenConnection();
      }
    };
    await enqueue(note('a'));
    await outbox.tick();
    expect(await states(db)).toEqual({ a: 'pending' });
    clock.advance(1_000);
    await outbox.tick();
    expect(discord.posted).toHaveLength(1);
    expect(discord.searches).toEqual([]);
    const row = await db.selectFrom('outbox').selectAll().executeTakeFirstOrThrow();
    expect(row).toMatchObject({ state: 'sent', message_id: '1', attempts: 2 });
  });

  it('is looked for in the channel later than that', async () => {
    const { clock, db, discord, outbox, enqueue } = await desk();
    discord.after = () => {
      throw brokenConnection();
    };
    await enqueue(note('a'));
    await outbox.tick();
    discord.after = () => {};
    discord.forgetNonces();
    clock.advance(30 * 60_000);
    await outbox.tick();
    expect(discord.posted).toHaveLength(1);
    expect(discord.searches).toEqual([{ channelId: '100', after: START - 10 * 60_000 }]);
    expect(await states(db)).toEqual({ a: 'sent' });
  });

  it('is sent when it is not there', async () => {
    const { clock, db, discord, outbox, enqueue } = await desk();
    discord.before = () => {
      throw brokenConnection();
    };
    await enqueue(note('a'));
    await outbox.tick();
    discord.before = () => {};
    clock.advance(30 * 60_000);
    await outbox.tick();
    expect(discord.posted).toHaveLength(1);
    expect(await states(db)).toEqual({ a: 'sent' });
  });

  it('is kept back and staff are told once when the channel cannot be read', async () => {
    const { clock, db, discord, outbox, enqueue } = await desk();
    await community(db, { mentors: '500' });
    discord.after = (channel) => {
      if (channel === '100') throw brokenConnection();
    };
    discord.readable = false;
    await enqueue(note('a'), note('b'));
    await outbox.tick();
    discord.forgetNonces();
    for (const _ of [1, 2, 3]) {
      clock.advance(30 * 60_000);
      await outbox.tick();
    }
    expect(discord.posted.filter((message) => message.channelId === '500')).toHaveLength(1);
    expect(await states(db)).toMatchObject({ a: 'doubt', b: 'doubt' });
    discord.after = () => {};
    discord.readable = true;
    clock.advance(30 * 60_000);
    await outbox.tick();
    expect(await states(db)).toMatchObject({ a: 'sent', b: 'sent' });
    expect(discord.posted.filter((message) => message.channelId === '100')).toHaveLength(2);
  });

  it('is not taken for another row with the same words', async () => {
    const { clock, db, discord, outbox, enqueue } = await desk();
    await enqueue(note('a', { payload: { content: 'Stand-up in ten minutes.' } }));
    await outbox.tick();
    discord.before = () => {
      throw brokenConnection();
    };
    await enqueue(note('b', { payload: { content: 'Stand-up in ten minutes.' } }));
    await outbox.tick();
    discord.before = () => {};
    clock.advance(5 * 60_000);
    await outbox.tick();
    expect(discord.posted).toHaveLength(2);
    const ids = await db.selectFrom('outbox').select('message_id').orderBy('id').execute();
    expect(ids.map((row) => row.message_id)).toEqual(['1', '2']);
  });

  it('with buttons is known by the mark on its first component', async () => {
    const { clock, db, discord, outbox, enqueue } = await desk();
    discord.after = () => {
      throw brokenConnection();
    };
    const payload = { content: 'Press.', components: [{ type: 1, components: [{ type: 2, label: 'A' }] }] };
    await enqueue(note('a', { payload }), note('b', { payload }));
    await outbox.tick();
    discord.forgetNonces();
    clock.advance(30 * 60_000);
    await outbox.tick();
    discord.after = () => {};
    clock.advance(30 * 60_000);
    await outbox.tick();
    expect(discord.posted).toHaveLength(2);
    const ids = await db.selectFrom('outbox').select(['dedupe_key', 'message_id']).orderBy('id').execute();
    expect(ids).toEqual([
      { dedupe_key: 'a', message_id: '1' },
      { dedupe_key: 'b', message_id: '2' },
    ]);
  });
});

describe('leases', () => {
  it('give a crashed process its rows to another one, after they ran out and not before', async () => {
    const { clock, discord, outbox, enqueue, colleague } = await desk();
    discord.before = () => new Promise(() => {});
    await enqueue(note('a'));
    outbox.wake();
    while (discord.busiest() === 0) await new Promise((resolve) => setImmediate(resolve));
    discord.before = () => {};
    const other = colleague();
    clock.advance(LEASE - 1);
    await other.tick();
    expect(discord.posted).toEqual([]);
    clock.advance(1);
    await other.tick();
    expect(discord.posted).toHaveLength(1);
  });

  it('do not hold up the rows of a process that has died on this machine', async () => {
    const { db, discord, outbox, enqueue, colleague } = await desk();
    discord.before = () => new Promise(() => {});
    await enqueue(note('a'));
    outbox.wake();
    while (discord.busiest() === 0) await new Promise((resolve) => setImmediate(resolve));
    discord.before = () => {};
    const { pid } = spawnSync(process.execPath, ['--version']);
    await db
      .updateTable('outbox')
      .set({ claimed_by: `${hostname()}/${pid}/gone` })
      .execute();
    await colleague().tick();
    expect(discord.posted).toHaveLength(1);
  });

  it('end with the process that stops while something is on its way', async () => {
    const { discord, outbox, enqueue, colleague } = await desk();
    await enqueue(note('a'));
    discord.before = () => new Promise(() => undefined);
    outbox.wake();
    while (discord.busiest() === 0) await new Promise((resolve) => setImmediate(resolve));
    const other = colleague();
    await other.tick();
    expect(discord.posted).toEqual([]);
    discord.before = () => undefined;
    await outbox.stop(10);
    await other.tick();
    expect(discord.posted).toHaveLength(1);
  });

  it('let two processes work on one file without sending a row twice', async () => {
    const { db, discord, outbox, enqueue, colleague } = await desk();
    discord.forgetNonces();
    const entries = Array.from({ length: 600 }, (_, index) =>
      note(`n${index}`, { target: { kind: 'channel', id: String(index % 80) } }),
    );
    await enqueue(...entries);
    // Discord takes a moment: whoever waits for the file gets its turn.
    discord.before = () => new Promise((resolve) => setTimeout(resolve, 3));
    const other = colleague();
    await Promise.all([outbox.tick(), other.tick()]);
    const nonces = discord.posted.map((message) => message.nonce);
    expect(nonces).toHaveLength(600);
    expect(new Set(nonces).size).toBe(600);
    const workers = await db.selectFrom('outbox').select('claimed_by').distinct().execute();
    expect(workers).toHaveLength(2);
  });
});

describe('what a kind does', () => {
  it('belongs to the transaction that marks the row sent', async () => {
    const seen: string[] = [];
    let broken = true;
    const kind: DeliveryKind = {
      kind: 'test.note',
      sent: async (trx, row, sent) => {
        await trx
          .insertInto('settings')
          .values({ key: row.dedupeKey, value: sent.messageId ?? '' })
          .execute();
        if (broken) throw new Error('a bug');
        seen.push(row.dedupeKey);
      },
    };
    const { clock, db, discord, outbox, enqueue } = await desk([kind]);
    await enqueue(note('a'));
    await outbox.tick();
    expect(await db.selectFrom('settings').selectAll().execute()).toEqual([]);
    expect(await states(db)).toEqual({ a: 'pending' });
    broken = false;
    clock.advance(60 * 60_000);
    await outbox.tick();
    expect(discord.posted).toHaveLength(1);
    expect(discord.searches).toEqual([]);
    expect(await db.selectFrom('settings').selectAll().execute()).toEqual([{ key: 'a', value: '1' }]);
    expect(await states(db)).toEqual({ a: 'sent' });
  });

  it('may be a task of its own, which says "later" or "obsolete"', async () => {
    let answer: 'later' | 'obsolete' | { channelId: string } = 'later';
    const kind: DeliveryKind = { kind: 'test.task', run: async () => answer };
    const { clock, db, outbox, enqueue } = await desk([kind]);
    await enqueue(note('a', { kind: 'test.task' }));
    await outbox.tick();
    expect(await states(db)).toEqual({ a: 'pending' });
    answer = { channelId: '7' };
    clock.advance(1_000);
    await outbox.tick();
    answer = 'obsolete';
    await enqueue(note('b', { kind: 'test.task' }));
    await outbox.tick();
    expect(await states(db)).toEqual({ a: 'sent', b: 'obsolete' });
  });
});

describe('settled', () => {
  it('tells what was sent, before and after it was', async () => {
    const { outbox, enqueue } = await desk();
    await enqueue(note('a'));
    const waiting = outbox.settled('a', 5_000);
    outbox.wake();
    expect(await waiting).toEqual({ channelId: '100', messageId: '1' });
    expect(await outbox.settled('a', 0)).toEqual({ channelId: '100', messageId: '1' });
  });

  it('gives up after the time it was given', async () => {
    const { outbox, enqueue } = await desk();
    await enqueue(note('a', { dueAt: START + 1_000_000 }));
    expect(await outbox.settled('a', 5)).toBeUndefined();
  });
});

describe('cancel', () => {
  it('takes back what was not tried, and lets the next go', async () => {
    const { db, discord, outbox, enqueue } = await desk();
    await enqueue(note('a'), note('b'));
    expect(await db.transaction().execute((trx) => outbox.cancel(trx, 'a'))).toBe(true);
    await outbox.tick();
    expect(discord.posted.map((message) => message.payload['content'])).toEqual(['message b']);
    expect(await db.transaction().execute((trx) => outbox.cancel(trx, 'b'))).toBe(false);
    expect(await states(db)).toEqual({ a: 'obsolete', b: 'sent' });
  });
});
