/**
 * What a process does: `gateway` hears and answers members, `worker` sends and does what is due, `all` both.
 */
export const ROLES = ['all', 'gateway', 'worker'] as const;
export type Role = (typeof ROLES)[number];

/** The shards a process takes of all there are: https://docs.discord.com/developers/events/gateway#sharding */
export interface ShardRange {
  readonly ids: readonly number[];
  readonly count: number;
}

/** `0-3/16`: shards 0 to 3 of 16. Undefined for what is none. */
export function parseShards(text: string): ShardRange | undefined {
  const [, from = '', to = from, of = ''] = /^(\d{1,4})(?:-(\d{1,4}))?\/(\d{1,4})$/.exec(text) ?? [];
  const [first, last, count] = [Number(from), Number(to), Number(of)];
  if (of === '' || first > last || last >= count || count > 1000) return undefined;
  return { ids: Array.from({ length: last - first + 1 }, (_, nth) => first + nth), count };
}

/** Whether a server's events come to one of these shards. */
export function isOnShards({ ids, count }: ShardRange, guildId: string): boolean {
  return ids.includes(Number((BigInt(guildId) >> 22n) % BigInt(count)));
}

/** What a process has of the requests a second that Discord allows all of them together. */
export interface Share {
  readonly share: number;
  /** It would send more if it might. */
  readonly isShort: boolean;
}

/** What one that has nothing to send keeps, so that it can begin at once. */
const LEAST = 5;

/** The requests a second that a process is to have beside others: whoever is short gets what the others do not need. */
export function fairShare(isShort: boolean, others: readonly Share[], limit: number): number {
  if (others.length === 0) return limit;
  const all = others.length + 1;
  const least = Math.max(1, Math.min(LEAST, Math.floor(limit / all)));
  if (!isShort) return least;
  const short = others.filter((other) => other.isShort).length + 1;
  return Math.max(least, Math.floor((limit - least * (all - short)) / short));
}

/** What it may take now: others give up what is too much by themselves, and it waits for that. */
export function grantedShare(wanted: number, others: readonly Share[], limit: number): number {
  const taken = others.reduce((sum, { share }) => sum + share, 0);
  return Math.max(0, Math.min(wanted, limit - taken));
}
