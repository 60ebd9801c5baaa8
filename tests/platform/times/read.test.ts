import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ParsedWhen, parseWhen } from '../../../src/platform/times/read.ts';
import { allZones } from '../../../src/platform/zones/rules.ts';
import { searchInstant, wallClock } from '../../platform/zones/wall-clock.ts';
import { DURATIONS, ENGLISH, FRENCH, REFUSED, REPEATS } from './read-cases.ts';

const LAGOS = 'Africa/Lagos';
/** Saturday 21 November 2026, 14:00:20 in Lagos. */
const NOW = Date.parse('2026-11-21T13:00:20Z');

function local(parsed: ParsedWhen, zone = LAGOS): string {
  if (!parsed.ok) return `refused: ${parsed.refusal.problem} ${parsed.refusal.suggestions.join(' | ')}`;
  return new Date(wallClock(parsed.instant, zone)).toISOString().slice(0, 16).replace('T', ' ');
}

describe('parseWhen', () => {
  test.each([...ENGLISH, ...FRENCH, ...DURATIONS])(
    '%s is %s in Lagos, whatever the language of the reader',
    (text, expected) => {
      for (const locale of ['en', 'fr'] as const) {
        const parsed = parseWhen(text, { now: NOW, zone: LAGOS, locale });
        expect(local(parsed)).toBe(expected);
        expect(parsed).toMatchObject({ ok: true, recurrence: undefined });
      }
    },
  );

  test.each(REPEATS)('%s', (text, recurrence, first) => {
    for (const locale of ['en', 'fr'] as const) {
      const parsed = parseWhen(text, { now: NOW, zone: LAGOS, locale });
      expect(parsed).toMatchObject({ ok: true, recurrence });
      expect(local(parsed)).toBe(first);
    }
  });

  test.each(REFUSED)('%j is refused: %s', (text, problem) => {
    for (const locale of ['en', 'fr'] as const) {
      expect(parseWhen(text, { now: NOW, zone: LAGOS, locale })).toMatchObject({
        ok: false,
        refusal: { problem },
      });
    }
  });

  test('the ambiguous is answered with its readings, each read as itself', () => {
    const suggestions = (text: string, locale: 'en' | 'fr'): readonly string[] => {
      const parsed = parseWhen(text, { now: NOW, zone: LAGOS, locale });
      return parsed.ok ? [] : parsed.refusal.suggestions;
    };
    expect(suggestions('Tomorrow at 5', 'en')).toEqual([
      'Sunday 22 November 2026 05:00',
      'Sunday 22 November 2026 17:00',
    ]);
    expect(suggestions('demain à 5', 'fr')).toEqual([
      'dimanche 22 novembre 2026 à 05:00',
      'dimanche 22 novembre 2026 à 17:00',
    ]);
    expect(suggestions('03/04 9am', 'en')).toEqual([
      'Saturday 3 April 2027 09:00',
      'Thursday 4 March 2027 09:00',
    ]);
    expect(suggestions('friday midnight', 'en')).toEqual([
      'Friday 27 November 2026 00:00',
      'Saturday 28 November 2026 00:00',
    ]);
    expect(suggestions('today', 'en')[0]).toBe('Saturday 21 November 2026 15:00');
    expect(suggestions('exam tomorrow 9am', 'en')[0]).toBe('tomorrow 9am');
    // A year is no time of the day, and a leap day is mended where the year left out has none.
    expect(suggestions('29 fevrier 2028', 'fr')).toEqual(['dimanche 28 février 2027 à 09:00']);
    expect(suggestions('1 january 2029', 'en')).toEqual(['Friday 1 January 2027 09:00']);
    expect(suggestions('5 dec 2030', 'en')).toEqual([
      'Saturday 5 December 2026 09:00',
      'Saturday 5 December 2026 20:30',
    ]);
    expect(suggestions('chaque venderdi 18h réunion', 'fr')[0]).toBe('chaque vendredi 18h');
  });

  test('a refusal only suggests what is understood', () => {
    for (const [text] of REFUSED) {
      for (const locale of ['en', 'fr'] as const) {
        const parsed = parseWhen(text, { now: NOW, zone: LAGOS, locale });
        const suggestions = parsed.ok ? [] : parsed.refusal.suggestions;
        expect(suggestions.length).toBeGreaterThan(0);
        for (const suggestion of suggestions) {
          expect(`${suggestion}: ${parseWhen(suggestion, { now: NOW, zone: LAGOS, locale }).ok}`).toBe(
            `${suggestion}: true`,
          );
        }
      }
    }
  });

  test.each([
    [
      'tomorrow 9am',
      'Europe/Paris',
      '2026-03-28T20:00:00Z',
      '2026-03-29T07:00:00Z',
      'the offset of the day, not of now',
    ],
    ['in 1 day', 'Europe/Paris', '2026-03-28T11:00:00Z', '2026-03-29T10:00:00Z', 'a day of 23 hours'],
    ['in 24 hours', 'Europe/Paris', '2026-03-28T11:00:00Z', '2026-03-29T11:00:00Z', '24 hours are 24 hours'],
    [
      'tomorrow 02:30',
      'Europe/Paris',
      '2026-03-28T11:00:00Z',
      '2026-03-29T01:30:00Z',
      'skipped: an hour later',
    ],
    [
      'in 3 months at 9:00',
      'America/New_York',
      '2026-01-15T15:00:00Z',
      '2026-04-15T13:00:00Z',
      'summer time by then',
    ],
    [
      'in 1 month',
      'UTC',
      '2027-01-31T08:00:00Z',
      '2027-02-28T08:00:00Z',
      'the last day of the shorter month',
    ],
    [
      'tomorrow 00:15',
      'Pacific/Kiritimati',
      '2026-11-21T11:00:00Z',
      '2026-11-22T10:15:00Z',
      'already the next day there',
    ],
    [
      'tomorrow 9am',
      'Pacific/Pago_Pago',
      '2026-11-21T05:00:00Z',
      '2026-11-21T20:00:00Z',
      'still the day before there',
    ],
    ['29 february 9am', 'UTC', '2027-06-01T00:00:00Z', '2028-02-29T09:00:00Z', 'a leap day'],
    [
      'every day at 9am',
      'Africa/Casablanca',
      '2027-02-07T12:00:00Z',
      '2027-02-08T09:00:00Z',
      'clocks change for Ramadan',
    ],
    [
      'friday next week',
      'UTC',
      '2026-11-18T12:00:00Z',
      '2026-11-27T09:00:00Z',
      'of the coming week, said on a Wednesday',
    ],
    ['friday', 'UTC', '2026-11-18T12:00:00Z', '2026-11-20T09:00:00Z', 'the coming one'],
    ['new year', 'UTC', '2026-11-18T12:00:00Z', '2027-01-01T09:00:00Z', 'a day of every year'],
    ['old year', 'UTC', '2026-11-18T12:00:00Z', '', 'not understood'],
  ])('%s in %s at %s is %s (%s)', (text, zone, now, expected) => {
    const parsed = parseWhen(text, { now: Date.parse(now), zone, locale: 'en' });
    expect(parsed.ok ? new Date(parsed.instant).toISOString() : '').toBe(
      expected === '' ? '' : new Date(expected).toISOString(),
    );
  });

  test('tomorrow at a time is that local time of the next local date, in every zone at any moment', () => {
    const moments = fc.integer({ min: Date.UTC(2026, 0, 1) / 1000, max: Date.UTC(2028, 0, 1) / 1000 });
    const minutes = fc.integer({ min: 0, max: 1439 });
    fc.assert(
      fc.property(moments, minutes, fc.constantFrom(...allZones), (second, minute, zone) => {
        const now = second * 1000;
        const clock = new Date(minute * 60_000).toISOString().slice(11, 16);
        const tomorrow = new Date(wallClock(now, zone) + 86_400_000).toISOString().slice(0, 10);
        const expected = searchInstant(tomorrow, clock, zone);
        for (const text of [
          `tomorrow ${clock}`,
          `demain à ${clock.replace(':', 'h')}`,
          `${tomorrow} ${clock}`,
        ]) {
          expect(parseWhen(text, { now, zone, locale: 'en' })).toMatchObject({ ok: true, instant: expected });
        }
      }),
      { numRuns: 100 },
    );
  });

  test('the clock of the machine does not matter', () => {
    const before = process.env['TZ'];
    const texts = [...ENGLISH, ...FRENCH, ...DURATIONS, ...REFUSED].map(([text]) => text);
    const read = (): string[] =>
      texts.map((text) => local(parseWhen(text, { now: NOW, zone: LAGOS, locale: 'en' })));
    const inUtc = read();
    try {
      for (const zone of ['Pacific/Kiritimati', 'America/Santiago', 'Africa/Cairo']) {
        process.env['TZ'] = zone;
        expect(read()).toEqual(inUtc);
      }
    } finally {
      if (before === undefined) delete process.env['TZ'];
      else process.env['TZ'] = before;
    }
  });

  test('a text that is too long is refused, with the beginning of it looked at', () => {
    for (const text of [
      '1 '.repeat(1000),
      'le '.repeat(600),
      'every '.repeat(300),
      `in ${'1 day '.repeat(300)}`,
    ])
      expect(parseWhen(text, { now: NOW, zone: LAGOS, locale: 'en' })).toMatchObject({ ok: false });
  });
});
