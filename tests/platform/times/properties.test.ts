import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MAX_AHEAD_DAYS, parseWhen, type WhenContext } from '../../../src/platform/times/read.ts';
import { latestOccurrence } from '../../../src/platform/times/recurrence.ts';
import { phraseOf } from '../../../src/platform/times/show.ts';
import { allZones } from '../../../src/platform/zones/rules.ts';
import { wallClock } from '../zones/wall-clock.ts';
import { ENGLISH } from './phrases/english.ts';
import { FRENCH } from './phrases/french.ts';

/** Words of both languages, right and wrong, as people could put them together. */
const WORDS = (
  'tomorrow today tonight monday friday fri mon-fri lundi vendredi mar demain soir matin every each chaque tous les ' +
  'jours next prochain last dernier this ce in dans at à 9 12 31 18:00 9h 9h30 25:00 9am 5pm 1h30m 2 hours heures ' +
  'days semaine week month mois of de du au to jusqu’à until from à partir de 10/11 01/12/26 2026-12-01 30 february ' +
  'février 2027 noon midi midnight minuit utc utc+1 +0100 est half past moins le quart and et except sauf weekend ' +
  'years ans before after avant après 999999 9999 ' +
  'eod fin end exam réunion tomorow vendrdi 300000 , - / . <t:1>'
).split(' ');
const phrases = fc.oneof(
  fc.array(fc.constantFrom(...WORDS), { minLength: 1, maxLength: 7 }).map((words) => words.join(' ')),
  fc.constantFrom(...ENGLISH, ...FRENCH).map(([phrase]) => phrase),
  fc
    .tuple(fc.constantFrom(...ENGLISH, ...FRENCH), fc.constantFrom(...WORDS))
    .map(([[phrase], word]) => `${phrase} ${word}`),
  fc.string({ unit: 'grapheme' }),
);
const contexts: fc.Arbitrary<WhenContext> = fc.record({
  now: fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2028, 0, 1) }),
  zone: fc.constantFrom(
    'Africa/Lagos',
    'Africa/Nairobi',
    'Europe/Paris',
    'America/New_York',
    'Pacific/Kiritimati',
    ...allZones,
  ),
  locale: fc.constantFrom('en', 'fr'),
});
const RUNS = { numRuns: 200 };

describe('whatever is typed', () => {
  test('what is accepted lies in the future, on a whole second, within reach', () => {
    fc.assert(
      fc.property(phrases, contexts, (phrase, context) => {
        const parsed = parseWhen(phrase, context);
        if (!parsed.ok) return;
        expect(parsed.instant).toBeGreaterThan(context.now);
        expect(parsed.instant % 1000).toBe(0);
        expect(parsed.instant).toBeLessThanOrEqual(context.now + MAX_AHEAD_DAYS * 86_400_000);
      }),
      RUNS,
    );
  });

  test('reading back what is shown, in words or as a timestamp, gives the same', () => {
    fc.assert(
      fc.property(phrases, contexts, (phrase, context) => {
        const parsed = parseWhen(phrase, context);
        const readings = parsed.ok ? [parsed] : parsed.refusal.readings;
        for (const reading of readings) {
          const words = phraseOf(reading, context);
          const again = parseWhen(words, context);
          const { instant, recurrence, zone } = reading;
          // The first moment of a repeat that begins later is shown beside it, not in its words.
          const same = recurrence === undefined ? { instant } : { recurrence, zone };
          expect({ words, ...again }).toMatchObject({ words, ok: true, ...same });
          const copied = parseWhen(`<t:${instant / 1000}:F>`, context);
          expect(copied).toMatchObject({ ok: true, instant });
        }
      }),
      RUNS,
    );
  });

  test('what is refused suggests at least one phrase, and all that it suggests are accepted', () => {
    fc.assert(
      fc.property(phrases, contexts, (phrase, context) => {
        const parsed = parseWhen(phrase, context);
        if (parsed.ok) return;
        expect(parsed.refusal.suggestions.length).toBeGreaterThan(0);
        for (const suggestion of parsed.refusal.suggestions) {
          const again = parseWhen(suggestion, context);
          expect(`${phrase} -> ${suggestion}: ${again.ok}`).toBe(`${phrase} -> ${suggestion}: true`);
        }
      }),
      RUNS,
    );
  });

  test('a repeat begins at one of its occurrences', () => {
    fc.assert(
      fc.property(phrases, contexts, (phrase, context) => {
        const parsed = parseWhen(phrase, context);
        if (!parsed.ok || parsed.recurrence === undefined) return;
        expect(latestOccurrence(parsed.recurrence, parsed.zone, parsed.instant)).toBe(parsed.instant);
      }),
      RUNS,
    );
  });
});

