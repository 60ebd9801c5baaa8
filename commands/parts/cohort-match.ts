import { outcomeBody, previewBody, scoreChart } from '../../src/pairing/rounds/cards.ts';
import { PUBLISH_AS, type PublishAs } from '../../src/pairing/rounds/rules.ts';
import type { Outcome } from '../../src/pairing/rounds/service.ts';
import type { Cohort } from '../../src/people/cohorts/rules.ts';
import { within } from '../../src/platform/async.ts';
import type { Call } from '../../src/platform/discord/call.ts';
import { type Action, action, type Route } from '../../src/platform/discord/command.ts';
import { idIn } from '../../src/platform/discord/custom-id.ts';
import { answer, type Body, type Reply, update } from '../../src/platform/discord/reply.ts';
import { UserError } from '../../src/platform/errors.ts';
import type { Services } from '../services.ts';
import { illustrated } from './illustrated.ts';
import { inServer, pickCohort, suggestCohorts } from './pick.ts';

/** How long the answer waits for a small round to be published (ms); a larger one is told by an edit. */
const PUBLISH_PATIENCE = 1_500;
/** Discord lets an answer be edited for a quarter of an hour (ms). */
const EDITABLE = 14 * 60_000;

/** `/cohort match`: the round as a preview, and its publication. */
export function cohortMatch(services: Services): { action: Action; routes: Route[] } {
  const { cohorts, rounds } = services;

  async function preview(call: Call, cohort: Cohort, as: PublishAs): Promise<Reply> {
    const made = await rounds.make(cohort, call.caller.id, call.attachmentLimit);
    const chart = scoreChart(call.t, cohort, made);
    const parts = await illustrated(
      services,
      { name: 'scores.png', chart, limit: call.attachmentLimit },
      (picture) => previewBody(call.t, call.locale, { cohort, preview: made, as, picture }),
    );
    return answer(...parts);
  }

  async function publish(call: Call, cohort: Cohort, as: PublishAs, roundId?: number): Promise<Reply> {
    const wanted = { as, staffId: call.caller.id, ...(roundId === undefined ? {} : { roundId }) };
    const { isNew, outcome } = await rounds.publish(cohort, wanted);
    const body = (now: Outcome): Body => outcomeBody(call.t, now, isNew);
    if (outcome.isOver) return answer(body(outcome));
    const finished = rounds.finished(outcome.roundId);
    const soon = await within(PUBLISH_PATIENCE, finished);
    if (soon !== undefined) return answer(body(soon));
    return answer(body(outcome), async () => {
      const end = await within(EDITABLE, finished);
      return end === undefined ? undefined : body(end);
    });
  }

  async function cohortOf(call: Call, id: string | undefined): Promise<Cohort> {
    const cohort = await pickCohort(services, call, id);
    if (cohort.archivedAt !== null) throw new UserError({ key: 'rounds:error.archived' });
    return cohort;
  }

  return {
    action: action({
      access: 'staff',
      options: {
        mode: { kind: 'choice', required: true, values: ['preview', 'publish'], names: 'mode' },
        as: { kind: 'choice', values: PUBLISH_AS, names: 'publish-as' },
        cohort: { kind: 'offered', suggest: (call, typed) => suggestCohorts(services, call, typed) },
      },
      async run(call, { mode, as = 'requests', cohort: named }) {
        const cohort = await cohortOf(call, named);
        return mode === 'preview' ? await preview(call, cohort, as) : await publish(call, cohort, as);
      },
    }),
    routes: [
      {
        name: 'round.publish',
        access: 'staff',
        async run(press, [id, as]) {
          const call = inServer(press);
          const cohort = await ownCohort(call, idIn(id));
          return await publish(call, cohort, as === 'teams' ? 'teams' : 'requests', idIn(id));
        },
      },
      {
        name: 'round.discard',
        access: 'staff',
        async run(press, [id]) {
          const call = inServer(press);
          await ownCohort(call, idIn(id));
          await rounds.discard(idIn(id));
          return update(call.t('rounds:discarded'));
        },
      },
    ],
  };

  /** The cohort of a round, which must be of this server. */
  async function ownCohort(call: Call, roundId: number): Promise<Cohort> {
    const cohortId = await rounds.cohortOf(roundId);
    const cohort = cohortId === undefined ? undefined : await cohorts.find(cohortId);
    if (cohort?.guildId !== call.guildId) throw new UserError({ key: 'rounds:error.gone' });
    return cohort;
  }
}
