import { randomBytes } from 'node:crypto';
import {
  type APIGuildMember,
  type Client,
  DiscordAPIError,
  GatewayDispatchEvents,
  GatewayOpcodes,
  RESTJSONErrorCodes,
  Routes,
  Status,
} from 'discord.js';
import { within } from '../async.ts';

/** What Discord says of somebody in a server. 'unknown': it gave no answer. */
export type Standing = 'there' | 'gone' | 'bot' | 'unknown';

/** Who is in a server. The intent `Guilds` brings no list of members and nobody's leaving, so it is asked. */
export interface Roster {
  /** Whether this process hears of a server: its shard is one of ours. */
  holds(guildId: string): boolean;
  /** One member. Never throws. */
  find(guildId: string, userId: string): Promise<Standing>;
  /** The ids of a member's roles; undefined: they are not there, or it gave no answer. Never throws. */
  rolesOf(guildId: string, userId: string): Promise<readonly string[] | undefined>;
  /**
   * Those of at most 100 ids whom the gateway does not find; undefined where it gives no answer: another process holds
   * the server's shard, the session is lost, or Discord wants a privileged intent for it.
   */
  missing(guildId: string, userIds: readonly string[]): Promise<ReadonlySet<string> | undefined>;
}

/** How long an answer is waited for, in ms. */
const PATIENCE = 5_000;
const GONE: ReadonlySet<number | string> = new Set([
  RESTJSONErrorCodes.UnknownMember,
  RESTJSONErrorCodes.UnknownUser,
]);

/** A part of what GUILD_MEMBERS_CHUNK carries: https://docs.discord.com/developers/events/gateway-events#guild-members-chunk */
interface Chunk {
  readonly nonce?: string;
  readonly not_found?: readonly string[];
  readonly chunk_index: number;
  readonly chunk_count: number;
}

export function createRoster(client: () => Client): Roster {
  async function ask(guildId: string, userIds: readonly string[]): Promise<ReadonlySet<string> | undefined> {
    const shard = client().guilds.cache.get(guildId)?.shard;
    if (shard?.status !== Status.Ready) return undefined;
    const nonce = randomBytes(12).toString('base64url');
    const { promise, resolve } = Promise.withResolvers<ReadonlySet<string>>();
    const missing = new Set<string>();
    const listen = (packet: { t: string | null; d: unknown }): void => {
      if (packet.t !== GatewayDispatchEvents.GuildMembersChunk) return;
      const chunk = packet.d as Chunk;
      if (chunk.nonce !== nonce) return;
      for (const id of chunk.not_found ?? []) missing.add(id);
      if (chunk.chunk_index + 1 >= chunk.chunk_count) resolve(missing);
    };
    client().on('raw', listen);
    try {
      shard.send({
        op: GatewayOpcodes.RequestGuildMembers,
        d: { guild_id: guildId, user_ids: userIds, limit: 0, nonce },
      });
      return await within(PATIENCE, promise);
    } finally {
      client().off('raw', listen);
    }
  }

  async function fetched(guildId: string, userId: string): Promise<APIGuildMember> {
    const signal = AbortSignal.timeout(PATIENCE);
    return (await client().rest.get(Routes.guildMember(guildId, userId), { signal })) as APIGuildMember;
  }

  return {
    holds: (guildId) => client().guilds.cache.has(guildId),
    missing: ask,
    async rolesOf(guildId, userId) {
      return await fetched(guildId, userId).then(
        ({ roles }) => roles,
        () => undefined,
      );
    },
    async find(guildId, userId) {
      try {
        const member = await fetched(guildId, userId);
        return member.user.bot === true ? 'bot' : 'there';
      } catch (error) {
        return error instanceof DiscordAPIError && GONE.has(error.code) ? 'gone' : 'unknown';
      }
    },
  };
}
