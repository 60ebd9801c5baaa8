import type { Db } from '../../platform/database/index.ts';

/** Teams of a cohort that stand. */
export async function countTeams(db: Db, cohortId: number): Promise<number> {
  const { teams } = await db
    .selectFrom('teams')
    .select((eb) => eb.fn.countAll<number>().as('teams'))
    .where('cohort_id', '=', cohortId)
    .where('ended_at', 'is', null)
    .executeTakeFirstOrThrow();
  return teams;
}

/** Why members looked for another partner, the latest first, without names. */
export async function findReasons(db: Db, cohortId: number, limit: number): Promise<string[]> {
  const rows = await db
    .selectFrom('pairs')
    .select('end_reason')
    .where('cohort_id', '=', cohortId)
    .where('end_reason', 'is not', null)
    .orderBy('ended_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
  return rows.flatMap((row) => row.end_reason ?? []);
}
