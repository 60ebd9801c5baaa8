import { sql } from 'kysely';
import { isPostgres } from './address.ts';
import type { Db } from './open.ts';

/**
 * Tells the other processes on one database that there is something to do, within milliseconds. It may be lost, so
 * whoever listens also looks by itself: https://www.postgresql.org/docs/15/sql-notify.html. On SQLite it is silent.
 */
export interface Bell {
  ring(): void;
  close(): Promise<void>;
}

const CHANNEL = 'nexus_work';

/**
 * `direct` is the address of PostgreSQL itself: behind a pooler that gives out connections by the transaction nobody hears
 * anything. Without `onHeard` it only rings.
 */
export async function createBell(db: Db, direct: string, onHeard: (() => void) | undefined): Promise<Bell> {
  if (!isPostgres(direct)) return { ring() {}, async close() {} };
  const { listenTo } = await import('./postgres.ts');
  const listening = onHeard === undefined ? undefined : listenTo(direct, CHANNEL, onHeard);
  /** One is on its way, and another is to follow. */
  let isRinging = false;
  let isRungAgain = false;

  async function ringing(): Promise<void> {
    do {
      isRungAgain = false;
      await sql`select pg_notify(${CHANNEL}, '')`.execute(db);
    } while (isRungAgain);
  }

  return {
    ring() {
      isRungAgain = true;
      if (isRinging) return;
      isRinging = true;
      // A server that is away has nobody to tell; the others look by themselves.
      void ringing()
        .catch(() => undefined)
        .finally(() => {
          isRinging = false;
        });
    },
    close: async () => await listening?.close(),
  };
}
