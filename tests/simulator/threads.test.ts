import type { Channel } from '@nexus/simulator';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Bench, codes, long } from './support.ts';

let bench: Bench;

beforeEach(async () => {
  bench = await Bench.start({ activeThreadLimit: 3 });
});

afterEach(async () => bench.stop());

function thread(id: string | undefined): Channel {
  const found = bench.sim.channel(id ?? '');
  if (!found) throw new Error('There is no such thread.');
  return found;
}

async function startPrivate(): Promise<Channel> {
  const path = `/channels/${bench.channel.id}/threads`;
  return thread((await bench.call('POST', path, { name: 'team', type: 12 })).body.id);
}

async function startOnMessage(): Promise<Channel> {
  const sent = await bench.send({ content: 'card' });
  const path = `/channels/${bench.channel.id}/messages/${sent.body.id ?? ''}/threads`;
  return thread((await bench.call('POST', path, { name: 'talk' })).body.id);
}

describe('a thread on a message', () => {
  test('has the message’s id; a second one is refused with 160004', async () => {
    const sent = await bench.send({ content: 'card' });
    const path = `/channels/${bench.channel.id}/messages/${sent.body.id ?? ''}/threads`;
    const started = await bench.call('POST', path, { name: 'talk', auto_archive_duration: 1440 });
    expect(started.status).toBe(201);
    expect(started.body).toMatchObject({
      id: sent.body.id,
      type: 11,
      parent_id: bench.channel.id,
      owner_id: bench.sim.botUserId,
      thread_metadata: { archived: false, auto_archive_duration: 1440, locked: false },
      member: { user_id: bench.sim.botUserId },
    });
    const again = await bench.call('POST', path, { name: 'talk' });
    expect([again.status, again.body.code]).toEqual([400, 160004]);
    const message = await bench.call('GET', `/channels/${bench.channel.id}/messages/${sent.body.id ?? ''}`);
    expect(message.body).toMatchObject({ flags: 32, thread: { id: sent.body.id } });
    expect(thread(sent.body.id).messages).toMatchObject([{ type: 21 }]);
  });

  test('the name has 1 to 100 characters, the archive time one of four values', async () => {
    const sent = await bench.send({ content: 'card' });
    const path = `/channels/${bench.channel.id}/messages/${sent.body.id ?? ''}/threads`;
    const refused = async (body: object): Promise<Record<string, string[]>> => {
      const answer = await bench.call('POST', path, body);
      bench.forgiven();
      return codes(answer.body);
    };
    expect(await refused({ name: long(101) })).toHaveProperty('name');
    expect(await refused({ name: '' })).toHaveProperty('name');
    expect(await refused({})).toHaveProperty('name');
    expect(await refused({ name: 'x', auto_archive_duration: 100 })).toHaveProperty('auto_archive_duration');
    expect((await bench.call('POST', path, { name: long(100) })).status).toBe(201);
  });

  test('not in a DM, a forum or another thread', async () => {
    const talk = await startOnMessage();
    const inside = await bench.send({ content: 'x' }, talk);
    const path = `/channels/${talk.id}/messages/${inside.body.id ?? ''}/threads`;
    expect((await bench.call('POST', path, { name: 'x' })).body.code).toBe(50024);
    const dm = await bench.call('POST', '/users/@me/channels', { recipient_id: bench.alice.id });
    const sent = await bench.send({ content: 'x' }, { id: dm.body.id ?? '' });
    const inDm = `/channels/${dm.body.id ?? ''}/messages/${sent.body.id ?? ''}/threads`;
    expect((await bench.call('POST', inDm, { name: 'x' })).body.code).toBe(50003);
  });
});

