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
  const prepare = Database.prototype.prepare;
  const depth = Error.stackTraceLimit;
  Error.stackTraceLimit = 100;
  Database.prototype.prepare = function recorded(this: Database.Database, sql: string) {
    const from = askedBy(new Error('who asks').stack ?? '');
    if (from !== undefined) found.set(`${from} ${sql}`, { sql, from });
    return prepare.call(this, sql);
  } as typeof prepare;
  try {
    await act();
  } finally {
    Database.prototype.prepare = prepare;
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
