import Database from 'better-sqlite3';
import { ROOT } from './program.ts';

/** A query as SQLite was asked to prepare it. */
export interface Statement {
  readonly sql: string;
  /** The file of ours that asked for it, from the root: `src/work/teams/store.ts`. */
  readonly from: string;
}

/** Every query of our program that is prepared while `act` runs; a connection prepares each text once. */
export async function recording(act: () => Promise<void>): Promise<Statement[]> {
  const found = new Map<string, Statement>();
  const prepare = Reflect.get(Database.prototype, 'prepare') as (sql: string) => Database.Statement;
  const depth = Error.stackTraceLimit;
  Error.stackTraceLimit = 100;
  function recorded(this: Database.Database, sql: string): Database.Statement {
    const from = askedBy(new Error('who asks').stack ?? '');
    if (from !== undefined) found.set(`${from} ${sql}`, { sql, from });
    return prepare.call(this, sql);
  }
  Reflect.set(Database.prototype, 'prepare', recorded);
  try {
    await act();
  } finally {
    Reflect.set(Database.prototype, 'prepare', prepare);
    Error.stackTraceLimit = depth;
  }
  return [...found.values()];
}

/** The innermost file of ours but for the database's own. */
function askedBy(stack: string): string | undefined {
  const files = [...stack.matchAll(/(?:file:\/\/|\(|at (?:async )?)(\/[^\s():]+\.ts):\d+/g)].flatMap(
    ([, path = '']) => (path.startsWith(ROOT) ? [path.slice(ROOT.length)] : []),
  );
  return files.find((file) => file.startsWith('src/') && !/database\/(?:statements|open)\.ts$/.test(file));
}
