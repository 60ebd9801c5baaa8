import { type Member, text } from '@nexus/simulator';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { stepText } from '../../../src/calendar/reminders/cards.ts';
import { STEP_KEYS } from '../../../src/calendar/reminders/rules/plan.ts';
import { LOCALES, translator } from '../../../src/platform/i18n/index.ts';
import { codePoints } from '../../../src/platform/text.ts';
import { hostileTexts } from '../../support/hostile.ts';
import { plain } from '../../support/words.ts';
import { createWorld, MONDAY, type World } from '../../support/world.ts';

/** What staff and members may type into reminders, in both languages, and what then stands in Discord. */
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

let world: World;
let ada: Member;
beforeAll(async () => {
  world = await createWorld({ start: MONDAY - 20 * HOUR });
  ada = world.guild.addMember({ name: 'Ada' });
  await ada.slash('/profile set', { track: 'backend' });
});
afterAll(() => world.stop());
afterEach(() => {
  world.staff.locale = 'en-US';
  ada.locale = 'en-US';
  expect(world.sim.violations).toEqual([]);
});

type Options = Record<string, string | number | boolean>;

async function says(by: Member, line: string, options: Options = {}): Promise<string> {
  const reply = await by.slash(line, options);
  expect(reply.message?.flags ?? 0).toSatisfy((flags: number) => (flags & 64) !== 0);
  return plain(reply.message);
}

describe('what is refused, and how it goes on', () => {
  const CASES: readonly [line: string, options: Options, en: string, fr: string][] = [
    ['edit', { step: 'announce' }, 'Say what to change: `day`', "Dis ce qu'il faut changer\u00a0: `day`"],
    ['edit', { step: 'announce', time: 'soon' }, 'such as 09:00', 'comme 09:00'],
    ['edit', { step: 'announce', time: '24:00' }, 'such as 09:00', 'comme 09:00'],
    ['edit', { step: 'announce', time: '٢٥:٠٠' }, 'such as 09:00', 'comme 09:00'],
    ['edit', { step: 'deadline-3h', day: 2 }, 'only its `text`', 'seuls `text`'],
    ['edit', { step: 'week', text: 'Hello {nobody}' }, "I don't know {nobody}", 'Je ne connais pas {nobody}'],
    ['edit', { step: 'week', text: '{__proto__}' }, "I don't know", 'Je ne connais pas'],
    ['edit', { step: 'week', text: 'In {cohort' }, 'not closed', 'pas fermées'],
    ['edit', { step: 'week', text: 'In { cohort }' }, 'not closed', 'pas fermées'],
    ['edit', { step: 'week', text: 'In cohort}} {{' }, 'not closed', 'pas fermées'],
    ['edit', { step: 'week', text: '{cohort} '.repeat(100) }, 'Name fewer', 'moins de champs'],
    ['edit', { step: 'week', day: 3, cohort: '99' }, "can't find that cohort", 'ne trouve pas cette cohorte'],
    ['plan', { cohort: 'x' }, "can't find that cohort", 'ne trouve pas cette cohorte'],
    ['preview', { day: 59 }, 'No reminder falls on this day', 'Aucun rappel'],
    ['test', { step: 'week', cohort: '99' }, "can't find that cohort", 'ne trouve pas cette cohorte'],
    ['ledger', { cohort: '-1' }, "can't find that cohort", 'ne trouve pas cette cohorte'],
    ['resume', {}, 'are not paused', 'ne sont pas en pause'],
    ['cancel', { reminder: '12' }, '`/reminders mine` shows', '`/reminders mine` montre'],
    ['cancel', { reminder: "1' or '1'='1" }, "can't find that reminder", '`/reminders mine` montre'],
    ['mine', {}, 'Nothing waits', '`/remind-me`'],
  ];
  it.each(CASES)('/reminders %s %j', async (line, options, en, fr) => {
    expect(await says(world.staff, `/reminders ${line}`, options)).toContain(en);
    world.staff.locale = 'fr';
    expect(await says(world.staff, `/reminders ${line}`, options)).toContain(fr);
  });

  it('paused twice', async () => {
    await says(world.staff, '/reminders pause');
    expect(await says(world.staff, '/reminders pause')).toContain('`/reminders resume` lets them go on');
    world.staff.locale = 'fr';
    expect(await says(world.staff, '/reminders pause')).toContain('`/reminders resume` les relance');
    expect(await says(world.staff, '/reminders resume')).toContain('reprennent');
  });

  it.each(['en-US', 'fr'])('what is no moment comes back as it was typed, in %s', async (locale) => {
    ada.locale = locale;
    const when = '**tomorow** @everyone [x](https://evil.example)';
    const said = await says(ada, '/remind-me', { when, what: 'x' });
    expect(said).toContain('\\*\\*tomorow\\*\\* @\u2060everyone \\[x](https://evil.example)');
    expect(said).toMatch(/`.+`/);
  });
});

