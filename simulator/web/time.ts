import { now, state } from './store.ts';

// Times are shown in the reader's own zone. Those in messages speak the language of the acting member, as in Discord;
// the page around them speaks English.

const PAGE = 'en-GB';

function format(moment: number, options: Intl.DateTimeFormatOptions, locale = PAGE): string {
  return new Intl.DateTimeFormat(locale, options).format(moment);
}

const DAY = 24 * 60 * 60_000;

function shortTime(moment: number): string {
  return format(moment, { hour: '2-digit', minute: '2-digit' });
}

function dayOf(moment: number): string {
  return new Date(moment).toDateString();
}

/** Beside a message's author. */
export function messageTime(iso: string): string {
  const moment = Date.parse(iso);
  const time = shortTime(moment);
  if (dayOf(moment) === dayOf(now())) return `Today at ${time}`;
  if (dayOf(moment) === dayOf(now() - DAY)) return `Yesterday at ${time}`;
  return `${format(moment, { dateStyle: 'short' })} ${time}`;
}

/** On the line between two days. */
export function dayName(iso: string): string {
  return format(Date.parse(iso), { dateStyle: 'long' });
}

export function isSameDay(one: string, other: string): boolean {
  return dayOf(Date.parse(one)) === dayOf(Date.parse(other));
}

export function clockTime(): string {
  return format(now(), {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
  });
}

export function exactTime(moment: number): string {
  return format(moment, { hour: '2-digit', minute: '2-digit', second: '2-digit' });
}

/** https://discord.com/developers/docs/reference#message-formatting-timestamp-styles */
const STYLES: Record<string, Intl.DateTimeFormatOptions> = {
  t: { hour: '2-digit', minute: '2-digit' },
  T: { hour: '2-digit', minute: '2-digit', second: '2-digit' },
  d: { dateStyle: 'short' },
  D: { dateStyle: 'long' },
  f: { dateStyle: 'long', timeStyle: 'short' },
  F: { dateStyle: 'full', timeStyle: 'short' },
};

/** The last moment a Date can be, ms. */
export const LAST_MOMENT = 8.64e15;

export function stamp(moment: number, style: string): string {
  if (!(Math.abs(moment) <= LAST_MOMENT)) return 'Invalid Date';
  const locale = state.people?.locale ?? PAGE;
  if (style === 'R') return ago(moment, locale);
  return format(moment, STYLES[style] ?? { dateStyle: 'long', timeStyle: 'short' }, locale);
}

const UNITS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 365 * DAY],
  ['month', 30 * DAY],
  ['day', DAY],
  ['hour', 60 * 60_000],
  ['minute', 60_000],
  ['second', 1_000],
];

export function ago(moment: number, locale = PAGE): string {
  const distance = moment - now();
  const [unit, size] = UNITS.find(([, ms]) => Math.abs(distance) >= ms) ?? ['second', 1_000];
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  return relative.format(Math.round(distance / size), unit);
}
