import { setTimeout as pause } from 'node:timers/promises';
import type { PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely';
import { Client, type ClientBase, Pool, type PoolClient, types } from 'pg';
import { CONNECTIONS } from './address.ts';
import { CommitInDoubtError, isFull, ServerAwayError, saysAway } from './away.ts';
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
  const open = new Set<PoolClient>();
  pool.on('connect', (client) => open.add(client)).on('remove', (client) => open.delete(client));
  const clients = new WeakMap<PoolClient, PostgresPoolClient>();
  const turns = createTurns();
  return {
    options: pool.options,
    async connect() {
      const client = await turns.during(async () => {
        try {
          return await connected(pool, CONNECT_PATIENCE);
        } catch (error) {
          // The server has none left for us: one of those we have will be free.
          if (error instanceof ServerAwayError && isFull(error.cause) && open.size > 0) return undefined;
          // Nobody waits behind those who wait for a server in vain.
          if (error instanceof ServerAwayError) turns.refuse(error.cause);
          throw error;
        }
      });
      const known =
        clients.get(client) ??
        wrapped(client, { pool, changesOnlyInWrites, onRelease: () => turns.giveBack() });
      clients.set(client, known);
      return known;
    },
    end: () => pool.end(),
  };
}

/** A server that starts anew is waited for so long, in ms. */
const CONNECT_PATIENCE = 700;
/** The same for a question that was under way when it ended. */
const READ_PATIENCE = 1_700;
const CONNECT_AGAIN = 100;

async function connected(pool: Pool, patience: number): Promise<PoolClient> {
  for (const end = performance.now() + patience; ; ) {
    try {
      return await pool.connect();
    } catch (error) {
      if (!saysAway(error)) throw error;
      if (performance.now() >= end) throw new ServerAwayError(error);
    }
    await pause(CONNECT_AGAIN);
  }
}

/** Asks what changes nothing on another connection, when one broke. */
async function askElsewhere(pool: Pool, text: string, values: readonly unknown[]): Promise<unknown> {
  for (const end = performance.now() + READ_PATIENCE; ; ) {
    const client = await connected(pool, end - performance.now());
    let isBroken = false;
    try {
      return await client.query(text, values.map(storable));
    } catch (error) {
      isBroken = saysAway(error);
      if (!isBroken) throw error;
      if (performance.now() >= end) throw new ServerAwayError(error);
    } finally {
      client.release(isBroken);
    }
  }
}

/** How long a query waits for its turn when all connections are in use, in ms: a deferred answer may take that long. */
const TURN = 15_000;

/** When the server has no connection for us, another one is tried for after so long, in ms. */
const FULL = 500;

interface Turns {
  /** Takes a turn for what `act` gives, which is given back by whoever has it; undefined: there is none just now. */
  during<T>(act: () => Promise<T | undefined>): Promise<T>;
  giveBack(): void;
  /** Whoever waits is told why in vain. */
  refuse(error: unknown): void;
}

/** Who waits for a free connection, in order: pg gives those as little time as one that does not come about. */
function createTurns(): Turns {
  let free = CONNECTIONS;
  const waiting = new Set<{ readonly go: () => void; readonly fail: (error: unknown) => void }>();

  function fail(all: Iterable<{ readonly fail: (error: unknown) => void }>, error: unknown): void {
    for (const each of all) each.fail(new ServerAwayError(error));
  }

  function giveBack(): void {
    const [next] = waiting;
    if (next === undefined) {
      free += 1;
      return;
    }
    waiting.delete(next);
    next.go();
  }

  async function take(patience: number): Promise<void> {
    if (free > 0) {
      free -= 1;
      return;
    }
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const own = { go: resolve, fail: reject };
    waiting.add(own);
    const timer = setTimeout(() => fail([own], new Error('all connections are in use')), patience);
    try {
      await promise;
    } finally {
      clearTimeout(timer);
      waiting.delete(own);
    }
  }

  return {
    async during(act) {
      for (const end = performance.now() + TURN; ; ) {
        await take(end - performance.now());
        try {
          const got = await act();
          if (got !== undefined) return got;
        } catch (error) {
          giveBack();
          throw error;
        }
        // There are fewer turns for a while; who has one of the others gives it on.
        setTimeout(giveBack, FULL).unref();
      }
    },
    giveBack,
    refuse(error) {
      fail(waiting, error);
      waiting.clear();
    },
  };
}

/** Whether something else answers in the server's place: a pooler names another process than the one that works. */
export async function isPooled(address: string): Promise<boolean> {
  const client = new Client({ connectionString: address, connectionTimeoutMillis: CONNECT });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return !(await isDirect(client));
  } finally {
    await client.end();
  }
}

async function isDirect(client: ClientBase): Promise<boolean> {
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
  return rows[0]?.pid === (client as ClientBase & { processID?: number }).processID;
}

/** How long a statement of a transaction waits for somebody else's lock, in ms; then the transaction is begun anew. */
const LOCK = 800;
/** A statement that a connection has been asked this often is planned once and kept there. */
const KEPT_AFTER = 3;
/** So many statements does a connection keep: each costs the server up to 100 kB. */
const MOST_KEPT = 300;
/** What is asked once is not remembered for ever. */
const MOST_COUNTED = 5_000;
const KEEPABLE = /^\s*(?:select|insert|update|delete|with)\b/i;
/** A table has got a column since a statement was kept: https://www.postgresql.org/docs/15/sql-prepare.html */
const STALE = /cached plan must not change result type/;

