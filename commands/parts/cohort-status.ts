import type { Cohort } from '../../src/people/cohorts/rules.ts';
import { within } from '../../src/platform/async.ts';
import type { Call, Press } from '../../src/platform/discord/call.ts';
import { type Action, action, type Route } from '../../src/platform/discord/command.ts';
import { idIn } from '../../src/platform/discord/custom-id.ts';
import { answer, type Body, owing, type Reply } from '../../src/platform/discord/reply.ts';
import { UserError } from '../../src/platform/errors.ts';
import { countingBody, fileBody, listBody, statusBody, statusChart } from '../../src/staff/insight/cards.ts';
import { LISTS, type ListName } from '../../src/staff/insight/rules.ts';
import type { CohortStatus } from '../../src/staff/insight/service.ts';
import type { Services } from '../services.ts';
import { illustrated } from './illustrated.ts';
import { inServer, pickCohort, suggestCohorts } from './pick.ts';

/** How long the answer waits for the numbers (ms); those of a large cohort are told by an edit. */
const PATIENCE = 600;

/** `/cohort status`: how a cohort stands, in one picture, and the buttons that lead to names; for staff. */
export function cohortStatus(services: Services): { action: Action; routes: Route[] } {
  const { cohorts, outreach, overview, statusCards } = services;

  async function body(call: Call, cohort: Cohort, status: CohortStatus): Promise<Body> {
    const [now, later] = await drawn(call, cohort, status);
    return (await later?.()) ?? now;
  }

  async function drawn(call: Call, cohort: Cohort, status: CohortStatus) {
    const matters = await outreach.countWaiting(cohort.id);
    const chart = statusChart(call.t, call.locale, { cohort, status, isShared: false });
    return await illustrated(
      services,
      { name: 'status.png', chart, limit: call.attachmentLimit },
      (picture) => statusBody(call.t, cohort, { ...status, matters }, picture),
    );
  }

  async function show(call: Call, cohort: Cohort): Promise<Reply> {
    const counting = overview.status(cohort);
    const soon = await within(PATIENCE, counting);
    if (soon !== undefined) return answer(...(await drawn(call, cohort, soon)));
    return owing(countingBody(call.t, cohort), async () => body(call, cohort, await counting));
  }

  return {
    action: action({
      access: 'staff',
      options: {
        cohort: { kind: 'offered', suggest: (call, typed) => suggestCohorts(services, call, typed) },
      },
      run: async (call, values) => show(call, await pickCohort(services, call, values.cohort)),
    }),
    routes: [
      {
        // insight.list:<cohort>:<list>:<cursor>
        name: 'insight.list',
        access: 'staff',
        async run(press, [id, list, cursor]) {
          const { call, cohort } = await of(press, id);
          const page = await overview.page(cohort, listIn(list), cursorIn(cursor));
          const ids = page.people.map(({ userId }) => userId);
          return answer(listBody(call.t, cohort, page, await outreach.latest(call.guildId, ids)));
        },
      },
      {
        // insight.live:<cohort>:<on or off>
        name: 'insight.live',
        access: 'staff',
        async run(press, [id, choice]) {
          const { call, cohort } = await of(press, id);
          if (choice === 'on') {
            const channel = await statusCards.place(cohort);
            return answer(call.t('overview:live.placed', { channel: `<#${channel}>` }));
          }
          if (!(await statusCards.remove(cohort))) throw new UserError({ key: 'overview:live.none' });
          return answer(call.t('overview:live.removed'));
        },
      },
      {
        name: 'insight.file',
        access: 'staff',
        async run(press, [id, list]) {
          const { call, cohort } = await of(press, id);
          const name = listIn(list);
          return owing(call.t('overview:list.writing'), async () =>
            fileBody(call.t, name, Buffer.from(await overview.table(cohort, name, call.t))),
          );
        },
      },
    ],
  };

  /** The cohort of a button, which must be of this server. */
  async function of(press: Press, id: string | undefined): Promise<{ call: Call; cohort: Cohort }> {
    const call = inServer(press);
    const cohort = await cohorts.find(idIn(id));
    if (cohort?.guildId !== call.guildId) throw new UserError({ key: 'cohorts:error.unknown' });
    return { call, cohort };
  }
}

function listIn(argument: string | undefined): ListName {
  const list = LISTS.find((each) => each === argument);
  if (list === undefined) throw new UserError({ key: 'common:error.old-button' });
  return list;
}

/** Where a page begins: a number, or the id of a member. */
function cursorIn(argument: string | undefined): string {
  if (argument === undefined || !/^\d{1,20}$/.test(argument))
    throw new UserError({ key: 'common:error.old-button' });
  return argument;
}
