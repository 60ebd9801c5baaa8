import type { Clock } from '../clock.ts';
import { DeliveryError } from './failures.ts';
import type { OwnThread, Transport } from './types.ts';

/**
 * A server holds about 1,000 active threads (error 160006). From here on our own quietest ones are archived to make room:
 * threads on cards first, teams' last. Archived threads keep everything and wake up when somebody writes.
 */
const CEILING = 900;
/** Above this many, threads on cards go to sleep after an hour instead of a day. */
const CROWDED = 600;
const SHORTEST_ARCHIVE = 60;
/** How long a count is believed, in ms: others start and archive threads too. */
const BELIEVED = 10 * 60_000;
/** The same when the ceiling is near. */
const BELIEVED_NEAR = 30_000;
const UNKNOWN = -Infinity;
/** Threads archived to make room, at once. */
const AT_ONCE = 10;

interface Server {
  total: number;
  /** Ours that may be archived, in the order in which they are. */
  quiet: OwnThread[];
  countedAt: number;
  ceiling: number;
}

/** Keeps each server below its limit of active threads. */
export interface ThreadRoom {
  /** The transport, making room before it starts a thread in this server. */
  guard(guildId: string): Transport;
  /** A message may wake a thread. */
  mayWake(guildId: string): Promise<void>;
  /** Discord said that there is no room: what we believed was wrong. */
  wasFull(guildId: string): void;
}

export function createThreadRoom({ transport, clock }: { transport: Transport; clock: Clock }): ThreadRoom {
  const servers = new Map<string, Server>();
  /** One after the other per server: two that make room at once would archive twice as many. */
  const queues = new Map<string, Promise<unknown>>();

  async function count(guildId: string, ceiling: number): Promise<Server> {
    const { total, own } = await transport.activeThreads(guildId);
    const quiet = own.toSorted(
      (a, b) => Number(a.isPrivate) - Number(b.isPrivate) || a.lastActiveAt - b.lastActiveAt,
    );
    const server = { total, quiet, countedAt: clock.now(), ceiling };
    servers.set(guildId, server);
    return server;
  }

  async function current(guildId: string): Promise<Server> {
    const known = servers.get(guildId);
    if (known === undefined) return count(guildId, CEILING);
    const isNear = known.total >= known.ceiling - AT_ONCE;
    const age = Math.abs(clock.now() - known.countedAt);
    return age > (isNear ? BELIEVED_NEAR : BELIEVED) ? count(guildId, known.ceiling) : known;
  }

  async function makeRoom(guildId: string): Promise<Server> {
    const server = await current(guildId);
    if (server.total >= server.ceiling) {
      // One by one: a card's thread that stands by now yields before the next team's.
      for (let yielded = 0; yielded < AT_ONCE; yielded += 1) {
        const thread = server.quiet.shift();
        if (thread === undefined) break;
        if (await archived(thread.id)) server.total -= 1;
      }
    }
    server.total += 1;
    return server;
  }

  /** True when it no longer counts. One that was deleted or that we may not touch is left alone. */
  async function archived(threadId: string): Promise<boolean> {
    try {
      await transport.archiveThread(threadId);
      return true;
    } catch (error) {
      if (error instanceof DeliveryError && error.failure === 'gone') return true;
      if (error instanceof DeliveryError && error.failure === 'forbidden') return false;
      throw error;
    }
  }

  function inTurn<T>(guildId: string, work: () => Promise<T>): Promise<T> {
    const before = queues.get(guildId) ?? Promise.resolve();
    const turn = after(before, work);
    queues.set(
      guildId,
      turn.catch(() => {}),
    );
    return turn;
  }

  function started(server: Server, threadId: string, isPrivate: boolean): void {
    const thread: OwnThread = { id: threadId, isPrivate, lastActiveAt: clock.now() };
    // Behind the others of its sort; private ones stand at the end.
    const index = isPrivate ? server.quiet.length : server.quiet.findIndex((other) => other.isPrivate);
    server.quiet.splice(index === -1 ? server.quiet.length : index, 0, thread);
  }

  return {
    guard: (guildId) => ({
      ...transport,
      async startThread(channelId, messageId, options) {
        const server = await inTurn(guildId, () => makeRoom(guildId));
        const thread = await transport.startThread(channelId, messageId, {
          ...options,
          autoArchiveMinutes: server.total > CROWDED ? SHORTEST_ARCHIVE : options.autoArchiveMinutes,
        });
        started(server, thread.id, false);
        return thread;
      },
      async startPrivateThread(channelId, options) {
        const server = await inTurn(guildId, () => makeRoom(guildId));
        const thread = await transport.startPrivateThread(channelId, options);
        started(server, thread.id, true);
        return thread;
      },
    }),
    async mayWake(guildId) {
      const known = servers.get(guildId);
      // Far from the ceiling nothing is asked and nothing is counted.
      if (known === undefined || known.total < known.ceiling - 2 * AT_ONCE) return;
      await inTurn(guildId, () => makeRoom(guildId));
    },
    wasFull(guildId) {
      const known = servers.get(guildId) ?? { total: CEILING, quiet: [], countedAt: 0, ceiling: CEILING };
      servers.set(guildId, known);
      if (known.countedAt === UNKNOWN) return;
      // The limit is lower than we thought, or others filled it: count again, and stay further away.
      known.countedAt = UNKNOWN;
      known.ceiling = Math.max(2 * AT_ONCE, Math.min(known.ceiling, known.total) - 2 * AT_ONCE);
    },
  };
}

async function after<T>(before: Promise<unknown>, work: () => Promise<T>): Promise<T> {
  await before;
  return work();
}
