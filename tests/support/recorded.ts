import Database from 'better-sqlite3';
import { ROOT } from './program.ts';

/** A query as SQLite was asked to prepare it. */
export interface Statement {
  readonly sql: string;
  /** The file of ours that asked for it, from the root: `src/work/teams/store.ts`. */
  readonly from: string;
  /** The function in it, where it has a name. */
  readonly by: string;
}

/** Every query of our program that is prepared while `act` runs; a connection prepares each text once. */
export async function recording(act: () => Promise<void>): Promise<Statement[]> {
  const found = new Map<string, Statement>();
  const prepare = Reflect.get(Database.prototype, 'prepare') as (sql: string) => Database.Statement;
  const depth = Error.stackTraceLimit;
  Error.stackTraceLimit = 100;
  function recorded(this: Database.Database, sql: string): Database.Statement {
    const asked = askedBy(new Error('who asks').stack ?? '');
    if (asked !== undefined) found.set(`${asked.from} ${sql}`, { sql, ...asked });
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

/** The innermost function of ours, but for the database's own. */
function askedBy(stack: string): Omit<Statement, 'sql'> | undefined {
  const frames = stack.matchAll(
    /at (?:async )?(?:([\w.<>]+) )?(?:\[as \w+\] )?\(?(?:file:\/\/)?(\/[^\s():]+\.ts):\d+/g,
  );
  for (const [, by = '', path = ''] of frames) {
    if (!path.startsWith(`${ROOT}src/`) || /database\/(?:statements|open|prepared)\.ts$/.test(path)) continue;
    return { from: path.slice(ROOT.length), by };
  }
  return undefined;
}
