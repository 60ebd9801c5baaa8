/**
 * The only place that reads the wall clock. Everything else is handed a Clock, so that tests and the demo decide
 * what time it is.
 */
export interface Clock {
  /** The present instant, in milliseconds since 1970-01-01T00:00:00Z. */
  now(): number;
}

export const systemClock: Clock = { now: () => Date.now() };
