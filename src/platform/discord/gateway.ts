import {
  type APIApplication,
  type APIInteraction,
  type APIThreadChannel,
  Client,
  type ClientOptions,
  DiscordAPIError,
  DiscordjsError,
  DiscordjsErrorCodes,
  Events,
  GatewayDispatchEvents,
  GatewayIntentBits,
  type GuildMember,
  Options,
  REST,
  RESTEvents,
  Routes,
  Status,
  type User,
} from 'discord.js';
import { aborted, delay } from '../async.ts';
import type { Logger } from '../log.ts';
import { type Metrics, noMetrics } from '../metrics/metrics.ts';
import type { ShardRange } from '../roles.ts';
import { DISCORD_LIMIT } from './pace.ts';
import { send } from './sending.ts';

/** Discord will not let this bot in, now or later: there is no sense in trying again. */
export class RefusedByDiscordError extends Error {
  override readonly name = 'RefusedByDiscordError';
}

export interface Gateway {
  readonly client: Client;
  /** For what an interaction's own token authorises: callbacks, edits of answers, follow-ups. */
  readonly answers: REST;
  /**
   * Connects and resolves when Discord has said READY. An unreachable Discord is tried again, slower each time, until
   * `signal` aborts; a token that is refused throws {@link RefusedByDiscordError}.
   */
  connect(signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
  /** Of the bot, without a session; afterwards `client.rest` may be used. @throws RefusedByDiscordError */
  applicationId(): Promise<string>;
  /** Every shard has a session now. (discord.js's own `isReady()` stays true when it is lost.) */
  isConnected(): boolean;
  shards(): { readonly all: number; readonly connected: number };
}

/**
 * discord.js keeps everybody who ever acted and the messages they pressed, for itself: we read neither. Of the bot it must
 * know its own user and its own membership.
 */
const OURSELVES = {
  maxSize: 0,
  keepOverLimit: (kept: User | GuildMember) => kept.id === kept.client.user.id,
};
const KEPT = { MessageManager: 0, UserManager: OURSELVES, GuildMemberManager: OURSELVES };
/** How often the queues of answers that are sent are thrown away, in ms: there is one for each interaction. */
const QUEUES_SWEPT = 60_000;
const FIRST_RETRY = 1_000;
const SLOWEST_RETRY = 30_000;
/** Close codes after which Discord wants no reconnect (4004 bad token, 4010-4014 bad shards, version or intents). */
const BAD_TOKEN = 4004;
const UNAUTHORIZED = 401;

/**
 * The gateway client. Interactions are taken from the raw event: discord.js holds its own interaction objects back
 * until every server is available, longer than the 3 s there are to answer, and needs the channel in its cache.
 */
export function createGateway(options: {
  api: string;
  token: string;
  shards: number | 'auto' | ShardRange;
  log: Logger;
  onInteraction: (interaction: APIInteraction) => void;
  /** A channel or thread was deleted. Messages are not heard of: that needs another intent. */
  onChannelDeleted?: (guildId: string, channelId: string) => void;
  /** Nexus was removed from a server, or is in it (again); an outage of a server is neither. */
  onServer?: (guildId: string, isThere: boolean) => void;
  /** A thread is open, perhaps because somebody wrote in an archived one; of the message itself we do not hear. */
  onThreadOpen?: (guildId: string, threadId: string) => void;
  /** The session ended and will not come back: the process should end too. */
  onFatal: (error: Error) => void;
  /** Default: Discord's limit. */
  requestsPerSecond?: number;
  /** A request was made that counts against the limit for the whole account; answers to interactions do not. */
  onRequest?: () => void;
  metrics?: Pick<Metrics, 'rateLimited' | 'reconnected'>;
  /** For tests: anything of discord.js's own options. */
  overrides?: Partial<ClientOptions>;
}): Gateway {
  const { log, metrics = noMetrics } = options;
  const client = new Client({
    intents: [GatewayIntentBits.Guilds],
    rest: {
      api: options.api,
      version: '10',
      makeRequest: send,
      globalRequestsPerSecond: options.requestsPerSecond ?? DISCORD_LIMIT,
    },
    ...shardsOf(options.shards),
    waitGuildTimeout: 1_500,
    allowedMentions: { parse: [] },
    makeCache: Options.cacheWithLimits(KEPT),
    ...options.overrides,
  });
  client.on(Events.Raw, (packet: { t: string | null; d: unknown }) => {
    if (packet.t === GatewayDispatchEvents.InteractionCreate) {
      options.onInteraction(packet.d as APIInteraction);
      // discord.js would make objects of everybody and everything in it, for nobody, and give up where a field is missing.
      packet.t = null;
    }
    if (packet.t === GatewayDispatchEvents.ChannelDelete || packet.t === GatewayDispatchEvents.ThreadDelete) {
      const { id, guild_id: guildId } = packet.d as { id: string; guild_id?: string };
      if (guildId === undefined) return;
      // The threads of a channel go with it, without an event of their own.
      for (const each of [id, ...threadsUnder(client, guildId, id)])
        options.onChannelDeleted?.(guildId, each);
    }
    if (packet.t === GatewayDispatchEvents.GuildDelete || packet.t === GatewayDispatchEvents.GuildCreate) {
      const { id, unavailable } = packet.d as { id: string; unavailable?: boolean };
      // https://docs.discord.com/developers/events/gateway-events#guild-delete
      if (unavailable !== true) options.onServer?.(id, packet.t === GatewayDispatchEvents.GuildCreate);
    }
  });
  client.on(Events.Raw, (packet: { t: string | null; d: unknown }) => {
    if (packet.t !== GatewayDispatchEvents.ThreadUpdate) return;
    const { id, guild_id: guildId, thread_metadata: state } = packet.d as APIThreadChannel;
    if (guildId !== undefined && state?.archived === false) options.onThreadOpen?.(guildId, id);
  });
  client.rest.on(RESTEvents.Response, (_request, { status }) => {
    options.onRequest?.();
    // The client forgets its token over one 401, which Discord in trouble gives as well; a token that was reset ends the
    // connection.
    if (status === UNAUTHORIZED) setImmediate(() => client.rest.setToken(options.token));
  });
  // Discord does not count these against the limit for the whole account, but its client does, all except callbacks: edits of
  // answers would wait for each other at 50 a second, and the bot's own requests behind them.
  const answers = new REST({
    api: options.api,
    version: '10',
    makeRequest: send,
    globalRequestsPerSecond: Number.POSITIVE_INFINITY,
    handlerSweepInterval: QUEUES_SWEPT,
  });
  for (const rest of [client.rest, answers])
    rest.on(RESTEvents.RateLimited, ({ timeToReset }) => metrics.rateLimited('gateway', timeToReset));
  // Without a listener an error event would end the process.
  client.on(Events.Error, (error) => log.error({ err: error }, 'discord.js reported an error'));
  client.on(Events.Warn, (message) => log.warn({ message }, 'discord.js warns'));
  client.on(Events.ShardError, (error, shard) => log.warn({ err: error, shard }, 'gateway connection error'));
  client.on(Events.ShardReconnecting, (shard) => {
    metrics.reconnected();
    log.info({ shard }, 'gateway reconnecting');
  });
  client.on(Events.ShardResume, (shard) => log.info({ shard }, 'gateway resumed'));
  client.on(Events.Invalidated, () =>
    options.onFatal(new RefusedByDiscordError('Discord ended the session for good.')),
  );
  client.on(Events.ShardDisconnect, (event) => {
    const why =
      event.code === BAD_TOKEN
        ? 'The token was refused: it may have been reset. Set the new DISCORD_TOKEN.'
        : '';
    options.onFatal(
      new RefusedByDiscordError(`Discord closed the connection for good (code ${event.code}). ${why}`.trim()),
    );
  });

  function shards(): { all: number; connected: number } {
    const known = client.ws.shards;
    return { all: known.size, connected: known.filter(({ status }) => status === Status.Ready).size };
  }

  return {
    client,
    answers,
    async connect(signal) {
      const ready = new Promise<void>((resolve) => client.once(Events.ClientReady, () => resolve()));
      for (let wait = FIRST_RETRY; !signal.aborted; wait = Math.min(wait * 2, SLOWEST_RETRY)) {
        try {
          // One that Discord leaves without an answer would hold up whoever is to stop.
          await Promise.race([client.login(options.token), aborted(signal)]);
          break;
        } catch (error) {
          if (isRefusal(error)) throw refusal();
          log.warn({ err: error, retryInMs: wait }, 'Discord cannot be reached; trying again');
          await delay(wait, signal);
        }
      }
      if (!signal.aborted) await Promise.race([ready, aborted(signal)]);
    },
    async close() {
      answers.clearHashSweeper();
      answers.clearHandlerSweeper();
      // That we leave is a connection lost to discord.js, which says that it makes it anew.
      client.removeAllListeners(Events.ShardReconnecting);
      await client.destroy();
    },
    async applicationId() {
      client.rest.setToken(options.token);
      try {
        return ((await client.rest.get(Routes.currentApplication())) as APIApplication).id;
      } catch (error) {
        throw isRefusal(error) ? refusal() : error;
      }
    },
    isConnected() {
      const { all, connected } = shards();
      return client.isReady() && all > 0 && connected === all;
    },
    shards,
  };
}

function shardsOf(shards: number | 'auto' | ShardRange): Pick<ClientOptions, 'shards' | 'shardCount'> {
  if (shards === 'auto') return { shards };
  if (typeof shards === 'object') return { shards: shards.ids, shardCount: shards.count };
  return { shards: Array.from({ length: shards }, (_, id) => id), shardCount: shards };
}

function threadsUnder(client: Client, guildId: string, channelId: string): string[] {
  const known = client.guilds.cache.get(guildId)?.channels.cache;
  return [...(known?.values() ?? [])].flatMap((each) =>
    each.isThread() && each.parentId === channelId ? [each.id] : [],
  );
}

function refusal(): RefusedByDiscordError {
  return new RefusedByDiscordError('Discord refused the token. Copy it again into DISCORD_TOKEN.');
}

function isRefusal(error: unknown): boolean {
  if (error instanceof DiscordAPIError) return error.status === 401;
  return error instanceof DiscordjsError && error.code === DiscordjsErrorCodes.TokenInvalid;
}
