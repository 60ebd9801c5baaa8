import type { PermissionName } from '@nexus/simulator';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Bench } from './support.ts';

let bench: Bench;

beforeEach(async () => {
  bench = await Bench.start();
});

afterEach(async () => bench.stop());

/** Takes everything from @everyone and gives the bot only these. */
function only(...names: PermissionName[]): void {
  const everyone = bench.guild.state.roles.get(bench.guild.id);
  if (everyone) everyone.permissions = '0';
  bench.guild.setBotPermissions(names);
}

async function code(method: string, path: string, body?: unknown): Promise<[number, number | undefined]> {
  const answer = await bench.call(method, path, body);
  return [answer.status, answer.body.code];
}

const FORBIDDEN = [403, 50013];
const NO_ACCESS = [403, 50001];

describe('channels', () => {
  test('unseen channels: 50001 for everything', async () => {
    only();
    const base = `/channels/${bench.channel.id}`;
    expect(await code('GET', base)).toEqual(NO_ACCESS);
    expect(await code('GET', `${base}/messages`)).toEqual(NO_ACCESS);
    expect(await code('POST', `${base}/messages`, { content: 'x' })).toEqual(NO_ACCESS);
    expect(await code('POST', `${base}/threads`, { name: 'x' })).toEqual(NO_ACCESS);
  });

  test('each act needs its own permission: 50013', async () => {
    only('VIEW_CHANNEL');
    const base = `/channels/${bench.channel.id}`;
    const said = bench.guild.owner.say(bench.channel, 'x');
    const needing: [string, string, unknown][] = [
      ['POST', `${base}/messages`, { content: 'x' }],
      ['POST', `${base}/messages/${said.id}/threads`, { name: 'x' }],
      ['POST', `${base}/threads`, { name: 'x', type: 12 }],
      ['POST', `${base}/threads`, { name: 'x', type: 11 }],
      ['PATCH', base, { topic: 'x' }],
      ['DELETE', `${base}/messages/${said.id}`, undefined],
      ['PUT', `${base}/messages/${said.id}/reactions/%F0%9F%91%8D/@me`, undefined],
      ['PUT', `${base}/messages/pins/${said.id}`, undefined],
      ['POST', `/guilds/${bench.guild.id}/channels`, { name: 'x' }],
      ['POST', `/guilds/${bench.guild.id}/roles`, { name: 'x' }],
      ['DELETE', base, undefined],
    ];
    for (const [method, path, body] of needing) {
      expect([method, path, ...(await code(method, path, body))]).toEqual([method, path, ...FORBIDDEN]);
    }
  });

  test('embeds and files need theirs', async () => {
    only('VIEW_CHANNEL', 'SEND_MESSAGES');
    expect((await bench.send({ content: 'x' })).status).toBe(200);
    expect((await bench.send({ embeds: [{ title: 'x' }] })).body.code).toBe(50013);
    const form = new FormData();
    form.append('files[0]', new Blob(['x']), 'x.txt');
    expect((await bench.send(form)).body.code).toBe(50013);
  });

  test('overwrites: @everyone, then roles, then the member', async () => {
    const role = bench.guild.createRole({ name: 'writers' });
    const bob = bench.guild.addMember({ name: 'Bob', roles: [role] });
    const silent = (): string[] =>
      [bench.alice, bob].filter((member) => !can(member.id)).map((member) => member.name);
    const can = (id: string): boolean => bench.guild.state.can(id, bench.channel, 1n << 11n);
    bench.guild.setOverwrites(bench.channel, [{ for: 'everyone', deny: ['SEND_MESSAGES'] }]);
    expect(silent()).toEqual(['Alice', 'Bob']);
    bench.guild.setOverwrites(bench.channel, [
      { for: 'everyone', deny: ['SEND_MESSAGES'] },
      { for: role, allow: ['SEND_MESSAGES'] },
    ]);
    expect(silent()).toEqual(['Alice']);
    bench.guild.setOverwrites(bench.channel, [
      { for: role, allow: ['SEND_MESSAGES'] },
      { for: bob, deny: ['SEND_MESSAGES'] },
    ]);
    expect(silent()).toEqual(['Bob']);
    bench.guild.updateRole(role, { permissions: '8' });
    expect(silent()).toEqual([]);
  });

  test('in threads one needs SEND_MESSAGES_IN_THREADS', async () => {
    const sent = await bench.send({ content: 'x' });
    const path = `/channels/${bench.channel.id}/messages/${sent.body.id ?? ''}/threads`;
    const thread = await bench.call('POST', path, { name: 'x' });
    only('VIEW_CHANNEL', 'SEND_MESSAGES');
    expect((await bench.send({ content: 'x' }, { id: thread.body.id ?? '' })).body.code).toBe(50013);
    only('VIEW_CHANNEL', 'SEND_MESSAGES_IN_THREADS');
    expect((await bench.send({ content: 'x' }, { id: thread.body.id ?? '' })).status).toBe(200);
  });
});

