/** When a member may be pinged. Instants are milliseconds UTC. */
import { addDays, instantAt, localMoment } from '../../platform/zones/rules.ts';

/** Local times between which nobody is pinged unasked. */
const EVENING = '21:00';
const MORNING = '07:00';

/**
 * How much a letter is worth a ping:
 * - `own`: a moment the member set; always, at once, by direct message even where they allowed nothing else.
 * - `asked`: a request that waits for their answer, or a deadline; always, at once.
 * - `answer`: what they wait for, or what changed in their team; always, but not at night. It is the day's ping.
 * - `unasked`: everything else; one a day for each member, whatever it comes from, and not at night.
 */
export type Urgency = 'own' | 'asked' | 'answer' | 'unasked';

export function isNight(instant: number, zone: string): boolean {
  const { time } = localMoment(instant, zone);
  return time >= EVENING || time < MORNING;
}

/** The instant itself by day; at night the next morning. */
export function atDay(instant: number, zone: string): number {
  if (!isNight(instant, zone)) return instant;
  const { date, time } = localMoment(instant, zone);
  return instantAt(time >= EVENING ? addDays(date, 1) : date, MORNING, zone);
}

export function morningOf(date: string, zone: string): number {
  return instantAt(date, MORNING, zone);
}

/** When the next day's ping is free: tomorrow morning. */
export function nextDay(instant: number, zone: string): number {
  return instantAt(addDays(localMoment(instant, zone).date, 1), MORNING, zone);
}
