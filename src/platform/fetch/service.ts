import type { Clock } from '../clock.ts';
import type { Config } from '../config.ts';
import { type Db, unclaimed, write } from '../database/index.ts';
import type { Feature } from '../feature.ts';
import { fetchKeeps } from './keeps/store.ts';
import {
  FetchTrouble,
  type Method,
  type Resolve,
  type Response,
  request,
  resolveByServers,
  resolveBySystem,
  type Trouble,
} from './request.ts';
import { hostLimit, type Refusal, readAddress } from './rules.ts';
import { deleteFetches, endFetch, findHostUse, findMemberUse, insertFetch } from './store.ts';

export type { Method, Resolve, Trouble } from './request.ts';
export type { Refusal } from './rules.ts';

export interface FetchRequest {
  readonly url: string;
  /** Default: GET. */
  readonly method?: Method;
  /** Whoever asks for it: counted against their ten an hour. Left out for what the bot looks at by itself. */
  readonly userId?: string;
  /** Default: 1 MiB. */
  readonly maxBytes?: number;
  /** In ms, redirects included; default: 10 s. */
  readonly timeoutMs?: number;
  /** Such as `if-none-match` and `accept`. Never credentials: nobody's are known here. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** What became of it. */
export type Fetched =
  | {
      readonly kind: 'answered';
      readonly status: number;
      /** Lower case, without parameters; '' where none was said. */
      readonly contentType: string;
      readonly etag: string | undefined;
      readonly body: Buffer;
      /** Where the redirects led. */
      readonly url: string;
    }
  /** It is not asked, now or later. */
  | { readonly kind: 'refused'; readonly why: Refusal }
  /** It may answer another time. */
  | { readonly kind: 'unreachable'; readonly why: Exclude<Trouble, 'private'> | 'too-many-redirects' }
  /** Nothing was sent: this host, or this member, had its share. `again`: ms UTC. */
  | { readonly kind: 'wait'; readonly of: 'host' | 'member'; readonly again: number };

/**
 * The one way to ask an address that a member typed: https only, public addresses only, pinned to the one that was
 * checked at every step of a redirect, no credentials, bounded in size and time, and never so often that the bot could
 * be made to hammer others. The limits are rows: a restart or a second process forgets nothing.
 */
export interface Fetches {
  fetch(request: FetchRequest): Promise<Fetched>;
  /** Why an address would be refused as it is written; undefined for one that may be asked. Looks nothing up. */
  refusalOf(url: string): Refusal | undefined;
  readonly feature: Feature;
}

const HOUR = 3_600_000;
/** In any hour. */
const FETCH_LIMITS = { member: 10 } as const;
/** A request of a process that died holds its host up no longer than this, in ms: longer than any may take. */
const LEASE = 120_000;
/** How soon a host that is being asked is worth another try, in ms. */
const BUSY = 5_000;
const MAX_REDIRECTS = 5;
const DEFAULTS = { maxBytes: 1024 * 1024, timeoutMs: 10_000 };

export function createFetches(parts: {
  db: Db;
  clock: Clock;
  config: Pick<Config, 'contractAllow'>;
  /** Default: the name servers; the system for what the configuration allows. */
  resolve?: Resolve;
}): Fetches {
  const { db, clock } = parts;
  const allow = parts.config.contractAllow;

  /** One request counted and under way, or when to come again. A member is counted once, whatever it redirects to. */
  async function claim(host: string, userId: string | undefined): Promise<number | Waiting> {
    return await unclaimed(() =>
      write(db, async (trx) => {
        const now = clock.now();
        const own = userId === undefined ? [] : await findMemberUse(trx, userId, now - HOUR);
        const { started, busyUntil } = await findHostUse(trx, host, {
          since: now - HOUR,
          alive: now - LEASE,
        });
        const ofMember = again(own, FETCH_LIMITS.member);
        if (ofMember !== undefined) return { kind: 'wait', of: 'member', again: ofMember };
        const ofHost = again(started, hostLimit(host)) ?? (busyUntil === undefined ? undefined : now + BUSY);
        if (ofHost !== undefined) return { kind: 'wait', of: 'host', again: ofHost };
        return await insertFetch(trx, { host, userId: userId ?? null, now });
      }),
    );
  }

  async function release(id: number): Promise<void> {
    await unclaimed(() => write(db, (trx) => endFetch(trx, id, clock.now())));
  }

  async function step(
    url: URL,
    asked: FetchRequest,
    how: { isFirst: boolean; method: Method; signal: AbortSignal },
  ): Promise<Response | Waiting> {
    const claimed = await claim(url.host, how.isFirst ? asked.userId : undefined);
    if (typeof claimed !== 'number') return claimed;
    try {
      const isExempt = allow.includes(url.origin);
      return await request(url, {
        method: how.method,
        headers: asked.headers ?? {},
        isExempt,
        maxBytes: asked.maxBytes ?? DEFAULTS.maxBytes,
        resolve: parts.resolve ?? (isExempt ? resolveBySystem : resolveByServers()),
        signal: how.signal,
      });
    } finally {
      await release(claimed);
    }
  }

  async function fetch(asked: FetchRequest): Promise<Fetched> {
    const signal = AbortSignal.timeout(asked.timeoutMs ?? DEFAULTS.timeoutMs);
    let url = readAddress(asked.url, allow);
    const method = asked.method ?? 'GET';
    try {
      for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
        if (typeof url === 'string') return { kind: 'refused', why: url };
        const answer = await step(url, asked, { isFirst: redirects === 0, method, signal });
        if ('kind' in answer) return answer;
        const next = redirectOf(answer, method);
        if (next === undefined) return answered(url, answer);
        // What a redirect names is judged like what a member typed.
        url = readAddress(URL.parse(next, url.href)?.href ?? '', allow);
      }
      return { kind: 'unreachable', why: 'too-many-redirects' };
    } catch (error) {
      if (!(error instanceof FetchTrouble)) throw error;
      return error.trouble === 'private'
        ? { kind: 'refused', why: 'private' }
        : { kind: 'unreachable', why: error.trouble };
    }
  }

  return {
    fetch,
    refusalOf(url) {
      const read = readAddress(url, allow);
      return typeof read === 'string' ? read : undefined;
    },
    feature: {
      name: 'fetch',
      keeps: fetchKeeps,
      pollers: [
        {
          name: 'fetches',
          every: HOUR,
          run: () => write(db, (trx) => deleteFetches(trx, clock.now() - HOUR - LEASE)),
        },
      ],
    },
  };
}

type Waiting = Extract<Fetched, { kind: 'wait' }>;

/** When (ms) it is possible again after so many times in an hour; undefined: now. */
function again(times: readonly number[], limit: number): number | undefined {
  const oldest = times.at(-limit);
  return times.length < limit || oldest === undefined ? undefined : oldest + HOUR;
}

/** A question for a schema is posted to nobody but whom it was meant for, unless the redirect says to post again. */
function redirectOf({ status, headers }: Response, method: Method): string | undefined {
  const moved = method === 'introspect' ? [307, 308] : [301, 302, 303, 307, 308];
  return moved.includes(status) ? headers.location : undefined;
}

function answered(url: URL, { status, headers, body }: Response): Fetched {
  return {
    kind: 'answered',
    status,
    contentType: (headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '',
    etag: headers.etag,
    body,
    url: url.href,
  };
}
