import { chooseBody } from '../src/calendar/reminders/cards.ts';
import { isStepKey, STEP_KEYS } from '../src/calendar/reminders/rules/plan.ts';
import {
  ledgerBody,
  mineBody,
  mineFollowed,
  planBody,
  previewBody,
  reminderName,
  reminderSetBody,
  testBody,
} from '../src/calendar/reminders/staff/cards.ts';
import type { Cohort } from '../src/people/cohorts/rules.ts';
import type { Call, Press } from '../src/platform/discord/call.ts';
import { action, type Command } from '../src/platform/discord/command.ts';
import { button, row } from '../src/platform/discord/components.ts';
import { idIn, oneIn } from '../src/platform/discord/custom-id.ts';
import { answer, type Choice, type Reply } from '../src/platform/discord/reply.ts';
import { UserError } from '../src/platform/errors.ts';
import { translator } from '../src/platform/i18n/index.ts';
import { rowId } from '../src/platform/numbers.ts';
import { literal, truncated } from '../src/platform/text.ts';
import { BRIEFS } from '../src/work/projects/rules.ts';
import { zoneFor } from './parts/hours.ts';
import { inServer, pickCohort } from './parts/pick.ts';
import { cohortOption, STEP, stepEditing } from './parts/step-editing.ts';
import type { Commands, Services } from './services.ts';

export const commands: Commands = [reminders];

/** Reminders offered while the member types. */
const OFFERED = 25;

