import { BOT_DEFAULT, Permission, type PermissionName } from '@nexus/simulator';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Bench, codes, RawBot } from './support.ts';

let bench: Bench;

beforeEach(async () => {
  bench = await Bench.start({ intents: 3, privilegedIntents: ['guildMembers'] });
});

afterEach(async () => bench.stop());

/** Permissions of the bot's role beyond the usual ones. */
function alsoMay(...names: PermissionName[]): void {
  const bits = names.reduce((sum, name) => sum | Permission[name], BOT_DEFAULT);
  bench.guild.setBotPermissions(bits);
}

describe('threads', () => {
  test('joined private ones that are archived go by id, and so does before', async () => {
    const ids: string[] = [];
    for (const name of ['a', 'b', 'c']) {
      const { body } = await bench.call('POST', `/channels/${bench.channel.id}/threads`, { name, type: 12 });
      ids.unshift(body.id ?? '');
    }
    for (const id of ids) {
      bench.sim.clock.advance(1_000);
      await bench.call('PATCH', `/channels/${id}`, { archived: true });
    }
    const path = `/channels/${bench.channel.id}/users/@me/threads/archived/private`;
    const listed = async (query: string): Promise<unknown> =>
      ((await bench.call('GET', path + query)).body['threads'] as { id: string }[]).map(({ id }) => id);
    expect(await listed('')).toEqual(ids);
    expect(await listed(`?before=${ids[0]}`)).toEqual(ids.slice(1));
    expect(codes((await bench.call('GET', `${path}?before=2026-01-01T00:00:00Z`)).body)).toEqual({
      before: ['NUMBER_TYPE_COERCE'],
    });
  });

  test('members come in pages with with_member, and each with its member', async () => {
    const { body: thread } = await bench.call('POST', `/channels/${bench.channel.id}/threads`, {
      name: 't',
      type: 11,
    });
    await bench.call('PUT', `/channels/${thread.id}/thread-members/${bench.alice.id}`);
    const path = `/channels/${thread.id}/thread-members`;
    const page = await bench.call('GET', `${path}?with_member=true&limit=1&after=${bench.sim.botUserId}`);
    expect(page.body).toMatchObject([{ user_id: bench.alice.id, member: { user: { id: bench.alice.id } } }]);
    expect(codes((await bench.call('GET', `${path}?limit=101`)).body)).toEqual({
      limit: ['NUMBER_TYPE_MAX'],
    });
    expect((await bench.call('GET', `${path}/${bench.alice.id}?with_member=true`)).body).toHaveProperty(
      'member',
    );
    expect((await bench.call('GET', `${path}/${bench.alice.id}`)).body).not.toHaveProperty('member');
  });

  test('the event of a new member has the member', async () => {
    const { body: thread } = await bench.call('POST', `/channels/${bench.channel.id}/threads`, {
      name: 't',
      type: 11,
    });
    await bench.call('PUT', `/channels/${thread.id}/thread-members/${bench.alice.id}`);
    const event = await bench.bot.event('THREAD_MEMBERS_UPDATE', (data: { added_members?: unknown[] }) =>
      JSON.stringify(data).includes(bench.alice.id),
    );
    expect(event.added_members).toMatchObject([{ member: { user: { id: bench.alice.id } }, presence: null }]);
  });

  test('one that is archived and locked is woken by nobody’s message: 50083', async () => {
    const { body: thread } = await bench.call('POST', `/channels/${bench.channel.id}/threads`, {
      name: 't',
      type: 11,
    });
    await bench.call('PATCH', `/channels/${thread.id}`, { locked: true });
    await bench.call('PATCH', `/channels/${thread.id}`, { archived: true });
    expect((await bench.send({ content: 'x' }, { id: thread.id ?? '' })).body.code).toBe(50083);
  });
});

