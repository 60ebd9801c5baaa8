import { describe, expect, it } from 'vitest';
import { NONCE_WINDOW } from '../../../src/platform/delivery/attempt.ts';
import type { DeliveryKind } from '../../../src/platform/delivery/types.ts';
import { post } from './real.ts';

const CREATE = { method: 'POST', route: /^\/channels\/\d+\/messages$/ };
const CARD = {
  flags: 1 << 15,
  components: [{ type: 17, components: [{ type: 10, content: 'A card.' }] }],
};
const PRESS = {
  content: 'Press.',
  components: [{ type: 1, components: [{ type: 2, style: 1, label: 'A', custom_id: 'a' }] }],
};

const NEEDED = ['VIEW_CHANNEL', 'SEND_MESSAGES', 'READ_MESSAGE_HISTORY'] as const;

describe('a message', () => {
  it('notifies those it is for and nobody else, whatever it says', async () => {
    const { guild, channel, outbox, enqueue, note, sim } = await post();
    const [ada, binta] = [guild.addMember({ name: 'Ada' }), guild.addMember({ name: 'Binta' })];
    const content = `@everyone @here ${ada.mention} ${binta.mention}`;
    await enqueue(note('a', { payload: { content }, mentions: [ada.id] }));
    await outbox.tick();
    const [record] = channel.records;
    expect([...(record?.pinged ?? [])]).toEqual([ada.id]);
    expect(record?.message.mention_everyone).toBe(false);
    expect(sim.violations).toEqual([]);
  });

  it('may carry files, which survive a restart in the row', async () => {
    const { channel, outbox, enqueue, note, sim } = await post();
    const payload = {
      content: 'A picture.',
      attachments: [{ id: '0', filename: 'dot.png', description: 'A dot.' }],
      files: [{ name: 'dot.png', contentType: 'image/png', base64: Buffer.from('png').toString('base64') }],
    };
    await enqueue(note('a', { payload }));
    await outbox.tick();
    const [attachment] = channel.records[0]?.message.attachments ?? [];
    expect(attachment).toMatchObject({ filename: 'dot.png', description: 'A dot.', size: 3 });
    expect(sim.violations).toEqual([]);
  });
});

describe.each([
  ['plain words', { content: 'Hello  there,\n all of you.' }],
  ['an embed', { embeds: [{ title: 'T', description: 'D' }] }],
  ['buttons', PRESS],
  ['a card', CARD],
])('%s whose answer was lost', (_name, payload) => {
  it.each([
    ['at once', 2_000],
    ['after the nonce was forgotten', NONCE_WINDOW + 20 * 60_000],
  ])('stands once when tried again %s', async (_when, ms) => {
    const { sim, channel, enqueue, note, outbox, advance, states } = await post({
      simulator: { nonceWindowMs: 10 * 60_000 },
    });
    await enqueue(note('before', { payload }));
    await outbox.tick();
    sim.faults.next(CREATE, { kind: 'reset-after' });
    await enqueue(note('a', { payload, lateNote: 'Late.' }));
    await outbox.tick();
    expect(await states()).toEqual({ before: 'sent', a: 'pending' });
    await advance(ms);
    expect(channel.records).toHaveLength(2);
    expect(await states()).toEqual({ before: 'sent', a: 'sent' });
  });

  it('is sent when the history shows that it was not', async () => {
    const { sim, channel, enqueue, note, outbox, advance, states } = await post();
    sim.faults.next(CREATE, { kind: 'reset-before' });
    await enqueue(note('a', { payload }));
    await outbox.tick();
    await advance(NONCE_WINDOW + 20 * 60_000);
    expect(channel.records).toHaveLength(1);
    expect(await states()).toEqual({ a: 'sent' });
    expect(
      sim.requests.filter((request) => request.method === 'GET' && /messages/.test(request.path)),
    ).not.toEqual([]);
  });
});

describe('a history that cannot be read', () => {
  it('keeps the row in doubt, tells staff how to mend it, and goes on when it is mended', async () => {
    const { sim, guild, channel, mentors, enqueue, note, outbox, advance, states, contents } = await post();
    guild.setOverwrites(channel, [{ for: 'everyone', deny: ['READ_MESSAGE_HISTORY'] }]);
    sim.faults.next(CREATE, { kind: 'reset-after' });
    await enqueue(note('a'));
    await outbox.tick();
    await advance(NONCE_WINDOW + 20 * 60_000);
    await advance(20 * 60_000);
    expect(await states()).toMatchObject({ a: 'doubt' });
    expect(contents(mentors)).toEqual([expect.stringContaining('Read Message History')]);
    await enqueue(note('b'));
    await outbox.tick();
    expect(contents()).toEqual(['message a', 'message b']);
    guild.setOverwrites(channel, []);
    await advance(20 * 60_000);
    expect(await states()).toMatchObject({ a: 'sent' });
    expect(contents()).toEqual(['message a', 'message b']);
  });

  it('is told from an empty one', async () => {
    const { sim, enqueue, note, outbox, advance, states, guild } = await post();
    const thread = guild.createChannel({ name: 'empty' });
    sim.faults.next(CREATE, { kind: 'reset-before' });
    await enqueue(note('a', { target: { kind: 'channel', id: thread.id } }));
    await outbox.tick();
    await advance(NONCE_WINDOW + 20 * 60_000);
    expect(await states()).toEqual({ a: 'sent' });
  });
});