it.each(LOCALES)(
  'the words of a step leave room for who it is for, at their very longest, in %s',
  (locale) => {
    const cohort = {
      id: 1,
      guildId: '1',
      name: '*'.repeat(80),
      startDate: '2026-11-09',
      deadlineDate: '2026-11-29',
      zone: 'UTC',
      deadlineAt: MONDAY,
      createdAt: 0,
      pausedAt: null,
    };
    const sides = { backend: 1, frontend: 1, fullstack: 1 };
    const counts = {
      members: 1,
      documenting: 1,
      announced: 1,
      withdrew: 0,
      partnered: 1,
      waiting: 1,
      submitted: 0,
      requests: 1,
      agreed: 1,
      without: sides,
      free: sides,
    };
    const words = `{cohort} {cohort} ${'x'.repeat(1_150)}`;
    for (const step of STEP_KEYS) {
      const said = stepText(translator(locale), locale, {
        step,
        cohort,
        text: words,
        counts,
        also: STEP_KEYS,
      });
      expect(said.length).toBeGreaterThan(1_400);
      expect(said.length).toBeLessThanOrEqual(1_850);
    }
  },
);

describe('a text of staff’s own', () => {
  it('whatever it is, is refused in a sentence or posted to those it is for alone', async () => {
    const texts = hostileTexts({ min: 0, max: 1_200 }, { user: ada.id, role: world.guild.id });
    const accepted: string[] = [];
    for (const [name, typed] of Object.entries(texts)) {
      if (typed === '' || codePoints(typed) > 1_200) continue;
      const said = await says(world.staff, '/reminders edit', { step: 'announce', text: typed });
      expect({ name, broken: /broke on our side/.test(said) }).toEqual({ name, broken: false });
      if (said.startsWith('Changed.')) accepted.push(name);
      await says(world.staff, '/reminders preview', { day: 1 });
      await says(world.staff, '/reminders test', { step: 'announce' });
    }
    expect(accepted).toContain('full of mentions');
    expect(accepted).toContain('exactly the most');
    expect(accepted).not.toContain('templates');

    const worst = accepted.filter((name) => /most|mentions|emoji|markdown|lines|left/.test(name));
    expect(worst.length).toBeGreaterThan(4);
    for (const [number, name] of worst.entries()) {
      const record = await posted(texts[name] ?? '', number);
      expect({ name, pinged: [...(record?.pinged ?? [])] }).toEqual({ name, pinged: [ada.id] });
      expect(record?.message.mention_everyone).toBe(false);
      expect(record?.message.content.length).toBeLessThanOrEqual(2_000);
    }
  }, 60_000);

  /** What day 1 of a new cohort with a long name posts to its only member, with this text. */
  async function posted(typed: string, number: number) {
    const start = new Date(world.sim.clock.now() + DAY).toISOString().slice(0, 10);
    const name = `C${number} ${'*'.repeat(70)}`;
    await says(world.staff, '/cohort create', { name, start, deadline: '2027-02-01', timezone: 'UTC' });
    await world.settle();
    const card = ada
      .sees(world.projects)
      .find((message) => text(message).includes(`Start here: C${number} `));
    if (card === undefined) throw new Error('no card');
    const asked = await ada.click(card, 'I build the backend');
    if (number > 0) await ada.click(asked.message, 'Be in both');
    const [newest] = await world.bot.services.cohorts.open(world.guild.id);
    const cohort = String(newest?.id ?? '');
    expect(await says(world.staff, '/reminders edit', { step: 'announce', text: typed, cohort })).toContain(
      'Changed.',
    );
    const before = world.projects.records.length;
    await world.advance(Date.parse(`${start}T09:00:00Z`) - world.sim.clock.now() + 1_000);
    return world.projects.records.slice(before).find((record) => record.pinged.size > 0);
  }
});
