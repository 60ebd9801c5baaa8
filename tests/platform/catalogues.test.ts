import { describe, expect, test } from 'vitest';
import { catalogues, type Namespace } from '../../src/platform/i18n/catalogues.ts';
import { translator } from '../../src/platform/i18n/index.ts';
import { textsOf } from '../support/promises.ts';

/** `path.to.text` -> text; the plural endings belong to the language, so they are cut off. */
function leaves(node: object, path = ''): [string, string][] {
  return Object.entries(node).flatMap(([key, value]: [string, unknown]) =>
    typeof value === 'string'
      ? [[`${path}${key.replace(/_(one|other|many|zero)$/, '')}`, value] as [string, string]]
      : leaves(value as object, `${path}${key}.`),
  );
}

function placeholders(texts: readonly [string, string][]): Map<string, string[]> {
  const found = Map.groupBy(texts, ([key]) => key);
  return new Map(
    [...found].map(([key, all]) => [
      key,
      [
        ...new Set(
          all.flatMap(([, text]) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1] ?? '')),
        ),
      ].sort(),
    ]),
  );
}

describe.each(Object.keys(catalogues.en) as Namespace[])('the catalogue %s', (namespace) => {
  const en = placeholders(leaves(catalogues.en[namespace]));
  const fr = placeholders(leaves(catalogues.fr[namespace]));

  test('has the same texts in both languages', () => {
    expect([...fr.keys()].sort()).toEqual([...en.keys()].sort());
  });

  test('fills in the same values in both', () => {
    for (const [key, names] of en) expect([key, fr.get(key)]).toEqual([key, names]);
  });

  test('leaves no text empty', () => {
    for (const [key, text] of [...leaves(catalogues.en[namespace]), ...leaves(catalogues.fr[namespace])])
      expect([key, text.trim() === '']).toEqual([key, false]);
  });
});

/** French texts for one that do not show the number, each of something of which there is always one at least. */
const ONE_AT_LEAST = [
  'announcements:button.remind',
  'journal:learning.added',
  'journal:learning.now-shared',
  'journal:progress.hours',
  'mentors:of-team',
  'readme:gap.weeks',
  'reminders:picture.title',
  'reminders:staff.plan.days-after',
  'reminders:staff.plan.days-before',
  'reminders:staff.takes-out.steps',
];

test('French says of none what it says of one: the number stands in it', () => {
  const texts = textsOf('fr');
  const silent = [...texts]
    .filter(([key, text]) => key.endsWith('_one') && !/\{\{count\b/.test(text))
    .map(([key]) => key.slice(0, -'_one'.length))
    .filter((key) => !texts.has(`${key}_zero`));
  expect(silent.toSorted()).toEqual(ONE_AT_LEAST);
});

/** Texts with one form whose number is always two at least: a limit of ours, or of a group that is large enough to be named. */
const TWO_AT_LEAST = [
  'announcements:error.lines',
  'common:notice.times',
  'journal:digest.handed-in',
  'journal:digest.handed-in-few',
  'knowledge:search.many',
  'outreach:error.too-long',
  'projects:error.stack',
  'reminders:error.step-filled',
  'reminders:error.step-text',
  'requests:button.allow-teams',
  'requests:error.inbox-full',
  'requests:error.project-inbox-full',
  'requests:error.too-many-asks',
  'same-side:error.team-inbox-full',
  'same-side:error.you-full',
  'teams:meet.reminder',
];

/** A number that may be one, and right behind it a word as it stands behind several. */
const SEVERAL = {
  en: /\{\{(NUMBERS)(?:, number)?\}\} (?:fixed |study )?(?:\p{L}+s|only|build|document|have|stand|are)(?!\p{L})/u,
  fr: /\{\{(NUMBERS)(?:, number)?\}\} (?!sans|dans|les)(?:sur \{\{\w+\}\} )?(?:\p{L}+(?:s|x|ent)|ont|sont)(?!\p{L})/u,
} as const;
const NUMBERS =
  'acted|agreed|announced|backend|badly|checked|count|days|declined|documentation|expired|failed|filled|formed|frontend|fullstack|items|kept|late|learners|length|lines|matched|max|members|minutes|pages|partnered|proposed|replaced|returned|seekers|sent|teams|to|total|waiting|well|without';

test.each(['en', 'fr'] as const)('one is no several: such texts have a form for each (%s)', (locale) => {
  const several = new RegExp(SEVERAL[locale].source.replace('NUMBERS', NUMBERS), 'u');
  const found = [...textsOf(locale)]
    .filter(([key, text]) => !/_(?:one|many|other|zero)$/.test(key) && several.test(text))
    .map(([key]) => key);
  expect(found.toSorted()).toEqual(TWO_AT_LEAST);
});

test.each(['en', 'fr'] as const)(
  'what was cut short takes no full stop behind its ellipsis (%s)',
  (locale) => {
    const t = translator(locale);
    const title = (words: string) => t('journal:stand.project', { title: words });
    expect(title('Bazaar Nova…')).toMatch(/Bazaar Nova…$/);
    expect(title('Bazaar Nova')).toMatch(/Bazaar Nova\.$/);
  },
);
