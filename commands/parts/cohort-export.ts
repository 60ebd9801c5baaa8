import { type Action, action } from '../../src/platform/discord/command.ts';
import { owing } from '../../src/platform/discord/reply.ts';
import { exportBody, writingBody } from '../../src/staff/exports/cards.ts';
import type { Services } from '../services.ts';
import { pickCohort, suggestCohorts } from './pick.ts';

/** Discord takes no larger attachment from a bot without a boosted server; more would not help a phone either (bytes). */
const LARGEST = 10 * 1024 * 1024;

/** `/cohort export`: everything of a cohort as tables, for staff. */
export function cohortExport(services: Services): Action {
  return action({
    access: 'staff',
    options: {
      cohort: { kind: 'offered', suggest: (call, typed) => suggestCohorts(services, call, typed) },
    },
    async run(call, { cohort: named }) {
      const cohort = await pickCohort(services, call, named);
      const limit = Math.min(call.attachmentLimit, LARGEST);
      return owing(writingBody(call.t, cohort, 0), async (show) => {
        const exported = await services.exports.cohort(cohort, {
          staffId: call.caller.id,
          limit,
          show: (lines) => show(writingBody(call.t, cohort, lines)),
        });
        return exportBody(call.t, call.locale, cohort, exported);
      });
    },
  });
}
