import { sql } from 'kysely';
import { engineOf } from './engine.ts';
import type { Db } from './open.ts';

/**
 * Empties SQLite's log beside the file, in which rows that were removed may still be read. While another process reads it
 * stays, and is written over with time. (PostgreSQL does so by itself, when it vacuums.)
 */
export async function emptyLog(db: Db): Promise<void> {
  if (engineOf(db) === 'sqlite') await sql`pragma wal_checkpoint(truncate)`.execute(db);
}
