import { sql } from 'kysely';
import type { Fact, FactSubject } from '../../platform/database/facts.ts';
import type { Db } from '../../platform/database/index.ts';
import type { FACTS, FactName } from './rules.ts';

/** Facts by their name, each with everything that is contributed to it. */
export type Contributions = ReadonlyMap<FactName, { kind: (typeof FACTS)[FactName]; parts: readonly Fact[] }>;

type FactValue = string | number | boolean | null | undefined;

export type Learners =
  | { readonly userIds: readonly string[] }
  | { readonly after: string; readonly limit: number };

/**
 * These facts of these learners of a cohort, by their ids. Who left the server counts nowhere: here, and only here, it is
 * decided who is a learner.
 */
export async function readFacts(
  db: Db,
  cohortId: number,
  now: number,
  facts: Contributions,
  learners: Learners,
): Promise<{ userId: string; values: readonly FactValue[] }[]> {
  const of: FactSubject = {
    cohortId: sql.ref('learner.cohort_id'),
    guildId: sql.ref('cohort.guild_id'),
    userId: sql.ref('learner.user_id'),
    now,
    membership: (column) => sql.ref(`learner.${column}`),
    profile: (column) => sql.ref(`member.${column}`),
  };
  const columns = [...facts.values()].map(({ kind, parts }, index) => {
    const values = parts.map((part) => part.sql(of));
    const value = kind === 'flag' ? sql.join(values, sql` or `) : sql.join(values, sql` + `);
    return sql`(${value}) as ${sql.ref(`f${index}`)}`;
  });
  const who =
    'userIds' in learners
      ? sql`learner.user_id in (${sql.join(padded(learners.userIds))})`
      : sql`learner.user_id > ${learners.after}`;
  const rows = await sql<Record<string, FactValue> & { user_id: string }>`
    select ${sql.join([sql`learner.user_id`, ...columns])}
    from cohort_members as learner
    join cohorts as cohort on cohort.id = learner.cohort_id
    left join members as member on member.guild_id = cohort.guild_id and member.user_id = learner.user_id
    where learner.cohort_id = ${cohortId} and ${who} and member.gone_at is null
    order by learner.user_id
    ${'userIds' in learners ? sql`` : sql`limit ${learners.limit}`}`.execute(db);
  return rows.rows.map((row) => ({
    userId: row.user_id,
    values: columns.map((_, index) => row[`f${index}`]),
  }));
}

/** Lists of few lengths make few different statements to prepare: filled up by repeating the last id. */
function padded(userIds: readonly string[]): string[] {
  const size = [1, 10, 50, 100, 200].find((length) => length >= userIds.length) ?? userIds.length;
  const last = userIds.at(-1) ?? '';
  return [...userIds, ...Array.from({ length: size - userIds.length }, () => last)];
}
