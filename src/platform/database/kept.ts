/** A statement that a connection has been asked this often is planned once and kept there. */
const KEPT_AFTER = 3;
/** So many statements does a connection keep: each costs the server up to 100 kB. */
const MOST_KEPT = 300;
/** What is asked once is not remembered for ever. */
const MOST_COUNTED = 5_000;
const KEEPABLE = /^\s*(?:select|insert|update|delete|with)\b/i;

/** The names under which a connection keeps statements: planning some of ours takes longer than running them. */
export function createNames(): (text: string) => string | undefined {
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

/** A table has got a column since a statement was kept: https://www.postgresql.org/docs/15/sql-prepare.html */
export function isStale(error: unknown): boolean {
  return error instanceof Error && /cached plan must not change result type/.test(error.message);
}
