import {
  clearedBody,
  HOURS_LIMITS,
  hoursModal,
  hoursText,
  presetsBody,
  refusalMessage,
  weekBody,
  weekChart,
  whichBody,
} from '../../src/people/availability/cards.ts';
import { hoursOfCode } from '../../src/people/availability/rules/codes.ts';
import { corrections } from '../../src/people/availability/rules/corrections.ts';
import { parseAvailability, type TypedAvailability } from '../../src/people/availability/rules/typed.ts';
import { WEEKLY_PRESETS, type WeeklyInterval, weeklyMinutes } from '../../src/people/availability/rules.ts';
import type { Cohort } from '../../src/people/cohorts/rules.ts';
import { zoneOf } from '../../src/people/learners/rules.ts';
import type { Call } from '../../src/platform/discord/call.ts';
import { type Action, action, type Form, type Route } from '../../src/platform/discord/command.ts';
import { readText } from '../../src/platform/discord/options.ts';
import { Question } from '../../src/platform/discord/question.ts';
import { answer, type Body, modal, type Reply, update } from '../../src/platform/discord/reply.ts';
import { UserError } from '../../src/platform/errors.ts';
import type { Services } from '../services.ts';
import { type Illustrated, illustrated } from './illustrated.ts';
import { inServer } from './pick.ts';

const CLEARED = 'cleared-hours';
const AGAIN = 'again';

