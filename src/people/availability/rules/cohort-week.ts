import { Temporal } from 'temporal-polyfill';
import { intervalsOf, type WeeklyInterval } from '../rules.ts';

/** Quarter hours in a week. */
export const SLOTS_PER_WEEK = 672;
/** 32-bit words that hold them. */
export const WORDS_PER_WEEK = 21;
export const SLOT_MINUTES = 15;
const MINUTES_PER_DAY = 1440;
const MINUTES_PER_WEEK = 10_080;

/** 672 bits: bit `s` (word `s >> 5`, bit `s & 31`) is the quarter hour that starts `15 * s` minutes into the week. */
export type WeekSlots = Uint32Array;

/**
 * The week for which availability is compared: the 672 quarter hours from Monday 00:00 UTC on. Weekly intervals are
 * wall-clock time, so a quarter hour belongs to an interval when a clock in the member's zone shows a time inside it
 * then. It follows that an hour skipped in spring is nobody's, an hour repeated in autumn counts twice, and Monday
 * in Auckland is found at both ends of the UTC week.
 *
 * The zone's offsets are looked up once per zone and kept; conversion is then exact for every zone whose offsets and
 * transitions are multiples of a quarter hour (all of today's).
 */
export class CohortWeek {
  /** ISO date of the Monday, e.g. "2026-03-23". */
  readonly start: string;
  readonly #startMs: number;
  readonly #localSlots = new Map<string, Uint16Array>();

  /** Throws RangeError when `start` is not the ISO date of a Monday. */
  constructor(start: string) {
    const date = Temporal.PlainDate.from(start);
    if (date.dayOfWeek !== 1) throw new RangeError(`A week starts on a Monday, ${start} is none`);
    this.start = date.toString();
    this.#startMs = date.toZonedDateTime('UTC').epochMilliseconds;
  }

  /** The week that contains the instant `now` (ms UTC). */
  static containing(now: number): CohortWeek {
    const date = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO('UTC').toPlainDate();
    return new CohortWeek(date.subtract({ days: date.dayOfWeek - 1 }).toString());
  }

  /**
   * The UTC quarter hours of weekly `intervals` meant in `zone` (IANA), written to `slots`. Throws RangeError for an unknown
   * zone.
   */
  slots(
    intervals: readonly WeeklyInterval[],
    zone: string,
    slots: WeekSlots = new Uint32Array(WORDS_PER_WEEK),
  ): WeekSlots {
    const localSlots = this.localSlots(zone);
    const local = localBits(intervals);
    slots.fill(0);
    for (let slot = 0; slot < SLOTS_PER_WEEK; slot++) {
      if (local[localSlots[slot] ?? 0] === 1) slots[slot >> 5] = (slots[slot >> 5] ?? 0) | (1 << (slot & 31));
    }
    return slots;
  }

  /** For each UTC quarter hour of the week, the quarter hour of the local week (0 = Monday 00:00) a clock in `zone` shows. */
  localSlots(zone: string): Uint16Array {
    const known = this.#localSlots.get(zone);
    if (known !== undefined) return known;
    const table = new Uint16Array(SLOTS_PER_WEEK);
    let at = Temporal.Instant.fromEpochMilliseconds(this.#startMs).toZonedDateTimeISO(zone);
    for (let slot = 0; slot < SLOTS_PER_WEEK; ) {
      const next = at.getTimeZoneTransition('next');
      const nextSlot =
        next === null
          ? SLOTS_PER_WEEK
          : Math.ceil((next.epochMilliseconds - this.#startMs) / (SLOT_MINUTES * 60_000));
      const offset = Math.floor(at.offsetNanoseconds / (SLOT_MINUTES * 60e9));
      for (; slot < Math.min(nextSlot, SLOTS_PER_WEEK); slot++)
        table[slot] = (slot + offset + SLOTS_PER_WEEK) % SLOTS_PER_WEEK;
      if (next !== null) at = next;
    }
    this.#localSlots.set(zone, table);
    return table;
  }
}

/** As `CohortWeek.slots`, for a single conversion; `weekStart` is the ISO date of a Monday. */
export function toWeekSlots(
  intervals: readonly WeeklyInterval[],
  zone: string,
  weekStart: string,
): WeekSlots {
  return new CohortWeek(weekStart).slots(intervals, zone);
}

/** Minutes a week set in both. */
export function overlapMinutes(a: WeekSlots, b: WeekSlots): number {
  let slots = 0;
  for (let word = 0; word < WORDS_PER_WEEK; word++) slots += popcount((a[word] ?? 0) & (b[word] ?? 0));
  return slots * SLOT_MINUTES;
}

/** The quarter hours set in both. */
export function sharedSlots(a: WeekSlots, b: WeekSlots): WeekSlots {
  return a.map((word, index) => word & (b[index] ?? 0));
}

/** Bits set in a 32-bit integer (Warren, Hacker's Delight, 5-1). */
export function popcount(bits: number): number {
  const pairs = bits - ((bits >>> 1) & 0x55555555);
  const nibbles = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((nibbles + (nibbles >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/**
 * UTC quarter hours as a reader in `zone` would write them: maximal weekly intervals, sorted by day and start. An
 * interval runs past midnight (`to` > 1440) rather than being cut there, unless it would last longer than a day.
 */
export function sharedIntervals(slots: WeekSlots, zone: string, week: CohortWeek): WeeklyInterval[] {
  const localSlots = week.localSlots(zone);
  const local = new Uint8Array(SLOTS_PER_WEEK);
  for (let slot = 0; slot < SLOTS_PER_WEEK; slot++)
    if ((((slots[slot >> 5] ?? 0) >>> (slot & 31)) & 1) === 1) local[localSlots[slot] ?? 0] = 1;
  return intervalsOf(local);
}

/** Used again: V8 keeps such an array outside of its heap, and of a hundred thousand learners they would lie about for long. */
const LOCAL = new Uint8Array(SLOTS_PER_WEEK);

/** One byte for each quarter hour of the local week, until the next call. */
function localBits(intervals: readonly WeeklyInterval[]): Uint8Array {
  const bits = LOCAL.fill(0);
  for (const { day, from, to } of intervals) {
    const first = Math.floor(((day - 1) * MINUTES_PER_DAY + from) / SLOT_MINUTES);
    const end = Math.ceil(
      ((day - 1) * MINUTES_PER_DAY + Math.min(to, from + MINUTES_PER_WEEK)) / SLOT_MINUTES,
    );
    for (let slot = first; slot < end; slot++) bits[slot % SLOTS_PER_WEEK] = 1;
  }
  return bits;
}
