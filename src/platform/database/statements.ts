import type Database from 'better-sqlite3';
import type { SqliteDatabase, SqliteStatement } from 'kysely';

const CACHED_STATEMENTS = 500;
const CHANGES = /^\s*(?:insert|update|delete|replace|with\b[^]*\)\s*(?:insert|update|delete))\b/i;

/** Throws for what changes something: asked outside of a transaction. */
export function refuseChange(text: string): void {
  if (CHANGES.test(text)) throw new Error(`A change outside of write(): ${text}`);
}

const NOTHING: SqliteStatement = {
  reader: false,
  all: () => [],
  run: () => ({ changes: 0, lastInsertRowid: 0 }),
  iterate: () => [].values(),
};

/**
 * What Kysely's SqliteDialect needs of better-sqlite3, with two corrections.
 *
 * Prepared statements are cached by their SQL. Kysely prepares anew for each query and better-sqlite3 frees statements
 * only when the event loop turns, so a busy turn would pile them up (1 GB for 300,000 queries).
 *
 * `begin` becomes `begin immediate`: a deferred transaction that reads and then writes fails at once with
 * SQLITE_BUSY_SNAPSHOT when another process wrote in between, whatever the busy timeout.
 *
 * `rollback` does nothing where SQLite has rolled back by itself, as it does on a full disk: its complaint would hide the
 * error that says so (https://www.sqlite.org/lang_transaction.html, "Response To Errors Within A Transaction").
 *
 * `changesOnlyInWrites`: a change outside of a transaction is refused, because only {@link write} waits for other processes and uses up what caused it.
 * `onError` hears why something was not done, `onClose` that the database is closed.
 */
export function withStatementCache(
  sqlite: Database.Database,
  {
    changesOnlyInWrites,
    onError,
    onClose,
  }: { changesOnlyInWrites: boolean; onError: (error: unknown) => void; onClose: () => void },
): SqliteDatabase {
  const cache = new Map<string, SqliteStatement>();
  return {
    prepare(sql: string): SqliteStatement {
      const text = sql === 'begin' ? 'begin immediate' : sql;
      if (changesOnlyInWrites && !sqlite.inTransaction) refuseChange(text);
      if (text === 'rollback' && !sqlite.inTransaction) return NOTHING;
      const known = cache.get(text);
      if (known !== undefined) {
        cache.delete(text);
        cache.set(text, known);
        return known;
      }
      const statement = heard(sqlite.prepare(text), onError);
      cache.set(text, statement);
      if (cache.size > CACHED_STATEMENTS) {
        const oldest = cache.keys().next();
        if (!oldest.done) cache.delete(oldest.value);
      }
      return statement;
    },
    close() {
      cache.clear();
      onClose();
      sqlite.close();
    },
  };
}

function heard(statement: SqliteStatement, onError: (error: unknown) => void): SqliteStatement {
  const asking =
    <T>(ask: (parameters: readonly unknown[]) => T) =>
    (parameters: readonly unknown[]): T => {
      try {
        return ask(parameters);
      } catch (error) {
        onError(error);
        throw error;
      }
    };
  return {
    reader: statement.reader,
    all: asking((parameters) => statement.all(parameters)),
    run: asking((parameters) => statement.run(parameters)),
    iterate: (parameters) => statement.iterate(parameters),
  };
}
