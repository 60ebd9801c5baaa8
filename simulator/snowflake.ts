import type { TimeSource } from './clock.ts';

// https://discord.com/developers/docs/reference#snowflakes
const DISCORD_EPOCH = 1_420_070_400_000;

/** Gives out ids that carry the time of their making and only ever grow. */
export class Snowflakes {
  readonly #clock: TimeSource;
  #last = 0n;

  constructor(clock: TimeSource) {
    this.#clock = clock;
  }

  next(): string {
    const stamped = BigInt(Math.max(0, this.#clock.now() - DISCORD_EPOCH)) << 22n;
    this.#last = stamped > this.#last ? stamped : this.#last + 1n;
    return this.#last.toString();
  }
}

export function isSnowflake(value: unknown): value is string {
  return typeof value === 'string' && /^(0|[1-9]\d{0,19})$/.test(value);
}

/** Order of two snowflakes, as for Array.sort. */
export function compareSnowflakes(a: string, b: string): number {
  if (a.length !== b.length) return a.length - b.length;
  return a < b ? -1 : a > b ? 1 : 0;
}

export function snowflakeTime(id: string): number {
  return Number(BigInt(id) >> 22n) + DISCORD_EPOCH;
}
