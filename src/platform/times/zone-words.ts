/** Zones as people write them behind a time: letters, offsets, cities. */
import { lazily } from '../lazily.ts';
import { zonesOfCountries } from '../zones/rules/search.ts';
import { allZones } from '../zones/rules.ts';

/** Letters that mean one clock to those who read us: those of Africa, Europe and the Americas, and UTC. */
export const CLOCKS_BY_LETTERS: Readonly<Record<string, string>> = {
  utc: 'UTC',
  gmt: 'UTC',
  z: 'UTC',
  // 'Temps universel', as West Africa says it.
  tu: 'UTC',
  't u': 'UTC',
  'temps universel': 'UTC',
  'universal time': 'UTC',
  wat: 'Africa/Lagos',
  cat: 'Africa/Maputo',
  eat: 'Africa/Nairobi',
  sast: 'Africa/Johannesburg',
  cet: 'Europe/Paris',
  cest: 'Europe/Paris',
  wet: 'Europe/Lisbon',
  eet: 'Europe/Athens',
  bst: 'Europe/London',
  est: 'America/New_York',
  edt: 'America/New_York',
  pst: 'America/Los_Angeles',
  pdt: 'America/Los_Angeles',
  cdt: 'America/Chicago',
};

/** By the names of cities, and of countries that have one zone. */
const places = lazily((): ReadonlyMap<string, string> => {
  const found = new Map(zonesOfCountries());
  for (const zone of allZones) {
    const city = zone.split('/').at(-1)?.replaceAll('_', ' ').replaceAll('-', ' ').toLowerCase();
    if (city !== undefined && !found.has(city)) found.set(city, zone);
  }
  for (const [name, zone] of Object.entries(OTHER_NAMES)) found.set(name, zone);
  return found;
});

const OTHER_NAMES: Readonly<Record<string, string>> = {
  londres: 'Europe/London',
  'le caire': 'Africa/Cairo',
  caire: 'Africa/Cairo',
  alger: 'Africa/Algiers',
  lome: 'Africa/Lome',
  abuja: 'Africa/Lagos',
  yaounde: 'Africa/Douala',
  bruxelles: 'Europe/Brussels',
  'west africa': 'Africa/Lagos',
  'east africa': 'Africa/Nairobi',
  'central africa': 'Africa/Maputo',
  'south africa': 'Africa/Johannesburg',
};

/** The zone of a city or a country by the words of its name, in lower case without accents. */
export function cityZone(words: readonly string[]): string | undefined {
  return places().get(words.join(' '));
}

/** The zone of a fixed offset: '+01:00', or 'UTC'; undefined for one no place on earth has. */
export function offsetZone(sign: 1 | -1, hours: number, minutes: number): string | undefined {
  const total = hours * 60 + minutes;
  if (minutes > 59 || total > 14 * 60) return undefined;
  if (total === 0) return 'UTC';
  const two = (part: number): string => String(part).padStart(2, '0');
  return `${sign < 0 ? '-' : '+'}${two(hours)}:${two(minutes)}`;
}
