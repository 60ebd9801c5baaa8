/** One entry of availability as typed into `/profile availability`. */
import { onDays, type WeeklyInterval } from '../rules.ts';
import { type DaysRefusal, parseDays } from './days.ts';
import { parseHours, type TimeRefusal } from './times.ts';

export interface TypedAvailability {
  readonly days: string;
  readonly from: string;
  readonly to: string;
}

/** What is wrong with each field; a field that is right is undefined. */
export interface AvailabilityRefusals {
  readonly days: DaysRefusal | undefined;
  readonly from: TimeRefusal | undefined;
  readonly to: TimeRefusal | undefined;
}

export type ParsedAvailability =
  | { readonly ok: true; readonly intervals: readonly WeeklyInterval[] }
  | { readonly ok: false; readonly refusals: AvailabilityRefusals };

/** The intervals meant by days and times as typed, or everything that is wrong with them at once. */
export function parseAvailability(typed: TypedAvailability, locale: 'en' | 'fr' = 'en'): ParsedAvailability {
  const days = parseDays(typed.days, locale);
  const hours = parseHours(typed.from, typed.to, locale);
  if (days.ok && hours.ok) return { ok: true, intervals: onDays(days.days, hours.from, hours.to) };
  return {
    ok: false,
    refusals: {
      days: days.ok ? undefined : days.refusal,
      from: hours.ok ? undefined : hours.from,
      to: hours.ok ? undefined : hours.to,
    },
  };
}
