/** Asks PostgreSQL while the thread that wants to know waits: see sql.ts. */
import { type MessagePort, workerData } from 'node:worker_threads';
import { Client, types } from 'pg';

export interface Question {
  readonly address: string;
  readonly text: string;
  readonly values: readonly (string | number | null)[];
}

export type Answer =
  | { readonly rows: readonly Record<string, unknown>[]; readonly changes: number }
  | { readonly error: string };

const { port, flag } = workerData as { port: MessagePort; flag: Int32Array };
const clients = new Map<string, Promise<Client>>();

/** What PostgreSQL's types are to us: src/platform/database/postgres.ts. */
const PARSERS = new Map<number, (text: string) => unknown>([
  [16, (text) => (text === 't' ? 1 : 0)],
  [20, Number],
  [1700, Number],
]);

async function connected(address: string): Promise<Client> {
  const client = new Client({
    connectionString: address,
    // Whoever looks for the bot's connections does not find ours.
    application_name: 'test',
    types: {
      getTypeParser: ((oid: number, format: 'text' | 'binary') =>
        PARSERS.get(oid) ?? types.getTypeParser(oid, format)) as typeof types.getTypeParser,
    },
  });
  // The database is thrown away with its test.
  client.on('error', () => clients.delete(address));
  await client.connect();
  return client;
}

async function answerTo({ address, text, values }: Question): Promise<void> {
  let answer: Answer;
  try {
    const client = clients.get(address) ?? connected(address);
    clients.set(address, client);
    const { rows, rowCount } = await (await client).query<Record<string, unknown>>(text, [...values]);
    answer = { rows: rows ?? [], changes: rowCount ?? 0 };
  } catch (error) {
    answer = { error: error instanceof Error ? error.message : String(error) };
  }
  port.postMessage(answer);
  Atomics.store(flag, 0, 1);
  Atomics.notify(flag, 0);
}

port.on('message', (question: Question) => void answerTo(question));