describe('a thread without a message', () => {
  test('is private unless `type` says otherwise', async () => {
    const path = `/channels/${bench.channel.id}/threads`;
    expect((await bench.call('POST', path, { name: 'a' })).body).toMatchObject({ type: 12 });
    expect((await bench.call('POST', path, { name: 'b', type: 11 })).body).toMatchObject({ type: 11 });
    expect(bench.channel.messages).toMatchObject([{ type: 18, content: 'b' }]);
  });

  test('only members and moderators see a private one', async () => {
    const team = await startPrivate();
    expect(bench.alice.threads()).toEqual([]);
    expect(bench.alice.sees(team)).toEqual([]);
    const member = `/channels/${team.id}/thread-members/${bench.alice.id}`;
    expect((await bench.call('PUT', member)).status).toBe(204);
    expect(bench.alice.threads()).toEqual([team]);
    expect((await bench.call('GET', member)).body).toMatchObject({ user_id: bench.alice.id });
    expect((await bench.call('DELETE', member)).status).toBe(204);
    expect(bench.alice.threads()).toEqual([]);
    expect((await bench.call('GET', member)).body.code).toBe(10007);
  });

  test('private ones stand only under text channels', async () => {
    const news = bench.guild.createChannel({ name: 'news', type: 'announcement' });
    const started = await bench.call('POST', `/channels/${news.id}/threads`, { name: 'x', type: 12 });
    expect(started.status).toBe(400);
    const allowed = await bench.call('POST', `/channels/${news.id}/threads`, { name: 'x', type: 10 });
    expect(allowed.status).toBe(201);
  });

  test('nobody can be added who left or cannot see the parent', async () => {
    const team = await startPrivate();
    const member = `/channels/${team.id}/thread-members/${bench.alice.id}`;
    bench.guild.setOverwrites(bench.channel, [{ for: bench.alice, deny: ['VIEW_CHANNEL'] }]);
    expect((await bench.call('PUT', member)).body.code).toBe(50001);
    bench.guild.setOverwrites(bench.channel, []);
    bench.alice.leave();
    expect((await bench.call('PUT', member)).body.code).toBe(10007);
    expect((await bench.call('PUT', `/channels/${team.id}/thread-members/1`)).body.code).toBe(10013);
  });

  test('takes 1000 members, not more', async () => {
    const team = await startPrivate();
    for (let n = team.threadMembers.size; n < 999; n++) {
      team.threadMembers.set(`${n}`, { id: team.id, user_id: `${n}`, join_timestamp: '', flags: 0 });
    }
    const bob = bench.guild.addMember({ name: 'Bob' });
    expect((await bench.call('PUT', `/channels/${team.id}/thread-members/${bob.id}`)).status).toBe(204);
    expect((await bench.call('PUT', `/channels/${team.id}/thread-members/${bench.alice.id}`)).body.code).toBe(
      30033,
    );
  });

  test('who is mentioned in a thread joins it', async () => {
    const team = await startPrivate();
    await bench.send({ content: `hello <@${bench.alice.id}>` }, team);
    expect(bench.alice.threads()).toEqual([team]);
    expect(bench.alice.pings()).toHaveLength(1);
  });
});

