import { MAX_TEXT, STEP_KEYS } from '../../src/calendar/reminders/rules/plan.ts';
import type { TakenOut } from '../../src/calendar/reminders/rules/replan.ts';
import { planBody, stepModal } from '../../src/calendar/reminders/staff/cards.ts';
import { TakesOutError } from '../../src/calendar/reminders/staff.ts';
import type { Call } from '../../src/platform/discord/call.ts';
import {
  type Action,
  action,
  type Fields,
  type Form,
  type Reopen,
} from '../../src/platform/discord/command.ts';
import { type OptionSpecs, readOptions, type Values } from '../../src/platform/discord/options.ts';
import { Question } from '../../src/platform/discord/question.ts';
import { answer, modal, type Reply } from '../../src/platform/discord/reply.ts';
import { timestamp } from '../../src/platform/discord/times.ts';
import { UserError } from '../../src/platform/errors.ts';
import type { Message } from '../../src/platform/i18n/index.ts';
import type { Services } from '../services.ts';
import { withDraft } from './drafts.ts';
import { pickCohort, suggestCohorts } from './pick.ts';
import { readClock } from './when.ts';

const DRAFT = 'step';

/** What was typed, by option. */
type Typed = Readonly<Record<string, string>>;

/** Which step of the plan. */
export const STEP = { kind: 'choice', required: true, values: STEP_KEYS, names: 'step' } as const;

/** Which cohort, where there are several. */
export function cohortOption(services: Services) {
  return {
    kind: 'offered',
    suggest: (call: Call, typed: string) => suggestCohorts(services, call, typed),
  } as const;
}

/** `/reminders edit`: what is refused, or asked about, can be mended in a form. */
export function stepEditing(services: Services): { action: Action; forms: Form[]; reopens: Reopen[] } {
  const { drafts } = services;
  const { staff } = services.reminders;

  const options = {
    step: STEP,
    day: { kind: 'integer', min: 1, max: 60 },
    time: { kind: 'text', max: 40 },
    text: { kind: 'text', max: MAX_TEXT },
    enabled: { kind: 'boolean' },
    cohort: cohortOption(services),
  } as const satisfies OptionSpecs;

  /** Changes a step; a time that is asked about can also be typed again. */
  async function edit(call: Call, values: Values<typeof options>): Promise<Reply> {
    const { id } = await pickCohort(services, call, values.cohort);
    const time = values.time === undefined ? undefined : readClock(call, values.time);
    if (values.time !== undefined && time === undefined)
      return modal(stepModal(call.t, await keep(call, raw(values)), raw(values)));
    const confirm = call.answers.confirm;
    if (confirm === 'no')
      return answer(planBody(call.t, await staff.plan(id), call.t('reminders:staff.kept')));
    try {
      const plan = await staff.edit(id, { ...values, time, confirmed: confirm === 'yes' });
      return answer(planBody(call.t, plan, call.t('reminders:staff.edited')));
    } catch (error) {
      throw error instanceof TakesOutError ? asking(call, error.loss) : error;
    }
  }

  function keep(call: Call, typed: Typed): Promise<string> {
    return drafts.keep({ guildId: call.guildId, userId: call.caller.id, kind: DRAFT, content: typed });
  }

  function kept(call: Call, typed: Typed, run: () => Promise<Reply>): Promise<Reply> {
    return withDraft(services, call, { kind: DRAFT, content: typed }, run);
  }

  /** The form's fields in place of the options they stand for; the others are those of the draft. */
  async function edited(call: Call, draftId: string, fields: Fields): Promise<Reply> {
    const draft = await drafts.find(draftId, call.caller.id);
    if (draft?.kind !== DRAFT) throw new UserError({ key: 'common:error.draft-gone' });
    const typed: Typed = {
      ...(draft.content as Typed),
      ...Object.fromEntries(['day', 'time', 'text'].map((name) => [name, fields.text(name)])),
    };
    const sent = Object.entries(typed).flatMap(([name, value]) =>
      value.trim() === '' ? [] : [{ name, value }],
    );
    return kept(call, typed, () => edit(call, readOptions(options, sent, call, {})));
  }

  return {
    action: action({
      access: 'staff',
      options,
      run: (call, values) => kept(call, raw(values), () => edit(call, values)),
      keep,
    }),
    forms: [
      {
        // reminders.typed:<draft>
        name: 'reminders.typed',
        access: 'staff',
        run: (call, [draftId = ''], fields) => edited(call, draftId, fields),
      },
    ],
    reopens: [
      { kind: DRAFT, modal: (call, draftId, content) => stepModal(call.t, draftId, content as Typed) },
    ],
  };
}

/** Says what an edit takes out before it counts. */
function asking({ t }: Call, { step, passed }: TakenOut): Question {
  const name = t(`reminders:steps.${step}.name`);
  const text: Message =
    passed === undefined
      ? { key: 'reminders:staff.takes-out.never', params: { name } }
      : { key: 'reminders:staff.takes-out.passed', params: { name, at: timestamp(passed, 'f') } };
  return new Question('confirm', text, [
    { name: t('reminders:staff.takes-out.yes'), value: 'yes' },
    { name: t('reminders:staff.takes-out.no'), value: 'no' },
  ]);
}

function raw(values: Readonly<Record<string, string | number | boolean | undefined>>): Typed {
  const given = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given.map(([name, value]) => [name, String(value)]));
}
