import { createHash } from 'node:crypto';
import { Client } from 'pg';
import { migrations } from '../../migrations/index.ts';
import { migrate, openDatabase } from '../../src/platform/database/index.ts';

/**
 * The server on which the tests run instead of SQLite: postgres://USER@HOST:PORT, whose user may create databases.
 * Unset: SQLite, so that whoever checks the sources out needs nothing.
 */
export const POSTGRES = process.env.TEST_POSTGRES?.replace(/\/+$/, '');

/** A pooler before that server, through which everything but making databases goes: .ci/pgbouncer. */
const POOLED = process.env.TEST_POSTGRES_POOLED?.replace(/\/+$/, '');

/** One for all test processes, made anew when a migration is. */
const TEMPLATE = `nexus_${createHash('sha256').update(Object.keys(migrations).join()).digest('hex').slice(0, 12)}`;
const LOCK = 72_368_371;
let count = 0;
let hasTemplate = false;

/** A migrated database on PostgreSQL, for one test; `empty`: without any table. */
export async function createPostgres({ empty = false } = {}): Promise<string> {
  const name = `test_${process.pid}_${Date.now().toString(36)}_${++count}`;
  await onServer(async (client) => {
    if (!empty && !hasTemplate) await makeTemplate(client);
    hasTemplate ||= !empty;
    await client.query(`create database ${name}${empty ? '' : ` template ${TEMPLATE}`}`);
  });
  return `${POOLED ?? POSTGRES}/${name}`;
}

export async function dropPostgres(address: string): Promise<void> {
  await onServer((client) =>
    client.query(`drop database if exists ${new URL(address).pathname.slice(1)} with (force)`),
  );
}

async function makeTemplate(client: Client): Promise<void> {
  await client.query('select pg_advisory_lock($1)', [LOCK]);
  try {
    const { rows } = await client.query('select 1 from pg_database where datname = $1', [TEMPLATE]);
    if (rows.length > 0) return;
    await client.query(`create database ${TEMPLATE}_new`);
    const db = openDatabase(`${POSTGRES}/${TEMPLATE}_new`);
    await migrate(db, migrations);
    await db.destroy();
    await client.query(`alter database ${TEMPLATE}_new rename to ${TEMPLATE}`);
  } finally {
    await client.query('select pg_advisory_unlock($1)', [LOCK]);
  }
}

async function onServer(act: (client: Client) => Promise<unknown>): Promise<void> {
  const client = new Client({ connectionString: `${POSTGRES}/postgres` });
  await client.connect();
  try {
    await act(client);
  } finally {
    await client.end();
  }
}
