/** Finding an IANA zone from what people type: a zone, a city, a country, an abbreviation or an offset. */
import { getCountryCode, rawTimeZones } from '@vvo/tzdb';
import { distance } from 'fastest-levenshtein';
import { lazily } from '../../lazily.ts';
import { allZones, canonicalZone, offsetLabel, offsetMinutes } from '../rules.ts';
import { EXTRA_CITIES, EXTRA_COUNTRIES, FRENCH_CITIES, USUAL_ZONES } from './places.ts';

export interface ZoneChoice {
  /** Current IANA name, what is stored. */
  readonly zone: string;
  /** At most 100 characters: 'Africa/Lagos (Lagos, Nigeria) UTC+1'. */
  readonly label: string;
}

export interface ZoneSearch {
  readonly locale: 'en' | 'fr';
  /** The instant (ms) for which offsets are shown. */
  readonly now: number;
  /** Most choices wanted; default 25, what Discord shows in an autocomplete. */
  readonly limit?: number;
}

interface Key {
  /** Folded: no accents, lower case, words separated by one space. */
  readonly text: string;
  readonly kind: 'zone' | 'city' | 'country' | 'clock';
  /** As shown, for a city. */
  readonly shown: string;
}

interface Entry {
  readonly zone: string;
  readonly city: string;
  readonly country: string | undefined;
  readonly keys: readonly Key[];
  /** Among equally good matches lower comes first. */
  readonly standing: number;
}

/** Discord's limit for the name of an autocomplete choice. */
const LABEL_LIMIT = 100;
const KIND_ORDER: Record<Key['kind'], number> = { city: 0, zone: 1, country: 2, clock: 3 };

const regionNames = {
  en: lazily(() => new Intl.DisplayNames(['en'], { type: 'region' })),
  fr: lazily(() => new Intl.DisplayNames(['fr'], { type: 'region' })),
};
const entries = lazily((): readonly Entry[] => allZones.map(entryOf));
const entryByZone = lazily(() => new Map(entries().map((entry) => [entry.zone, entry])));

/**
 * Zones that match what was typed, best first: whole names before beginnings before parts, cities before zones before
 * countries, Africa before the rest. Accents, case, '_' and '-' do not matter. Nothing typed gives the usual zones;
 * nothing found gives an empty list (then ask closestZones).
 */
export function searchZones(query: string, search: ZoneSearch): ZoneChoice[] {
  const limit = search.limit ?? 25;
  const typed = fold(query);
  if (typed === '') return USUAL_ZONES.slice(0, limit).map((zone) => choiceOf(zone, undefined, search));
  const offset = offsetTyped(query);
  if (offset !== undefined) return zonesAtOffset(offset, search).slice(0, limit);
  const exact = canonicalZone(query);
  return entries()
    .flatMap((entry) => {
      const match = entry.zone === exact ? { rank: -1, key: undefined } : bestMatch(entry, typed);
      return match === undefined ? [] : [{ entry, ...match }];
    })
    .sort((a, b) => a.rank - b.rank || a.entry.standing - b.entry.standing)
    .slice(0, limit)
    .map(({ entry, key }) => choiceOf(entry.zone, key, search));
}

/**
 * The zones whose zone, city or country name is nearest to something mistyped, nearest first; empty when nothing is
 * near enough to be meant.
 */
export function closestZones(query: string, search: ZoneSearch): ZoneChoice[] {
  const typed = fold(query);
  if (typed.length < 3) return [];
  const farthest = typed.length < 5 ? 1 : Math.max(2, Math.floor(typed.length / 3));
  const near = entries().flatMap((entry) => {
    const key = nearestKey(entry, typed, farthest);
    return key !== undefined && key.distance <= farthest ? [{ entry, ...key }] : [];
  });
  const nearest = Math.min(...near.map((one) => one.distance));
  return near
    .filter((one) => one.distance <= nearest + 1)
    .sort((a, b) => a.distance - b.distance || a.entry.standing - b.entry.standing)
    .slice(0, search.limit ?? 5)
    .map(({ entry, key }) => choiceOf(entry.zone, key, search));
}

/** A zone as shown to people: 'Africa/Lagos (Lagos, Nigeria) UTC+1', at most 100 characters. */
export function zoneLabel(zone: string, search: ZoneSearch): string {
  return choiceOf(zone, undefined, search).label;
}

/** The zones of the countries that have but one, by their folded names. */
export function zonesOfCountries(): ReadonlyMap<string, string> {
  const zones = new Map<string, Set<string>>();
  for (const { zone, keys } of entries())
    for (const { text, kind } of keys)
      if (kind === 'country') zones.set(text, (zones.get(text) ?? new Set()).add(zone));
  return new Map(
    [...zones].flatMap(([name, [zone = '', ...others]]) => (others.length === 0 ? [[name, zone]] : [])),
  );
}

function bestMatch(entry: Entry, typed: string): { rank: number; key: Key } | undefined {
  let best: { rank: number; key: Key } | undefined;
  for (const key of entry.keys) {
    const quality = matchQuality(key.text, typed);
    if (quality === undefined) continue;
    const rank = quality * 10 + KIND_ORDER[key.kind];
    if (best === undefined || rank < best.rank) best = { rank, key };
  }
  return best;
}

function matchQuality(text: string, typed: string): number | undefined {
  if (text === typed) return 0;
  if (text.startsWith(typed)) return 1;
  if (text.includes(` ${typed}`)) return 2;
  return typed.length >= 3 && text.includes(typed) ? 3 : undefined;
}

