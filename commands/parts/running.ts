import { UserError } from '../../src/platform/errors.ts';
import type { Services } from '../services.ts';

/**
 * A form about what belongs to an archived cohort is filled in for nothing: the database refuses it, whatever is typed.
 * Who opens one reads so before it is shown.
 */
export async function requireRunning({ cohorts }: Services, cohortId: number | null): Promise<void> {
  const cohort = cohortId === null ? undefined : await cohorts.find(cohortId);
  if (cohort !== undefined && cohort.archivedAt !== null)
    throw new UserError({ key: 'common:error.archived' });
}
