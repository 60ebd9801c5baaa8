import { describe, expect, it } from 'vitest';
import {
  backoff,
  classify,
  DeliveryError,
  type FailureClass,
} from '../../../src/platform/delivery/failures.ts';
import { reopenDm } from '../../../src/platform/delivery/service.ts';
import type { DeliveryKind } from '../../../src/platform/delivery/types.ts';
import { community, desk, GUILD, note, START, states, unreachable } from './support.ts';

const refusal = (failure: FailureClass, code: number): DeliveryError =>
  new DeliveryError(failure, code, 'no');

describe('classes', () => {
  it.each<[number, number | undefined, FailureClass]>([
    [404, 10003, 'gone'],
    [404, 10007, 'left'],
    [403, 50001, 'forbidden'],
    [403, 50013, 'forbidden'],
    [403, 50007, 'no-dm'],
    [400, 50035, 'refused'],
    [400, 160006, 'threads-full'],
    [401, 0, 'unauthorized'],
    [403, undefined, 'forbidden'],
    [404, undefined, 'gone'],
    [429, undefined, 'wait'],
    [503, undefined, 'retry'],
    [413, 40005, 'refused'],
  ])('%i with code %s is %s', (status, code, failure) => {
    expect(classify(status, code)).toBe(failure);
  });

  it('back off exponentially up to a minute, with jitter', () => {
    expect([1, 2, 3, 7, 50].map((attempts) => backoff(attempts, 0))).toEqual([
      1_000, 2_000, 4_000, 60_000, 60_000,
    ]);
    expect(backoff(3, 1)).toBe(2_000);
  });
});

describe('a rate limit', () => {
  it('is waited out, does not count as a try, and holds up only its place', async () => {
    const { clock, db, discord, outbox, enqueue } = await desk();
    discord.before = (channel) => {
      if (channel === '100') throw new DeliveryError('wait', 429, 'slow', { retryAfterMs: 4_200 });
    };
    await enqueue(note('a'), note('b', { target: { kind: 'channel', id: '200' } }));
    await outbox.tick();
    expect(await states(db)).toEqual({ a: 'pending', b: 'sent' });
    discord.before = () => {};
    clock.advance(4_199);
    await outbox.tick();
    expect(discord.posted).toHaveLength(1);
    clock.advance(1);
    await outbox.tick();
    const row = await db
      .selectFrom('outbox')
      .selectAll()
      .where('dedupe_key', '=', 'a')
      .executeTakeFirstOrThrow();
    expect(row).toMatchObject({ state: 'sent', attempts: 1 });
  });

  it('of the whole account stops everything', async () => {
    const { clock, discord, outbox, enqueue } = await desk();
    let limited = true;
    let asked = 0;
    discord.before = () => {
      asked += 1;
      if (limited) throw new DeliveryError('wait', 429, 'slow', { retryAfterMs: 10_000, global: true });
    };
    const many = Array.from({ length: 200 }, (_, n) =>
      note(`n${n}`, { target: { kind: 'channel', id: String(n) } }),
    );
    await enqueue(...many);
    await outbox.tick();
    expect(asked).toBeLessThanOrEqual(32);
    clock.advance(9_000);
    await outbox.tick();
    expect(asked).toBeLessThanOrEqual(32);
    limited = false;
    clock.advance(1_000);
    await outbox.tick();
    expect(discord.posted).toHaveLength(200);
  });
});

