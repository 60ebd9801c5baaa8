import { remark } from 'remark';
import gfm from 'remark-gfm';
import { describe, expect, it } from 'vitest';
import programme from '../../../src/journal/readme/programme.json' with { type: 'json' };
import { type Facts, gapsOf, type Programme, topicsOf } from '../../../src/journal/readme/rules/facts.ts';
import { assembled, merged } from '../../../src/journal/readme/rules/sections.ts';
import { headingOf, titleOf, written } from '../../../src/journal/readme/rules/write.ts';
import { type Locale, translator } from '../../../src/platform/i18n/index.ts';
import { FACTS } from './facts.ts';

function sectionsOf(facts: Facts, locale: Locale = 'en') {
  const date = (local: string): string =>
    new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' }).format(
      new Date(`${local}T00:00Z`),
    );
  const steps = written(facts, { locale, t: translator(locale), programme: programme as Programme, date });
  for (let step = steps.next(); ; step = steps.next()) if (step.done === true) return step.value;
}

function readme(facts: Facts, locale: Locale = 'en'): string {
  return assembled(titleOf(translator(locale)), sectionsOf(facts, locale));
}

const HEADINGS = new Map(
  [...sectionsOf(FACTS).keys()].map((each) => [each, [headingOf(translator('en'), each)]]),
);

describe('the README', () => {
  it.each(['en', 'fr'] as const)('reads as it should in %s', async (locale) => {
    await expect(readme(FACTS, locale)).toMatchFileSnapshot(`golden/README.${locale}.md`);
  });

  it('has a heading for each challenge and each week, and no others of the learner’s making', () => {
    const tree = remark().use(gfm).parse(readme(FACTS));
    const headings = tree.children.flatMap((node) => (node.type === 'heading' ? [node.depth] : []));
    expect(headings.filter((depth) => depth === 2)).toHaveLength(9);
    expect(headings.filter((depth) => depth === 3)).toHaveLength(1 + 2 + 2);
    const html = tree.children.flatMap((node) => (node.type === 'html' ? [node.value] : []));
    expect(html.every((value) => /^<!-- \/?nexus:[a-z]+ -->$/.test(value))).toBe(true);
    expect(html).toHaveLength(18);
  });

  it('changes only where something changed', () => {
    const more = { ...FACTS, progress: [...FACTS.progress, { week: 3, text: 'Deployed', minutes: null }] };
    const [before, after] = [readme(FACTS).split('\n'), readme(more).split('\n')];
    expect(after.filter((line) => !before.includes(line))).toEqual(['### Week 3', '- Deployed']);
  });

  it('has text under every heading, whatever is missing', () => {
    const lists = Object.keys(FACTS).filter((name) => Array.isArray(FACTS[name as keyof Facts]));
    for (let kept = 0; kept < 2 ** lists.length; kept++) {
      const emptied = lists.filter((_, place) => ((kept >> place) & 1) === 0).map((name) => [name, []]);
      const sections = sectionsOf({ ...FACTS, helped: 0, ...Object.fromEntries(emptied) } as Facts);
      for (const [section, text] of sections)
        expect(text.split('\n\n').length, `${section} without ${JSON.stringify(emptied)}`).toBeGreaterThan(1);
    }
  });

  it('leaves out what nothing is known of', () => {
    const nothing = {
      ...FACTS,
      projects: [],
      companions: [],
      helped: 0,
      challenges: [],
      progress: [],
      learnings: [],
      picks: [],
      links: [],
    };
    expect([...sectionsOf(nothing).keys()]).toEqual(['programme']);
  });

  it('takes less than half a second of the processor for 2,000 entries', () => {
    const text = `${'word '.repeat(60)}\n\`\`\`\ncode\n\`\`\`\n| a | b |`;
    const many = {
      ...FACTS,
      challenges: Array.from(
        { length: 700 },
        (_, index) =>
          ({ ...FACTS.challenges[0], title: `Nr ${index}`, details: text }) as Facts['challenges'][number],
      ),
      progress: Array.from({ length: 700 }, (_, index) => ({
        week: 1 + (index % 3),
        text: `${index} ${text}`,
        minutes: 5,
      })),
      learnings: Array.from({ length: 600 }, (_, index) => ({
        kind: 'takeaway' as const,
        week: 1,
        text: `${index} ${text}`,
      })),
    };
    const from = process.cpuUsage();
    expect(readme(many).length).toBeGreaterThan(700_000);
    const { user, system } = process.cpuUsage(from);
    // In microseconds.
    expect(user + system).toBeLessThan(500_000);
  });
});

