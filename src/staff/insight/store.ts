import type { Db } from '../../platform/database/index.ts';

/** How a cohort stands, counted in one go. */
export interface CohortCounts {
  /** Everybody who joined, of whom `documentationOnly` build nothing. */
  readonly learners: number;
  readonly documentationOnly: number;
  /** Members with a project that is not withdrawn. */
  readonly announced: number;
  /** Members who stand in a team, and the teams. */
  readonly inTeams: number;
  readonly teams: number;
  readonly waiting: number;
  /** Partner requests without an answer. */
  readonly requests: number;
}

export async function countCohort(db: Db, cohortId: number): Promise<CohortCounts> {
  const members = await db
    .selectFrom('cohort_members')
    .select((eb) => [
      eb.fn.countAll<number>().as('learners'),
      eb.fn.coalesce(eb.fn.sum<number>('documentation_only'), eb.val(0)).as('documentationOnly'),
    ])
    .where('cohort_id', '=', cohortId)
    .executeTakeFirstOrThrow();
  const projects = await db
    .selectFrom('projects')
    .select((eb) => eb.fn.count<number>('owner_id').distinct().as('announced'))
    .where('cohort_id', '=', cohortId)
    .where('status', '<>', 'withdrawn')
    .executeTakeFirstOrThrow();
  const teams = await db
    .selectFrom('team_members')
    .innerJoin('teams', 'teams.id', 'team_members.team_id')
    .select((eb) => [
      eb.fn.count<number>('team_members.user_id').distinct().as('inTeams'),
      eb.fn.count<number>('teams.id').distinct().as('teams'),
    ])
    .where('teams.cohort_id', '=', cohortId)
    .where('teams.ended_at', 'is', null)
    .where('team_members.left_at', 'is', null)
    .executeTakeFirstOrThrow();
  const { waiting } = await db
    .selectFrom('waiting_list')
    .select((eb) => eb.fn.countAll<number>().as('waiting'))
    .where('cohort_id', '=', cohortId)
    .executeTakeFirstOrThrow();
  const { requests } = await db
    .selectFrom('requests')
    .select((eb) => eb.fn.countAll<number>().as('requests'))
    .where('cohort_id', '=', cohortId)
    .where('state', '=', 'open')
    .executeTakeFirstOrThrow();
  return { ...members, ...projects, ...teams, waiting, requests };
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
