import { type RawBuilder, sql } from 'kysely';
import type { Fact, FactSubject } from '../../platform/database/facts.ts';
import type { Db } from '../../platform/database/index.ts';
import { prepared } from '../../platform/database/prepared.ts';
import type { FACTS, FactName } from './rules.ts';

/** A fact with everything that is contributed to it. */
export interface Contribution {
  readonly kind: (typeof FACTS)[FactName];
  readonly parts: readonly Fact[];
}

type FactValue = string | number | boolean | null | undefined;

export interface FactRow {
  readonly userId: string;
  /** In the order of the facts that were asked for. */
  readonly values: readonly FactValue[];
}

/** These facts of learners of a cohort, in the order of their ids. */
export interface FactQueries {
  some(db: Db, cohortId: number, now: number, userIds: readonly string[]): Promise<FactRow[]>;
  /** The next `limit` learners after an id; few limits are to be asked for. */
  after(db: Db, cohortId: number, now: number, userId: string, limit: number): Promise<FactRow[]>;
}

type StoredFacts = Record<string, FactValue> & { readonly user_id: string };

/** As long as it is built: `/help` asks for all facts, some 40 pieces of SQL. */
export function factQueries(facts: readonly Contribution[]): FactQueries {
  const after = new Map<number, ReturnType<typeof afterOf>>();
  const some = new Map<number, ReturnType<typeof someOf>>();

  // Of few sizes, each in the text of a statement of its own: bound, it would make SQLite prepare all of it for each use.
  function afterOf(limit: number) {
    return prepared((db, cohortId: number, now: number, userId: string) => ({
      compile: () =>
        select(facts, cohortId, now, sql`learner.user_id > ${userId}`, sql`limit ${limit}`).compile(db),
    }));
  }

  function someOf(size: number) {
    return prepared<[cohortId: number, now: number, ...userIds: string[]], StoredFacts>(
      (db, cohortId, now, ...userIds) => ({
        compile: () =>
          select(facts, cohortId, now, sql`learner.user_id in (${sql.join(userIds)})`, sql``).compile(db),
      }),
      2 + size,
    );
  }

  return {
    async some(db, cohortId, now, userIds) {
      const list = padded(userIds);
      const query = some.get(list.length) ?? someOf(list.length);
      some.set(list.length, query);
      return toRows(await query(db, cohortId, now, ...list), facts.length);
    },
    async after(db, cohortId, now, userId, limit) {
      const query = after.get(limit) ?? afterOf(limit);
      after.set(limit, query);
      return toRows(await query(db, cohortId, now, userId), facts.length);
    },
  };
}

/**
 * Who left the server counts nowhere: here, and only here, it is decided who is a learner.
 */
function select(
  facts: readonly Contribution[],
  cohortId: number,
  now: number,
  who: RawBuilder<unknown>,
  limit: RawBuilder<unknown>,
): RawBuilder<StoredFacts> {
  const of: FactSubject = {
    cohortId: sql.ref('learner.cohort_id'),
    guildId: sql.ref('cohort.guild_id'),
    userId: sql.ref('learner.user_id'),
    now,
    membership: (column) => sql.ref(`learner.${column}`),
    profile: (column) => sql.ref(`member.${column}`),
  };
  const columns = facts.map(({ kind, parts }, index) => {
    const values = parts.map((part) => part.sql(of));
    const value = kind === 'flag' ? sql.join(values, sql` or `) : sql.join(values, sql` + `);
    return sql`(${value}) as ${sql.ref(`f${index}`)}`;
  });
  return sql<StoredFacts>`
    select ${sql.join([sql`learner.user_id`, ...columns])}
    from cohort_members as learner
    join cohorts as cohort on cohort.id = learner.cohort_id
    left join members as member on member.guild_id = cohort.guild_id and member.user_id = learner.user_id
    where learner.cohort_id = ${cohortId} and ${who} and member.gone_at is null
    order by learner.user_id
    ${limit}`;
}

function toRows(rows: readonly StoredFacts[], count: number): FactRow[] {
  return rows.map((row) => ({
    userId: row.user_id,
    values: Array.from({ length: count }, (_, index) => row[`f${index}`]),
  }));
}

/** Lists of few lengths make few different statements to prepare: filled up by repeating the last id. */
function padded(userIds: readonly string[]): string[] {
  const size = [1, 10, 50, 100, 200].find((length) => length >= userIds.length) ?? userIds.length;
  const last = userIds.at(-1) ?? '';
  return [...userIds, ...Array.from({ length: size - userIds.length }, () => last)];
}
