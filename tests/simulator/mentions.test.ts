import type { Member, Role } from '@nexus/simulator';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Bench, codes } from './support.ts';

let bench: Bench;
let bob: Member;
let helpers: Role;

beforeEach(async () => {
  bench = await Bench.start();
  helpers = bench.guild.createRole({ name: 'helpers', mentionable: true });
  bob = bench.guild.addMember({ name: 'Bob', roles: [helpers] });
});

afterEach(async () => bench.stop());

const both = (): string => `<@${bench.alice.id}> <@&${helpers.id}> @everyone`;

async function pinged(allowed?: object, content = both()): Promise<string[]> {
  const sent = await bench.send({ content, ...(allowed ? { allowed_mentions: allowed } : {}) });
  const id = sent.body.id ?? '';
  return [bench.alice, bob, bench.guild.owner]
    .filter((member) => member.pings().some((message) => message.id === id))
    .map((member) => member.name);
}

describe('a plain message', () => {
  test('parses everything by default; @everyone needs the permission', async () => {
    expect(await pinged()).toEqual(['Alice', 'Bob']);
    bench.guild.setBotPermissions(['ADMINISTRATOR']);
    expect(await pinged()).toEqual(['Alice', 'Bob', 'Server owner']);
  });

  test('pings whom allowed_mentions names', async () => {
    expect(await pinged({ parse: [] })).toEqual([]);
    expect(await pinged({ parse: ['users'] })).toEqual(['Alice']);
    expect(await pinged({ parse: ['roles'] })).toEqual(['Bob']);
    expect(await pinged({ users: [bench.alice.id] })).toEqual(['Alice']);
    expect(await pinged({ users: [bob.id] })).toEqual([]);
    expect(await pinged({ roles: [helpers.id] })).toEqual(['Bob']);
    expect(await pinged({ parse: ['users'], roles: [helpers.id] })).toEqual(['Alice', 'Bob']);
  });

  test('nothing in code is a mention, and silence is silence', async () => {
    expect(await pinged(undefined, `\`<@${bench.alice.id}>\` \`\`\`<@${bob.id}>\`\`\``)).toEqual([]);
    const silent = await bench.send({ content: `<@${bob.id}>`, flags: 4096 });
    expect(silent.status).toBe(200);
    expect(bob.pings()).toEqual([]);
  });

  test('a role that is not mentionable notifies nobody without MENTION_EVERYONE', async () => {
    bench.guild.updateRole(helpers, { mentionable: false });
    expect(await pinged()).toEqual(['Alice']);
    bench.guild.setBotPermissions(['VIEW_CHANNEL', 'SEND_MESSAGES', 'MENTION_EVERYONE']);
    expect(await pinged({ roles: [helpers.id] })).toEqual(['Bob']);
  });

  test('who does not see the channel is not notified', async () => {
    bench.guild.setOverwrites(bench.channel, [{ for: bob, deny: ['VIEW_CHANNEL'] }]);
    expect(await pinged()).toEqual(['Alice']);
  });

  test('an edit notifies nobody, but is parsed again with the defaults', async () => {
    const sent = await bench.send({ content: 'x' });
    const path = `/channels/${bench.channel.id}/messages/${sent.body.id ?? ''}`;
    const edited = await bench.call('PATCH', path, { content: both() });
    expect(edited.body).toMatchObject({ mentions: [{ id: bench.alice.id }], mention_roles: [helpers.id] });
    expect(bench.alice.pings()).toEqual([]);
    const kept = await bench.call('PATCH', path, { content: both(), allowed_mentions: { parse: [] } });
    expect(kept.body).toMatchObject({ mentions: [], mention_roles: [] });
  });
});

describe('allowed_mentions', () => {
  const refused = async (allowed: object): Promise<Record<string, string[]>> => {
    const sent = await bench.send({ content: 'x', allowed_mentions: allowed });
    expect([sent.status, sent.body.code]).toEqual([400, 50035]);
    bench.forgiven();
    return codes(sent.body);
  };

  test('a kind is parsed or listed, not both', async () => {
    expect(await refused({ parse: ['users'], users: [bench.alice.id] })).toEqual({
      allowed_mentions: ['MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE'],
    });
    expect(
      (await bench.send({ content: 'x', allowed_mentions: { parse: ['users'], users: [] } })).status,
    ).toBe(200);
  });

  test('at most 100 ids, of known kinds', async () => {
    const ids = Array.from({ length: 101 }, (_, n) => `${n + 1}`);
    expect(await refused({ users: ids })).toEqual({ 'allowed_mentions.users': ['BASE_TYPE_MAX_LENGTH'] });
    expect((await bench.send({ content: 'x', allowed_mentions: { users: ids.slice(1) } })).status).toBe(200);
    expect(await refused({ parse: ['people'] })).toEqual({
      'allowed_mentions.parse.0': ['BASE_TYPE_CHOICES'],
    });
    expect(await refused({ roles: ['staff'] })).toEqual({
      'allowed_mentions.roles.0': ['NUMBER_TYPE_COERCE'],
    });
  });
});

describe('the answer to an interaction', () => {
  beforeEach(async () => {
    await bench.register({ name: 'go', description: 'd' });
  });

  test('mentions users by default and nobody else', async () => {
    const answer = bench.alice.slash('/go');
    await bench.respond(await bench.bot.interaction(), {
      type: 4,
      data: { content: `<@${bob.id}> <@&${helpers.id}>` },
    });
    expect((await answer).message.mentions.map((user) => user.id)).toEqual([bob.id]);
    expect((await answer).message.mention_roles).toEqual([]);
    expect(bob.pings()).toHaveLength(1);
  });

  test('an ephemeral one notifies nobody else; completing a deferred one notifies', async () => {
    const first = bench.alice.slash('/go');
    const data = { content: `<@${bob.id}>`, flags: 64 };
    await bench.respond(await bench.bot.interaction(), { type: 4, data });
    await first;
    expect(bob.pings()).toEqual([]);
    const second = bench.alice.slash('/go');
    const got = await bench.bot.interaction();
    await bench.respond(got, { type: 5 });
    await second;
    await bench.hook('PATCH', got, '/messages/@original', { content: `<@${bob.id}>` });
    expect(bob.pings()).toHaveLength(1);
  });
});