/** The names under which a connection keeps statements: planning some of ours takes longer than running them. */
function createNames(): (text: string) => string | undefined {
  const known = new Map<string, number | string>();
  let kept = 0;
  return (text) => {
    const before = known.get(text) ?? 0;
    if (typeof before === 'string') return before;
    if (kept >= MOST_KEPT || !KEEPABLE.test(text)) return undefined;
    if (known.size >= MOST_COUNTED)
      for (const [each, name] of known) if (typeof name === 'number') known.delete(each);
    const isKept = before + 1 >= KEPT_AFTER;
    known.set(text, isKept ? `kept ${++kept}` : before + 1);
    return undefined;
  };
}

const BEGINS = /^(?:begin|start transaction)\b/;
const ENDED = { command: 'ROLLBACK', rowCount: 0, rows: [] };

function wrapped(
  client: PoolClient,
  parts: { readonly pool: Pool; readonly changesOnlyInWrites: boolean; readonly onRelease: () => void },
): PostgresPoolClient {
  const { pool, changesOnlyInWrites, onRelease } = parts;
  /** The transaction this connection is in: its number. */
  let transaction: string | undefined;
  let isBroken = false;
  let isGivenUp = false;
  let last: Promise<unknown> = Promise.resolve();
  const nameOf = createNames();
  /** A pooler gives each transaction another connection, which keeps other statements. */
  let isOurs: boolean | undefined;

  async function run(text: string, values: readonly unknown[]): Promise<unknown> {
    if (BEGINS.test(text)) {
      // Both in one round trip: what is committed can be asked for by this number afterwards.
      const results = (await client.query(
        `${text}; select pg_current_xact_id()::text as id, set_config('lock_timeout', '${LOCK}', true)`,
      )) as unknown;
      const [begun, { rows }] = results as [unknown, { rows: [{ id: string }] }];
      transaction = rows[0].id;
      return begun;
    }
    if (changesOnlyInWrites && transaction === undefined) refuseChange(text);
    if (text === 'commit' || text === 'rollback') transaction = undefined;
    const name = isOurs === false ? undefined : nameOf(text);
    if (name !== undefined) isOurs ??= await isDirect(client);
    const question = { text, values: values.map(storable) };
    return await client.query(name === undefined || isOurs === false ? question : { ...question, name });
  }

  async function runOrSayAway(text: string, values: readonly unknown[]): Promise<unknown> {
    const own = transaction;
    try {
      return await run(text, values);
    } catch (error) {
      const isStale = error instanceof Error && STALE.test(error.message);
      if (!isStale && !saysAway(error)) throw error;
      isBroken = true;
      // Outside of a transaction nothing is changed, so it is asked anew: what a member did may stand already, and they
      // would read that it does not. A transaction is begun again on another connection.
      if (changesOnlyInWrites && own === undefined && !BEGINS.test(text)) {
        giveUp();
        return await askElsewhere(pool, text, values);
      }
      // The server has undone it by itself; a complaint would hide the error that led here.
      if (text === 'rollback') return ENDED;
      const away = new ServerAwayError(error);
      throw text === 'commit' && own !== undefined ? new CommitInDoubtError(own, away) : away;
    }
  }

  /** Its place in the pool is free for another. */
  function giveUp(): void {
    if (!isGivenUp) client.release(true);
    isGivenUp = true;
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
      if (!isGivenUp) client.release(isBroken || destroy === true);
      onRelease();
    },
  };
}

/** PostgreSQL's texts hold no NUL (22021); nobody can type one that is shown. */
function storable(value: unknown): unknown {
  return typeof value === 'string' && value.includes('\0') ? value.replaceAll('\0', '') : value;
}

/** How long it waits before it listens anew, in ms. */
const LISTEN_AGAIN = 1_000;

/**
 * Hears what other processes ring ({@link createBell}), on a connection of its own: a server forgets who listened when that
 * breaks, so it listens anew. Never throws: nobody may rely on hearing.
 */
export function listenTo(address: string, channel: string, onHeard: () => void): { close(): Promise<void> } {
  let client: Client | undefined;
  let isClosed = false;
  let again: NodeJS.Timeout | undefined;

  function later(): void {
    const lost = client;
    client = undefined;
    void lost?.end().catch(() => undefined);
    clearTimeout(again);
    if (!isClosed) again = setTimeout(() => void begin(), LISTEN_AGAIN);
  }

  async function begin(): Promise<void> {
    const own = new Client({
      connectionString: address,
      application_name: 'nexus',
      connectionTimeoutMillis: CONNECT,
      keepAlive: true,
    });
    client = own;
    const lost = (): void => {
      if (client === own) later();
    };
    own.on('error', lost).on('end', lost).on('notification', onHeard);
    try {
      await own.connect();
      await own.query(`listen ${channel}`);
      // What was rung while nobody listened.
      onHeard();
    } catch {
      lost();
    }
  }

  void begin();
  return {
    async close() {
      isClosed = true;
      clearTimeout(again);
      const own = client;
      client = undefined;
      await own?.end().catch(() => undefined);
    },
  };
}
