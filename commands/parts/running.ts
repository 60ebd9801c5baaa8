import type { Call } from '../../src/platform/discord/call.ts';
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

/**
 * Who would be refused wherever they may be a learner is refused before a form is shown: no cohort runs, or they mentor in
 * the one that is meant. Which of several is asked when the form is sent.
 */
export async function requireEntrance({ cohorts }: Services, { guildId, caller }: Call): Promise<void> {
  const found = await cohorts.meant(guildId, caller.id);
  if ('one' in found) await cohorts.mayJoin(found.one.id, caller.id);
}
