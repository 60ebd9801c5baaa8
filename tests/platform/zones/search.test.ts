import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { closestZones, searchZones, zoneLabel } from '../../../src/platform/zones/rules/search.ts';
import { allZones, canonicalZone } from '../../../src/platform/zones/rules.ts';

const now = Date.parse('2026-11-21T12:00:00Z');
const en = { locale: 'en', now } as const;
const fr = { locale: 'fr', now } as const;

describe('searchZones', () => {
  test.each([
    ['lagos', 'Africa/Lagos'],
    ['Nigeria', 'Africa/Lagos'],
    ['nigéria', 'Africa/Lagos'],
    ['niger', 'Africa/Niamey'],
    ["Côte d'Ivoire", 'Africa/Abidjan'],
    ['cote d’ivoire', 'Africa/Abidjan'],
    ['ivory coast', 'Africa/Abidjan'],
    ['abidjan', 'Africa/Abidjan'],
    ['kenya', 'Africa/Nairobi'],
    ['nairobi', 'Africa/Nairobi'],
    ['Kigali', 'Africa/Kigali'],
    ['cairo', 'Africa/Cairo'],
    ['le caire', 'Africa/Cairo'],
    ['egypte', 'Africa/Cairo'],
    ['alger', 'Africa/Algiers'],
    ['algeria', 'Africa/Algiers'],
    ['kumasi', 'Africa/Accra'],
    ['maroc', 'Africa/Casablanca'],
    ['RDC', 'Africa/Kinshasa'],
    ['goma', 'Africa/Lubumbashi'],
    ['afrique du sud', 'Africa/Johannesburg'],
    ['le cap', 'Africa/Johannesburg'],
    ['africa/lag', 'Africa/Lagos'],
    ['Asia/Calcutta', 'Asia/Kolkata'],
    ['londres', 'Europe/London'],
    ['uk', 'Europe/London'],
    ['new york', 'America/New_York'],
    ['WAT', 'Africa/Lagos'],
    ['utc+3', 'Africa/Nairobi'],
    ['+5:45', 'Asia/Kathmandu'],
    ['utc', 'UTC'],
  ])('%s finds %s first', (query, zone) => {
    expect(searchZones(query, en)[0]?.zone).toBe(zone);
    expect(searchZones(query, fr)[0]?.zone).toBe(zone);
  });

  test('the label names the place in the reader’s language and the offset of the moment', () => {
    expect(searchZones('lagos', en)[0]?.label).toBe('Africa/Lagos (Lagos, Nigeria) UTC+1');
    expect(searchZones('egypt', fr)[0]?.label).toBe('Africa/Cairo (Le Caire, Égypte) UTC+2');
    expect(searchZones('kumasi', en)[0]?.label).toBe('Africa/Accra (Kumasi, Ghana) UTC');
    expect(zoneLabel('Europe/Paris', { locale: 'en', now: Date.parse('2026-07-01T00:00:00Z') })).toBe(
      'Europe/Paris (Paris, France) UTC+2',
    );
    expect(zoneLabel('UTC', en)).toBe('UTC');
  });

  test('nothing typed offers usual zones, nonsense finds nothing', () => {
    expect(searchZones('', en)).toHaveLength(25);
    expect(new Set(searchZones(' ', en).map((choice) => choice.zone)).size).toBe(25);
    expect(searchZones('qqqq', en)).toEqual([]);
  });

  test('every zone is found by its own name and its label fits', () => {
    for (const zone of allZones) {
      const [first] = searchZones(zone, fr);
      expect(first?.zone).toBe(zone);
      expect(first?.label.length).toBeLessThanOrEqual(100);
    }
  });

  test('whatever is typed: at most 25 different zones that exist, labels of at most 100 characters', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.string({ unit: 'grapheme' }), fc.constantFrom('a', 'ma', '+', '-99', '+99')),
        (query) => {
          const choices = searchZones(query, fr);
          expect(choices.length).toBeLessThanOrEqual(25);
          expect(new Set(choices.map((choice) => choice.zone)).size).toBe(choices.length);
          for (const choice of choices) {
            expect(canonicalZone(choice.zone)).toBe(choice.zone);
            expect(choice.label.length).toBeLessThanOrEqual(100);
          }
        },
      ),
    );
  });
});

describe('closestZones', () => {
  test.each([
    ['nairoby', 'Africa/Nairobi'],
    ['lagso', 'Africa/Lagos'],
    ['Nigera', 'Africa/Lagos'],
    ['abijan', 'Africa/Abidjan'],
    ['afirca/lagos', 'Africa/Lagos'],
    ['kigaly', 'Africa/Kigali'],
    ['Etiopia', 'Africa/Addis_Ababa'],
    ['Jhoannesburg', 'Africa/Johannesburg'],
    ['algérrie', 'Africa/Algiers'],
  ])('%s probably means %s', (query, zone) => {
    expect(searchZones(query, en)).toEqual([]);
    expect(closestZones(query, en)[0]?.zone).toBe(zone);
  });

  test('what is near nothing gets no suggestion', () => {
    expect(closestZones('xyzzyq', en)).toEqual([]);
    expect(closestZones('', en)).toEqual([]);
  });
});