describe('messages', () => {
  test('an edit names the files it brings, and may describe those it keeps', async () => {
    const upload = (entries: unknown[]): FormData => {
      const form = new FormData();
      form.append('payload_json', JSON.stringify({ content: 'x', attachments: entries }));
      form.append('files[7]', new Blob(['new']), 'new.txt');
      return form;
    };
    const sent = await bench.call('POST', `/channels/${bench.channel.id}/messages`, upload([{ id: '7' }]));
    const [old] = sent.body['attachments'] as { id: string }[];
    const path = `/channels/${bench.channel.id}/messages/${sent.body.id}`;
    const kept = await bench.call('PATCH', path, upload([{ id: old?.id, description: 'kept' }]));
    expect(kept.body['attachments']).toMatchObject([{ id: old?.id, description: 'kept' }]);
    const both = await bench.call('PATCH', path, upload([{ id: old?.id }, { id: '7' }]));
    expect(both.body['attachments']).toHaveLength(2);
  });

  test('before, after and around exclude each other', async () => {
    const { body } = await bench.call('GET', `/channels/${bench.channel.id}/messages?before=2&after=1`);
    expect(codes(body)).toEqual({ after: ['MUTUALLY_EXCLUSIVE'] });
  });

  test('a message is crossposted once: 40033', async () => {
    const news = bench.guild.createChannel({ name: 'news', type: 'announcement' });
    const { body } = await bench.send({ content: 'x' }, news);
    const path = `/channels/${news.id}/messages/${body.id}/crosspost`;
    expect((await bench.call('POST', path)).status).toBe(200);
    expect((await bench.call('POST', path)).body.code).toBe(40033);
  });

  test('an embed shows pictures only', async () => {
    const withFile = (name: string): FormData => {
      const form = new FormData();
      const embeds = [{ title: 't', image: { url: `attachment://${name}` } }];
      form.append('payload_json', JSON.stringify({ embeds }));
      form.append('files[0]', new Blob(['x']), name);
      return form;
    };
    const path = `/channels/${bench.channel.id}/messages`;
    expect((await bench.call('POST', path, withFile('a.pdf'))).body.code).toBe(50035);
    expect((await bench.call('POST', path, withFile('a.png'))).status).toBe(200);
  });

  test('a premium button has a sku_id and nothing else', async () => {
    const button = (more: object): unknown => ({
      components: [{ type: 1, components: [{ type: 2, style: 6, sku_id: '1', ...more }] }],
    });
    expect((await bench.send(button({}))).status).toBe(200);
    for (const more of [
      { label: 'x' },
      { custom_id: 'x' },
      { url: 'https://x.org' },
      { emoji: { name: '✅' } },
    ]) {
      const [key = ''] = Object.keys(more);
      expect(codes((await bench.send(button(more))).body)).toEqual({
        [`components.0.components.0.${key}`]: ['BUTTON_COMPONENT_PREMIUM'],
      });
    }
  });
});

describe('choosing a channel', () => {
  test('the bot is told the member’s permissions and its own', async () => {
    bench.guild.setOverwrites(bench.channel, [{ for: bench.alice, deny: ['SEND_MESSAGES'] }]);
    const { got } = await choose();
    const resolved = got.data['resolved'] as { channels: Record<string, Record<string, string>> };
    const { permissions = '', app_permissions: own = '' } = resolved.channels[bench.channel.id] ?? {};
    expect(BigInt(permissions) & Permission.SEND_MESSAGES).toBe(0n);
    expect(BigInt(own) & Permission.SEND_MESSAGES).toBe(Permission.SEND_MESSAGES);
  });

  test('nobody can choose what they do not see', async () => {
    const hidden = bench.guild.createChannel({
      name: 'hidden',
      overwrites: [{ for: 'everyone', deny: ['VIEW_CHANNEL'] }],
    });
    await bench.register(PICK);
    await expect(bench.alice.slash('/pick', { where: hidden.id })).rejects.toThrow('names no channel');
  });

  const PICK = {
    name: 'pick',
    description: 'd',
    options: [{ type: 7, name: 'where', description: 'd' }],
  };

  async function choose(): Promise<{ got: Awaited<ReturnType<typeof bench.bot.interaction>> }> {
    await bench.register(PICK);
    const answer = bench.alice.slash('/pick', { where: bench.channel.id });
    const got = await bench.bot.interaction();
    await bench.respond(got, { type: 4, data: { content: 'x' } });
    await answer;
    return { got };
  }
});