function reminders(services: Services): Command {
  const { staff, personal } = services.reminders;
  const cohort = cohortOption(services);
  const editing = stepEditing(services);

  /** Of the server the press is about; in a direct message of which no server is known, any. */
  async function cohortOf({ guildId }: Press, id: string): Promise<Cohort> {
    const found = await services.cohorts.find(rowId(id) ?? 0);
    if (found === undefined || (guildId !== undefined && found.guildId !== guildId))
      throw new UserError({ key: 'reminders:mute.unknown' });
    return found;
  }

  async function cancel(call: Call, id: string): Promise<Reply> {
    const { id: userId, isStaff } = call.caller;
    const number = rowId(id) ?? 0;
    const cancelled = await personal.cancel(call.guildId, number, { userId, isStaff });
    return answer(call.t('reminders:cancelled', { what: literal(truncated(cancelled.what, 200)) }));
  }

  async function showMine(call: Call): Promise<Reply> {
    const mine = await personal.mine(call.guildId, call.caller.id);
    const zone = await zoneFor(services, call.guildId, call.caller.id);
    return answer(mineBody(call.t, call.locale, mine, zone));
  }

  /** A member's own; for staff also the others of the server. */
  async function suggestReminders(call: Call, typed: string): Promise<Choice[]> {
    const mine = await personal.mine(call.guildId, call.caller.id);
    const others = call.caller.isStaff ? await personal.waiting(call.guildId, 200) : [];
    const all = new Map([...mine, ...others].map((reminder) => [reminder.id, reminder]));
    return [...all.values()]
      .filter((reminder) => reminder.what.toLowerCase().includes(typed.trim().toLowerCase()))
      .slice(0, OFFERED)
      .map((reminder) => ({ name: reminderName(call.locale, reminder), value: String(reminder.id) }));
  }

  return {
    type: 'slash',
    name: 'reminders',
    subcommands: {
      plan: action({
        access: 'staff',
        options: { cohort },
        async run(call, values) {
          const { id } = await pickCohort(services, call, values.cohort);
          return answer(planBody(call.t, await staff.plan(id)));
        },
      }),
      edit: editing.action,
      preview: action({
        access: 'staff',
        options: { day: { kind: 'integer', min: 1, max: 60 }, cohort },
        async run(call, values) {
          const { id } = await pickCohort(services, call, values.cohort);
          const preview = await staff.preview(id, values.day);
          return answer(previewBody(call.t, preview, translator(call.publicLocale), call.publicLocale));
        },
      }),
      test: action({
        access: 'staff',
        options: { step: STEP, cohort },
        async run(call, values) {
          const { id } = await pickCohort(services, call, values.cohort);
          const shown = await staff.test(id, values.step);
          return answer(testBody(translator(call.publicLocale), call.publicLocale, shown, call.caller.id));
        },
      }),
      ledger: action({
        access: 'staff',
        options: { cohort },
        async run(call, values) {
          const { id } = await pickCohort(services, call, values.cohort);
          return answer(ledgerBody(call.t, await staff.ledger(id)));
        },
      }),
      pause: action({
        access: 'staff',
        options: { cohort },
        async run(call, values) {
          const { id } = await pickCohort(services, call, values.cohort);
          const { name } = await staff.pause(id);
          return answer(call.t('reminders:staff.paused', { cohort: literal(name) }));
        },
      }),
      resume: action({
        access: 'staff',
        options: { cohort },
        async run(call, values) {
          const { id } = await pickCohort(services, call, values.cohort);
          const { name } = await staff.resume(id);
          return answer(call.t('reminders:staff.resumed', { cohort: literal(name) }));
        },
      }),
      mine: action({ run: showMine }),
      cancel: action({
        options: { reminder: { kind: 'offered', required: true, suggest: suggestReminders } },
        run: (call, values) => cancel(call, values.reminder),
      }),
    },
    routes: [
      { name: 'reminders.mine', run: (press) => showMine(inServer(press)) },
      {
        // *Mute this* and its undo, also in direct messages: reminder.mute:<step>:<cohort>[:off].
        name: 'reminder.mute',
        async run(press, [step, cohortId = '', off]) {
          const key = step === 'condensed' ? step : oneIn(STEP_KEYS, step);
          const found = await cohortOf(press, cohortId);
          await services.reminders.mute(found.id, press.caller.id, key, off === undefined);
          if (off !== undefined) return answer(press.t('reminders:mute.undone'));
          const content = isStepKey(key)
            ? press.t('reminders:mute.muted', { name: press.t(`reminders:steps.${key}.name`) })
            : press.t('reminders:mute.muted-condensed');
          const undo = button(press.t('reminders:mute.undo'), ['reminder.mute', key, found.id, 'off']);
          return answer({ content, components: [row(undo)] });
        },
      },
      {
        // *Help me choose*: brief.help:<cohort>.
        name: 'brief.help',
        async run(press, [cohortId = '']) {
          const found = await cohortOf(press, cohortId);
          const seekers = await services.projects.seekers(found.id);
          const briefs = BRIEFS.filter((brief) => brief !== 'other').map((brief) => {
            const { backend = 0, frontend = 0, fullstack = 0 } = seekers.get(brief) ?? {};
            return { brief, backend: backend + fullstack, frontend: frontend + fullstack };
          });
          const learner = await services.learners.find(found.guildId, press.caller.id);
          const side = learner?.track === 'fullstack' ? undefined : (learner?.track ?? undefined);
          return answer(chooseBody(press.t, found, briefs, side));
        },
      },
      {
        name: 'reminders.retry',
        access: 'staff',
        async run(press) {
          const count = await staff.retry(inServer(press).guildId);
          return answer(press.t('reminders:staff.ledger.retried', { count }));
        },
      },
      {
        // *Follow my zone* under /reminders mine: remind.follow:<reminder>, or chosen in a menu.
        name: 'remind.follow',
        async run(press, [id], [chosen]) {
          const call = inServer(press);
          const zone = await zoneFor(services, call.guildId, call.caller.id);
          const moved = await personal.follow(call.guildId, idIn(id ?? chosen), call.caller.id, zone);
          return answer(mineFollowed(call.t, call.locale, moved));
        },
      },
      {
        // *Cancel* under a reminder just set, *Stop* under one that repeats: remind.cancel:<reminder>, or chosen in a menu.
        name: 'remind.cancel',
        async run(press, [id], [chosen]) {
          return await cancel(inServer(press), id ?? chosen ?? '');
        },
      },
      {
        // Under a reminder that has come: remind.again:<reminder>:<hour|tomorrow>.
        name: 'remind.again',
        async run(press, [id, when]) {
          const call = inServer(press);
          const later = when === 'tomorrow' ? 'tomorrow' : 'hour';
          const reminder = await personal.again(call.guildId, idIn(id), call.caller.id, later);
          const reader = {
            place: await personal.place(call.guildId, call.caller.id),
            zone: await zoneFor(services, call.guildId, call.caller.id),
          };
          return answer(reminderSetBody(call.t, call.locale, reminder, reader));
        },
      },
    ],
    forms: editing.forms,
    reopens: editing.reopens,
  };
}
