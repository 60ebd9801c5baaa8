/**
 * When the event of a deadline (ms, the last millisecond of its day) begins and ends: the day's last minute, because
 * Discord shows the beginning, and midnight would carry the next day's date. Both are whole minutes.
 */
export function eventTimes(deadlineAt: number): { startsAt: number; endsAt: number } {
  const midnight = deadlineAt + 1;
  return { startsAt: midnight - 60_000, endsAt: midnight };
}

/** What is to be done about the event of a deadline. */
export type EventStep =
  /** There is none to be, or its time has come: what stands is history. */
  'leave' | 'create' | 'edit' | 'delete';

/**
 * `standing` is the event we made, with the moment it begins or began. One that has begun cannot be changed any more; a
 * deadline moved to later gets a new one.
 */
export function eventStep(facts: {
  readonly wanted: boolean;
  readonly startsAt: number;
  readonly standing: { readonly startsAt: number } | undefined;
  readonly now: number;
}): EventStep {
  const { wanted, startsAt, standing, now } = facts;
  const isAhead = standing !== undefined && standing.startsAt > now;
  if (wanted && startsAt > now) return isAhead ? 'edit' : 'create';
  if (isAhead) return 'delete';
  // Nothing is known to stand, but a try whose answer was lost may have left one.
  return !wanted && standing === undefined ? 'delete' : 'leave';
}
