import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Stage } from './clients/stage.ts';

/**
 * Client libraries that nobody here wrote, each with a bot of the same commands (clients/). Only discord.js comes with
 * `npm ci`; `.ci/run` brings the others, and where they are not they are listed as skipped.
 */
const FOLDERS = [join(import.meta.dirname, 'clients'), join(import.meta.dirname, '../..')];
const PYTHON = '/usr/bin/python3';
const NODE = process.execPath;

const CLIENTS: readonly { name: string; installed: boolean; command: readonly string[] }[] = [
  { name: 'discord.js', installed: has('discord.js'), command: [NODE, 'discord.js.js'] },
  { name: '@discordjs/core', installed: has('@discordjs/core'), command: [NODE, 'core.js'] },
  { name: 'oceanic.js', installed: has('oceanic.js'), command: [NODE, 'oceanic.js'] },
  { name: 'discordeno', installed: has('discordeno'), command: [NODE, 'discordeno.js'] },
  { name: 'eris', installed: has('eris'), command: [NODE, 'eris.cjs'] },
  { name: 'discord.py', installed: hasPython(), command: [PYTHON, 'discord_py.py'] },
];

function has(library: string): boolean {
  return FOLDERS.some((folder) => existsSync(join(folder, 'node_modules', library)));
}

function hasPython(): boolean {
  try {
    execFileSync(PYTHON, ['-c', 'import discord'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** What a bot must be able to do, in order: how to see it, and what should be seen. */
const STEPS: readonly [step: string, look: (stage: Stage) => Promise<unknown>, seen: unknown][] = [
  ['1 login', async (stage) => stage.connected(), undefined],
  ['2 registration', registers, 8],
  ['3 guild data', async (stage) => stage.do('guild'), 'done Server|general,side|2'],
  ['4 reply', async (stage) => stage.ping(), 'pong'],
  ['5 defer', defers, 'done'],
  ['6 follow-up', followsUp, ['first', 'second']],
  ['7 button', presses, 'pressed'],
  ['8 modal', submits, 'you said Ada'],
  ['9 autocomplete', completes, [[{ name: 'One o', value: 'one' }], 'found one']],
  ['10 a file from a member, 11 a file to a member', exchangesFiles, ['from me', 'to you']],
  ['12 messages sent and edited, 13 deleted', sends, [true, false]],
  ['14 reactions', reacts, ['✅']],
  ['15 pins', pins, true],
  ['16 threads', opensThread, ['talk', true, true]],
  ['17 a direct message', writes, ['hi']],
  ['18 a member', async (stage) => stage.do('member'), 'done Bobby'],
  ['19 a role', givesRole, ['helpers']],
  ['20 a command after a dropped connection', drops, 'pong'],
  ['21 a command after op 7', reconnects, 'pong'],
  ['22 a command after op 9', identifiesAnew, 'pong'],
  ['no violation of Discord’s description', async ({ sim }) => sim.violations, []],
  ['no refusal', async ({ sim }) => sim.requests.filter(({ status }) => status >= 400), []],
];

for (const client of CLIENTS) {
  describe.skipIf(!client.installed).each([client])('$name', ({ command }) => {
    let stage: Stage;
    beforeAll(async () => {
      stage = await Stage.open(command);
    });
    afterAll(async () => stage.close());

    test.each(STEPS)('%s', async (_step, look, seen) => {
      expect(await look(stage)).toEqual(seen);
    });
  });
}

async function registers(stage: Stage): Promise<number> {
  await stage.wait(() => stage.isRegistered);
  return stage.alice.commands(stage.channel).length;
}

async function defers({ alice, channel }: Stage): Promise<string> {
  const reply = await alice.slash('/slow', {}, { channel });
  return (await reply.finished()).content;
}

async function followsUp({ alice, channel, sim }: Stage): Promise<unknown> {
  const reply = await alice.slash('/more', {}, { channel });
  const second = await sim.until(() => reply.followUps[0]);
  return [reply.message.content, second.content];
}

async function presses({ alice, channel }: Stage): Promise<string> {
  const reply = await alice.slash('/press', {}, { channel });
  return (await alice.click(reply.message, 'Press')).message.content;
}

async function submits({ alice, channel }: Stage): Promise<string> {
  const opened = await alice.slash('/ask', {}, { channel });
  return (await alice.submitModal(opened, { t: 'Ada' })).message.content;
}

async function completes({ alice, channel }: Stage): Promise<unknown> {
  const offered = await alice.autocomplete('/find', 'query', 'o', {}, { channel });
  const reply = await alice.slash('/find', { query: 'one' }, { channel });
  return [offered.map(({ name, value }) => ({ name, value })), reply.message.content];
}

async function exchangesFiles({ alice, channel }: Stage): Promise<unknown> {
  const upload = { filename: 'in.txt', content: 'from me' };
  const { message } = await alice.slash('/file', { upload }, { channel });
  const answer = await fetch(message.attachments[0]?.url ?? '');
  return [message.content, await answer.text()];
}

async function sends(stage: Stage): Promise<unknown> {
  await stage.do('message');
  return [stage.find('hello again') !== undefined, stage.find('gone') !== undefined];
}

async function reacts(stage: Stage): Promise<unknown> {
  await stage.do('react');
  return stage.find('react')?.reactions?.flatMap(({ emoji, me }) => (me ? emoji.name : []));
}

async function pins(stage: Stage): Promise<unknown> {
  await stage.do('pin');
  return stage.find('pin')?.pinned;
}

async function opensThread(stage: Stage): Promise<unknown> {
  await stage.do('thread');
  const [thread] = stage.guild.state.threads();
  const hasWords = thread?.messages.some(({ content }) => content === 'inside');
  return [thread?.name, hasWords, thread?.threadMembers.has(stage.alice.id)];
}

async function writes(stage: Stage): Promise<unknown> {
  await stage.do('dm');
  return stage.alice.dms().map(({ content }) => content);
}

async function givesRole(stage: Stage): Promise<unknown> {
  await stage.do('role');
  return stage.alice.data?.roles.map((id) => stage.guild.state.roles.get(id)?.name);
}

async function drops(stage: Stage): Promise<string> {
  const { gateway } = stage.sim;
  gateway.drop();
  await stage.wait(() => gateway.sessions.length === 0);
  return stage.ping();
}

async function reconnects(stage: Stage): Promise<string> {
  const { gateway } = stage.sim;
  const transport = gateway.sessions[0]?.transport;
  gateway.reconnect();
  await stage.wait(() => gateway.sessions.some((session) => session.transport !== transport));
  return stage.ping();
}

async function identifiesAnew(stage: Stage): Promise<string> {
  const { gateway } = stage.sim;
  const [before] = gateway.sessions;
  gateway.invalidate(false);
  await stage.wait(() => gateway.sessions.some((session) => session !== before));
  return stage.ping();
}
