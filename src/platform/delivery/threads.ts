import type { Clock } from '../clock.ts';
import { type Db, write } from '../database/index.ts';
import { DeliveryError, type FailureClass } from './failures.ts';
import { addThreads, findRoom, type Room, saveRoom } from './rooms/store.ts';
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
const UNKNOWN = 0;
const WILL_NOT_TELL: ReadonlySet<FailureClass> = new Set(['gone', 'forbidden', 'refused']);
/** Threads archived to make room, at once. */
const AT_ONCE = 10;
/** So far from the ceiling a thread is counted when it is recorded: fewer than that are on their way. */
const FAR = 100;

/** Keeps each server below its limit of active threads. */
export interface ThreadRoom {
  /**
   * The transport, making room before it starts a thread in this server. `uncounted` hears of each that is to be counted
   * in the write that records it ({@link ThreadRoom.count}).
   */
  guard(guildId: string, uncounted: () => void): Transport;
  /** So many were started. */
  count(trx: Db, guildId: string, threads: number): Promise<void>;
  /** A message may wake a thread. */
  mayWake(guildId: string): Promise<void>;
  /** Discord said that there is no room: what we believed was wrong. */
  wasFull(guildId: string): Promise<void>;
}

/** How many there are is a row for all processes; which of ours are quiet each lists for itself. */
export function createThreadRoom({
  db,
  transport,
  clock,
}: {
  readonly db: Db;
  readonly transport: Transport;
  readonly clock: Clock;
}): ThreadRoom {
  /** Ours that may be archived, in the order in which they are. */
  const quiet = new Map<string, OwnThread[]>();
  /** One after the other per server: two that make room at once would archive twice as many. */
  const queues = new Map<string, Promise<unknown>>();

  /**
   * Counting is a precaution: where Discord will not tell, the thread is tried, and it says itself when it is full. Otherwise
   * a thread that could be made would fail for good, and staff would read of a permission that it does not need.
   */
  async function activeThreads(guildId: string): Promise<{ total: number; own: readonly OwnThread[] }> {
    try {
      return await transport.activeThreads(guildId);
    } catch (error) {
      if (error instanceof DeliveryError && WILL_NOT_TELL.has(error.failure)) return { total: 0, own: [] };
      throw error;
    }
  }

  async function count(guildId: string, ceiling: number): Promise<Room> {
    const { total, own } = await activeThreads(guildId);
    const room = { total, ceiling, countedAt: clock.now() };
    await write(db, (trx) => saveRoom(trx, guildId, room));
    quiet.set(
      guildId,
      own.toSorted((a, b) => Number(a.isPrivate) - Number(b.isPrivate) || a.lastActiveAt - b.lastActiveAt),
    );
    return room;
  }

  async function current(guildId: string): Promise<Room> {
    const known = await findRoom(db, guildId);
    if (known === undefined) return count(guildId, CEILING);
    const isNear = known.total >= known.ceiling - AT_ONCE;
    const age = Math.abs(clock.now() - known.countedAt);
    const isListed = quiet.has(guildId) || known.total < known.ceiling;
    return !isListed || age > (isNear ? BELIEVED_NEAR : BELIEVED) ? count(guildId, known.ceiling) : known;
  }

  /** Makes room for one more and counts it, where `uncounted` does not; resolves to how many there are then. */
  async function makeRoom(guildId: string, uncounted?: () => void): Promise<number> {
    const { total, ceiling } = await current(guildId);
    if (uncounted !== undefined && total < ceiling - FAR) {
      uncounted();
      return total + 1;
    }
    let more = 1;
    if (total >= ceiling) {
      // One by one: a card's thread that stands by now yields before the next team's.
      for (let yielded = 0; yielded < AT_ONCE; yielded += 1) {
        const thread = quiet.get(guildId)?.shift();
        if (thread === undefined) break;
        if (await archived(thread.id)) more -= 1;
      }
    }
    if (more !== 0) await write(db, (trx) => addThreads(trx, guildId, more));
    return total + more;
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

  function started(guildId: string, threadId: string, isPrivate: boolean): void {
    const own = quiet.get(guildId);
    if (own === undefined) return;
    const thread: OwnThread = { id: threadId, isPrivate, lastActiveAt: clock.now() };
    // Behind the others of its sort; private ones stand at the end.
    const index = isPrivate ? own.length : own.findIndex((other) => other.isPrivate);
    own.splice(index === -1 ? own.length : index, 0, thread);
  }

  return {
    count: addThreads,
    guard: (guildId, uncounted) => ({
      ...transport,
      async startThread(channelId, messageId, options) {
        const total = await inTurn(guildId, () => makeRoom(guildId, uncounted));
        const thread = await transport.startThread(channelId, messageId, {
          ...options,
          autoArchiveMinutes: total > CROWDED ? SHORTEST_ARCHIVE : options.autoArchiveMinutes,
        });
        started(guildId, thread.id, false);
        return thread;
      },
      async startPrivateThread(channelId, options) {
        await inTurn(guildId, () => makeRoom(guildId, uncounted));
        const thread = await transport.startPrivateThread(channelId, options);
        started(guildId, thread.id, true);
        return thread;
      },
    }),
    async mayWake(guildId) {
      const known = await findRoom(db, guildId);
      // Far from the ceiling nothing is asked and nothing is counted.
      if (known === undefined || known.total < known.ceiling - 2 * AT_ONCE) return;
      await inTurn(guildId, () => makeRoom(guildId));
    },
    async wasFull(guildId) {
      const known = (await findRoom(db, guildId)) ?? { total: CEILING, ceiling: CEILING, countedAt: -1 };
      if (known.countedAt === UNKNOWN) return;
      // The limit is lower than we thought, or others filled it: count again, and stay further away.
      const ceiling = Math.max(2 * AT_ONCE, Math.min(known.ceiling, known.total) - 2 * AT_ONCE);
      await write(db, (trx) => saveRoom(trx, guildId, { total: known.total, ceiling, countedAt: UNKNOWN }));
    },
  };
}

async function after<T>(before: Promise<unknown>, work: () => Promise<T>): Promise<T> {
  await before;
  return work();
}