describe('trouble on the way', () => {
  it.each([500, 502, 503, 504])('HTTP %i is tried again until it works, and stands once', async (status) => {
    const { sim, enqueue, note, outbox, advance, contents } = await post();
    sim.faults.next(CREATE, { kind: 'status', status, after: true });
    sim.faults.next(CREATE, { kind: 'status', status }, 4);
    await enqueue(note('a'), note('b'));
    await outbox.tick();
    for (let round = 0; round < 6; round += 1) await advance(20_000);
    expect(contents()).toEqual(['message a', 'message b']);
  });

  it('a storm of 429 delays and loses nothing', async () => {
    const { sim, enqueue, note, outbox, contents } = await post();
    sim.faults.next(CREATE, { kind: 'rate-limit', retryAfter: 0.05 }, 2);
    sim.faults.next(CREATE, { kind: 'rate-limit', retryAfter: 0.05, global: true }, 2);
    sim.faults.next(CREATE, { kind: 'rate-limit', retryAfter: 0.05, shared: true }, 2);
    const names = Array.from({ length: 4 }, (_, index) => `m${index}`);
    await enqueue(...names.map((name) => note(name)));
    outbox.wake();
    await outbox.settled('m3', 20_000);
    expect(contents()).toEqual(names.map((name) => `message ${name}`));
    expect(sim.faults.pending).toBe(0);
  });

  it('30 minutes without Discord: everything arrives once, in order, what is late says so', async () => {
    const { sim, enqueue, note, outbox, advance, contents } = await post();
    sim.offline(true);
    const names = Array.from({ length: 5 }, (_, index) => `m${index}`);
    await enqueue(...names.map((name) => note(name, { lateNote: 'Late.' })));
    await outbox.tick();
    for (let minute = 0; minute < 30; minute += 1) await advance(60_000);
    expect(contents()).toEqual([]);
    sim.offline(false);
    await advance(61_000);
    expect(contents()).toEqual(names.map((name) => `Late.\nmessage ${name}`));
  });
});

