import { INVARIANTS } from '../../src/operation/invariants.ts';
import { sqlOf } from './sql.ts';

/** In a test nothing goes wrong in Discord but what the test asked for. */
const ALSO = {
  'nothing in the outbox was given up': `
    select kind, dedupe_key, failure, last_error from outbox where state in ('failed', 'doubt') and failure not in ('no-dm', 'left')`,
};

export interface InvariantWatch {
  /** The sentences that do not hold now. */
  broken(): string[];
  close(): void;
}

/** What must hold in the database whatever members do at the same time. For many looks at one database: it stays open. */
export function watchInvariants(databasePath: string): InvariantWatch {
  const db = sqlOf({ databasePath });
  const rules = Object.entries({ ...INVARIANTS, ...ALSO }).map(
    ([name, query]) => [name, db.prepare<[], object>(query)] as const,
  );
  return {
    broken: () =>
      rules.flatMap(([name, query]) => query.all().map((row) => `${name}: ${JSON.stringify(row)}`)),
    close: () => void db.close(),
  };
}

/** One look. */
export function brokenInvariants(databasePath: string): string[] {
  const watch = watchInvariants(databasePath);
  try {
    return watch.broken();
  } finally {
    watch.close();
  }
}
