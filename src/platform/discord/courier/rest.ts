// By way of discord.js: imported directly it would be a second copy, in memory and in what is an instance of what.
import {
  DiscordAPIError,
  HTTPError,
  RateLimitError,
  type RawFile,
  REST,
  RESTJSONErrorCodes,
  type RouteLike,
  Routes,
} from 'discord.js';
import { classify, DeliveryError, mayHaveArrived } from '../../delivery/failures.ts';
import { createPace, DISCORD_LIMIT, type Pace } from '../pace.ts';
import { send } from '../sending.ts';

/** A request's time limit in ms, waiting included; shorter than a row's lease. */
const REQUEST_TIMEOUT = 12_000;

/** Discord's REST API as the outbox calls it. */
export interface CourierRest {
  /** One try of one request; every error is a DeliveryError. */
  readonly call: <T>(
    method: 'get' | 'post' | 'patch' | 'put' | 'delete',
    route: RouteLike,
    request?: { body?: unknown; files?: RawFile[]; query?: Record<string, string> },
  ) => Promise<T>;
  /** Posts what gets an id. An answer without one is as good as none: it may have been made. */
  readonly create: (
    route: RouteLike,
    request: { body: unknown; files?: RawFile[] },
  ) => Promise<{ id: string }>;
  /** Our own user's id. */
  readonly selfId: () => Promise<string>;
  /** Runs a change; in an archived thread it is opened first (error 50083). */
  readonly unarchived: <T>(threadId: string, change: () => Promise<T>) => Promise<T>;
}

export interface RestOptions {
  readonly token: string;
  /** Base address of Discord's REST API, without a trailing slash and without the version. */
  readonly api: string;
  readonly pace?: Pace;
  /** Default: Discord's limit. */
  readonly requestsPerSecond?: number;
  readonly timeoutMs?: number;
}

/** Never retries and never sleeps on a rate limit: see {@link createCourier}. */
export function createRest(options: RestOptions): CourierRest {
  const limit = options.requestsPerSecond ?? DISCORD_LIMIT;
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
        return await send(url, init);
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
    const ending = new AbortController();
    // A signal that ends by itself would keep each request in memory for as long.
    const timer = setTimeout(() => ending.abort(), timeout).unref();
    try {
      const { query, ...rest_ } = request;
      // The client forgets its token over one 401, which Discord in trouble gives as well.
      rest.setToken(options.token);
      return (await rest[method](route, {
        ...rest_,
        ...(query === undefined ? {} : { query: new URLSearchParams(query) }),
        // The client's own timeout ends when the headers arrive; this one covers the body too.
        signal: ending.signal,
      })) as T;
    } catch (error) {
      throw translate(error);
    } finally {
      clearTimeout(timer);
    }
  }

  async function create(
    route: RouteLike,
    request: { body: unknown; files?: RawFile[] },
  ): Promise<{ id: string }> {
    return { id: idOf(await call('post', route, request), { maybeDone: true }) };
  }

  function selfId(): Promise<string> {
    // Without our id none of our messages would be found again, and each would be sent anew.
    self ??= call('get', Routes.user('@me'))
      .then((user) => idOf(user, { maybeDone: false }))
      .catch((error: unknown) => {
        self = undefined;
        throw error;
      });
    return self;
  }

  async function unarchived<T>(threadId: string, change: () => Promise<T>): Promise<T> {
    try {
      return await change();
    } catch (error) {
      if (!hasCode(error, RESTJSONErrorCodes.InvalidActionOnArchivedThread)) throw error;
      await call('patch', Routes.channel(threadId), { body: { archived: false } });
      return change();
    }
  }

  return { call, create, selfId, unarchived };
}

function idOf(answer: unknown, { maybeDone }: { maybeDone: boolean }): string {
  const { id } = (answer ?? {}) as { id?: unknown };
  if (typeof id === 'string') return id;
  throw new DeliveryError('retry', 'no id', 'an answer without an id', { maybeDone });
}

export function hasCode(error: unknown, code: number): boolean {
  return error instanceof DeliveryError && error.code === String(code);
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
