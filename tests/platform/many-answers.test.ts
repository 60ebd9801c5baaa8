import { text } from '@nexus/simulator';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { action, type Command } from '../../src/platform/discord/command.ts';
import { button, text as note, row } from '../../src/platform/discord/components.ts';
import { answer, owing } from '../../src/platform/discord/reply.ts';
import { UserError } from '../../src/platform/errors.ts';
import { createProbe, gate, type Probe, requestsOf } from './probe.ts';

const SECRET = 'the database password is hunter2';
let hold = gate();
let probe: Probe;

const commands: Command[] = [
  command('slow', async () => {
    await hold.opened;
    return answer('done at last');
  }),
  command('owed-broken', () => Promise.resolve(owing('counting', () => Promise.reject(new Error(SECRET))))),
  command('owed-refused', () =>
    Promise.resolve(owing('counting', () => Promise.reject(new UserError({ key: 'common:error.full' })))),
  ),
  command('owed-card', () =>
    Promise.resolve(
      owing({ card: true, components: [note('counting')] }, () => Promise.reject(new Error(SECRET))),
    ),
  ),
  {
    ...command('panel', () =>
      Promise.resolve(answer({ content: 'panel', components: [row(button('Press', ['press']))] })),
    ),
    routes: [{ name: 'press', run: () => Promise.resolve(answer('pressed')) }],
  },
];

function command(name: string, run: () => ReturnType<Parameters<typeof action>[0]['run']>) {
  return { type: 'slash' as const, name, action: action({ run }) };
}

beforeAll(async () => {
  probe = await createProbe(commands);
});
afterAll(() => probe.stop());
beforeEach(() => {
  hold = gate();
  probe.logged.length = 0;
});

it('an answer that many wait for at once comes to all of them at once', async () => {
  const members = Array.from({ length: 60 }, (_, index) =>
    probe.guild.addMember({ name: `Member ${index}` }),
  );
  const replies = await Promise.all(members.map((member) => member.slash('/slow')));
  hold.open();
  for (const reply of replies) expect(text(await reply.finished())).toBe('done at last');
  // Discord's 50 requests a second are not for answers.
  expect(probe.waits).toEqual([]);
});

it('an answer that was owed and cannot be made says so in its place; the log has the cause', async () => {
  const broken = await probe.member.slash('/owed-broken');
  expect(text(await broken.nextEdit())).toMatch(/^Something broke on our side \(ref \w{6}\)/);
  expect(probe.logged).toContainEqual(
    expect.objectContaining({ msg: 'interaction failed', err: expect.objectContaining({ message: SECRET }) }),
  );
  const card = await probe.member.slash('/owed-card');
  expect(text(await card.nextEdit())).toMatch(/^Something broke on our side/);
  const refused = await probe.member.slash('/owed-refused');
  expect(text(await refused.nextEdit())).toContain('Try again in a minute');
  expect(requestsOf(probe, refused)).toEqual(['POST callback 4', 'PATCH @original ']);
});

it('nobody who acted is kept in memory, nor what they pressed', async () => {
  for (const name of ['Binta', 'Chidi', 'Dana']) {
    const member = probe.guild.addMember({ name });
    await member.click((await member.slash('/panel')).message, 'Press');
  }
  const { users, guilds, channels } = probe.gateway.client;
  expect([...users.cache.keys()]).toEqual([probe.sim.applicationId]);
  expect(guilds.cache.get(probe.guild.id)?.members.cache.size).toBeLessThanOrEqual(1);
  const channel = channels.cache.get(probe.channel.id);
  expect(channel?.isTextBased() === true ? channel.messages.cache.size : undefined).toBe(0);
});
