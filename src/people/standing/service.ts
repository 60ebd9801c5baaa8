import { breathe } from '../../platform/async.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Fact } from '../../platform/database/facts.ts';
import type { Db } from '../../platform/database/index.ts';
import { inSlices } from '../../platform/slices.ts';
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
import { type Contribution, type FactQueries, type FactRow, factQueries } from './store.ts';

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

/** Learners read at first; then as many as hold the event loop for some milliseconds. */
const FIRST_SLICE = 40;

/** Those of a list of facts that somebody knows, and what asks for them. */
interface Asked {
  readonly names: readonly FactName[];
  readonly queries: FactQueries;
}

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
  let known: ReadonlyMap<FactName, Contribution> | undefined;
  const asked = new Map<string, Asked>();

  function contributions(): ReadonlyMap<FactName, Contribution> {
    known ??= byName(facts);
    return known;
  }

  /** What asks for those of these facts that somebody knows: built once for each list of them. */
  function asking(names: readonly FactName[]): Asked {
    const key = names.join();
    let found = asked.get(key);
    if (found === undefined) {
      const wanted = [...contributions()].filter(([name]) => names.includes(name));
      found = {
        names: wanted.map(([name]) => name),
        queries: factQueries(wanted.map(([, contribution]) => contribution)),
      };
      asked.set(key, found);
    }
    return found;
  }

  async function each<Name extends FactName>(
    cohortId: number,
    names: readonly Name[],
    visit: (slice: readonly Known<Name>[]) => boolean | undefined | Promise<boolean | undefined>,
    from = '',
  ): Promise<void> {
    const { queries, names: columns } = asking(names);
    let after = from;
    await inSlices(
      async (size) => {
        const rows = await queries.after(db, cohortId, clock.now(), after, size);
        const slice = rows.map((row) => knownOf<Name>(columns, row));
        const goesOn = await visit(slice);
        after = slice.at(-1)?.userId ?? '';
        return goesOn !== false && slice.length === size;
      },
      { first: FIRST_SLICE, rest: breathe },
    );
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
    const { queries, names } = asking(ALL);
    const found = await queries.some(from, cohortId, clock.now(), userIds);
    return new Map(found.map((row) => [row.userId, knownOf<FactName>(names, row)]));
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

function knownOf<Name extends FactName>(
  names: readonly FactName[],
  { userId, values }: FactRow,
): Known<Name> {
  const known: Record<string, unknown> = { userId };
  for (const [index, name] of names.entries()) known[name] = factValue(FACTS[name], values[index]);
  return known as unknown as Known<Name>;
}

/** Throws for a fact nobody has a name for, and for a text that two features contribute: neither can be added up. */
function byName(facts: readonly Fact[]): ReadonlyMap<FactName, Contribution> {
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
