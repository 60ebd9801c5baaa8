/** A second opinion on local time that uses Intl.DateTimeFormat only, so that it shares nothing with Temporal. */
const formatters = new Map<string, Intl.DateTimeFormat>();

/** The wall clock of a zone at an instant, as if it were UTC (ms). */
export function wallClock(instant: number, zone: string): number {
  let formatter = formatters.get(zone);
  if (formatter === undefined) {
    formatter = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formatters.set(zone, formatter);
  }
  const parts = Object.fromEntries(
    formatter.formatToParts(instant).map((part) => [part.type, Number(part.value)]),
  );
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

/**
 * The first instant at which the zone's clock shows this date and time; where a clock change skips it, as long after
 * the change as the skipped time lies after the last moment shown before it.
 */
export function searchInstant(date: string, time: string, zone: string): number {
  const wanted = Date.parse(`${date}T${time}:00Z`);
  const before = wanted - 36 * 3600_000;
  const offsets = [-36, -12, 0, 12, 36].map((hours) => {
    const probe = wanted + hours * 3600_000;
    return wallClock(probe, zone) - probe;
  });
  const shown = offsets
    .map((offset) => wanted - offset)
    .filter((instant) => wallClock(instant, zone) === wanted);
  if (shown.length > 0) return Math.min(...shown);
  // Skipped: find the last minute whose clock is still earlier than wanted.
  let early = before;
  let late = wanted + 36 * 3600_000;
  while (late - early > 60_000) {
    const middle = early + Math.floor((late - early) / 120_000) * 60_000;
    if (wallClock(middle, zone) < wanted) early = middle;
    else late = middle;
  }
  return early + (wanted - wallClock(early, zone));
}

/** Dates on which some zone changes its clocks in 2026 and 2027, with the day before and after; found by looking. */
export function clockChanges(zone: string, fromYear: number, toYear: number): string[] {
  const dates = new Set<string>();
  const start = Date.UTC(fromYear, 0, 1);
  const end = Date.UTC(toYear + 1, 0, 1);
  let offset = wallClock(start, zone) - start;
  for (let instant = start; instant < end; instant += 86_400_000) {
    const next = wallClock(instant + 86_400_000, zone) - (instant + 86_400_000);
    if (next !== offset) {
      for (const days of [-1, 0, 1, 2])
        dates.add(new Date(instant + days * 86_400_000).toISOString().slice(0, 10));
      offset = next;
    }
  }
  return [...dates].sort();
}