describe('channels', () => {
  test('an overwrite grants and denies only what the bot has itself', async () => {
    alsoMay('MANAGE_ROLES', 'MANAGE_CHANNELS');
    const ban = Permission.BAN_MEMBERS.toString();
    const own = Permission.SEND_MESSAGES.toString();
    const put = async (body: object): Promise<number> =>
      (await bench.call('PUT', `/channels/${bench.channel.id}/permissions/${bench.alice.id}`, body)).status;
    expect(await put({ type: 1, deny: ban })).toBe(403);
    expect(await put({ type: 1, allow: ban })).toBe(403);
    expect(await put({ type: 1, deny: own })).toBe(204);
    const all = [{ id: bench.alice.id, type: 1, allow: ban }];
    const path = `/channels/${bench.channel.id}`;
    expect((await bench.call('PATCH', path, { permission_overwrites: all })).status).toBe(403);
    const made = { name: 'x', permission_overwrites: all };
    expect((await bench.call('POST', `/guilds/${bench.guild.id}/channels`, made)).status).toBe(403);
  });

  test('a category holds channels, gives them its overwrites, and outlives none of them', async () => {
    alsoMay('MANAGE_ROLES', 'MANAGE_CHANNELS');
    const path = `/guilds/${bench.guild.id}/channels`;
    const deny = Permission.SEND_MESSAGES.toString();
    const permission_overwrites = [{ id: bench.alice.id, type: 1, deny }];
    const { body: category } = await bench.call('POST', path, { name: 'c', type: 4, permission_overwrites });
    const { body: child } = await bench.call('POST', path, { name: 'x', parent_id: category.id, nsfw: true });
    expect(child).toMatchObject({ nsfw: true, parent_id: category.id, permission_overwrites: [{ deny }] });
    const inText = { name: 'y', parent_id: bench.channel.id };
    expect(codes((await bench.call('POST', path, inText)).body)).toEqual({
      parent_id: ['CHANNEL_PARENT_INVALID'],
    });
    const nested = { name: 'z', type: 4, parent_id: category.id };
    expect(codes((await bench.call('POST', path, nested)).body)).toEqual({
      parent_id: ['CHANNEL_PARENT_INVALID_TYPE'],
    });
    await bench.call('DELETE', `/channels/${category.id}`);
    expect(
      await bench.bot.event('CHANNEL_UPDATE', ({ id }: { id: string }) => id === child.id),
    ).toMatchObject({ parent_id: null });
  });

  test('a forum has up to 20 tags, some for moderators', async () => {
    alsoMay('MANAGE_CHANNELS');
    const forum = bench.guild.createChannel({ name: 'help', type: 'forum' });
    const tags = [{ name: 'open' }, { name: 'solved', moderated: true, emoji_name: '✅' }];
    const changed = await bench.call('PATCH', `/channels/${forum.id}`, {
      available_tags: tags,
      default_reaction_emoji: { emoji_name: '👍' },
      default_sort_order: 1,
      default_forum_layout: 2,
      flags: 16,
    });
    expect(changed.body).toMatchObject({ available_tags: tags, default_sort_order: 1, flags: 16 });
    const many = Array.from({ length: 21 }, (_, index) => ({ name: `t${index}` }));
    expect(
      codes((await bench.call('PATCH', `/channels/${forum.id}`, { available_tags: many })).body),
    ).toEqual({
      available_tags: ['BASE_TYPE_MAX_LENGTH'],
    });
    bench.forgiven();
    bench.guild.setBotPermissions(BOT_DEFAULT & ~Permission.MANAGE_THREADS);
    const [open, solved] = changed.body['available_tags'] as { id: string }[];
    const with_ = (id?: string): object => ({ name: 'p', message: { content: 'x' }, applied_tags: [id] });
    const path = `/channels/${forum.id}/threads`;
    expect((await bench.call('POST', path, with_(solved?.id))).body.code).toBe(50013);
    const { body: made } = await bench.call('POST', path, with_(open?.id));
    expect(codes((await bench.call('PATCH', `/channels/${made.id}`, { applied_tags: ['1'] })).body)).toEqual({
      'applied_tags.0': ['TAG_UNKNOWN'],
    });
  });
});