/** The weekly hours of /profile: two subcommands, and the buttons that other cards offer too. */
export function hours(services: Services): {
  actions: Record<string, Action>;
  routes: Route[];
  forms: Form[];
} {
  const { learners, drafts } = services;

  async function add(call: Call, intervals: readonly WeeklyInterval[]): Promise<Illustrated> {
    const zone = await ownZone(services, call);
    const before = await learners.find(call.guildId, call.caller.id);
    if (before?.timezone == null) await learners.change(call.guildId, call.caller.id, { timezone: zone });
    const { week } = await learners.addHours(call.guildId, call.caller.id, intervals);
    const isNew = weeklyMinutes(week) > weeklyMinutes(before?.week ?? []);
    const params = { hours: hoursText(call.t, call.locale, intervals) };
    const headline = call.t(isNew ? 'availability:added' : 'availability:already', params);
    return await shown(call, headline, week, zone);
  }

  async function shown(
    call: Call,
    headline: string,
    week: readonly WeeklyInterval[],
    zone: string,
  ): Promise<Illustrated> {
    const chart = weekChart(call.t, call.locale, week, zone);
    return await illustrated(services, { name: 'week.png', chart, limit: call.attachmentLimit }, (picture) =>
      weekBody(call.t, call.locale, { headline, week, zone, picture }),
    );
  }

  /** Typed hours; what is refused is asked about with its nearest readings, or typed again. */
  async function addTyped(call: Call, typed: TypedAvailability): Promise<Reply> {
    const answered = call.answers.hours;
    if (answered === AGAIN) return modal(hoursModal(call.t, typed));
    const corrected = answered === undefined ? undefined : hoursOfCode(answered);
    if (corrected !== undefined) return answer(...(await add(call, corrected)));
    const parsed = parseAvailability(typed, call.locale);
    if (parsed.ok) return answer(...(await add(call, parsed.intervals)));
    const readings = corrections(typed, parsed.refusals, call.locale).map(({ code, intervals }) => ({
      name: hoursText(call.t, call.locale, intervals),
      value: code,
    }));
    const again = { name: call.t('availability:button.again'), value: AGAIN };
    throw new Question('hours', refusalMessage(call.t, parsed.refusals, readings.length > 0), [
      ...readings,
      again,
    ]);
  }

  async function remove(call: Call, code: string): Promise<Illustrated> {
    const gone = hoursOfCode(code);
    if (gone === undefined) throw new UserError({ key: 'common:error.old-button' });
    const before = await learners.find(call.guildId, call.caller.id);
    const { week } = await learners.removeHours(call.guildId, call.caller.id, gone);
    const isLess = weeklyMinutes(week) < weeklyMinutes(before?.week ?? []);
    const params = { hours: hoursText(call.t, call.locale, gone) };
    const headline = call.t(isLess ? 'availability:removed' : 'availability:not-there', params);
    return await shown(call, headline, week, await ownZone(services, call));
  }

  async function which(call: Call): Promise<Body> {
    const learner = await learners.find(call.guildId, call.caller.id);
    if (learner === undefined || learner.week.length === 0) return clearedBody(call.t, undefined);
    return whichBody(call.t, call.locale, learner.week, await ownZone(services, call));
  }

  async function presets(call: Call): Promise<Body> {
    const learner = await learners.find(call.guildId, call.caller.id);
    return presetsBody(call.t, call.locale, learner?.week ?? [], await ownZone(services, call));
  }

  const time = { kind: 'text', required: true, ...HOURS_LIMITS.time } as const;

  return {
    actions: {
      availability: action({
        options: { days: { kind: 'text', required: true, ...HOURS_LIMITS.days }, from: time, to: time },
        run: addTyped,
      }),
      'availability-clear': action({ run: async (call) => answer(await clear(call)) }),
    },
    routes: [
      {
        // hours.presets[:here]: *Add my hours* of any card; `here` takes the place of the message it stands on.
        name: 'hours.presets',
        async run(press, [place]) {
          const body = await presets(inServer(press));
          return place === 'here' ? update(body) : answer(body);
        },
      },
      {
        // hours.add:<preset>[:here]
        name: 'hours.add',
        async run(press, [key, place]) {
          const preset = WEEKLY_PRESETS.find((each) => each.key === key);
          if (preset === undefined) throw new UserError({ key: 'common:error.old-button' });
          const added = await add(inServer(press), preset.intervals);
          return place === 'here' ? update(...added) : answer(...added);
        },
      },
      {
        // hours.which[:here]: *Remove hours*.
        name: 'hours.which',
        async run(press, [place]) {
          const body = await which(inServer(press));
          return place === 'here' ? update(body) : answer(body);
        },
      },
      {
        // Chosen in a menu; the menus of one message are counted: hours.remove:<menu>
        name: 'hours.remove',
        run: async (press, _, [code = '']) => update(...(await remove(inServer(press), code))),
      },
      {
        name: 'hours.other',
        async run(press) {
          if (press.guildId === undefined) throw new UserError({ key: 'common:error.server-only' });
          return modal(hoursModal(press.t));
        },
      },
      {
        name: 'hours.clear',
        run: async (press) => update(await clear(inServer(press))),
      },
      {
        // hours.undo:<draft>: what was cleared comes back.
        name: 'hours.undo',
        async run(press, [draftId = '']) {
          const call = inServer(press);
          const kept = await drafts.find(draftId, call.caller.id);
          if (kept?.kind !== CLEARED) throw new UserError({ key: 'availability:undo-gone' });
          const { week } = await learners.addHours(
            call.guildId,
            call.caller.id,
            kept.content as WeeklyInterval[],
          );
          const zone = await ownZone(services, call);
          return update(...(await shown(call, call.t('availability:restored'), week, zone)));
        },
      },
    ],
    forms: [
      {
        name: 'hours.typed',
        run(call, _, fields) {
          const read = (name: 'days' | 'from' | 'to', limits: { max: number }) =>
            readText(name, fields.text(name), limits) ?? '';
          const { days, time: ofTime } = HOURS_LIMITS;
          const typed = { days: read('days', days), from: read('from', ofTime), to: read('to', ofTime) };
          return addTyped(call, typed);
        },
      },
    ],
  };

  async function clear(call: Call): Promise<Body> {
    const learner = await learners.find(call.guildId, call.caller.id);
    if (learner === undefined || learner.week.length === 0) return clearedBody(call.t, undefined);
    const content = learner.week;
    const { guildId } = call;
    const undo = await drafts.keep({ guildId, userId: call.caller.id, kind: CLEARED, content });
    await learners.clearHours(guildId, call.caller.id);
    return clearedBody(call.t, undo);
  }
}

/** The zone of whoever acts. A member of no cohort joins the only one that runs. */
export async function ownZone(services: Services, call: Call): Promise<string> {
  const { guildId, caller } = call;
  return await zoneIn(services, guildId, caller.id, services.cohorts.enterOnly(guildId, caller.id));
}

/** The zone a member's hours are meant in. */
export async function zoneFor(services: Services, guildId: string, userId: string): Promise<string> {
  const own = services.cohorts.ofMember(guildId, userId).then(([newest]) => newest);
  return await zoneIn(services, guildId, userId, own);
}

async function zoneIn(
  services: Services,
  guildId: string,
  userId: string,
  own: Promise<Cohort | undefined>,
): Promise<string> {
  const [learner, cohort, community] = await Promise.all([
    services.learners.find(guildId, userId),
    own,
    services.communities.get(guildId),
  ]);
  const fallback = services.defaultTimezone;
  return zoneOf(learner, { cohort: cohort?.timezone, community: community.timezone, fallback });
}
