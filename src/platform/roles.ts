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
