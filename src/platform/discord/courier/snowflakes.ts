/** Discord's epoch: the first 42 bits of a snowflake are milliseconds since then. */
const DISCORD_EPOCH = 1_420_070_400_000;

/** The smallest snowflake of an instant (ms UTC). */
export function snowflakeAt(instant: number): string {
  return String(BigInt(Math.max(0, instant - DISCORD_EPOCH)) << 22n);
}

/** When (ms UTC) what has this id was made. */
export function timeOf(snowflake: string): number {
  return Number(BigInt(snowflake) >> 22n) + DISCORD_EPOCH;
}
