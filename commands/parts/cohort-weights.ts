import {
  DEFAULT_WEIGHTS,
  parseWeights,
  storedWeights,
  type Weights,
} from '../../src/pairing/partners/rules.ts';
import {
  WEIGHTS_LIMITS,
  weightProblems,
  weightsBody,
  weightsModal,
} from '../../src/pairing/partners/weights/cards.ts';
import type { Cohort } from '../../src/people/cohorts/rules.ts';
import type { Call } from '../../src/platform/discord/call.ts';
import { type Action, action, type Form, type Reopen } from '../../src/platform/discord/command.ts';
import { readText } from '../../src/platform/discord/options.ts';
import { answer, modal } from '../../src/platform/discord/reply.ts';
import { UserError } from '../../src/platform/errors.ts';
import type { Services } from '../services.ts';
import { withDraft } from './drafts.ts';
import { pickCohort, suggestCohorts } from './pick.ts';

const DRAFT = 'weights';

/** `/cohort weights`: what counts how much in a match, as one field with a line for each part. */
export function cohortWeights(services: Services): { action: Action; forms: Form[]; reopens: Reopen[] } {
  const { cohorts } = services;

  /** An empty field means the default; a part that is left out keeps its weight. */
  function read(call: Call, cohort: Cohort, typed: string): Weights {
    const text = readText('weights', typed, WEIGHTS_LIMITS);
    if (text === undefined) return DEFAULT_WEIGHTS;
    const { weights, problems } = parseWeights(text, storedWeights(cohort.weights));
    if (problems.length === 0) return weights;
    const params = { problems: weightProblems(call.t, problems) };
    throw new UserError({ key: 'cohorts:weights.refused', params });
  }

  return {
    action: action({
      access: 'staff',
      options: {
        cohort: { kind: 'offered', suggest: (call, typed) => suggestCohorts(services, call, typed) },
      },
      async run(call, { cohort }) {
        return modal(weightsModal(call.t, await pickCohort(services, call, cohort)));
      },
    }),
    forms: [
      {
        name: 'weights.save',
        access: 'staff',
        async run(call, [id = ''], fields) {
          const cohort = await pickCohort(services, call, id);
          const typed = fields.text('weights');
          return await withDraft(services, call, { kind: DRAFT, content: { cohort, typed } }, async () => {
            const weights = read(call, cohort, typed);
            const isEmpty = readText('weights', typed, WEIGHTS_LIMITS) === undefined;
            await cohorts.setWeights(cohort.id, isEmpty ? null : weights);
            return answer(weightsBody(call.t, cohort, weights));
          });
        },
      },
    ],
    reopens: [
      {
        kind: DRAFT,
        modal(call, _draftId, content) {
          const { cohort, typed } = content as { cohort: Cohort; typed: string };
          return weightsModal(call.t, cohort, typed);
        },
      },
    ],
  };
}