describe('without a way to Discord', () => {
  it('nothing is given up, tries become rare, and everything goes out once', async () => {
    const { clock, db, discord, outbox, enqueue } = await desk();
    let tries = 0;
    discord.before = () => {
      tries += 1;
      throw unreachable();
    };
    await enqueue(note('a'), note('b'), note('c', { target: { kind: 'member', id: '42' } }));
    for (let second = 0; second < 30 * 60; second += 1) {
      clock.advance(1_000);
      await outbox.tick();
    }
    expect(tries).toBeLessThan(100);
    discord.before = () => {};
    clock.advance(60_000);
    await outbox.tick();
    expect(discord.posted).toHaveLength(3);
    expect(discord.searches).toEqual([]);
    expect(await states(db)).toEqual({ a: 'sent', b: 'sent', c: 'sent' });
  });

  it('what was useful only then expires, what is late says so', async () => {
    const { clock, db, discord, outbox, enqueue } = await desk();
    discord.before = () => {
      throw unreachable();
    };
    await enqueue(
      note('useful', { lateNote: 'Late, sorry.' }),
      note('useless', { expiresAt: START + 20 * 60_000 }),
      note('card', {
        payload: { flags: 1 << 15, components: [{ type: 10, content: 'Hello.' }] },
        lateNote: 'Late.',
      }),
    );
    await outbox.tick();
    discord.before = () => {};
    clock.advance(30 * 60_000);
    await outbox.tick();
    expect(await states(db)).toEqual({ useful: 'sent', useless: 'expired', card: 'sent' });
    expect(discord.posted[0]?.payload).toEqual({ content: 'Late, sorry.\nmessage useful' });
    expect(discord.posted[1]?.payload['components']).toMatchObject([
      { content: 'Late.' },
      { content: 'Hello.' },
    ]);
  });

  it('what is on time carries no label', async () => {
    const { clock, discord, outbox, enqueue } = await desk();
    await enqueue(note('a', { lateNote: 'Late, sorry.' }));
    clock.advance(10 * 60_000);
    await outbox.tick();
    expect(discord.posted[0]?.payload).toEqual({ content: 'message a' });
  });
});

describe('a refusal for good', () => {
  it('is recorded, keeps the row, tells the kind and lets the next go', async () => {
    const told: string[] = [];
    const kind: DeliveryKind = {
      kind: 'test.note',
      failed: async (_trx, row, reason) => {
        told.push(`${row.dedupeKey} ${reason}`);
      },
    };
    const { db, discord, outbox, enqueue } = await desk([kind]);
    discord.before = (_channel, payload) => {
      if (payload['content'] === 'message a') throw refusal('refused', 50035);
    };
    await enqueue(note('a'), note('b'));
    await outbox.tick();
    expect(await states(db)).toEqual({ a: 'failed', b: 'sent' });
    expect(told).toEqual(['a refused']);
    const row = await db
      .selectFrom('outbox')
      .selectAll()
      .where('dedupe_key', '=', 'a')
      .executeTakeFirstOrThrow();
    expect(row).toMatchObject({ failure: 'refused', last_error: 'refused 50035: no' });
  });

  it('is told to staff once per place, in a channel that works, and again after it was mended', async () => {
    const { db, discord, outbox, enqueue } = await desk();
    await community(db, { mentors: '500', projects: '100' });
    let closed = true;
    discord.before = (channel) => {
      if (channel === '100' && closed) throw refusal('forbidden', 50013);
    };
    await enqueue(note('a'), note('b'), note('c'));
    await outbox.tick();
    const alerts = () => discord.posted.filter((message) => message.channelId === '500');
    expect(alerts()).toHaveLength(1);
    expect(alerts()[0]?.payload['content']).toContain('<#100>');
    closed = false;
    await enqueue(note('d'));
    await outbox.tick();
    closed = true;
    await enqueue(note('e'));
    await outbox.tick();
    expect(alerts()).toHaveLength(2);
    expect(await states(db)).toMatchObject({ a: 'failed', d: 'sent', e: 'failed' });
  });

  it('of the alert itself raises no further alert', async () => {
    const { db, discord, outbox, enqueue } = await desk();
    await community(db, { mentors: '500', projects: '100' });
    discord.before = () => {
      throw refusal('forbidden', 50013);
    };
    await enqueue(note('a'));
    await outbox.tick();
    const kinds = await db.selectFrom('outbox').select(['kind', 'state']).orderBy('id').execute();
    expect(kinds).toEqual([
      { kind: 'test.note', state: 'failed' },
      { kind: 'delivery.alert', state: 'failed' },
    ]);
  });
});

