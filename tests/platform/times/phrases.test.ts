import { describe, expect, test } from 'vitest';
import { parseWhen } from '../../../src/platform/times/read.ts';
import { inFull } from '../../support/counts.ts';
import { searchInstant } from '../zones/wall-clock.ts';
import { ENGLISH, ENGLISH_ZONED } from './phrases/english.ts';
import { expectedInstant } from './phrases/expected.ts';
import { FRENCH, FRENCH_ZONED } from './phrases/french.ts';

/** Local times, so that it is that day in every zone. */
const NOWS = [
  ['a Monday morning', '2026-11-09', '09:00'],
  ['a Friday at 23:50', '2026-11-13', '23:50'],
  ['31 January', '2027-01-31', '07:30'],
] as const;
const ZONES = ['Africa/Lagos', 'Europe/Paris', 'America/New_York'];
const TABLES = { en: ENGLISH, fr: FRENCH };

function shown(instant: number | undefined): string {
  return instant === undefined ? 'past' : new Date(instant).toISOString();
}

function read(phrase: string, now: number, zone: string, locale: 'en' | 'fr'): string {
  const parsed = parseWhen(phrase, { now, zone, locale });
  if (parsed.ok) return shown(parsed.instant);
  const { problem, suggestions } = parsed.refusal;
  return problem === 'past' ? 'past' : `${problem}: ${suggestions.join(' | ')}`;
}

test('the tables are of 600 different phrases, half of them French', () => {
  for (const table of Object.values(TABLES))
    expect(new Set(table.map(([phrase]) => phrase)).size).toBeGreaterThanOrEqual(300);
});

describe.each(ZONES)('in %s', (zone) => {
  // Each zone with each now in CI, else each zone with one of them.
  const nows = NOWS.filter((_, index) => inFull || index === ZONES.indexOf(zone));
  describe.each(nows)('on %s (%s %s)', (_, date, time) => {
    const now = searchInstant(date, time, zone);

    test.each(['en', 'fr'] as const)('each phrase of the table (%s) means its instant', (locale) => {
      const wrong = TABLES[locale].flatMap(([phrase, expectation]) => {
        const [got, wanted] = [
          read(phrase, now, zone, locale),
          shown(expectedInstant(expectation, now, zone)),
        ];
        return got === wanted ? [] : [`${phrase}: ${got}, not ${wanted}`];
      });
      expect(wrong).toEqual([]);
    });

    test.each([
      ['UTC', 'UTC'],
      ['UTC+1', 'Etc/GMT-1'],
      ['GMT-5', 'Etc/GMT+5'],
      ['UTC+03:00', 'Etc/GMT-3'],
      ['+0200', 'Etc/GMT-2'],
      ['EAT', 'Africa/Nairobi'],
      ['Asia/Tokyo', 'Asia/Tokyo'],
      ['(UTC+1)', 'Etc/GMT-1'],
    ])('with %s behind it, in that zone', (named, meant) => {
      for (const [locale, table] of [
        ['en', ENGLISH_ZONED],
        ['fr', FRENCH_ZONED],
      ] as const) {
        for (const [phrase, expectation] of table) {
          // '+0200' is an offset only behind a time.
          if (named.startsWith('+') && /mo(?:nth|is)/.test(phrase)) continue;
          const wanted = shown(expectedInstant(expectation, now, meant));
          const got = read(`${phrase} ${named}`, now, zone, locale);
          expect(`${phrase} ${named}: ${got}`).toBe(`${phrase} ${named}: ${wanted}`);
        }
      }
    });
  });
});
