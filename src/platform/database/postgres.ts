import type { PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely';
import { Client, Pool, type PoolClient, types } from 'pg';
import { CONNECTIONS } from './address.ts';
import { CommitInDoubtError, ServerAwayError, saysAway } from './away.ts';
import { refuseChange } from './statements.ts';

/** How long a query waits for a connection, in ms; pg's own default is for ever. */
const CONNECT = 1_500;

/** What PostgreSQL's types are here: what they are in SQLite (https://www.postgresql.org/docs/15/catalog-pg-type.html). */
const PARSERS: ReadonlyMap<number, (text: string) => unknown> = new Map<number, (text: string) => unknown>([
  // bool: 1 and 0.
  [16, (text) => (text === 't' ? 1 : 0)],
  // int8 and numeric: instants, ids, counts and sums are below 2^53.
  [20, Number],
  [1700, Number],
]);

/**
 * The pool that Kysely's dialect takes connections from, with what `pg` lacks: a lost connection never ends the process,
 * values come as SQLite gives them, and of a commit whose answer was lost it is known which transaction that was
 * ({@link CommitInDoubtError}).
 */
export function postgresPool(address: string, changesOnlyInWrites: boolean): PostgresPool {
  const pool = new Pool({
    connectionString: address,
    application_name: 'nexus',
    max: CONNECTIONS,
    connectionTimeoutMillis: CONNECT,
    keepAlive: true,
    types: {
      getTypeParser: ((oid: number, format: 'text' | 'binary') =>
        PARSERS.get(oid) ?? types.getTypeParser(oid, format)) as typeof types.getTypeParser,
    },
  });
  // Without a listener each would end the process; whoever waits for an answer hears of it by the query's rejection.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  const clients = new WeakMap<PoolClient, PostgresPoolClient>();
  return {
    options: pool.options,
    async connect() {
      const client = await pool.connect().catch((error: unknown) => {
        throw saysAway(error) ? new ServerAwayError(error) : error;
      });
      const known = clients.get(client) ?? wrapped(client, changesOnlyInWrites);
      clients.set(client, known);
      return known;
    },
    end: () => pool.end(),
  };
}

/** Whether something else answers in the server's place: a pooler names another process than the one that works. */
export async function isPooled(address: string): Promise<boolean> {
  const client = new Client({ connectionString: address, connectionTimeoutMillis: CONNECT });
  client.on('error', () => undefined);
  await client.connect();
  try {
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
    return rows[0]?.pid !== (client as Client & { processID?: number }).processID;
  } finally {
    await client.end();
  }
}

const BEGINS = /^(?:begin|start transaction)\b/;
const ENDED = { command: 'ROLLBACK', rowCount: 0, rows: [] };

function wrapped(client: PoolClient, changesOnlyInWrites: boolean): PostgresPoolClient {
  /** The transaction this connection is in: its number. */
  let transaction: string | undefined;
  let isBroken = false;
  let last: Promise<unknown> = Promise.resolve();

  async function run(text: string, values: readonly unknown[]): Promise<unknown> {
    if (BEGINS.test(text)) {
      // Both in one round trip: what is committed can be asked for by this number afterwards.
      const results = (await client.query(`${text}; select pg_current_xact_id()::text as id`)) as unknown;
      const [begun, { rows }] = results as [unknown, { rows: [{ id: string }] }];
      transaction = rows[0].id;
      return begun;
    }
    if (changesOnlyInWrites && transaction === undefined) refuseChange(text);
    if (text === 'commit' || text === 'rollback') transaction = undefined;
    return await client.query(text, values.map(storable));
  }

  async function runOrSayAway(text: string, values: readonly unknown[]): Promise<unknown> {
    const own = transaction;
    try {
      return await run(text, values);
    } catch (error) {
      if (!saysAway(error)) throw error;
      isBroken = true;
      // The server has undone it by itself; a complaint would hide the error that led here.
      if (text === 'rollback') return ENDED;
      const away = new ServerAwayError(error);
      throw text === 'commit' && own !== undefined ? new CommitInDoubtError(own, away) : away;
    }
  }

  return {
    get processID() {
      return (client as PoolClient & { processID?: number }).processID ?? 0;
    },
    query: ((text: string, values: readonly unknown[]) => {
      // One after the other, as they were asked: pg is about to refuse more than one at a time.
      const result = last.then(() => runOrSayAway(text, values)) as Promise<PostgresQueryResult<unknown>>;
      last = result.catch(() => undefined);
      return result;
    }) as PostgresPoolClient['query'],
    release(destroy) {
      transaction = undefined;
      client.release(isBroken || destroy === true);
    },
  };
}

/** PostgreSQL's texts hold no NUL (22021); nobody can type one that is shown. */
function storable(value: unknown): unknown {
  return typeof value === 'string' && value.includes('\0') ? value.replaceAll('\0', '') : value;
}
