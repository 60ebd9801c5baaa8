/** When people of a team can meet. Instants are milliseconds UTC. */
import { occurrences } from '../../people/availability/rules/occurrences.ts';
import type { WeeklyInterval } from '../../people/availability/rules.ts';
import { addDays, localDate } from '../../platform/zones/rules.ts';

const MINUTE = 60_000;
const QUARTER = 15 * MINUTE;
const HOUR = 60 * MINUTE;
/** Everybody needs a while to see the question. */
const EARLIEST = 2 * HOUR;
/** "In the next days": a whole week, so that weekend people find one. */
const DAYS = 7;
/** Long enough to talk; half an hour where no hour is shared. */
const LENGTHS = [60, 30];
const SLOTS = 3;
/** Chosen in the place of a moment: none of them. */
export const NONE = 0;

interface Span {
  readonly start: number;
  readonly end: number;
}

/** Weekly hours in the member's zone. */
export interface MemberHours {
  readonly week: readonly WeeklyInterval[];
  readonly zone: string;
}

/**
 * Up to three moments in the coming week at which everybody has time for `minutes`, in order: on different days first
 * (as the first member counts days). Empty when there is none.
 */
export function sharedSlots(
  members: readonly MemberHours[],
  now: number,
): { slots: number[]; minutes: number } {
  const [first, ...others] = members.map((member) => spansOf(member, now));
  const shared = others.reduce(intersection, first ?? []);
  for (const minutes of LENGTHS) {
    const starts = shared.flatMap((span) => startsIn(span, minutes * MINUTE));
    if (starts.length > 0) return { slots: chosen(starts, members[0]?.zone ?? 'UTC'), minutes };
  }
  return { slots: [], minutes: 0 };
}

function spansOf({ week, zone }: MemberHours, now: number): Span[] {
  // From yesterday on: what began before midnight may still run.
  const found = occurrences(week, zone, addDays(localDate(now, zone), -1), DAYS + 2);
  const from = now + EARLIEST;
  const to = now + DAYS * 24 * HOUR;
  const spans = found.map(({ start, end }) => ({ start: Math.max(start, from), end: Math.min(end, to) }));
  return merged(spans.filter(({ start, end }) => end > start));
}

/** Touching spans as one: what is cut at midnight belongs together. */
function merged(spans: readonly Span[]): Span[] {
  const result: Span[] = [];
  for (const span of spans) {
    const last = result.at(-1);
    if (last !== undefined && span.start <= last.end)
      result[result.length - 1] = { start: last.start, end: Math.max(last.end, span.end) };
    else result.push(span);
  }
  return result;
}

function intersection(a: readonly Span[], b: readonly Span[]): Span[] {
  return a
    .flatMap((one) =>
      b.map((two) => ({ start: Math.max(one.start, two.start), end: Math.min(one.end, two.end) })),
    )
    .filter(({ start, end }) => end > start)
    .sort((one, two) => one.start - two.start);
}

function startsIn({ start, end }: Span, length: number): number[] {
  const starts: number[] = [];
  for (let at = Math.ceil(start / QUARTER) * QUARTER; at + length <= end; at += length) starts.push(at);
  return starts;
}

function chosen(starts: readonly number[], zone: string): number[] {
  const days = new Set<string>();
  const spread = starts.filter((start) => {
    const day = localDate(start, zone);
    return !days.has(day) && days.add(day);
  });
  const rest = starts.filter((start) => !spread.includes(start));
  return [...spread, ...rest].slice(0, SLOTS).sort((a, b) => a - b);
}
