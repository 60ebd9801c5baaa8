import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';

/** Workers of this very process: several may share it, in tests. */
const running = new Set<string>();

/** A name for whoever claims rows: machine, process and a number of its own. */
export function startWorker(): string {
  const worker = `${hostname()}/${process.pid}/${randomUUID()}`;
  running.add(worker);
  return worker;
}

export function endWorker(worker: string): void {
  running.delete(worker);
}

/**
 * Whether a worker is certainly gone: it ran on this machine and its process has ended. Its rows need not wait for
 * their lease. Unsure (another machine, a process number in use) counts as alive: the lease settles that.
 */
export function isGone(worker: string): boolean {
  const [host, pid] = worker.split('/');
  if (host !== hostname() || running.has(worker)) return false;
  const number = Number(pid);
  if (number === process.pid) return true;
  try {
    process.kill(number, 0);
    return false;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH';
  }
}
