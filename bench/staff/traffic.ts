import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

/** One act of a member, from sending to the first answer. */
export type Act = (round: number) => Promise<unknown>;

/** What somebody would notice while something else goes on. */
export interface Noticed {
  /** From sending to the first answer, ms, the shortest first. */
  readonly waits: readonly number[];
  /** Acts that got no answer within the 3 s a client waits. */
  readonly failed: number;
}

/**
 * Members act at a steady pace, whether or not earlier ones have their answer, until `until` resolves: so that a bot that
 * stands still is seen in every wait it causes.
 */
export async function traffic(act: Act, perSecond: number, until: Promise<unknown>): Promise<Noticed> {
  const over = new AbortController();
  const ended = until.finally(() => {
    over.abort();
  });
  const waits: number[] = [];
  let failed = 0;
  const pending: Promise<void>[] = [];
  const began = performance.now();
  for (let round = 0; !over.signal.aborted; round++) {
    const due = began + (round * 1_000) / perSecond;
    await Promise.race([ended.catch(() => undefined), pause(Math.max(0, due - performance.now()))]);
    pending.push(
      (async () => {
        const from = performance.now();
        await act(round).catch(() => {
          failed += 1;
        });
        waits.push(performance.now() - from);
      })(),
    );
  }
  await Promise.all(pending);
  await ended;
  return { waits: waits.toSorted((a, b) => a - b), failed };
}

export function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export interface Cost<T> {
  /** Memory it held before, and at most meanwhile (MB). */
  readonly before: number;
  readonly peak: number;
  /** Its processor time (s), which unlike the time on the wall does not depend on what else the machine does. */
  readonly processor: number;
  readonly result: T;
}

/** What `work` costs a process; Linux alone can say. */
export async function costOf<T>(pid: number, work: () => Promise<T>): Promise<Cost<T>> {
  const [before, began] = [resident(pid), processor(pid)];
  let peak = before;
  const timer = setInterval(() => {
    peak = Math.max(peak, resident(pid));
  }, 20);
  try {
    const result = await work();
    return { result, before, peak: Math.max(peak, resident(pid)), processor: processor(pid) - began };
  } finally {
    clearInterval(timer);
  }
}

/** User's and system's, in seconds: fields 14 and 15 of proc_pid_stat(5), in hundredths of a second. */
function processor(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

function resident(pid: number): number {
  const pages = Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]);
  return (pages * 4_096) / 2 ** 20;
}
