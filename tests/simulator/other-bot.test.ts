import { type Channel, type GuildDriver, type Member, type Message, Simulator, text } from '@nexus/simulator';
import type { Client } from 'discord.js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startOtherBot } from './other-bot.ts';

let sim: Simulator;
let guild: GuildDriver;
let channel: Channel;
let alice: Member;
let bot: { client: Client; errors: unknown[] };

beforeAll(async () => {
  sim = await Simulator.start({ rateLimits: false });
  guild = sim.createGuild({ name: 'Elsewhere', botPermissions: ['ADMINISTRATOR'] });
  channel = guild.createChannel({ name: 'general' });
  alice = guild.addMember({ name: 'Alice' });
  bot = await startOtherBot(sim);
});

afterAll(async () => {
  await bot.client.destroy();
  await sim.stop();
});

test('reply with the message, then a follow-up', async () => {
  const reply = await alice.slash('/reply');
  const followUp = await sim.until(() => reply.followUps[0]);
  expect(followUp.content).toBe(`message ${reply.message.id}`);
  expect(followUp.message_reference?.message_id).toBe(reply.message.id);
});

test('defer, edit, follow-up', async () => {
  const reply = await alice.slash('/slow');
  expect(reply.response).toBe('deferred');
  expect(text(await reply.finished())).toBe('done');
  expect(reply.ephemeral).toBe(true);
  expect((await sim.until(() => reply.followUps[0])).content).toBe('and more');
});

test('a button updates its message', async () => {
  const { message } = await alice.slash('/panel');
  await alice.click(message, 'Press');
  expect(text(message)).toBe('pressed in server by alice');
});

test('a modal with text, select and upload', async () => {
  const { message } = await alice.slash('/panel');
  const form = await alice.click(message, 'Ask me');
  await alice.submitModal(form, {
    Name: 'Ada',
    Colour: 'Blue',
    Picture: [{ filename: 'p.png', content: 'x' }],
  });
  expect(text(message)).toBe('Ada likes blue [p.png]');
});

test('autocomplete', async () => {
  expect(await alice.autocomplete('/learn', 'stack', 'dj')).toMatchObject([
    { name: 'django', value: 'django' },
  ]);
});

test('files up and down', async () => {
  const { message } = await alice.slash('/upload', { file: { filename: 'a.txt', content: 'hello' } });
  expect(message.content).toBe('got a.txt of 5');
  expect(await (await fetch(message.attachments[0]?.url ?? '')).text()).toBe('HELLO');
});

test('threads', async () => {
  const reply = await alice.slash('/thread');
  expect(reply.message.content).toMatch(/^<#\d+> <#\d+>$/);
  const [open, team] = alice.threads();
  expect([open?.name, open?.isArchived, team?.name]).toEqual(['open talk', true, 'team']);
  // She reads that she was added, and is notified of it.
  const [added, first] = team ? alice.sees(team) : [];
  expect([added?.type, first?.content]).toEqual([1, `only you, ${alice.mention}`]);
  expect(alice.pings()).toContain(added);
  const bob = guild.addMember({ name: 'Bob' });
  expect(bob.threads().map(({ name }) => name)).toEqual(['open talk']);
});

test('a forum post', async () => {
  const forum = guild.createChannel({ name: 'help', type: 'forum' });
  await alice.slash('/post', { forum });
  const post = alice.threads().find((thread) => thread.data.parent_id === forum.id);
  expect(post && alice.sees(post).map(({ content }) => content)).toEqual(['How?']);
});

test('a direct message with a button', async () => {
  await alice.slash('/dm');
  const [message] = alice.dms() as [Message];
  await alice.click(message, 'Press');
  expect(message.content).toBe('pressed in DM by alice');
});

test('roles', async () => {
  const role = guild.createRole({ name: 'backend' });
  guild.updateRole([...guild.state.roles.values()].find(({ managed }) => managed) ?? role, { position: 50 });
  const { message } = await alice.slash('/role', { role });
  expect(message.content).toBe('you have backend');
  expect(alice.data?.roles).toEqual([role.id]);
});

test('members by op 8', async () => {
  expect((await alice.slash('/find')).message.content).toBe('found Alice');
});

test('reactions and pins', async () => {
  const { message } = await alice.slash('/react');
  await sim.until(() => message.pinned);
  expect(message.reactions).toMatchObject([{ emoji: { name: '👍' }, count: 1, me: true }]);
});

test('context menus', async () => {
  expect((await alice.contextMenu('Who is it', guild.owner)).message.content).toBe('this is elsewhere_owner');
  const said = alice.say(channel, 'words');
  expect((await alice.contextMenu('Read it', said)).message.content).toBe('it says words');
});

test('it survives a lost connection, op 7 and op 9', async () => {
  const alive = async (): Promise<void> => {
    await sim.until(() => sim.gateway.sessions.length === 1, { timeoutMs: 15_000 });
    expect((await alice.slash('/find')).message.content).toBe('found Alice');
  };
  sim.gateway.close(4000);
  await alive();
  sim.gateway.reconnect();
  await sim.until(() => sim.gateway.sessions.length === 0);
  await alive();
  sim.gateway.invalidate(false);
  await alive();
}, 30_000);

test('none of that went wrong behind the scenes', () => {
  expect([bot.errors, sim.violations]).toEqual([[], []]);
});
