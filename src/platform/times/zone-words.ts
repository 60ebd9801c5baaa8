/** Zones as people write them behind a time: letters, offsets, cities. */
import { allZones } from '../zones/rules.ts';

/** Letters that mean one clock to those who read us: those of Africa, Europe and the Americas, and UTC. */
export const CLOCKS_BY_LETTERS: Readonly<Record<string, string>> = {
  utc: 'UTC',
  gmt: 'UTC',
  z: 'UTC',
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

const cities = new Map<string, string>();
for (const zone of allZones) {
  const city = zone.split('/').at(-1)?.replaceAll('_', ' ').replaceAll('-', ' ').toLowerCase();
  if (city !== undefined && !cities.has(city)) cities.set(city, zone);
}
cities.set('londres', 'Europe/London');
cities.set('le caire', 'Africa/Cairo');
cities.set('caire', 'Africa/Cairo');
cities.set('alger', 'Africa/Algiers');
cities.set('lome', 'Africa/Lome');
cities.set('abuja', 'Africa/Lagos');
cities.set('yaounde', 'Africa/Douala');
cities.set('bruxelles', 'Europe/Brussels');

/** The zone of a city by the words of its name, in lower case without accents. */
export function cityZone(words: readonly string[]): string | undefined {
  return cities.get(words.join(' '));
}

/** The zone of a fixed offset: '+01:00', or 'UTC'; undefined for one no place on earth has. */
export function offsetZone(sign: 1 | -1, hours: number, minutes: number): string | undefined {
  const total = hours * 60 + minutes;
  if (minutes > 59 || total > 14 * 60) return undefined;
  if (total === 0) return 'UTC';
  const two = (part: number): string => String(part).padStart(2, '0');
  return `${sign < 0 ? '-' : '+'}${two(hours)}:${two(minutes)}`;
}
