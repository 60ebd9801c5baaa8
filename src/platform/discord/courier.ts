import {
  DefaultRestOptions,
  DiscordAPIError,
  HTTPError,
  RateLimitError,
  type RawFile,
  REST,
  type RouteLike,
} from '@discordjs/rest';
import {
  type APIChannel,
  type APIGuildScheduledEvent,
  type APIMessage,
  type APIThreadChannel,
  type APIThreadList,
  ChannelType,
  GuildScheduledEventEntityType,
  GuildScheduledEventPrivacyLevel,
  GuildScheduledEventStatus,
  RESTJSONErrorCodes,
  Routes,
} from 'discord.js';
import { classify, DeliveryError, mayHaveArrived } from '../delivery/failures.ts';
import type { MessagePayload, ServerEvent, StoredFile, Transport } from '../delivery/types.ts';
import type { CommandMentions } from './command-mentions.ts';
import { mayReadHistory } from './may-read-history.ts';
import { createPace, DISCORD_LIMIT, type Pace } from './pace.ts';

/** A request's time limit in ms, waiting included; shorter than a row's lease. */
const REQUEST_TIMEOUT = 12_000;
/** Messages a page of a channel's history holds. */
const PAGE = 100;
/** Discord's epoch: the first 42 bits of a snowflake are milliseconds since then. */
const DISCORD_EPOCH = 1_420_070_400_000;

export interface CourierOptions {
  readonly token: string;
  /** Base address of Discord's REST API, without a trailing slash and without the version. */
  readonly api: string;
  readonly pace?: Pace;
  /** Makes commands in texts clickable. */
  readonly mentions?: Pick<CommandMentions, 'apply'>;
  /** Default: Discord's limit. */
  readonly requestsPerSecond?: number;
  readonly timeoutMs?: number;
}

/**
 * The outbox's own REST client. Unlike the gateway client's it never retries and never sleeps on a rate limit: both
 * would happen behind the outbox's back, a retried POST without its knowledge is how messages come twice.
 */