describe('a member without direct messages', () => {
  async function member(dm: 0 | 1) {
    const all = await desk();
    await community(all.db);
    await all.db
      .insertInto('members')
      .values({ guild_id: GUILD, user_id: '42', display_name: 'Ada', created_at: START, dm })
      .execute();
    all.discord.before = (channel) => {
      if (channel === 'dm-42') throw refusal('no-dm', 50007);
    };
    const dms = () => all.db.selectFrom('members').select('dm').executeTakeFirstOrThrow();
    return { ...all, dms };
  }
  const direct = (key: string, more = {}) =>
    note(key, { target: { kind: 'member', id: '42' }, mentions: [], ...more });

  it('reads it in the given thread, mentioned, and is not tried again', async () => {
    const { db, discord, outbox, enqueue, dms } = await member(1);
    let tries = 0;
    const refuse = discord.before;
    discord.before = (channel, payload) => {
      if (channel === 'dm-42') tries += 1;
      return refuse(channel, payload);
    };
    const fallback = { kind: 'channel', id: '300' } as const;
    await enqueue(direct('a', { fallback }));
    await outbox.tick();
    await enqueue(direct('b', { fallback }));
    await outbox.tick();
    expect(tries).toBe(1);
    // What they agreed to is theirs to change.
    expect(await dms()).toEqual({ dm: 1 });
    expect(
      discord.posted.map(({ channelId, payload, mentions }) => ({ channelId, payload, mentions })),
    ).toEqual([
      { channelId: '300', payload: { content: '<@42>\nmessage a' }, mentions: ['42'] },
      { channelId: '300', payload: { content: '<@42>\nmessage b' }, mentions: ['42'] },
    ]);
    expect(await states(db)).toEqual({ a: 'sent', b: 'sent' });
  });

  it('fails visibly where nobody else may read it or there is no thread', async () => {
    const { db, outbox, enqueue } = await member(1);
    await enqueue(direct('private', { fallback: 'none' }), direct('homeless'));
    await outbox.tick();
    const rows = await db.selectFrom('outbox').select(['state', 'failure']).execute();
    expect(rows).toEqual([
      { state: 'failed', failure: 'no-dm' },
      { state: 'failed', failure: 'no-dm' },
    ]);
  });

  it('is written to again once they allow it', async () => {
    const { db, discord, outbox, enqueue } = await member(1);
    await enqueue(direct('a'));
    await outbox.tick();
    discord.before = () => {};
    await enqueue(direct('still-closed'));
    await outbox.tick();
    expect(discord.posted).toEqual([]);
    await db.transaction().execute((trx) => reopenDm(trx, '42'));
    await enqueue(direct('b'));
    await outbox.tick();
    expect(discord.posted.map((message) => message.channelId)).toEqual(['dm-42']);
  });
});

describe('a thread that does not exist yet', () => {
  async function withProject() {
    const all = await desk([
      {
        kind: 'test.thread',
        run: async (row, _transport, db) => {
          await db
            .updateTable('projects')
            .set({ thread_id: '777' })
            .where('id', '=', Number(row.targetId))
            .execute();
          return { channelId: '777' };
        },
      },
    ]);
    await community(all.db);
    await all.db
      .insertInto('cohorts')
      .values({
        guild_id: GUILD,
        name: 'C',
        name_key: 'c',
        start_date: '2026-11-23',
        deadline_date: '2026-12-13',
        deadline_at: START,
        timezone: 'UTC',
        created_at: START,
      })
      .execute();
    await all.db
      .insertInto('projects')
      .values({
        guild_id: GUILD,
        cohort_id: 1,
        owner_id: '42',
        title: 'T',
        title_key: 't',
        brief: 'other',
        summary: 's',
        track: 'backend',
        partners: 1,
        created_at: START,
      })
      .execute();
    return all;
  }
  const toProject = { kind: 'project', id: '1' } as const;

  it('is waited for, also when the row that makes it stands behind', async () => {
    const { clock, discord, outbox, enqueue } = await withProject();
    await enqueue(note('a', { target: toProject }), note('b', { target: toProject }));
    await outbox.tick();
    expect(discord.posted).toEqual([]);
    await enqueue(note('make', { kind: 'test.thread', target: toProject }));
    await outbox.tick();
    clock.advance(2_000);
    await outbox.tick();
    expect(discord.posted.map(({ channelId, payload }) => [channelId, payload['content']])).toEqual([
      ['777', 'message a'],
      ['777', 'message b'],
    ]);
  });

  it('is not waited for forever', async () => {
    const { clock, db, outbox, enqueue } = await withProject();
    await db.updateTable('communities').set({ mentors_channel_id: '500' }).execute();
    await enqueue(note('a', { target: toProject }));
    for (let minute = 0; minute < 8 * 60; minute += 1) {
      await outbox.tick();
      clock.advance(60_000);
    }
    const row = await db
      .selectFrom('outbox')
      .selectAll()
      .where('dedupe_key', '=', 'a')
      .executeTakeFirstOrThrow();
    expect(row).toMatchObject({ state: 'failed', failure: 'thread' });
    expect(
      await db.selectFrom('outbox').select('id').where('kind', '=', 'delivery.alert').execute(),
    ).toHaveLength(1);
  });
});
