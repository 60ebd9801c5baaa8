import { type Kysely, sql } from 'kysely';

/**
 * An announcement counts who builds a brief on either side, which walked through all projects of it. Partial, so that no
 * other question takes it: each fact about a learner's projects would walk through everybody's.
 */
const INDEX = `create index projects_sides on projects (cohort_id, brief, track, owner_id)
  where status in ('looking', 'full', 'paused')`;

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw(INDEX).execute(db);
}

export const postgres: readonly string[] = [INDEX];
