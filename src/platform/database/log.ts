import { sql } from 'kysely';
import { copying } from './checkpoints.ts';
import { engineOf } from './engine.ts';
import type { Db } from './open.ts';

/**
 * Empties SQLite's log beside the file, in which rows that were removed may still be read. While another process reads it
 * stays, and is written over with time. (PostgreSQL does so by itself, when it vacuums.)
 */
export async function emptyLog(db: Db): Promise<void> {
  if (engineOf(db) !== 'sqlite') return;
  for (;;) {
    // Our own thread would keep it from being emptied.
    await copying(db);
    const { rows } = await sql<{ busy: number }>`pragma wal_checkpoint(truncate)`.execute(db);
    if (rows[0]?.busy !== 1 || copying(db) === undefined) return;
  }
}
