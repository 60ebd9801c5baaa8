import type { Member } from '@nexus/simulator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sources } from '../platform/sources.ts';
import { announce, cardOf, learner, said } from '../support/learners.ts';
import { textsOf } from '../support/promises.ts';
import { createWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld({ simulator: { rateLimits: false } });
});
afterAll(() => world.stop());

const times = (whole: string, part: string): number => whole.split(part).length - 1;

describe.each([
  ['en-GB', 'Staff have paused', 'ask and post again', 'From the programme: **Hello'],
  ['fr', "L'équipe du programme a suspendu", 'de nouveau demander', 'De la part du programme\u00a0: **Hello'],
])('at /help (%s)', (locale, paused, again, letter) => {
  let binta: Member;
  beforeAll(async () => {
    binta = await learner(world, `Binta ${locale}`, 'frontend');
    binta.locale = locale;
  });

  it('whoever staff have paused reads it once, with what they can do', async () => {
    await world.staff.slash('/moderate block', { member: binta, reason: 'Too many requests' });
    expect(times(said(await binta.slash('/help')), paused)).toBe(1);
    // It is what holds, and stands there the next time too.
    expect(times(said(await binta.slash('/help')), paused)).toBe(1);
    await world.staff.slash('/moderate unblock', { member: binta });
  });

  it('a pause that ended before it was read is not told of any more', async () => {
    await world.staff.slash('/moderate block', { member: binta, reason: 'Too many requests' });
    await world.staff.slash('/moderate unblock', { member: binta });
    const shown = said(await binta.slash('/profile show'));
    expect(shown).toContain(again);
    expect(shown).not.toContain(paused);
  });

  it('no line tells to use /help, which elsewhere it does', async () => {
    const post = async (title: string): Promise<void> => {
      const news = { title, body: 'Office hours on Friday.', lacking: 'project' };
      await world.staff.click((await world.staff.slash('/announcement post', news)).message, 'Send');
      await world.advance(2_000);
    };
    await post(`Hello ${locale}`);
    const home = said(await binta.slash('/help'));
    expect(home).toContain(letter);
    expect(home).not.toContain('/help');
    await post(`Hello again ${locale}`);
    expect(said(await binta.slash('/profile show'))).toMatch(/From the programme.*\/help|De la part.*\/help/);
  });

  it('a project that is paused beside a team is named once', async () => {
    const host = await learner(world, `Host ${locale}`, 'backend');
    await announce(world, host, `Cinema ${locale}`, { brief: 'movie-recommendation' });
    await announce(world, binta, `Board ${locale}`, { brief: 'job-board' });
    await binta.click(cardOf(world, `Cinema ${locale}`), 'Team up');
    const { requests } = world.bot.services;
    const [asked] = await requests.incoming(world.guild.id, host.id);
    await requests.accept(asked?.request.id ?? 0, host.id);
    await world.settle();
    const home = said(await binta.slash('/help'));
    expect(times(home, `**Board ${locale}**`)).toBe(2);
    expect(home).not.toMatch(/paused meanwhile|en pause entre-temps/);
  });
});

it.each(['en', 'fr'] as const)('every line that names /help has words for /help itself (%s)', (locale) => {
  const LINE = /\b(?:line|leave|tell|end)\b[^;{}]{0,90}\{\s*key: (?:'([^']+)'|`([^`]+)`)/g;
  const patterns = sources('src').flatMap(({ source }) =>
    Array.from(source.matchAll(LINE), ([, key, template]) =>
      (key ?? template ?? '')
        .split(/\$\{[^}]*\}/)
        .map((part) => RegExp.escape(part))
        .join('[\\w-]+'),
    ),
  );
  expect(patterns.length).toBeGreaterThan(30);
  const texts = textsOf(locale);
  const pointing = [...texts].filter(
    ([key, text]) =>
      text.includes('`/help`') &&
      !key.includes(':error.') &&
      patterns.some((each) => new RegExp(`^${each}$`).test(key)),
  );
  expect(pointing.length).toBeGreaterThan(15);
  const own = pointing.map(([key]) => [key, texts.get(`${key}@home`)] as const);
  expect(own.filter(([, text]) => text === undefined || text.includes('/help'))).toEqual([]);
});
