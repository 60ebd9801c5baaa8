const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** In ms. */
export const PERIODS = {
  /** A server that Nexus was removed from is erased after so long, unless Nexus is there again. */
  server: 30 * DAY,
  /** Whoever left a server is forgotten there after so long. */
  gone: 180 * DAY,
  /** How long it is tried to have messages of ours deleted before what is kept of them goes all the same. */
  messages: DAY,
} as const;

const SMALLEST = 100_000_000_000_000;

/** Fifteen digits: an id that Discord gave to no account. `chance`: 0 to below 1. */
export function aliasOf(chance: number): string {
  return String(SMALLEST + Math.floor(chance * 9 * SMALLEST));
}