describe('members, roles, events', () => {
  test('a time-out needs MODERATE_MEMBERS, lasts 28 days at most, and silences', async () => {
    const path = `/guilds/${bench.guild.id}/members/${bench.alice.id}`;
    const until = (days: number): object => ({
      communication_disabled_until: new Date(bench.sim.clock.now() + days * 86_400_000).toISOString(),
    });
    expect((await bench.call('PATCH', path, until(1))).body.code).toBe(50013);
    alsoMay('MODERATE_MEMBERS');
    expect((await bench.call('PATCH', path, until(29))).body.code).toBe(50035);
    expect((await bench.call('PATCH', path, until(1))).status).toBe(200);
    expect(() => bench.alice.say(bench.channel, 'x')).toThrow('may not write');
    bench.sim.clock.advance(2 * 86_400_000);
    expect(bench.alice.say(bench.channel, 'x').content).toBe('x');
  });

  test('a role has its colours by colors or color', async () => {
    alsoMay('MANAGE_ROLES');
    const path = `/guilds/${bench.guild.id}/roles`;
    const { body } = await bench.call('POST', path, { name: 'r', colors: { primary_color: 0xff } });
    expect(body).toMatchObject({ color: 0xff, colors: { primary_color: 0xff, secondary_color: null } });
    const two = { name: 'r', colors: { primary_color: 1, secondary_color: 2 } };
    expect((await bench.call('POST', path, two)).body.code).toBe(50101);
  });

  test('an event keeps its picture and how it repeats, and forgets its description when told', async () => {
    alsoMay('CREATE_EVENTS');
    const start = new Date(bench.sim.clock.now() + 3_600_000).toISOString();
    const path = `/guilds/${bench.guild.id}/scheduled-events`;
    const event = {
      name: 'e',
      privacy_level: 2,
      entity_type: 3,
      scheduled_start_time: start,
      scheduled_end_time: new Date(bench.sim.clock.now() + 7_200_000).toISOString(),
      entity_metadata: { location: 'here' },
      description: 'words',
      image: `data:image/png;base64,${Buffer.from('x').toString('base64')}`,
      recurrence_rule: { start, frequency: 2, interval: 2, by_weekday: [1] },
    };
    const { body } = await bench.call('POST', path, event);
    expect(body).toMatchObject({
      image: expect.stringMatching(/^[0-9a-f]{32}$/),
      recurrence_rule: { frequency: 2, interval: 2, by_weekday: [1], count: null },
    });
    const changed = await bench.call('PATCH', `${path}/${body.id}`, {
      description: null,
      recurrence_rule: null,
    });
    expect(changed.body).toMatchObject({ description: null, recurrence_rule: null });
    const odd = { ...event, recurrence_rule: { start, frequency: 3, interval: 2 } };
    expect(codes((await bench.call('POST', path, odd)).body)).toEqual({
      'recurrence_rule.interval': ['NUMBER_TYPE_MAX'],
    });
  });

  test('dm_permission says where there are no contexts', async () => {
    const { body } = await bench.register({ name: 'a', description: 'd', dm_permission: false });
    expect(body).toMatchObject([{ contexts: [0], dm_permission: false }]);
    const dm = bench.alice.dmChannel();
    await expect(bench.alice.slash('/a', {}, { channel: dm })).rejects.toThrow('not offered in DMs');
  });
});

test('a second IDENTIFY within 5 seconds gets op 9 where that limit is on', async () => {
  const strict = await Bench.start({ identifyLimit: true });
  const second = new RawBot(strict.sim.gateway.url);
  await second.packet(({ op }) => op === 10);
  second.identify(strict.sim.token, 1);
  expect(await second.packet(({ op }) => op === 9)).toMatchObject({ d: false });
  strict.sim.clock.advance(5_000);
  second.identify(strict.sim.token, 1);
  expect(await second.event('READY')).toBeDefined();
  second.close();
  await strict.stop();
});

describe('gaps and outages', () => {
  test.each([
    ['a poll', { poll: { question: { text: 'q' }, answers: [] } }, 'poll'],
    ['stickers', { sticker_ids: ['1'] }, 'sticker_ids'],
    [
      'a forward',
      { message_reference: { type: 1, message_id: '1', channel_id: '1' } },
      'message_reference.type',
    ],
  ])('%s is refused as not built, and noted', async (_what, body, place) => {
    const refused = await bench.send(body);
    expect(codes(refused.body)[place]).toEqual(['SIMULATOR_NOT_BUILT']);
    expect(bench.forgiven().join()).toContain(`SIMULATOR_NOT_BUILT ${place}`);
  });

  test('what has no route answers 404, and is noted: webhooks, emoji, moderation', async () => {
    for (const path of ['emojis', 'auto-moderation/rules', 'webhooks']) {
      expect((await bench.call('GET', `/guilds/${bench.guild.id}/${path}`)).status).toBe(404);
    }
    expect(bench.forgiven()).toHaveLength(3);
  });

  test('a server that is down takes REST along', async () => {
    bench.guild.setAvailable(false);
    expect(await bench.bot.event('GUILD_DELETE')).toMatchObject({ unavailable: true });
    expect(await bench.send({ content: 'x' })).toMatchObject({ status: 503, body: { code: 130000 } });
    expect((await bench.call('GET', `/guilds/${bench.guild.id}`)).status).toBe(503);
    bench.guild.setAvailable(true);
    expect((await bench.send({ content: 'x' })).status).toBe(200);
  });
});
