/** The servers and the member a request of privacy is about; `guildId` undefined: all servers there are. */
export interface Scope {
  readonly userId: string;
  readonly guildId: string | undefined;
}

const SMALLEST = 100_000_000_000_000;

/** Fifteen digits: an id that Discord gave to no account. `chance`: 0 to below 1. */
export function aliasOf(chance: number): string {
  return String(SMALLEST + Math.floor(chance * 9 * SMALLEST));
}