describe('the learner’s own words', () => {
  const own = readme(FACTS)
    .replace(
      '<!-- nexus:challenges -->',
      'I wrote this myself.\n\n```md\n<!-- nexus:weeks -->\n```\n\n<!-- nexus:challenges -->',
    )
    .concat('\n## Thanks\n\nTo my mentor.\n');

  it('stay where they are while what Nexus wrote is brought up to date', () => {
    const more = { ...FACTS, helped: 3 };
    const updated = merged(own, sectionsOf(more), HEADINGS);
    expect(updated).toBe(own.replace('Helped to solve 2 blockers', 'Helped to solve 3 blockers'));
    expect(merged(updated, sectionsOf(more), HEADINGS)).toBe(updated);
  });

  it('get new sections in the programme’s order', () => {
    const before = { ...FACTS, challenges: [] };
    const updated = merged(readme(before), sectionsOf(FACTS), HEADINGS);
    expect(updated).toBe(readme(FACTS));
  });

  it('win where the markers of a section were taken out', () => {
    const mine = own
      .replace('<!-- nexus:overview -->', '')
      .replace('<!-- /nexus:overview -->', '')
      .replace('Sells', 'I sell');
    const updated = merged(mine, sectionsOf(FACTS), HEADINGS);
    expect(updated).toContain('I sell');
    expect(updated).not.toContain('Sells');
  });

  it('may be a file that Nexus never saw', () => {
    const updated = merged('# My README\n\nHello', sectionsOf({ ...FACTS, helped: 1 }), HEADINGS);
    expect(updated.startsWith('# My README\n\nHello\n\n<!-- nexus:overview -->')).toBe(true);
  });

  it.each([
    ['beginnings without an end', '<!-- nexus:overview -->\n'.repeat(43_000)],
    [
      'ends, then beginnings',
      `${'<!-- /nexus:weeks -->\n'.repeat(22_000)}${'<!-- nexus:weeks -->\n'.repeat(22_000)}`,
    ],
    ['empty lines', `a${'\n'.repeat(1_000_000)}b`],
  ])('may be a megabyte of %s: everybody else waits no longer than for another file', (_what, current) => {
    const began = performance.now();
    const updated = merged(current, sectionsOf(FACTS), HEADINGS);
    expect(performance.now() - began).toBeLessThan(2_000);
    expect(updated.startsWith(current.trimEnd())).toBe(true);
  });
});

it('names what is lacking', () => {
  const gaps = gapsOf(FACTS, { week: 3, weeks: 3 });
  expect(gaps).toEqual([{ what: 'weeks', count: 1, weeks: [3] }]);
  const solved = { ...FACTS.challenges[0], lesson: null } as Facts['challenges'][number];
  const alone = {
    ...FACTS,
    documentationOnly: true,
    projects: [],
    picks: [],
    learnings: [],
    challenges: [solved],
  };
  expect(gapsOf(alone, { week: 1, weeks: 3 }).map(({ what }) => what)).toEqual([
    'technologies',
    'concepts',
    'lessons',
    'takeaway',
  ]);
});

it('offers each side its topics, all of them to both sides', () => {
  const sizes = (['backend', 'frontend', 'fullstack'] as const).map(
    (track) => topicsOf(programme as Programme, 'technology', track).length,
  );
  expect(sizes).toEqual([21, 9, 30]);
});
