import { type Action, action } from '../../src/platform/discord/command.ts';
import { answer } from '../../src/platform/discord/reply.ts';
import { statusBody } from '../../src/staff/insight/cards.ts';
import type { Services } from '../services.ts';
import { pickCohort, suggestCohorts } from './pick.ts';

/** `/cohort status`: how a cohort stands, in numbers, for staff. */
export function cohortStatus(services: Services): Action {
  return action({
    access: 'staff',
    options: {
      cohort: { kind: 'text', max: 20, suggest: (call, typed) => suggestCohorts(services, call, typed) },
    },
    async run(call, values) {
      const cohort = await pickCohort(services, call, values.cohort);
      return answer(statusBody(call.t, cohort, await services.overview.status(cohort.id)));
    },
  });
}
