import type { Clock } from '../clock.ts';
import { createBell, type Db, write } from '../database/index.ts';
import { endWorker, isGone, startWorker } from '../delivery/workers.ts';
import type { Role } from '../roles.ts';
import type { Poller } from '../schedule/scheduler.ts';
import { fairShare, grantedShare } from './rules.ts';
import {
  deleteProcesses,
  endLeasesOf,
  findLease,
  findProcesses,
  type Process,
  saveProcess,
  takeLease,
} from './store.ts';

/** Whoever has not said for so long that it lives is dead (ms): another takes over within 10 s. */
const LEASE = 8_000;
/** How often that is said, in ms; others are looked at every second. */
const RENEW_EVERY = 2_500;
const LOOK_EVERY = 1_000;
/** Ticks are not exactly a second apart (ms). */
const EARLY = 100;
/** How long a process that stops waits for a database that is held or away, in ms. */
const STOP = 300;
/** What only one process does at a time. */
const SCHEDULE = 'schedule';

const NO_WORKER =
  'No worker runs: nothing is sent, what is due waits. Start one with NEXUS_ROLE=worker (docs/scaling.md).';

/** One of the processes with this token. */
export interface Processes {
  /** Whether this one does what only one does at a time. */
  leads(): boolean;
  /** There is something to send: whoever else sends looks at once. */
  ring(): void;
  /** Why nothing is sent, and what to do; undefined where all is well. */
  fault(): string | undefined;
  /** Says that it lives and looks who else does; called before anything is sent. */
  beat(): Promise<void>;
  /** Looks once a second. */
  readonly poller: Poller;
  /** What it held is free at once. */
  stop(): Promise<void>;
}

/** What keeps the rate of requests; see platform/discord/pace.ts. */
interface Budget {
  /** From now on so many a second, for `ms`; after that none until it is called again. */
  allow(requestsPerSecond: number, ms: number): void;
  /** Whether somebody had to wait for the rate since it was asked last. */
  wasShort(): boolean;
  /** Requests that count against the rate now. */
  held(): number;
}

/**
 * Each process has a row that says it lives and what it may send of the `limit` requests a second; of those that do not
 * only listen one has the lease of the schedule. The shares never add up to more than the limit: one is made smaller only
 * after the process keeps to it, and greater only by what is free.
 */
export async function createProcesses(parts: {
  readonly db: Db;
  /** The database itself, not a pooler before it: only there does anybody hear. */
  readonly address: string;
  /** Another process says that there is something to send. */
  readonly onHeard: () => void;
  /** A process of this machine has died; in the transaction that ends what it held here. */
  readonly onGone: (trx: Db) => Promise<void>;
  readonly clock: Clock;
  readonly role: Role;
  readonly limit: number;
  readonly pace: Budget;
}): Promise<Processes> {
  const { db, clock, role, limit, pace } = parts;
  const bell = await createBell(db, parts.address, role === 'gateway' ? undefined : parts.onHeard);
  const id = startWorker();
  let own: Process = { id, role, share: 0, isShort: false, until: 0 };
  /** By the monotonic clock: the demo's runs faster. */
  let leadsUntil = -Infinity;
  let renewedAt = -Infinity;
  let others = 0;
  /** Somebody sends. */
  let isHeard = true;
  let isStopped = false;

  async function beat(): Promise<void> {
    if (isStopped) return;
    const began = performance.now();
    const now = clock.now();
    const known = (await findProcesses(db)).filter((each) => each.id !== id);
    const dead = known.filter((each) => each.until <= now || isGone(each.id));
    const gone = dead.filter((each) => isGone(each.id));
    const alive = known.filter((each) => !dead.includes(each));
    others = alive.length;
    isHeard = role !== 'gateway' || alive.some((each) => each.role !== 'gateway');
    const wasShort = pace.wasShort();
    const isShort = alive.length > 0 && wasShort;
    const before = alive.filter((each) => each.isShort && each.id < id).length;
    const wanted = fairShare(isShort, alive, limit, before);
    // A smaller share is kept to first, and given up once nothing is left that counts against more than it.
    if (wanted < own.share) pace.allow(wanted, LEASE);
    const isFree = wanted < own.share && pace.held() <= wanted;
    const isDue =
      dead.length > 0 ||
      isFree ||
      wanted > own.share ||
      isShort !== own.isShort ||
      began - renewedAt >= RENEW_EVERY - EARLY ||
      own.until - now < LEASE - RENEW_EVERY ||
      // The clock was set back.
      own.until > now + LEASE ||
      (await mayLead(now));
    if (!isDue) return;
    const until = now + LEASE;
    const next = await write(db, async (trx) => {
      await deleteProcesses(
        trx,
        dead.map((each) => each.id),
      );
      await endLeasesOf(
        trx,
        gone.map((each) => each.id),
      );
      if (gone.length > 0) await parts.onGone(trx);
      const there = (await findProcesses(trx)).filter((each) => each.id !== id);
      const share = wanted >= own.share ? grantedShare(wanted, there, limit) : isFree ? wanted : own.share;
      const process = { ...own, share, isShort, until };
      await saveProcess(trx, process);
      const isFirst = role !== 'gateway' && (await takeLease(trx, SCHEDULE, { holder: id, until }, now));
      return { process, leads: isFirst };
    });
    own = next.process;
    leadsUntil = next.leads ? began + LEASE : -Infinity;
    renewedAt = began;
    pace.allow(Math.min(own.share, wanted), LEASE - (performance.now() - began));
  }

  const leads = (): boolean => performance.now() < leadsUntil;

  /** Nobody does what only one does. */
  async function mayLead(now: number): Promise<boolean> {
    if (role === 'gateway' || leads()) return false;
    const lease = await findLease(db, SCHEDULE);
    return lease === undefined || lease.until <= now || isGone(lease.holder);
  }

  return {
    leads,
    fault: () => (isHeard ? undefined : NO_WORKER),
    ring: () => {
      if (others > 0) bell.ring();
    },
    beat,
    poller: { name: 'processes', every: LOOK_EVERY, everywhere: true, run: beat },
    async stop() {
      isStopped = true;
      await bell.close();
      leadsUntil = -Infinity;
      await write(
        db,
        async (trx) => {
          await endLeasesOf(trx, [id]);
          await deleteProcesses(trx, [id]);
        },
        { patience: STOP },
      ).catch(() => undefined);
      endWorker(id);
    },
  };
}