/** People mistype the first letter rarely, so beyond one step it must be the same. None is counted that must be too far. */
function nearestKey(
  entry: Entry,
  typed: string,
  farthest: number,
): { distance: number; key: Key } | undefined {
  let near: { distance: number; key: Key } | undefined;
  for (const key of entry.keys) {
    if (key.kind === 'clock') continue;
    // At least as many steps as one is longer than the other.
    if (Math.abs(key.text.length - typed.length) > farthest) continue;
    const steps = distance(key.text, typed);
    if (steps > 1 && key.text[0] !== typed[0]) continue;
    if (near === undefined || steps < near.distance) near = { distance: steps, key };
  }
  return near;
}

/** 'utc+1', 'GMT +05:30', '+3' -> minutes. */
function offsetTyped(query: string): number | undefined {
  const match = /^(?:utc|gmt)?\s*([+-])\s*(\d{1,2})(?:\s*[:h]?\s*([0-5]\d))?$/i.exec(query.trim());
  if (match === null) return undefined;
  const minutes = Number(match[2]) * 60 + Number(match[3] ?? 0);
  return match[1] === '-' ? -minutes : minutes;
}

function zonesAtOffset(offset: number, search: ZoneSearch): ZoneChoice[] {
  return entries()
    .filter((entry) => offsetOf(entry.zone, search.now) === offset)
    .sort((a, b) => a.standing - b.standing)
    .map((entry) => choiceOf(entry.zone, undefined, search));
}

/** Offsets change at quarters of an hour; each zone's is worked out once in one, not at every letter that is typed. */
const QUARTER = 15 * 60_000;
const offsets = { quarter: Number.NaN, byZone: new Map<string, number>() };

function offsetOf(zone: string, now: number): number {
  const quarter = Math.floor(now / QUARTER);
  if (quarter !== offsets.quarter) {
    offsets.quarter = quarter;
    offsets.byZone.clear();
  }
  const known = offsets.byZone.get(zone);
  if (known !== undefined) return known;
  const minutes = offsetMinutes(now, zone);
  offsets.byZone.set(zone, minutes);
  return minutes;
}

function choiceOf(zone: string, matched: Key | undefined, search: ZoneSearch): ZoneChoice {
  const entry = entryByZone().get(zone);
  const offset = offsetLabel(offsetOf(zone, search.now));
  const country = entry?.country === undefined ? undefined : regionNames[search.locale]().of(entry.country);
  const ownCity = search.locale === 'fr' ? (FRENCH_CITIES[zone] ?? entry?.city) : entry?.city;
  const city = matched?.kind === 'city' ? matched.shown : ownCity;
  const place = country === undefined ? '' : ` (${city === undefined ? '' : `${city}, `}${country})`;
  const label = `${zone}${place}${offset === zone ? '' : ` ${offset}`}`;
  return { zone, label: label.length <= LABEL_LIMIT ? label : `${zone} ${offset}`.slice(0, LABEL_LIMIT) };
}

function entryOf(zone: string): Entry {
  const raw = rawTimeZones.find((candidate) => candidate.name === zone);
  const group = raw ?? rawTimeZones.find((candidate) => candidate.group.includes(zone));
  const country = getCountryCode(zone);
  const city = (zone.split('/').at(-1) ?? zone).replaceAll('_', ' ');
  // The database names the well-spelled city ('Lomé' for 'Lome') among the main ones.
  const mainCities = raw?.mainCities ?? [];
  const wellSpelled = mainCities.find((name) => fold(name) === fold(city)) ?? city;
  const cities = new Set([wellSpelled, ...mainCities, ...(EXTRA_CITIES[zone] ?? []), FRENCH_CITIES[zone]]);
  const countries = new Set(country === undefined ? [] : countryNames(country, group?.countryName));
  const clocks = [group?.alternativeName, group?.abbreviation, group?.dstAbbreviation];
  return {
    zone,
    city: wellSpelled,
    country,
    standing: standingOf(zone, raw !== undefined),
    keys: [
      { text: fold(zone), kind: 'zone', shown: zone },
      ...[...cities].flatMap((name): Key[] =>
        name === undefined ? [] : [{ text: fold(name), kind: 'city', shown: name }],
      ),
      ...[...countries].map((name): Key => ({ text: fold(name), kind: 'country', shown: name })),
      ...clocks.flatMap((name): Key[] =>
        name === undefined ? [] : [{ text: fold(name), kind: 'clock', shown: name }],
      ),
    ],
  };
}

function countryNames(code: string, databaseName: string | undefined): string[] {
  const names = [
    regionNames.en().of(code),
    regionNames.fr().of(code),
    databaseName,
    ...(EXTRA_COUNTRIES[code] ?? []),
  ];
  return names.filter((name) => name !== undefined);
}

function standingOf(zone: string, mainOfItsGroup: boolean): number {
  const usual = USUAL_ZONES.indexOf(zone);
  if (usual >= 0) return usual;
  const wellKnown = zone in EXTRA_CITIES || zone in FRENCH_CITIES;
  return 100 + (mainOfItsGroup ? 0 : 10) + (zone.startsWith('Africa/') ? 0 : 2) + (wellKnown ? 0 : 1);
}

/** Without accents and case, every run of other characters one space: "Côte d'Ivoire" -> 'cote d ivoire'. */
function fold(text: string): string {
  return text
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
