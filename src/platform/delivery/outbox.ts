import { within } from '../async.ts';
import type { Clock } from '../clock.ts';
import {
  afterCommit,
  beforeCommit,
  type Db,
  engineOf,
  unawaited,
  unclaimed,
  write,
} from '../database/index.ts';
import { type Logger, loggingApart } from '../log.ts';
import { type Metrics, noMetrics } from '../metrics/metrics.ts';
import { attempt, kindOf } from './attempt.ts';
import { createBookkeeping } from './bookkeeping.ts';
import { claimDoubtful, claimDue } from './claims/store.ts';
import type { Outcome } from './outcome.ts';
import { cancelRow, cancelRowsOf, cancelRowsTo, insertRows, renewRow } from './queue/store.ts';
import {
  type Claimed,
  countPending,
  endLeases,
  endLeasesOfGone,
  isComing,
  lateness,
  nextReadyAt,
  release,
} from './store.ts';
import { createThreadRoom } from './threads.ts';
import type { Deliverer, DeliveryKind, PlaceKind, Transport } from './types.ts';
import { createWaiting } from './waiting.ts';
import { endWorker, startWorker } from './workers.ts';

/** How long a claimed row belongs to this process, in ms: longer than any request may take. */
export const LEASE = 30_000;
/** Rows on their way at once, each to another place. */
const IN_FLIGHT = 40;
/** Rows claimed by one statement: small, so that the event loop is free for interactions. */
const CLAIM_BATCH = 8;
/** Rows that the write that makes them due claims by itself: several writes may do so before any is counted as on its way. */
const CLAIM_WITH = 2;
/** A row that is tried this soon after it was due was not late before, in ms. */
const A_MOMENT = 60_000;
/** How long a process that stops waits for a database that is held or away, in ms. */
const STOP = 300;
/** The process, or the machine, may open nothing more. */
const NO_HANDLES: ReadonlySet<string> = new Set(['EMFILE', 'ENFILE']);
const HANDLES_SENTENCE =
  'Too many files and connections are open: nothing can be sent. Raise the limit (systemd: LimitNOFILE, Docker: --ulimit nofile); Nexus goes on by itself.';
const TOKEN_SENTENCE =
  'Discord refuses the token: nothing can be sent. If it was reset, set the new DISCORD_TOKEN and start Nexus again; what is due waits.';
/** The furthest the precise timer looks ahead, in ms; beyond it the schedule wakes the outbox. */
const TIMER_HORIZON = 60_000;

export interface OutboxParts {
  readonly db: Db;
  readonly transport: Transport;
  /** Kinds that need more than a message, read when they are needed; rows of other kinds are plain messages. */
  readonly kinds: readonly DeliveryKind[];
  /** Where places are, read when they are needed. */
  readonly places: readonly PlaceKind[];
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics?: Pick<Metrics, 'delivered' | 'retried' | 'rateLimited'>;
  /** Whether this process sends; else it leaves that to others. Default: it does. */
  readonly sends?: boolean;
  /** There is something to send, which other processes may do. */
  readonly onWork?: () => void;
  /** 0 to 1, for the jitter of the backoff. */
  readonly random?: () => number;
  /** Discord answers again after a while (ms UTC) without any answer. */
  readonly onOutage?: (from: number, to: number) => Promise<void>;
  /** Discord says of a delivery that somebody is no longer in the server; in the transaction that gives it up. */
  readonly onLeft?: (trx: Db, guildId: string, userId: string) => Promise<void>;
}

/**
 * Sends what is due: claims rows in small batches, keeps many places busy at once and each place in order, records what
 * Discord answered. What a crash cuts off is found again by its lease.
 */
