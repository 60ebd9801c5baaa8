import { mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A new directory for a database: in memory where there is room, because every commit waits for the disk. */
export function databaseDirectory(): string {
  return mkdtempSync(join(hasRoom('/dev/shm') ? '/dev/shm' : tmpdir(), 'nexus-'));
}

/** As {@link databaseDirectory}; it is gone when the test is. */
export function temporaryDirectory(): string {
  const directory = databaseDirectory();
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

function hasRoom(directory: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(directory);
    return bavail * bsize > 500 * 1024 * 1024;
  } catch {
    return false;
  }
}