describe('archiving', () => {
  test('sending into an archived thread wakes it, into a locked one does not', async () => {
    const talk = await startOnMessage();
    const path = `/channels/${talk.id}`;
    await bench.call('PATCH', path, { archived: true });
    expect(talk.isArchived).toBe(true);
    expect((await bench.call('PATCH', path, { name: 'x' })).body.code).toBe(50083);
    await bench.send({ content: 'wake' }, talk);
    expect(talk.isArchived).toBe(false);
    await bench.call('PATCH', path, { archived: true, locked: true });
    bench.guild.setBotPermissions(['VIEW_CHANNEL', 'SEND_MESSAGES_IN_THREADS', 'READ_MESSAGE_HISTORY']);
    expect((await bench.send({ content: 'x' }, talk)).body.code).toBe(50083);
    expect(() => bench.alice.say(talk, 'x')).toThrow('locked');
  });

  test('a quiet thread archives itself after its time', async () => {
    const sent = await bench.send({ content: 'card' });
    const path = `/channels/${bench.channel.id}/messages/${sent.body.id ?? ''}/threads`;
    const talk = thread((await bench.call('POST', path, { name: 'x', auto_archive_duration: 60 })).body.id);
    bench.sim.clock.advance(59 * 60_000);
    await bench.send({ content: 'still talking' }, talk);
    bench.sim.clock.advance(59 * 60_000);
    expect(talk.isArchived).toBe(false);
    bench.sim.clock.advance(2 * 60_000);
    expect(talk.isArchived).toBe(true);
  });

  test('160006 when too many are active; archived ones do not count, waking one does', async () => {
    const first = await startOnMessage();
    await startPrivate();
    await startPrivate();
    const path = `/channels/${bench.channel.id}/threads`;
    const { status, body } = await bench.call('POST', path, { name: 'x' });
    expect([status, body.code]).toEqual([400, 160006]);
    await bench.call('PATCH', `/channels/${first.id}`, { archived: true });
    expect((await bench.call('POST', path, { name: 'x' })).status).toBe(201);
    expect((await bench.send({ content: 'wake' }, first)).body.code).toBe(160006);
    expect((await bench.call('PATCH', `/channels/${first.id}`, { archived: false })).body.code).toBe(160006);
    expect(first.messages.map((message) => message.content)).toEqual(['']);
  });

  test('active and archived threads are listed', async () => {
    const talk = await startOnMessage();
    const team = await startPrivate();
    const active = await bench.call('GET', `/guilds/${bench.guild.id}/threads/active`);
    expect(active.body).toMatchObject({ threads: [{ id: team.id }, { id: talk.id }], members: [{}, {}] });
    await bench.call('PATCH', `/channels/${talk.id}`, { archived: true });
    await bench.call('PATCH', `/channels/${team.id}`, { archived: true });
    const list = async (path: string): Promise<unknown> =>
      (await bench.call('GET', `/channels/${bench.channel.id}${path}`)).body;
    expect(await list('/threads/archived/public')).toMatchObject({
      threads: [{ id: talk.id }],
      has_more: false,
    });
    expect(await list('/threads/archived/private')).toMatchObject({ threads: [{ id: team.id }] });
    expect(await list('/users/@me/threads/archived/private')).toMatchObject({ threads: [{ id: team.id }] });
  });
});