export function createOutbox(parts: OutboxParts): Deliverer {
  const { db, clock, log, metrics = noMetrics, sends = true } = parts;
  const means = {
    ...parts,
    metrics,
    threads: createThreadRoom({ db, transport: parts.transport, clock }),
    random: parts.random ?? Math.random,
    isReachable: () => unreachableSince === undefined,
  };
  const waiting = createWaiting(parts);
  const books = createBookkeeping({ ...means, claimWith, ended: (...end) => waiting.ended(...end) });
  const worker = startWorker();
  let tookOver = false;
  const inFlight = new Set<Promise<void>>();
  const stopping = new AbortController();
  const isStopped = (): boolean => stopping.signal.aborted;
  let pausedUntil = 0;
  let unreachableSince: number | undefined;
  let isRefused = false;
  let pumping: Promise<void> | undefined;
  let pumpAgain = false;
  let timer: NodeJS.Timeout | undefined;

  /** Starts everything that can start now. Calls that come while it runs make it look once more. */
  function pump(): Promise<void> {
    if (!sends) return Promise.resolve();
    pumpAgain = true;
    pumping ??= (async () => {
      try {
        while (pumpAgain && !isStopped()) {
          pumpAgain = false;
          await takeOverOnce();
          const next = await nextReadyAt(db);
          const isDue = next !== undefined && next <= clock.now();
          if (isDue) await claimAll();
          // Whoever calls while it looks when the next one can go is heard too.
          if (!pumpAgain) setTimer(isDue ? await nextReadyAt(db) : next);
        }
      } catch (error) {
        log.error({ err: error }, 'the outbox could not claim');
      } finally {
        pumping = undefined;
      }
    })();
    return pumping;
  }

  function work(): void {
    wake();
    parts.onWork?.();
  }

  function wake(): void {
    if (!isStopped()) void apart(pump);
  }

  /** Once, at the start: what a process of this machine left in its hands when it died is free at once. */
  async function takeOverOnce(): Promise<void> {
    if (tookOver) return;
    await write(db, (trx) => endLeasesOfGone(trx, clock.now()));
    tookOver = true;
  }

  async function claimAll(): Promise<void> {
    for (const claim of [claimDoubtful, claimDue]) {
      for (;;) {
        const now = clock.now();
        if (isStopped() || inFlight.size + CLAIM_BATCH > IN_FLIGHT || now < pausedUntil) return;
        const rows = await claim(db, { worker, now, leaseUntil: now + LEASE, limit: CLAIM_BATCH });
        for (const row of rows) launch(row);
        if (rows.length < CLAIM_BATCH) break;
      }
    }
  }

  /**
   * Claims what `trx` makes due in `trx` itself, which saves the commit of a claim of its own. Not on PostgreSQL: what
   * members do would be undone by whoever else claims.
   */
  function claimWith(trx: Db): void {
    if (!sends || engineOf(trx) !== 'sqlite') return;
    beforeCommit(trx, worker, async () => {
      const now = clock.now();
      // What a process before this one left is looked at first.
      if (!tookOver || isStopped() || inFlight.size + CLAIM_WITH > IN_FLIGHT || now < pausedUntil) return;
      const rows = await claimDue(trx, { worker, now, leaseUntil: now + LEASE, limit: CLAIM_WITH });
      afterCommit(trx, () => apart(() => rows.forEach(launch)));
    });
  }

  function launch(row: Claimed): void {
    const work = deliver(row)
      .catch((error: unknown) =>
        log.error({ err: error, row: row.id, kind: row.kind }, 'a delivery could not be recorded'),
      )
      .finally(() => {
        inFlight.delete(work);
        void pump();
      });
    inFlight.add(work);
  }

  async function deliver(row: Claimed): Promise<void> {
    const outcome = await attempt(means, row);
    if (outcome.end === 'again') await giveBack(row, outcome);
    else await books.finish(row, outcome);
    if (outcome.end === 'sent') await reached();
  }

  async function giveBack(row: Claimed, outcome: Extract<Outcome, { end: 'again' }>): Promise<void> {
    if (outcome.unreachable === true) unreachableSince ??= beganAt(row, clock.now());
    const { error } = outcome;
    if (error !== undefined) metrics.retried(error.code);
    if (error !== undefined && NO_HANDLES.has(error.code)) log.error({ code: error.code }, HANDLES_SENTENCE);
    if (error?.failure === 'unauthorized') refuse();
    if (error?.failure === 'wait') metrics.rateLimited('outbox', error.retryAfterMs);
    if (outcome.pauseMs !== undefined) pausedUntil = clock.now() + outcome.pauseMs;
    if (await write(db, (trx) => release(trx, row, outcome.release))) {
      log.debug({ row: row.id, kind: row.kind, error: outcome.release.error }, 'delivery put off');
    }
    if (outcome.alert !== undefined) await books.raise(row, outcome.alert);
  }

  function refuse(): void {
    if (!isRefused) log.error(TOKEN_SENTENCE);
    isRefused = true;
  }

  async function reached(): Promise<void> {
    if (isRefused) log.info('Discord takes the token again');
    isRefused = false;
    const since = unreachableSince;
    unreachableSince = undefined;
    if (since !== undefined) await parts.onOutage?.(since, clock.now());
  }

  /** Wakes the pump exactly when the next row can go: a rate limit that ends between two ticks must not cost a tick. */
  function setTimer(next: number | undefined): void {
    clearTimeout(timer);
    if (isStopped() || next === undefined) return;
    const ahead = Math.max(next, pausedUntil) - clock.now();
    if (ahead > TIMER_HORIZON) return;
    timer = setTimeout(() => void pump(), Math.max(ahead, 5));
    timer.unref();
  }

  return {
    vitals: async () => ({ pending: await countPending(db), lateMs: await lateness(db, clock.now()) }),
    fault: () => (isRefused ? TOKEN_SENTENCE : undefined),
    async enqueue(trx, ...entries) {
      const rows = entries.map((entry) => ({
        entry,
        isTask: kindOf(parts.kinds, entry.kind)?.run !== undefined,
      }));
      claimWith(trx);
      afterCommit(trx, work);
      return await insertRows(trx, rows, clock.now());
    },
    async renew(trx, dedupeKey, payload) {
      const renewed = await renewRow(trx, dedupeKey, payload, clock.now());
      if (renewed) {
        claimWith(trx);
        afterCommit(trx, work);
      }
      return renewed;
    },
    isComing: (dedupeKey) => isComing(db, dedupeKey),
    settled: (dedupeKey, timeoutMs) => waiting.settled(dedupeKey, timeoutMs),
    cancel: (trx, dedupeKey) => cancelRow(trx, dedupeKey, clock.now()),
    cancelTo: (trx, kind, ids) => cancelRowsTo(trx, { kind, ids }, clock.now()),
    cancelKeys: (trx, beginnings) => cancelRowsOf(trx, beginnings, clock.now()),
    wake,
    async takeOver(trx) {
      await endLeasesOfGone(trx, clock.now());
      afterCommit(trx, work);
    },
    async tick() {
      let isIdle = false;
      while (!isIdle && !isStopped()) {
        await pump();
        await Promise.all(inFlight);
        await pumping;
        isIdle = inFlight.size === 0;
      }
    },
    async stop(timeoutMs) {
      stopping.abort();
      clearTimeout(timer);
      const finished = async (): Promise<void> => {
        await pumping;
        await Promise.all(inFlight);
      };
      await within(timeoutMs, finished());
      if (inFlight.size > 0) await giveUp(parts, worker);
      endWorker(worker);
    },
  };
}

/** What `act` does has nothing to do with what caused the row. */
function apart<T>(act: () => T): T {
  return loggingApart(() => unclaimed(() => unawaited(act)));
}

/** When an outage began that is noticed by a row now (ms): what fell due a moment ago is part of what it held up. */
function beganAt(row: Claimed, now: number): number {
  return now - row.due_at < A_MOMENT ? row.due_at : now;
}

/** What did not end in time is for another process to look at now, or for the next one at its start. */
async function giveUp({ db, clock, log, onWork }: OutboxParts, worker: string): Promise<void> {
  await write(db, (trx) => endLeases(trx, worker, clock.now()), { patience: STOP })
    .then(() => onWork?.())
    .catch((error: unknown) => log.warn({ err: error }, 'what is on its way waits for its lease to end'));
}