describe('direct messages', () => {
  const open = async (): Promise<{ id: string }> => {
    const { body } = await bench.call('POST', '/users/@me/channels', { recipient_id: bench.alice.id });
    return { id: body.id ?? '' };
  };

  test('one channel per person, and she reads it', async () => {
    const dm = await open();
    expect(await open()).toEqual(dm);
    expect((await bench.send({ content: 'hello' }, dm)).status).toBe(200);
    expect(bench.alice.dms().map((message) => message.content)).toEqual(['hello']);
    expect(bench.alice.pings()).toHaveLength(1);
    expect(bench.guild.owner.sees(dm.id)).toEqual([]);
  });

  test('closed: 50007; no server in common: 50278', async () => {
    const dm = await open();
    bench.alice.dmsOpen = false;
    expect((await bench.send({ content: 'x' }, dm)).body).toMatchObject({ code: 50007 });
    bench.alice.dmsOpen = true;
    bench.alice.leave();
    expect((await bench.send({ content: 'x' }, dm)).body).toMatchObject({ code: 50278 });
    expect(bench.alice.dms()).toEqual([]);
  });

  test('an unknown user: 10013', async () => {
    expect(await code('POST', '/users/@me/channels', { recipient_id: '1' })).toEqual([404, 10013]);
  });
});

describe('members and roles', () => {
  const member = (): string => `/guilds/${bench.guild.id}/members/${bench.alice.id}`;

  test('a member who left: 10007, nobody at all: 10013', async () => {
    expect((await bench.call('GET', member())).body).toMatchObject({ user: { id: bench.alice.id } });
    bench.alice.leave();
    expect(await code('GET', member())).toEqual([404, 10007]);
    expect(await code('GET', `/guilds/${bench.guild.id}/members/1`)).toEqual([404, 10013]);
    expect(await code('GET', '/guilds/1')).toEqual([404, 10004]);
  });

  test('the member list needs the members intent', async () => {
    expect(await code('GET', `/guilds/${bench.guild.id}/members`)).toEqual(NO_ACCESS);
  });

  test('giving a role needs MANAGE_ROLES and a role below the bot’s highest', async () => {
    const low = bench.guild.createRole({ name: 'low' });
    const high = bench.guild.createRole({ name: 'high', position: 9 });
    expect(await code('PUT', `${member()}/roles/${low.id}`)).toEqual(FORBIDDEN);
    bench.guild.setBotPermissions(['MANAGE_ROLES']);
    expect(await code('PUT', `${member()}/roles/${high.id}`)).toEqual(FORBIDDEN);
    expect(await code('PUT', `${member()}/roles/1`)).toEqual([404, 10011]);
    expect(await code('PUT', `${member()}/roles/${low.id}`)).toEqual([204, undefined]);
    expect(bench.alice.data?.roles).toEqual([low.id]);
    expect(await code('DELETE', `${member()}/roles/${low.id}`)).toEqual([204, undefined]);
    expect(bench.alice.data?.roles).toEqual([]);
    const managed = [...bench.guild.state.roles.values()].find((role) => role.managed);
    expect(await code('PUT', `${member()}/roles/${managed?.id ?? ''}`)).toEqual([400, 50028]);
  });

  test('a role cannot be given permissions the bot does not have', async () => {
    bench.guild.setBotPermissions(['MANAGE_ROLES']);
    const path = `/guilds/${bench.guild.id}/roles`;
    expect(await code('POST', path, { name: 'x', permissions: '8' })).toEqual(FORBIDDEN);
    const made = await bench.call('POST', path, { name: 'x', mentionable: true });
    expect(made.body).toMatchObject({ name: 'x', mentionable: true });
    const changed = await bench.call('PATCH', `${path}/${made.body.id ?? ''}`, { name: 'y' });
    expect(changed.body).toMatchObject({ name: 'y' });
    expect(await code('DELETE', `${path}/${made.body.id ?? ''}`)).toEqual([204, undefined]);
  });
});