export function createCourier(options: CourierOptions): Transport {
  const limit = options.requestsPerSecond ?? DISCORD_LIMIT;
  const clickable = (payload: MessagePayload): MessagePayload => options.mentions?.apply(payload) ?? payload;
  const pace = options.pace ?? createPace(limit);
  const timeout = options.timeoutMs ?? REQUEST_TIMEOUT;
  const rest = new REST({
    version: '10',
    api: options.api,
    retries: 0,
    timeout,
    rejectOnRateLimit: () => true,
    // The pace keeps the global limit. The client counts requests when they are handed to it, not when they leave, and
    // would send back those that still wait for their turn.
    globalRequestsPerSecond: Number.POSITIVE_INFINITY,
    makeRequest: async (url, init) => {
      const answered = await pace.slot(init.signal);
      try {
        return await DefaultRestOptions.makeRequest(url, init);
      } finally {
        answered();
      }
    },
  }).setToken(options.token);
  let self: Promise<string> | undefined;

  async function call<T>(
    method: 'get' | 'post' | 'patch' | 'put' | 'delete',
    route: RouteLike,
    request: { body?: unknown; files?: RawFile[]; query?: Record<string, string> } = {},
  ): Promise<T> {
    try {
      const { query, ...rest_ } = request;
      return (await rest[method](route, {
        ...rest_,
        ...(query === undefined ? {} : { query: new URLSearchParams(query) }),
        // The client's own timeout ends when the headers arrive; this one covers the body too.
        signal: AbortSignal.timeout(timeout),
      })) as T;
    } catch (error) {
      throw translate(error);
    }
  }

  function selfId(): Promise<string> {
    self ??= call<{ id: string }>('get', Routes.user('@me')).then(
      (user) => user.id,
      (error: unknown) => {
        self = undefined;
        throw error;
      },
    );
    return self;
  }

  /** Runs a change; in an archived thread it is opened first (error 50083). */
  async function unarchived<T>(threadId: string, change: () => Promise<T>): Promise<T> {
    try {
      return await change();
    } catch (error) {
      if (!hasCode(error, RESTJSONErrorCodes.InvalidActionOnArchivedThread)) throw error;
      await call('patch', Routes.channel(threadId), { body: { archived: false } });
      return change();
    }
  }

  async function ownThreads(channelId: string, name: string): Promise<string[]> {
    const channel = await call<APIChannel>('get', Routes.channel(channelId));
    if (!('guild_id' in channel) || channel.guild_id === undefined) return [];
    const [active, archived, me] = [
      await call<APIThreadList>('get', Routes.guildActiveThreads(channel.guild_id)),
      await call<APIThreadList>('get', Routes.channelJoinedArchivedThreads(channelId)),
      await selfId(),
    ];
    return [...active.threads, ...archived.threads]
      .map((thread) => thread as APIThreadChannel)
      .filter(
        (thread) =>
          thread.parent_id === channelId &&
          thread.owner_id === me &&
          thread.name === name &&
          thread.type === ChannelType.PrivateThread,
      )
      .map((thread) => thread.id)
      .toSorted((a, b) => (BigInt(a) < BigInt(b) ? 1 : -1));
  }

  return {
    async createMessage(channelId, payload, { nonce, mentions }) {
      const { body, files } = withFiles(clickable(payload));
      const message = await call<APIMessage>('post', Routes.channelMessages(channelId), {
        body: {
          ...body,
          nonce,
          enforce_nonce: true,
          allowed_mentions: { parse: [], users: mentions.slice(0, 100) },
        },
        ...(files.length === 0 ? {} : { files }),
      });
      return { id: message.id };
    },

    async editMessage(channelId, messageId, payload) {
      const { body, files } = withFiles(clickable(payload));
      await unarchived(channelId, () =>
        call('patch', Routes.channelMessage(channelId, messageId), {
          body: { ...body, allowed_mentions: { parse: [] } },
          ...(files.length === 0 ? {} : { files }),
        }),
      );
    },

    async startThread(channelId, messageId, { name, autoArchiveMinutes }) {
      try {
        return await call<{ id: string }>('post', Routes.threads(channelId, messageId), {
          body: { name, auto_archive_duration: autoArchiveMinutes },
        });
      } catch (error) {
        // A thread on a message has the message's id.
        if (hasCode(error, RESTJSONErrorCodes.ThreadAlreadyCreatedForMessage)) return { id: messageId };
        throw error;
      }
    },

    async startPrivateThread(channelId, { name, autoArchiveMinutes, adopt }) {
      if (adopt !== undefined) {
        for (const threadId of await ownThreads(channelId, name)) {
          if (await adopt(threadId)) return { id: threadId };
        }
      }
      return call<{ id: string }>('post', Routes.threads(channelId), {
        body: {
          name,
          type: ChannelType.PrivateThread,
          auto_archive_duration: autoArchiveMinutes,
          invitable: false,
        },
      });
    },

    async activeThreads(guildId) {
      const [list, me] = [
        await call<APIThreadList>('get', Routes.guildActiveThreads(guildId)),
        await selfId(),
      ];
      const threads = list.threads.map((thread) => thread as APIThreadChannel);
      return {
        total: threads.length,
        own: threads
          .filter((thread) => thread.owner_id === me)
          .map((thread) => ({
            id: thread.id,
            isPrivate: thread.type === ChannelType.PrivateThread,
            lastActiveAt: timeOf(thread.last_message_id ?? thread.id),
          })),
      };
    },

    async archiveThread(threadId) {
      await call('patch', Routes.channel(threadId), { body: { archived: true } });
    },

    async renameThread(threadId, name) {
      await unarchived(threadId, () => call('patch', Routes.channel(threadId), { body: { name } }));
    },

    async addThreadMember(threadId, userId) {
      try {
        await unarchived(threadId, () => call('put', Routes.threadMembers(threadId, userId)));
      } catch (error) {
        throw error instanceof DeliveryError && error.failure === 'left' ? named(error, userId) : error;
      }
    },

    async isMember(guildId, userId) {
      try {
        await call('get', Routes.guildMember(guildId, userId));
        return true;
      } catch (error) {
        if (error instanceof DeliveryError && error.failure === 'left') return false;
        throw error;
      }
    },

    async removeThreadMember(threadId, userId) {
      try {
        await unarchived(threadId, () => call('delete', Routes.threadMembers(threadId, userId)));
      } catch (error) {
        // They are not in the thread: they left it themselves, or went before they were added.
        if (!hasCode(error, RESTJSONErrorCodes.UnknownMember)) throw error;
      }
    },

    async openDm(userId) {
      return call<{ id: string }>('post', Routes.userChannels(), { body: { recipient_id: userId } });
    },

    async lastWritten(channelId, after, authors) {
      const found = new Map<string, number>();
      let before: string | undefined;
      let readable = false;
      // Newest first: it ends as soon as everybody was seen.
      while (found.size < authors.length) {
        const page: APIMessage[] = await call('get', Routes.channelMessages(channelId), {
          query: { limit: String(PAGE), ...(before === undefined ? {} : { before }) },
        });
        readable ||= page.length > 0;
        const recent = page.filter((message) => timeOf(message.id) > after);
        for (const { id, author } of recent) {
          if (authors.includes(author.id))
            found.set(author.id, Math.max(timeOf(id), found.get(author.id) ?? 0));
        }
        before = recent.at(-1)?.id;
        if (recent.length < PAGE) break;
      }
      // Without Read Message History Discord answers with an empty list, not with an error.
      return readable || (await mayReadHistory(call, channelId, await selfId())) ? found : 'unreadable';
    },

    async ownEvents(guildId) {
      const [events, me] = [
        await call<APIGuildScheduledEvent[]>('get', Routes.guildScheduledEvents(guildId)),
        await selfId(),
      ];
      return events
        .filter((event) => event.creator_id === me && event.status === GuildScheduledEventStatus.Scheduled)
        .map((event) => event.id);
    },

    async createEvent(guildId, event) {
      return call<{ id: string }>('post', Routes.guildScheduledEvents(guildId), { body: eventBody(event) });
    },

    async editEvent(guildId, eventId, event) {
      await call('patch', Routes.guildScheduledEvent(guildId, eventId), { body: eventBody(event) });
    },

    async deleteEvent(guildId, eventId) {
      await call('delete', Routes.guildScheduledEvent(guildId, eventId));
    },

    async findOwn(channelId, after, matches) {
      const me = await selfId();
      let cursor = snowflakeAt(after);
      let readable = false;
      for (;;) {
        const page = await call<APIMessage[]>('get', Routes.channelMessages(channelId), {
          query: { after: cursor, limit: String(PAGE) },
        });
        const oldestFirst = page.toSorted((a, b) => (BigInt(a.id) < BigInt(b.id) ? -1 : 1));
        for (const message of oldestFirst) {
          if (
            message.author.id === me &&
            (await matches(message as unknown as MessagePayload & { id: string }))
          )
            return { id: message.id };
        }
        readable ||= page.length > 0;
        const last = oldestFirst.at(-1);
        if (page.length < PAGE || last === undefined) break;
        cursor = last.id;
      }
      // Without Read Message History Discord answers with an empty list, not with an error.
      if (readable || (await mayReadHistory(call, channelId, me))) return undefined;
      return 'unreadable';
    },
  };
}

