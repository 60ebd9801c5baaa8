import { breathe } from '../../platform/async.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Fact } from '../../platform/database/facts.ts';
import type { Db } from '../../platform/database/index.ts';
import {
  added,
  COUNTED,
  type Counts,
  countsOf,
  FACTS,
  type FactName,
  factValue,
  type Known,
  type Standing,
} from './rules.ts';
import { type Contributions, type Learners, readFacts } from './store.ts';

export interface Standings {
  /** Whether some feature knows this. What nobody knows is promised nowhere. */
  knows(fact: FactName): boolean;
  /** Of the learners among these members of a cohort, by id. At most 200. */
  some(db: Db, cohortId: number, userIds: readonly string[]): Promise<Map<string, Standing>>;
  /** As {@link Standings.some}, outside of a transaction. */
  among(cohortId: number, userIds: readonly string[]): Promise<Standing[]>;
  /** Of one; undefined for who is no learner of the cohort. */
  one(cohortId: number, userId: string): Promise<Standing | undefined>;
  /** Of all learners of a cohort, in slices that leave the event loop free in between. */
  all(cohortId: number): Promise<Standing[]>;
  /**
   * These facts of all learners of a cohort, slice by slice in the order of their ids, from behind the id `after` on; the
   * event loop is free in between. `visit` ends it with false.
   */
  each<Name extends FactName>(
    cohortId: number,
    names: readonly Name[],
    visit: (slice: readonly Known<Name>[]) => boolean | undefined | Promise<boolean | undefined>,
    after?: string,
  ): Promise<void>;
  /** The cohort in numbers. */
  count(cohortId: number): Promise<Counts>;
}

/** Learners read at once: some five milliseconds' work, so that interactions come between. */
const SLICE = 200;

/** `facts`: what the features contribute; the frame fills it in once all of them stand. */
export function createStandings({
  db,
  clock,
  facts,
}: {
  readonly db: Db;
  readonly clock: Clock;
  readonly facts: readonly Fact[];
}): Standings {
  let known: Contributions | undefined;

  function contributions(): Contributions {
    known ??= byName(facts);
    return known;
  }

  async function read<Name extends FactName>(
    from: Db,
    cohortId: number,
    names: readonly Name[],
    learners: Learners,
  ): Promise<Known<Name>[]> {
    const all = contributions();
    const wanted = new Map([...all].filter(([name]) => names.some((each) => each === name)));
    const rows = await readFacts(from, cohortId, clock.now(), wanted, learners);
    const columns = [...wanted].map(([name, { kind }]) => ({ name, kind }));
    return rows.map(
      ({ userId, values }) =>
        ({
          userId,
          ...Object.fromEntries(
            columns.map(({ name, kind }, index) => [name, factValue(kind, values[index])]),
          ),
        }) as unknown as Known<Name>,
    );
  }

  async function each<Name extends FactName>(
    cohortId: number,
    names: readonly Name[],
    visit: (slice: readonly Known<Name>[]) => boolean | undefined | Promise<boolean | undefined>,
    from = '',
  ): Promise<void> {
    for (let after = from; ; ) {
      const slice = await read(db, cohortId, names, { after, limit: SLICE });
      const goesOn = await visit(slice);
      const last = slice.at(-1);
      if (goesOn === false || last === undefined || slice.length < SLICE) return;
      after = last.userId;
      await breathe();
    }
  }

  async function all(cohortId: number): Promise<Standing[]> {
    const found: Standing[] = [];
    await each(cohortId, ALL, (slice) => {
      found.push(...slice);
      return true;
    });
    return found;
  }

  async function count(cohortId: number): Promise<Counts> {
    let counts = countsOf([]);
    await each(cohortId, COUNTED, (slice) => {
      counts = added(counts, countsOf(slice));
      return true;
    });
    return counts;
  }

  async function some(
    from: Db,
    cohortId: number,
    userIds: readonly string[],
  ): Promise<Map<string, Standing>> {
    if (userIds.length === 0) return new Map();
    const found = await read(from, cohortId, ALL, { userIds });
    return new Map(found.map((standing) => [standing.userId, standing]));
  }

  return {
    some,
    among: async (cohortId, userIds) => [...(await some(db, cohortId, userIds)).values()],
    knows: (fact) => contributions().has(fact),
    one: async (cohortId, userId) => (await some(db, cohortId, [userId])).get(userId),
    each,
    all,
    count,
  };
}

const ALL = Object.keys(FACTS) as FactName[];

/** Throws for a fact nobody has a name for, and for a text that two features contribute: neither can be added up. */
function byName(facts: readonly Fact[]): Contributions {
  const names = new Map<FactName, { kind: (typeof FACTS)[FactName]; parts: Fact[] }>();
  for (const fact of facts) {
    const name = ALL.find((each) => each === fact.name);
    if (name === undefined) throw new Error(`there is no fact "${fact.name}"`);
    const before = names.get(name);
    if (before === undefined) names.set(name, { kind: FACTS[name], parts: [fact] });
    else if (before.kind === 'text') throw new Error(`two features say what "${name}" is`);
    else before.parts.push(fact);
  }
  return names;
}