const DAY = 86_400_000;
const LAGOS = 'Africa/Lagos';
const WEEKDAYS = {
  en: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'],
  fr: ['lundi', 'mardi', 'mercredi', 'jeudi', 'vendredi', 'samedi', 'dimanche'],
};
const MONTHS = {
  en: 'january february march april may june july august september october november december'.split(' '),
  fr: 'janvier février mars avril mai juin juillet août septembre octobre novembre décembre'.split(' '),
};

/** The dates of all readings, in Lagos. */
function datesOf(phrase: string, now: number, locale: 'en' | 'fr'): string[] {
  const parsed = parseWhen(phrase, { now, zone: LAGOS, locale });
  const readings = parsed.ok ? [parsed] : parsed.refusal.readings;
  return readings.map(({ instant }) => new Date(wallClock(instant, LAGOS)).toISOString().slice(0, 16));
}

describe.each(['en', 'fr'] as const)('every pair of today and a name (%s)', (locale) => {
  const monday = Date.UTC(2026, 10, 9, 11);
  const on = (days: number): string => new Date(monday + days * DAY).toISOString().slice(0, 10);
  const pairs = [0, 1, 2, 3, 4, 5, 6].flatMap((today) =>
    WEEKDAYS[locale].map((name, index) => ({ today, name, index })),
  );

  test.each(pairs)('day $today of the week, $name', ({ today, name, index }) => {
    const now = monday + today * DAY;
    // It is noon: the day's own name at nine means the one in a week.
    const coming = today + ((index - today + 6) % 7) + 1;
    const nextWeek = 7 + index;
    const words = {
      en: {
        plain: [`${name} 9am`, `by ${name} 9am`, `this ${name} 9am`, `on ${name} at 9am`],
        next: [`next ${name} 9am`],
        week: [`${name} next week 9am`, `next week ${name} 9am`],
      },
      fr: {
        plain: [`${name} 9h`, `pour ${name} 9h`, `ce ${name} à 9h`, `d’ici ${name} 9h`],
        next: [`${name} prochain 9h`],
        week: [`${name} de la semaine prochaine à 9h`, `la semaine prochaine ${name} 9h`],
      },
    }[locale];
    for (const phrase of words.plain)
      expect([phrase, ...datesOf(phrase, now, locale)]).toEqual([phrase, `${on(coming)}T09:00`]);
    for (const phrase of words.week)
      expect([phrase, ...datesOf(phrase, now, locale)]).toEqual([phrase, `${on(nextWeek)}T09:00`]);
    // Some mean the coming one, some that of next week: asked, where they differ.
    const meant = [...new Set([on(coming), on(nextWeek)])].map((date) => `${date}T09:00`);
    for (const phrase of words.next)
      expect([phrase, ...datesOf(phrase, now, locale)]).toEqual([phrase, ...meant]);
    const late = locale === 'en' ? `${name} 11pm` : `${name} 23h`;
    expect(datesOf(late, now, locale)).toEqual([`${on(today + ((index - today + 7) % 7))}T23:00`]);
  });

  const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  test.each([...DAYS.keys()])(
    'every day of month %i by its name, seen from days all over a year',
    (month) => {
      const name = MONTHS[locale][month] ?? '';
      for (let day = 1; day <= (DAYS[month] ?? 0); day++) {
        const now = monday + (((month * 31 + day) * 3) % 365) * DAY;
        const phrase = locale === 'en' ? `${day} ${name} 9am` : `${day} ${name} à 9h`;
        expect([phrase, ...datesOf(phrase, now, locale)]).toEqual([phrase, `${next(now, month, day)}T09:00`]);
        expect([name, ...datesOf(name, now, locale)]).toEqual([name, `${next(now, month, 1)}T09:00`]);
      }
    },
  );
});

/** The first such date whose nine o'clock is after noon of today. */
function next(now: number, month: number, day: number): string {
  for (let ahead = 1; ; ahead++) {
    const date = new Date(now + ahead * DAY);
    if (date.getUTCMonth() === month && date.getUTCDate() === day) return date.toISOString().slice(0, 10);
  }
}

test('every day of the month in words of "the 15th", from each day of two months', () => {
  for (let ahead = 0; ahead < 61; ahead++) {
    const now = Date.UTC(2026, 10, 1, 11) + ahead * DAY;
    for (const day of [1, 9, 15, 28, 30, 31]) {
      let found = 1;
      while (new Date(now + found * DAY).getUTCDate() !== day) found++;
      const expected = `${new Date(now + found * DAY).toISOString().slice(0, 10)}T09:00`;
      expect(datesOf(`on the ${day}${day === 1 || day === 31 ? 'st' : 'th'} at 9am`, now, 'en')).toEqual([
        expected,
      ]);
      expect(datesOf(`le ${day} à 9h`, now, 'fr')).toEqual([expected]);
    }
  }
});
