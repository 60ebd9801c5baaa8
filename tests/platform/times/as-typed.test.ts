import { describe, expect, test } from 'vitest';
import { parseWhen } from '../../../src/platform/times/read.ts';

/** Wednesday 11 November 2026, 10:20 in Lagos. */
const NOW = Date.UTC(2026, 10, 11, 9, 20);

function read(text: string, locale: 'en' | 'fr', zone = 'Africa/Lagos'): string {
  const parsed = parseWhen(text, { now: NOW, zone, locale });
  if (!parsed.ok) return `${parsed.refusal.problem}: ${parsed.refusal.suggestions.join(' | ')}`;
  return new Date(parsed.instant).toISOString().slice(0, 16);
}

describe('as telephones write', () => {
  test.each([
    ['tomorrow ١٨:٣٠', '2026-11-12T17:30'],
    ['١٨:٣٠', '2026-11-11T17:30'],
    ['۱۸:۳۰', '2026-11-11T17:30'],
    ['１８：３０', '2026-11-11T17:30'],
    ['１８ｈ３０', '2026-11-11T17:30'],
    ['tomorrow\u3000９ａｍ', '2026-11-12T08:00'],
    ['tomorrow 9am 🙏', '2026-11-12T08:00'],
    ['⏰ tomorrow 9am 👍🏾', '2026-11-12T08:00'],
    ['⏰\uFE0F tomorrow 9am', '2026-11-12T08:00'],
    ['tomorrow 5\uFE0F\u20E3pm', '2026-11-12T16:00'],
    ['\u200Etomorrow\u200B 9am\u200F', '2026-11-12T08:00'],
    ['demain 18h30 🇨🇮', '2026-11-12T17:30'],
  ])('%j', (text, expected) => {
    expect(read(text, 'en')).toBe(expected);
    expect(read(text, 'fr')).toBe(expected);
  });

  test('a clock drawn is a time nobody wrote: it is not passed over', () => {
    expect(read('tomorrow 🕔', 'en')).toMatch(/^not-understood/);
  });
});

describe('short and sloppy', () => {
  test.each([
    ['tomorrow 5pm prompt', '2026-11-12T16:00'],
    ['5pm latest', '2026-11-11T16:00'],
    ['tomorrow 9am at the latest', '2026-11-12T08:00'],
    ['tomorrow 9am thanks', '2026-11-12T08:00'],
    ['6pm our time', '2026-11-11T17:00'],
    ['6pm nigeria time', '2026-11-11T17:00'],
    ['6pm kenya time', '2026-11-11T15:00'],
    ['tomorrow 6pm in Ghana', '2026-11-12T18:00'],
    ['6pm west africa time', '2026-11-11T17:00'],
    ['13-nov 5pm', '2026-11-13T16:00'],
  ])('%j', (text, expected) => {
    expect(read(text, 'en')).toBe(expected);
  });

  test.each([
    ['18h TU', '2026-11-11T18:00'],
    ['demain 18h T.U.', '2026-11-12T18:00'],
    ['18h temps universel', '2026-11-11T18:00'],
    ['18h heure du Nigeria', '2026-11-11T17:00'],
    ['18h heure du Rwanda', '2026-11-11T16:00'],
    ['demain 18h (heure du Tchad)', '2026-11-12T17:00'],
    ['18h heure de Côte d’Ivoire', '2026-11-11T18:00'],
    ['demain 18h au Sénégal', '2026-11-12T18:00'],
    ['demain midi trente', '2026-11-12T11:30'],
    ['demain 9h merci', '2026-11-12T08:00'],
    ['demain 9h au plus tard', '2026-11-12T08:00'],
  ])('%j', (text, expected) => {
    expect(read(text, 'fr')).toBe(expected);
  });

  test('the two days of "2 day" are not today', () => {
    expect(read('in 2 day', 'en')).toBe('2026-11-13T09:20');
    expect(read('2 day', 'en')).toBe('2026-11-13T09:20');
  });

  test('"2day" is today or two days: asked, and never taken for the day after tomorrow', () => {
    expect(read('2day 7pm', 'en')).toMatch(/^ambiguous: Wednesday 11 November 2026 19:00/);
  });

  test('"TU" is Tuesday to some who read English: asked', () => {
    expect(read('6pm tu', 'en')).toMatch(/^ambiguous/);
  });

  test('"half 6" is half past six', () => {
    expect(read('half 6', 'en')).toBe(
      'ambiguous: Thursday 12 November 2026 06:30 | Wednesday 11 November 2026 18:30',
    );
  });
});

describe('the date of today', () => {
  test.each(['11 november', 'nov 11', '11/11', 'wed 11 nov'])(
    '"%s" is today: asked when, and not in a year',
    (text) => {
      expect(read(text, 'en')).toMatch(/^vague: Wednesday 11 November 2026 11:00/);
    },
  );

  test('before the usual hour it is that hour of today', () => {
    const early = { now: Date.UTC(2026, 10, 11, 6), zone: 'Africa/Lagos', locale: 'en' } as const;
    const parsed = parseWhen('11 nov', early);
    expect(parsed.ok && new Date(parsed.instant).toISOString()).toBe('2026-11-11T08:00:00.000Z');
  });

  test('with an hour it is that hour', () => {
    expect(read('11/11 2pm', 'en')).toBe('2026-11-11T13:00');
  });
});

describe('hours of the clock and hours that pass', () => {
  test.each([
    ['15.00 hrs', '2026-11-11T14:00'],
    ['15:30 hrs', '2026-11-11T14:30'],
    ['18.30hrs tomorrow', '2026-11-12T17:30'],
    ['1.5 hrs', '2026-11-11T10:50'],
    ['2h 30min', '2026-11-11T11:50'],
  ])('%s', (text, expected) => {
    expect(read(text, 'en')).toBe(expected);
  });
});

describe('a day of the week that is not the date’s', () => {
  test('is no date of another year: the slip is said, and the date offered', () => {
    expect(read('samedi 20 novembre à 9h', 'fr')).toBe(
      'impossible: vendredi 20 novembre 2026 à 09:00 | demain à 09:00',
    );
    expect(read('friday 12 november', 'en')).toBe('impossible: tomorrow 09:00');
    expect(read('tue 11 nov 6pm', 'en')).toMatch(/^impossible: today 18:00/);
  });

  test('in figures it does not exchange day and month where the day comes first', () => {
    expect(read('vendredi 12/11', 'fr')).toMatch(/^impossible: demain à 09:00/);
    expect(read('12/25', 'fr')).toBe('2026-12-25T08:00');
  });

  test('what has passed this year is next year’s', () => {
    expect(read('monday 1 nov', 'en')).toBe('2027-11-01T08:00');
  });
});

test('suggestions mean what the words that are left mean: 18h in French is no 18 hours', () => {
  expect(read('18h à la maison', 'fr')).toBe('not-understood: 18h | aujourd’hui à 18:00');
  expect(read('18h heure marocaine', 'fr')).toBe('not-understood: 18h | aujourd’hui à 18:00');
});
