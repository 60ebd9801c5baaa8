import type { CompiledQuery } from 'kysely';
import { type Engine, engineOf } from './engine.ts';
import type { Db } from './open.ts';

/** Stands for an argument while the query is built. */
class Argument {
  readonly index: number;
  constructor(index: number) {
    this.index = index;
  }
}

/**
 * A query that is built and compiled once for each engine, for what is asked with every interaction: building it anew
 * takes longer than SQLite needs to answer. `build` may only hand its arguments on as values to be compared with or
 * written: it sees none of them. `count`: how many there are, where `build` takes them as a list. Resolves with all rows.
 */
export function prepared<Args extends readonly unknown[], Row>(
  build: (db: Db, ...args: Args) => { compile(): CompiledQuery<Row> },
  count: number = build.length - 1,
): (db: Db, ...args: Args) => Promise<Row[]> {
  const known = new Map<Engine, CompiledQuery<Row>>();
  const places = Array.from({ length: count }, (_, index) => new Argument(index));

  return async (db, ...args) => {
    const engine = engineOf(db);
    let query = known.get(engine);
    if (query === undefined) {
      query = build(db, ...(places as readonly unknown[] as Args)).compile();
      known.set(engine, query);
    }
    const parameters = query.parameters.map((each) => (each instanceof Argument ? args[each.index] : each));
    return (await db.executeQuery<Row>({ ...query, parameters })).rows;
  };
}
