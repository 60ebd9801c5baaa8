import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { replay } from '@nexus/simulator';
import { expect, onTestFinished, test } from 'vitest';
import { Bench } from './support.ts';

const COMMANDS = [
  {
    name: 'greet',
    description: 'd',
    options: [
      { type: 6, name: 'whom', description: 'd', required: true },
      { type: 7, name: 'where', description: 'd', required: true },
    ],
  },
];

/** A server, and a bot that greets with a button. */
async function open(): Promise<Bench> {
  const bench = await Bench.start();
  onTestFinished(() => bench.stop());
  bench.guild.addMember({ name: 'Bob' });
  await bench.register(...COMMANDS);
  return bench;
}

/** The bot's answer to the next interaction. */
async function answer(bench: Bench): Promise<void> {
  const got = await bench.bot.interaction();
  const resolved = got.data['resolved'] as { users?: Record<string, { global_name: string }> } | undefined;
  const whom = Object.values(resolved?.users ?? {})[0]?.global_name;
  const row = { type: 1, components: [{ type: 2, style: 1, custom_id: 'b', label: 'Wave' }] };
  const data =
    got.type === 3 ? { content: 'waved', components: [] } : { content: `Hello ${whom}`, components: [row] };
  await bench.respond(got, { type: got.type === 3 ? 7 : 4, data });
}

test('a session is written down by names and done again elsewhere', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'simulator-record-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'session.jsonl');

  const first = await open();
  first.sim.record(file);
  const bob = first.guild.state.members.keys().toArray().at(-1) ?? '';
  const asked = first.alice.slash('/greet', { whom: { id: bob }, where: first.channel });
  await answer(first);
  const { message } = await asked;
  const pressed = first.alice.click(message, 'Wave');
  await answer(first);
  await pressed;
  first.alice.say(first.channel, 'thanks');
  first.alice.react(message, '✅');
  first.sim.clock.advance(60_000);

  const script = readFileSync(file, 'utf8');
  expect(script.trim().split('\n')).toHaveLength(5);
  expect(script).toContain('name:member/Bob');
  expect(script).toContain('name:message/general/0');
  expect(script).not.toContain(bob);

  const second = await open();
  const before = second.sim.clock.now();
  const replayed = replay(second.sim, file);
  await answer(second);
  await answer(second);
  expect((await replayed).map(({ response, error }) => error ?? response)).toEqual([
    'message',
    'update',
    undefined,
    undefined,
    undefined,
  ]);
  const [greeting, thanks] = second.channel.messages;
  expect([greeting?.content, thanks?.content]).toEqual(['waved', 'thanks']);
  expect(greeting?.reactions).toMatchObject([{ emoji: { name: '✅' } }]);
  expect(second.sim.clock.now() - before).toBeGreaterThanOrEqual(60_000);
});

test('what cannot be done again is said', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'simulator-record-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'session.jsonl');
  const first = await open();
  first.sim.record(file);
  const secret = first.guild.createChannel({ name: 'secret' });
  first.alice.say(secret, 'x');
  const second = await open();
  const [line] = await replay(second.sim, file);
  expect(line?.error).toContain('name:channel/secret');
});
