/**
 * When a member of a team counts as quiet, when no answer means away, and what to do about one member now. Instants are
 * milliseconds UTC.
 */
import { occurrences } from '../../people/availability/rules/occurrences.ts';
import type { WeeklyInterval } from '../../people/availability/rules.ts';
import { addDays, localDate } from '../../platform/zones/rules.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Nobody is quiet sooner. */
const QUIET = 72 * HOUR;
/** Without known hours: that many days. */
const QUIET_UNKNOWN = 4 * DAY;
/** Own available days that have to pass without a sign. */
const AVAILABLE_DAYS = 2;
/** The least time to answer. */
const ANSWER = 24 * HOUR;
/** A member is asked at most once in so long. */
const BETWEEN_QUESTIONS = 7 * DAY;
/** Somebody who is away is looked for again so often; a team that may not be asked likewise. */
export const AGAIN = DAY;
/** Two available days lie within two weeks, whatever the week; a third for clock changes and the day of the sign. */
const HORIZON_DAYS = 21;

/** Weekly hours in the member's zone; no hours are "unknown". */
export interface Hours {
  readonly week: readonly WeeklyInterval[];
  readonly zone: string;
}

/**
 * From when on somebody whose last sign of life was at `lastSignAt` counts as quiet: 72 hours and two of their own
 * available days later (the day of the sign is none of them), four days later when their hours are unknown.
 */
export function quietAt(lastSignAt: number, { week, zone }: Hours): number {
  if (week.length === 0) return lastSignAt + QUIET_UNKNOWN;
  const after = addDays(localDate(lastSignAt, zone), 1);
  const ends = new Map<string, number>();
  for (const { date, end } of occurrences(week, zone, after, HORIZON_DAYS))
    ends.set(date, Math.max(end, ends.get(date) ?? 0));
  const passed = [...ends.values()][AVAILABLE_DAYS - 1] ?? 0;
  return Math.max(lastSignAt + QUIET, passed);
}

/** Until when a question that reached them at `askedAt` may be answered: the end of the next available slot, never before 24 hours. */
export function answerBy(askedAt: number, { week, zone }: Hours): number {
  const today = addDays(localDate(askedAt, zone), -1);
  const next = occurrences(week, zone, today, HORIZON_DAYS).find(({ start }) => start >= askedAt);
  return Math.max(askedAt + ANSWER, next?.end ?? 0);
}

/** What is known of one member of a team. */
export interface MemberFacts {
  readonly lastSignAt: number;
  readonly hours: Hours;
  /** Past: the pause is over; null: none. */
  readonly pausedUntil: number | null;
  /** The question that is open, or whose missing answer made them away. */
  readonly open:
    | {
        readonly state: 'asked' | 'away';
        readonly askedAt: number;
        /** When they read it, or were mentioned in their team's thread; null: not yet. */
        readonly reachedAt: number | null;
        readonly dueAt: number;
      }
    | undefined;
  /** When they were asked last, in whatever team. */
  readonly lastAskedAt: number | null;
}

/**
 * What to do about a member now. `ask` and `away` want the team's thread read first. `nextCheckAt`: when to check again.
 */
export interface Verdict {
  readonly act: 'nothing' | 'ask' | 'heard' | 'away' | 'still-away' | 'returned' | 'paused';
  readonly nextCheckAt: number;
}

export function judge(member: MemberFacts, now: number): Verdict {
  const { open, pausedUntil, hours } = member;
  // A break is never held against anybody: the time after it counts anew.
  const since = Math.max(member.lastSignAt, pausedUntil !== null && pausedUntil <= now ? pausedUntil : 0);
  if (open?.state === 'away') {
    return since > open.askedAt
      ? { act: 'returned', nextCheckAt: quietAt(since, hours) }
      : { act: 'still-away', nextCheckAt: now + AGAIN };
  }
  if (pausedUntil !== null && pausedUntil > now) return { act: 'paused', nextCheckAt: pausedUntil };
  if (open !== undefined) {
    if (since > open.askedAt) return { act: 'heard', nextCheckAt: quietAt(since, hours) };
    // Whom a question never reached cannot have left it without an answer.
    if (open.reachedAt === null) {
      const again = open.askedAt + AGAIN;
      return now < again ? { act: 'nothing', nextCheckAt: again } : { act: 'ask', nextCheckAt: now + AGAIN };
    }
    return now < open.dueAt
      ? { act: 'nothing', nextCheckAt: open.dueAt }
      : { act: 'away', nextCheckAt: now + AGAIN };
  }
  const due = quietAt(since, hours);
  if (now < due) return { act: 'nothing', nextCheckAt: due };
  const next = member.lastAskedAt === null ? 0 : member.lastAskedAt + BETWEEN_QUESTIONS;
  return now < next
    ? { act: 'nothing', nextCheckAt: next }
    : { act: 'ask', nextCheckAt: answerBy(now, hours) };
}