describe('a place that is gone or closed', () => {
  it('a deleted channel fails visibly and staff are told once', async () => {
    const { sim, guild, mentors, enqueue, note, outbox, states, contents, ledger } = await post();
    const gone = guild.createChannel({ name: 'gone' });
    guild.setBotPermissions([...NEEDED, 'MANAGE_CHANNELS']);
    await fetch(`${sim.api}/v10/channels/${gone.id}`, {
      method: 'DELETE',
      headers: { authorization: `Bot ${sim.token}` },
    });
    const target = { kind: 'channel', id: gone.id } as const;
    await enqueue(note('a', { target }), note('b', { target }));
    await outbox.tick();
    expect(await states()).toMatchObject({ a: 'failed', b: 'failed' });
    expect(contents(mentors)).toEqual([expect.stringContaining('/setup channels')]);
    const { troubles } = await ledger.read(guild.id);
    expect(troubles.map((trouble) => trouble.error)).toEqual([
      'gone 10003: Unknown Channel',
      'gone 10003: Unknown Channel',
    ]);
  });

  it('a permission taken away fails visibly; once it is back, staff can send it all again', async () => {
    const { guild, channel, mentors, enqueue, note, outbox, states, contents, ledger } = await post();
    guild.setOverwrites(channel, [{ for: 'everyone', deny: ['SEND_MESSAGES'] }]);
    await enqueue(note('a'), note('b'));
    await outbox.tick();
    expect(await states()).toMatchObject({ a: 'failed', b: 'failed' });
    expect(contents(mentors)).toEqual([expect.stringContaining('Send Messages')]);
    guild.setOverwrites(channel, []);
    expect(await ledger.retry(guild.id)).toBe(2);
    await outbox.tick();
    expect(contents()).toEqual(['message a', 'message b']);
  });

  it('an archived thread wakes up, a locked one fails visibly', async () => {
    const { sim, guild, enqueue, note, outbox, states, contents, channel } = await post();
    await enqueue(note('first'), note('in', { target: { kind: 'thread', id: 'first', name: 'More' } }));
    await outbox.tick();
    sim.clock.advance(1_000);
    await outbox.tick();
    const id = channel.records[0]?.message.id ?? '';
    const thread = sim.channel(id);
    expect(thread?.data.name).toBe('More');
    sim.clock.advance(3 * 24 * 3_600_000);
    expect(thread?.isArchived).toBe(true);
    const target = { kind: 'channel', id } as const;
    await enqueue(note('wakes', { target }));
    await outbox.tick();
    expect(thread?.isArchived).toBe(false);
    expect(contents({ id }).slice(1)).toEqual(['message in', 'message wakes']);
    const metadata = thread?.data.thread_metadata;
    if (metadata !== undefined) metadata.locked = true;
    guild.setBotPermissions([...NEEDED, 'SEND_MESSAGES_IN_THREADS']);
    await enqueue(note('locked', { target }));
    await outbox.tick();
    expect(await states()).toMatchObject({ locked: 'failed' });
  });

  it('closed direct messages: the thread instead, and no further try', async () => {
    const { sim, guild, db, enqueue, note, outbox, contents, channel } = await post();
    const ada = guild.addMember({ name: 'Ada', dmsOpen: false });
    await db
      .insertInto('members')
      .values({ guild_id: guild.id, user_id: ada.id, display_name: 'Ada', created_at: 0, dm: 1 })
      .execute();
    const fallback = { kind: 'channel', id: channel.id } as const;
    const target = { kind: 'member', id: ada.id } as const;
    await enqueue(note('a', { target, fallback }), note('b', { target, fallback }));
    await outbox.tick();
    await outbox.tick();
    expect(contents()).toEqual([`${ada.mention}\nmessage a`, `${ada.mention}\nmessage b`]);
    expect([...(channel.records[0]?.pinged ?? [])]).toEqual([ada.id]);
    expect(sim.requests.filter((request) => request.status === 403)).toHaveLength(1);
  });

  it('a member who left fails quietly', async () => {
    const { guild, enqueue, note, outbox, states, contents, mentors } = await post();
    const ada = guild.addMember({ name: 'Ada' });
    ada.leave();
    await enqueue(note('a', { target: { kind: 'member', id: ada.id } }));
    await outbox.tick();
    expect(await states()).toEqual({ a: 'failed' });
    expect(contents(mentors)).toEqual([]);
  });
});

describe('threads', () => {
  const starts: DeliveryKind = {
    kind: 'test.private',
    run: async (row, transport) => {
      const thread = await transport.startPrivateThread(row.targetId, {
        name: 'Team',
        autoArchiveMinutes: 4320,
      });
      return { channelId: thread.id };
    },
  };

  it("a private thread whose answer was lost is found again, not made twice, and no other team's is taken", async () => {
    const { sim, enqueue, note, outbox, advance, states } = await post({ kinds: [starts] });
    const kind = 'test.private';
    await enqueue(note('first', { kind }));
    await outbox.tick();
    sim.faults.next({ method: 'POST', route: /threads$/ }, { kind: 'reset-after' });
    await enqueue(note('second', { kind }));
    await outbox.tick();
    await advance(5_000);
    expect(await states()).toEqual({ first: 'sent', second: 'sent' });
    const threads = [...sim.world.channels.values()].filter((channel) => channel.isThread);
    expect(threads).toHaveLength(2);
  });

  it('on a message is started once, whatever was lost', async () => {
    const { sim, enqueue, note, outbox, advance, contents, channel } = await post();
    sim.faults.next({ method: 'POST', route: /threads$/ }, { kind: 'reset-after' });
    await enqueue(note('first'), note('in', { target: { kind: 'thread', id: 'first', name: 'More' } }));
    await outbox.tick();
    for (let round = 0; round < 3; round += 1) await advance(2_000);
    const id = channel.records[0]?.message.id ?? '';
    expect(contents({ id }).slice(1)).toEqual(['message in']);
  });

  it('is started where Discord will not say how many there are', async () => {
    const { sim, enqueue, note, outbox, contents, channel, states } = await post();
    sim.faults.next(
      { method: 'GET', route: /threads\/active$/ },
      { kind: 'status', status: 403, body: { code: 50_013, message: 'Missing Permissions' } },
    );
    await enqueue(note('first'), note('in', { target: { kind: 'thread', id: 'first', name: 'More' } }));
    await outbox.tick();
    expect(await states()).toEqual({ first: 'sent', in: 'sent' });
    expect(contents({ id: channel.records[0]?.message.id ?? '' }).slice(1)).toEqual(['message in']);
  });
});
