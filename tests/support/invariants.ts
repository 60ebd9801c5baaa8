import { INVARIANTS } from '../../src/operation/invariants.ts';
import { prepareAll } from './sql.ts';

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
  const rules = Object.entries({ ...INVARIANTS, ...ALSO });
  const queries = prepareAll(
    databasePath,
    rules.map(([, query]) => query),
  );
  return {
    broken: () =>
      queries
        .all()
        .flatMap((rows, index) => rows.map((row) => `${rules[index]?.[0]}: ${JSON.stringify(row)}`)),
    close: () => queries.close(),
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
