/** A statement that was asked this often, on whatever connection, is planned once by each and kept there. */
const KEPT_AFTER = 3;
/** So many statements does a connection keep: each costs the server up to 100 kB. */
const MOST_KEPT = 300;
/** What is asked once is not remembered for ever. */
const MOST_COUNTED = 5_000;
const KEEPABLE = /^\s*(?:select|insert|update|delete|with)\b/i;

/**
 * The names under which a connection keeps statements: planning some of ours takes longer than running them. `asked`: how
 * often each was asked on any of them.
 */
export function createNames(asked: Map<string, number>): (text: string) => string | undefined {
  const names = new Map<string, string>();
  return (text) => {
    const known = names.get(text);
    if (known !== undefined) return known;
    if (names.size >= MOST_KEPT || !KEEPABLE.test(text)) return undefined;
    const times = asked.get(text) ?? 0;
    if (times < KEPT_AFTER) {
      if (asked.size >= MOST_COUNTED)
        for (const [each, seldom] of asked) if (seldom < KEPT_AFTER) asked.delete(each);
      asked.set(text, times + 1);
      return undefined;
    }
    const name = `kept ${names.size + 1}`;
    names.set(text, name);
    return name;
  };
}

/** A table has got a column since a statement was kept: https://www.postgresql.org/docs/15/sql-prepare.html */
export function isStale(error: unknown): boolean {
  return error instanceof Error && /cached plan must not change result type/.test(error.message);
}
