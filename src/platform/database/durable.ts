import { closeSync, fdatasync, openSync } from 'node:fs';
import { promisify } from 'node:util';
import { noteWrite } from './faults.ts';
import type { Db } from './open.ts';

/** SQLite's log of one database. */
export interface Disk {
  /** Resolves once everything committed before the call is on the disk. Throws what the disk says. */
  harden(): Promise<void>;
  close(): void;
}

/** Resolves once the disk holds what was written to an open file. */
export type Harden = (file: number) => Promise<void>;

const disks = new WeakMap<Db, Disk>();

/**
 * With `synchronous = FULL` SQLite waits for the disk in each commit and holds the event loop: 0.3 ms here, 5 to 20 on a
 * cheap server's disk. So it commits with NORMAL, which only writes the log, and whoever committed waits for `fdatasync` of
 * that log beside the event loop, where several share one. After a power cut SQLite finds all that was waited for, and
 * perhaps some of what came after, in the order of the commits (https://www.sqlite.org/fileformat2.html#recovery).
 * `path`: SQLite's file. Its log is there once something was committed, and stays as long as the file is open.
 */
export function openDisk(path: string, harden: Harden = promisify(fdatasync)): Disk {
  let log: number | undefined;
  let last: Promise<void> = Promise.resolve();
  let next: Promise<void> | undefined;
  return {
    harden() {
      // What is under way may have begun before the last commit.
      next ??= last.then(() => {
        next = undefined;
        // Windows waits only for what is open for writing.
        log ??= openSync(`${path}-wal`, 'r+');
        const now = harden(log);
        last = now.catch(() => undefined);
        return now;
      });
      return next;
    },
    close() {
      void (next ?? last)
        .catch(() => undefined)
        .then(() => {
          if (log !== undefined) closeSync(log);
        });
    },
  };
}

/** Says which log what is committed in `db` stands in. */
export function setDisk(db: Db, disk: Disk): void {
  disks.set(db, disk);
}

/**
 * Resolves once everything committed so far survives a power cut: only then may anybody hear of it. When the disk fails,
 * what was committed is there for all to see, and nobody knows whether it stays.
 */
export async function durable(db: Db): Promise<void> {
  try {
    await disks.get(db)?.harden();
  } catch (error) {
    noteWrite(db, 0, error);
    throw new Error('It is not known whether a change was saved', { cause: error });
  }
}