describe('locked and archived', () => {
  const few = (): void =>
    bench.guild.setBotPermissions(['VIEW_CHANNEL', 'SEND_MESSAGES_IN_THREADS', 'READ_MESSAGE_HISTORY']);

  test('in an archived thread messages can be deleted, but not edited or reacted to', async () => {
    const talk = await startOnMessage();
    const sent = await bench.send({ content: 'x' }, talk);
    const message = `/channels/${talk.id}/messages/${sent.body.id ?? ''}`;
    await bench.call('PATCH', `/channels/${talk.id}`, { archived: true });
    expect((await bench.call('PATCH', message, { content: 'y' })).body.code).toBe(50083);
    expect((await bench.call('PUT', `${message}/reactions/%F0%9F%91%8D/@me`)).body.code).toBe(50083);
    expect((await bench.call('PUT', `/channels/${talk.id}/thread-members/${bench.alice.id}`)).body.code).toBe(
      50083,
    );
    expect((await bench.call('DELETE', message)).status).toBe(204);
  });

  test('in a locked one only who may manage threads changes anything', async () => {
    const talk = await startOnMessage();
    const sent = await bench.send({ content: 'x' }, talk);
    const message = `/channels/${talk.id}/messages/${sent.body.id ?? ''}`;
    await bench.call('PATCH', `/channels/${talk.id}`, { locked: true });
    expect((await bench.call('PATCH', message, { content: 'y' })).status).toBe(200);
    few();
    expect((await bench.call('PATCH', message, { content: 'z' })).body.code).toBe(160005);
    expect((await bench.send({ content: 'z' }, talk)).body.code).toBe(160005);
    expect((await bench.call('PATCH', `/channels/${talk.id}`, { name: 'z' })).body.code).toBe(50013);
  });

  test('its maker may rename and archive a thread, not lock it; anybody in it may wake it', async () => {
    const own = await startPrivate();
    const others = await startOnMessage();
    others.data.owner_id = bench.alice.id;
    few();
    const patch = async (thread: Channel, body: object): Promise<number | undefined> =>
      (await bench.call('PATCH', `/channels/${thread.id}`, body)).body.code;
    expect(await patch(own, { name: 'new', archived: true })).toBeUndefined();
    expect(await patch(own, { archived: false })).toBeUndefined();
    expect(await patch(own, { locked: true })).toBe(50013);
    expect(await patch(others, { name: 'new' })).toBe(50013);
    others.data.thread_metadata = { ...own.data.thread_metadata, archived: true } as never;
    expect(await patch(others, { archived: false })).toBeUndefined();
    expect(own.messages.map(({ type, content }) => [type, content])).toEqual([[4, 'new']]);
  });

  test('a member’s click wakes an archived thread, unless it is locked', async () => {
    const talk = await startOnMessage();
    const components = [{ type: 1, components: [{ type: 2, style: 1, custom_id: 'b', label: 'Press' }] }];
    await bench.send({ content: 'x', components }, talk);
    const message = talk.messages.find(({ content }) => content === 'x');
    if (!message) throw new Error('There is no message.');
    await bench.call('PATCH', `/channels/${talk.id}`, { archived: true });
    const pressed = bench.alice.click(message, 'Press');
    const got = await bench.bot.interaction();
    expect(talk.isArchived).toBe(false);
    await bench.respond(got, { type: 6 });
    await pressed;
    await bench.call('PATCH', `/channels/${talk.id}`, { archived: true, locked: true });
    await expect(bench.alice.click(message, 'Press')).rejects.toThrow('may not reopen it');
    expect((await bench.hook('PATCH', got, '/messages/@original', { content: 'y' })).body.code).toBe(50083);
    expect((await bench.hook('POST', got, '', { content: 'y' })).body.code).toBe(50083);
  });

  test('the list of members needs the members intent', async () => {
    const team = await startPrivate();
    expect((await bench.call('GET', `/channels/${team.id}/thread-members`)).body.code).toBe(50001);
  });
});

describe('forums', () => {
  test('a post is a thread with its first message', async () => {
    const forum = bench.guild.createChannel({ name: 'help', type: 'forum', tags: ['django'] });
    const [tag] = forum.data.available_tags ?? [];
    const path = `/channels/${forum.id}/threads`;
    const post = await bench.call('POST', path, {
      name: 'How?',
      applied_tags: [tag?.id],
      message: { content: 'Like this', embeds: [{ title: 'x' }] },
    });
    expect(post.status).toBe(201);
    expect(post.body).toMatchObject({ type: 11, applied_tags: [tag?.id], message: { id: post.body.id } });
    expect(bench.alice.sees(thread(post.body.id))).toHaveLength(1);
    expect((await bench.send({ content: 'x' }, forum)).body.code).toBe(40058);
    expect((await bench.call('POST', path, { name: 'x', message: {} })).body.code).toBe(50006);
    const bad = await bench.call('POST', path, { name: 'x', applied_tags: ['1'], message: { content: 'x' } });
    expect(codes(bad.body)).toEqual({ 'applied_tags.0': ['TAG_UNKNOWN'] });
    const missing = await bench.call('POST', path, { name: 'x' });
    expect(codes(missing.body)).toHaveProperty('message');
    bench.forgiven();
  });

  test('a post may demand a tag: 40067', async () => {
    const forum = bench.guild.createChannel({ name: 'help', type: 'forum', tags: ['a'] });
    forum.data.flags = 1 << 4;
    const path = `/channels/${forum.id}/threads`;
    expect((await bench.call('POST', path, { name: 'x', message: { content: 'x' } })).body.code).toBe(40067);
  });
});
