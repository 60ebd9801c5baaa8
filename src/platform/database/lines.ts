import { setTimeout as pause } from 'node:timers/promises';
import { Client, type ClientBase, Pool, type PoolClient, types } from 'pg';
import { CONNECTIONS } from './address.ts';
import { isFull, ServerAwayError, saysAway } from './away.ts';
import { createNames } from './kept.ts';
import type { Patience } from './patience.ts';
import { mindAnswers } from './silent.ts';
import { createTurns } from './turns.ts';

/** How long a query waits for a connection, in ms; pg's own default is for ever. */
export const CONNECT = 1_500;
/** A connection that says nothing for so long is asked by the system whether it is still there, in ms. */
const KEEP_ALIVE = 10_000;
/** A server that starts anew is waited for so long, in ms. */
const CONNECT_PATIENCE = 700;
const CONNECT_AGAIN = 100;

/** What PostgreSQL's types are here: what they are in SQLite (https://www.postgresql.org/docs/15/catalog-pg-type.html). */
const PARSERS: ReadonlyMap<number, (text: string) => unknown> = new Map<number, (text: string) => unknown>([
  // bool: 1 and 0.
  [16, (text) => (text === 't' ? 1 : 0)],
  // int8 and numeric: instants, ids, counts and sums are below 2^53.
  [20, Number],
  [1700, Number],
]);

/** A connection to PostgreSQL, for whoever has it. */
export interface Line {
  /** The server itself changes nothing on it outside of a transaction. */
  readonly refusesChanges: boolean;
  /**
   * Asks without waiting for what was asked before; the answers come in order. What is asked in one turn of the event
   * loop goes out in one packet: a packet costs us and the server more than answering most of our questions.
   */
  ask(text: string, values: readonly unknown[]): Promise<unknown>;
  /** Another one in its place, which has broken. */
  another(most: number): Promise<Line>;
  giveBack(isBroken: boolean): void;
}

export interface Lines {
  take(): Promise<Line>;
  readonly options: object;
  end(): Promise<void>;
}

/**
 * The connections of this process. `readsOnly`: nothing is changed outside of transactions. `onConnection` hears how long
 * somebody waited for one (ms).
 */
export function createLines(
  address: string,
  {
    readsOnly,
    onConnection,
    patience,
  }: {
    readonly readsOnly: boolean;
    readonly onConnection: (ms: number) => void;
    readonly patience: Patience;
  },
): Lines {
  const pool = new Pool({
    connectionString: address,
    application_name: 'nexus',
    max: CONNECTIONS,
    // They stay: after ten quiet seconds, pg's default, the next crowd met new ones, which plan every statement anew.
    idleTimeoutMillis: 0,
    connectionTimeoutMillis: CONNECT,
    keepAlive: true,
    // Nor are they forgotten on the way to the server.
    keepAliveInitialDelayMillis: KEEP_ALIVE,
    pipeline: true,
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
  const known = new WeakMap<PoolClient, Line>();
  /** How often each statement was asked. */
  const asked = new Map<string, number>();
  const turns = createTurns();

  async function connected(most: number): Promise<Line> {
    for (const end = performance.now() + most; ; ) {
      let client: PoolClient | undefined;
      try {
        client = await pool.connect();
        const line = known.get(client) ?? (await introduced(client));
        known.set(client, line);
        return line;
      } catch (error) {
        client?.release(true);
        if (!saysAway(error)) throw error;
        if (!isFull(error)) patience.lost(error);
        if (performance.now() >= end) throw new ServerAwayError(error);
      }
      await pause(CONNECT_AGAIN);
    }
  }

  async function introduced(client: PoolClient): Promise<Line> {
    const { stream } = client.connection;
    const minded = mindAnswers(
      () => isServed(address, isDirect ? numberOf(client) : undefined),
      (error) => {
        patience.lost(error);
        stream.destroy(error);
      },
      () => patience.reached(),
    );
    // A pooler gives each transaction another server, which keeps other statements and was told other things.
    let isDirect = false;
    isDirect = await minded(talksToServer(client));
    const refusesChanges = isDirect && readsOnly;
    if (refusesChanges) await minded(client.query('set default_transaction_read_only = on'));
    const nameOf = createNames(asked);
    let isHeld = false;

    /** Until the turn of the event loop ends: pg sends each at once. */
    function holdBack(): void {
      if (isHeld) return;
      isHeld = true;
      stream.cork();
      process.nextTick(() => {
        isHeld = false;
        stream.uncork();
      });
    }

    return {
      refusesChanges,
      ask(text, values) {
        holdBack();
        const name = isDirect ? nameOf(text) : undefined;
        const question = { text, values: values.map(storable) };
        return minded(client.query(name === undefined ? question : { ...question, name }));
      },
      async another(most) {
        client.release(true);
        try {
          return await connected(most);
        } catch (error) {
          turns.giveBack();
          throw error;
        }
      },
      giveBack(isBroken) {
        client.release(isBroken);
        turns.giveBack();
      },
    };
  }

  return {
    options: pool.options,
    async take() {
      const start = performance.now();
      const line = await turns.during(async () => {
        try {
          return await connected(CONNECT_PATIENCE);
        } catch (error) {
          // The server has none left for us: one of those we have will be free.
          if (error instanceof ServerAwayError && isFull(error.cause) && open.size > 0) return undefined;
          // Nobody waits behind those who wait for a server in vain.
          if (error instanceof ServerAwayError) turns.refuse(error.cause);
          throw error;
        }
      });
      onConnection(performance.now() - start);
      return line;
    },
    end: () => pool.end(),
  };
}

/** PostgreSQL's texts hold no NUL (22021); nobody can type one that is shown. */
function storable(value: unknown): unknown {
  return typeof value === 'string' && value.includes('\0') ? value.replaceAll('\0', '') : value;
}

/** Whether something else answers in the server's place: a pooler names another process than the one that works. */
export async function isPooled(address: string): Promise<boolean> {
  const client = new Client({ connectionString: address, connectionTimeoutMillis: CONNECT });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return !(await talksToServer(client));
  } finally {
    await client.end();
  }
}

async function talksToServer(client: ClientBase): Promise<boolean> {
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
  return rows[0]?.pid === numberOf(client);
}

/** The number of the server's process that works for a connection, as it was told when it connected. */
function numberOf(client: ClientBase): number | undefined {
  return (client as ClientBase & { processID?: number }).processID;
}

/** Whether the server answers, and its process of this number is there; undefined: behind a pooler nobody knows it. */
async function isServed(address: string, number: number | undefined): Promise<boolean> {
  const client = new Client({
    connectionString: address,
    connectionTimeoutMillis: CONNECT,
    query_timeout: CONNECT,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    if (number === undefined) return true;
    const { rows } = await client.query('select 1 from pg_stat_activity where pid = $1', [number]);
    return rows.length > 0;
  } catch (error) {
    // That it has none left it says itself.
    return isFull(error) || !saysAway(error);
  } finally {
    client.end().catch(() => undefined);
  }
}
