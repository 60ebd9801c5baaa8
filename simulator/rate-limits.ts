import type { SimulatedClock } from './clock.ts';

interface Limit {
  requests: number;
  windowMs: number;
}

interface Bucket {
  limit: Limit;
  id: string;
  used: number;
  resetAt: number;
}

export interface Verdict {
  headers: Record<string, string>;
  /** Set when the request is refused: seconds to wait. */
  retryAfter: number | undefined;
  global: boolean;
}

const SECOND = 1000;
const GLOBAL: Limit = { requests: 50, windowMs: SECOND };

/**
 * Discord does not publish its buckets ("should not be hard coded"); these are what clients see in practice, the
 * tighter ones exactly. https://discord.com/developers/docs/topics/rate-limits
 */
const LIMITS: Record<string, Limit> = {
  'POST /channels/{channel_id}/messages': { requests: 5, windowMs: 5 * SECOND },
  'PATCH /channels/{channel_id}/messages/{message_id}': { requests: 5, windowMs: 5 * SECOND },
  'DELETE /channels/{channel_id}/messages/{message_id}': { requests: 5, windowMs: SECOND },
  'PUT /channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}/@me': {
    requests: 1,
    windowMs: SECOND / 4,
  },
  'PATCH /channels/{channel_id}': { requests: 5, windowMs: 15 * SECOND },
  'POST /webhooks/{webhook_id}/{webhook_token}': { requests: 5, windowMs: 2 * SECOND },
  'PATCH /webhooks/{webhook_id}/{webhook_token}/messages/@original': { requests: 5, windowMs: 2 * SECOND },
  'PUT /applications/{application_id}/commands': { requests: 2, windowMs: 60 * SECOND },
};
const OTHERWISE: Limit = { requests: 50, windowMs: SECOND };

/**
 * Limits inside a route that its headers do not tell: names and topics of channels and threads
 * (github.com/discord/discord-api-docs/issues/1900 and 2208), and edits of messages older than an hour (error 30046,
 * https://docs.discord.food/resources/message#edit-message).
 */
const HIDDEN = {
  rename: { requests: 2, windowMs: 10 * 60 * SECOND },
  topic: { requests: 2, windowMs: 10 * 60 * SECOND },
  oldEdit: { requests: 3, windowMs: 6 * SECOND },
} as const satisfies Record<string, Limit>;

/** 10,000 refused requests in 10 minutes ban the address: topics/rate-limits#invalid-request-limit-aka-cloudflare-bans */
const INVALID: Limit = { requests: 10_000, windowMs: 10 * 60 * SECOND };

export class RateLimits {
  readonly #clock: SimulatedClock;
  readonly #buckets = new Map<string, Bucket>();
  readonly #hidden = new Map<string, { used: number; resetAt: number }>();
  readonly #enabled: boolean;
  #global = { used: 0, resetAt: 0 };
  #invalid = { used: 0, resetAt: 0 };
  #sweepAt = 0;

  constructor(clock: SimulatedClock, enabled: boolean) {
    this.#clock = clock;
    this.#enabled = enabled;
  }

  /** Counts one request; `global`: whether it counts towards the 50 a second as well. */
  take(route: string, major: string, counted: { global: boolean }): Verdict {
    // No headers either: a client that reads of an empty bucket waits by itself.
    if (!this.#enabled) return { headers: {}, retryAfter: undefined, global: false };
    const now = this.#clock.elapsed();
    const bucket = this.#bucket(route, major, now);
    if (bucket.used >= bucket.limit.requests) return this.#refused(bucket, now);
    if (counted.global) {
      if (now >= this.#global.resetAt) this.#global = { used: 0, resetAt: now + GLOBAL.windowMs };
      if (this.#global.used >= GLOBAL.requests) {
        const retryAfter = (this.#global.resetAt - now) / SECOND;
        return { headers: globalHeaders(retryAfter), retryAfter, global: true };
      }
      this.#global.used++;
    }
    bucket.used++;
    return { headers: this.#headers(bucket, now), retryAfter: undefined, global: false };
  }

  /** Counts an act under a hidden limit of one channel; seconds to wait when there have been too many. */
  takeHidden(kind: keyof typeof HIDDEN, channelId: string): number | undefined {
    if (!this.#enabled) return undefined;
    const now = this.#clock.elapsed();
    const key = `${kind} ${channelId}`;
    const known = this.#hidden.get(key);
    const window = known && now < known.resetAt ? known : { used: 0, resetAt: now + HIDDEN[kind].windowMs };
    this.#hidden.set(key, window);
    if (window.used >= HIDDEN[kind].requests) return Math.ceil(window.resetAt - now) / SECOND;
    window.used++;
    return undefined;
  }

  /** Counts an answer of 401, 403 or 429; true once the address is banned. */
  countInvalid(status: number): void {
    if (status !== 401 && status !== 403 && status !== 429) return;
    const now = this.#clock.elapsed();
    if (now >= this.#invalid.resetAt) this.#invalid = { used: 0, resetAt: now + INVALID.windowMs };
    this.#invalid.used++;
  }

  get banned(): boolean {
    return (
      this.#enabled && this.#invalid.used >= INVALID.requests && this.#clock.elapsed() < this.#invalid.resetAt
    );
  }

  #bucket(route: string, major: string, now: number): Bucket {
    if (now > this.#sweepAt) this.#sweep(now);
    const key = `${route} ${major}`;
    const known = this.#buckets.get(key);
    if (known && now < known.resetAt) return known;
    const limit = LIMITS[route] ?? OTHERWISE;
    const bucket = { limit, id: known?.id ?? bucketId(route), used: 0, resetAt: now + limit.windowMs };
    this.#buckets.set(key, bucket);
    return bucket;
  }

  #sweep(now: number): void {
    for (const [key, bucket] of this.#buckets) if (now >= bucket.resetAt) this.#buckets.delete(key);
    for (const [key, window] of this.#hidden) if (now >= window.resetAt) this.#hidden.delete(key);
    this.#sweepAt = now + 10 * SECOND;
  }

  #refused(bucket: Bucket, now: number): Verdict {
    const retryAfter = Math.ceil(bucket.resetAt - now) / SECOND;
    const headers = { ...this.#headers(bucket, now), 'retry-after': String(Math.ceil(retryAfter)) };
    return { headers: { ...headers, 'x-ratelimit-scope': 'user' }, retryAfter, global: false };
  }

  #headers(bucket: Bucket, now: number): Record<string, string> {
    const left = Math.max(0, bucket.resetAt - now);
    return {
      'x-ratelimit-limit': String(bucket.limit.requests),
      'x-ratelimit-remaining': String(Math.max(0, bucket.limit.requests - bucket.used)),
      'x-ratelimit-reset': ((this.#clock.now() + left) / SECOND).toFixed(3),
      'x-ratelimit-reset-after': (Math.ceil(left) / SECOND).toFixed(3),
      'x-ratelimit-bucket': bucket.id,
    };
  }
}

function globalHeaders(retryAfter: number): Record<string, string> {
  return {
    'retry-after': String(Math.ceil(retryAfter)),
    'x-ratelimit-global': 'true',
    'x-ratelimit-scope': 'global',
  };
}

const bucketIds = new Map<string, string>();

/** Any text that is the same for the same route will do. */
function bucketId(route: string): string {
  const known = bucketIds.get(route);
  if (known !== undefined) return known;
  const id = Buffer.from(route).toString('hex').padEnd(32, '0').slice(-32);
  bucketIds.set(route, id);
  return id;
}
