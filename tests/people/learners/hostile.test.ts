import { type Member, Refused, type Reply, text } from '@nexus/simulator';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createWorld, type World } from '../../support/world.ts';
import { profileOf } from './profiles.ts';

let world: World;
let mallory: Member;
let victim: Member;
beforeAll(async () => {
  world = await createWorld();
  mallory = world.guild.addMember({ name: 'Mallory' });
  victim = world.guild.addMember({ name: 'Victim' });
});
afterAll(() => world.stop());

/** Texts that break careless programs, each at most `max` code points. */
function nasty(max: number): string[] {
  const all = [
    ' \u00a0\u2003 ',
    '\u200b\u200d\ufeff\u2060',
    'a\u0000b\u0007c\u001b[31m',
    'x'.repeat(max),
    '👩‍👩‍👧‍👦'.repeat(Math.floor(max / 7)),
    'مرحبا بالعالم \u202eevil\u202c',
    `@everyone @here <@${victim.id}> <@&${world.guild.id}>`,
    '**_~~||`# > - [x](https://evil.example)`||~~_**',
    '```js\nalert(1)\n```',
    `a${'\n'.repeat(2000)}b`,
    'a\n'.repeat(1000),
    `'); drop table members; --`,
    'a\ud800b',
    'n1:hours.add:x|y:z',
    '{{zone}} ${process.env} %s $t(common:error.ours)',
    ','.repeat(max),
  ];
  return all.map((value) => Array.from(value).slice(0, max).join(''));
}

/** What is wrong with the answers to these attempts: each must be private, ours, short, and ring nobody. */
async function troubles(attempts: readonly (() => Promise<Reply>)[]): Promise<string[]> {
  const found: string[] = [];
  for (const [index, attempt] of attempts.entries()) {
    const shown = await attempt()
      .then((reply) => (reply.ephemeral ? text(reply.message) : 'public'))
      // What the client itself does not let out is stopped by the registered limits.
      .catch((error: unknown) => (error instanceof Refused ? '' : String(error)));
    const isWrong = /^public$|broke on our side|@everyone|@here|^Error/.test(shown);
    if (isWrong || shown.split('\n').length > 40) found.push(`attempt ${index}: ${shown}`);
  }
  const rung = victim.pings().map((message) => `rang: ${text(message)}`);
  return [...found, ...rung, ...world.sim.violations.map((violation) => JSON.stringify(violation))];
}

const SET = { timezone: 100, stack: 1000, languages: 1000, bio: 300 };

it.each(Object.entries(SET))('/profile set %s survives anything', async (option, max) => {
  const attempts = nasty(max).flatMap((value) => [
    () => mallory.slash('/profile set', { track: 'backend', [option]: value }),
    () => mallory.slash('/profile show'),
    () => victim.slash('/profile show', { member: mallory }),
  ]);
  expect(await troubles(attempts)).toEqual([]);
});

it.each(['timezone', 'stack', 'languages'])('suggestions for %s survive anything', async (option) => {
  for (const value of nasty(100)) {
    const choices = await mallory.autocomplete('/profile set', option, value, { track: 'backend' });
    expect(choices.length).toBeLessThanOrEqual(25);
  }
});

it.each(['days', 'from', 'to'])('/profile availability %s survives anything', async (option) => {
  const usual = { days: 'mon', from: '18:00', to: '19:00' };
  const attempts = nasty(option === 'days' ? 100 : 20).map(
    (value) => () => mallory.slash('/profile availability', { ...usual, [option]: value }),
  );
  expect(await troubles(attempts)).toEqual([]);
});

it.each([
  ['Edit', 'timezone', 100],
  ['Edit', 'hours-per-week', 10],
  ['Edit', 'stack', 1000],
  ['Edit', 'bio', 300],
  ['More settings', 'languages', 1000],
])('the form of %s survives anything in %s', async (button, name, max) => {
  const track: Record<string, string> = button === 'Edit' ? { track: 'backend' } : {};
  const attempts = nasty(max).map((value) => async () => {
    const opened = await mallory.click((await mallory.slash('/profile show')).message, button);
    return await mallory.submitModal(opened, { ...track, [name]: value });
  });
  expect(await troubles(attempts)).toEqual([]);
});

it('more than the most is stopped by the registered limits', async () => {
  for (const [option, max] of Object.entries(SET)) {
    const tooLong = mallory.slash('/profile set', { track: 'backend', [option]: 'x'.repeat(max + 1) });
    await expect(tooLong).rejects.toBeInstanceOf(Refused);
  }
  await expect(mallory.slash('/profile pause', { days: 61 })).rejects.toBeInstanceOf(Refused);
  await expect(
    mallory.slash('/profile set', { track: 'backend', 'hours-per-week': 0 }),
  ).rejects.toBeInstanceOf(Refused);
  await expect(mallory.slash('/help', { topic: 'nonsense' })).rejects.toBeInstanceOf(Refused);
});

it('a stored profile is what was typed, without what cannot be seen', async () => {
  await mallory.slash('/profile set', { track: 'backend', bio: `\u200b'); drop table members; -- \u202e` });
  const learner = await world.bot.services.learners.find(world.guild.id, mallory.id);
  expect(learner?.bio).toBe(`'); drop table members; --`);
});

it.each([
  ['\u3164', 'Zola'],
  ['\u200B \u2060', 'Zola'],
  ['Ada\u202E', 'Ada'],
  ['A\nda', 'A da'],
  ['**@everyone**', '**@everyone**'],
])('who is called %j in the server is called %j on buttons and in names of threads', async (nick, shown) => {
  const member = world.guild.addMember({ name: 'Zola', nick });
  await member.slash('/help');
  expect((await profileOf(world, member)).displayName).toBe(shown);
});