/** https://docs.discord.com/developers/resources/guild-scheduled-event: an external one needs a place and an end. */
function eventBody(event: ServerEvent) {
  return {
    name: event.name,
    description: event.description,
    entity_type: GuildScheduledEventEntityType.External,
    entity_metadata: { location: event.location },
    privacy_level: GuildScheduledEventPrivacyLevel.GuildOnly,
    scheduled_start_time: new Date(event.startsAt).toISOString(),
    scheduled_end_time: new Date(event.endsAt).toISOString(),
  };
}

function named(error: DeliveryError, member: string): DeliveryError {
  return new DeliveryError(error.failure, error.code, error.message, { member, cause: error });
}

function hasCode(error: unknown, code: number): boolean {
  return error instanceof DeliveryError && error.code === String(code);
}

function snowflakeAt(instant: number): string {
  return String(BigInt(Math.max(0, instant - DISCORD_EPOCH)) << 22n);
}

function timeOf(snowflake: string): number {
  return Number(BigInt(snowflake) >> 22n) + DISCORD_EPOCH;
}

function withFiles(payload: MessagePayload): { body: Record<string, unknown>; files: RawFile[] } {
  const { files, ...body } = payload;
  const stored = Array.isArray(files) ? (files as StoredFile[]) : [];
  return {
    body,
    files: stored.map((file) => ({
      name: file.name,
      data: Buffer.from(file.base64, 'base64'),
      contentType: file.contentType,
    })),
  };
}

function translate(error: unknown): DeliveryError {
  if (error instanceof DeliveryError) return error;
  if (error instanceof RateLimitError) {
    const retryAfterMs = Math.max(error.retryAfter, error.timeToReset, error.sublimitTimeout, 50);
    return new DeliveryError('wait', 429, `rate limit of ${error.route}`, {
      retryAfterMs,
      global: error.global,
    });
  }
  if (error instanceof DiscordAPIError) {
    const code = typeof error.code === 'number' && error.code !== 0 ? error.code : undefined;
    const failure = classify(error.status, code);
    return new DeliveryError(failure, code ?? error.status, error.message, {
      cause: error,
      ...(failure === 'wait' ? { retryAfterMs: retryAfterOf(error) } : {}),
    });
  }
  if (error instanceof HTTPError) {
    return new DeliveryError('retry', error.status, error.message, { maybeDone: true, cause: error });
  }
  const code = networkCodeOf(error);
  return new DeliveryError('retry', code, error instanceof Error ? error.message : String(error), {
    maybeDone: mayHaveArrived(code),
    cause: error,
  });
}

/** Some limits (slow mode, edits of old messages) come as 4xx with the wait in the body, or without any. */
function retryAfterOf(error: DiscordAPIError): number {
  const body: unknown = error.rawError;
  const seconds =
    typeof body === 'object' && body !== null && 'retry_after' in body
      ? Number(body.retry_after)
      : Number.NaN;
  return Number.isFinite(seconds) ? seconds * 1000 : 10_000;
}

function networkCodeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  if ('code' in error && typeof error.code === 'string') return error.code;
  return error.cause instanceof Error ? networkCodeOf(error.cause) : error.name;
}
