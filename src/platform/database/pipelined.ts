import { DummyDriver, Transaction } from 'kysely';
import { SteadyPostgresDialect } from './compiler.ts';
import type { Db } from './open.ts';
import type { Schema } from './schema.ts';

const dialect = new SteadyPostgresDialect({
  pool: () => Promise.reject(new Error('a transaction has its connection already')),
});
/** Kysely wants these of every transaction; one that has begun works with its executor alone. */
const UNUSED = { config: { dialect }, dialect, driver: new DummyDriver() };

/**
 * Runs `work` in `trx` so that what it asks side by side goes out in one packet, in the order in which it is asked: Kysely's own
 * transactions wait for each answer before they ask what comes next. For PostgreSQL.
 */
export async function pipelined<T>(trx: Transaction<Schema>, work: (trx: Db) => Promise<T>): Promise<T> {
  const executor = trx.getExecutor();
  return await executor.provideConnection(async (connection) => {
    const freely = executor.withConnectionProvider({ provideConnection: (ask) => ask(connection) });
    return await work(new Transaction<Schema>({ ...UNUSED, executor: freely }));
  });
}
