import {
  button,
  container,
  field,
  form,
  menu,
  type Row,
  row,
  text,
} from '../../../platform/discord/components.ts';
import type { Body, Modal } from '../../../platform/discord/reply.ts';
import { timestamp } from '../../../platform/discord/times.ts';
import { type Locale, list, type Translate } from '../../../platform/i18n/index.ts';
import { literal, truncated } from '../../../platform/text.ts';
import type { Recurrence } from '../../../platform/times/recurrence.ts';
import { momentPhrase, zoneLabel } from '../../../platform/times/show.ts';
import { localMoment } from '../../../platform/zones/rules.ts';
import { type StepView, stepMessage, stepText } from '../cards.ts';
import type { PlanCohort, PlannedStep } from '../rules/plan.ts';
import { MAX_TEXT } from '../rules/plan.ts';
import type { Place, Reminder } from '../rules/reminder.ts';
import type { PlanView, PreviewView, StaffReminders } from '../staff.ts';

/** Discord's limit for all texts of one card. */
const CARD_TEXT = 3_900;
const SHOWN_RUNS = 12;

export function planBody(t: Translate, plan: PlanView, headline?: string): Body {
  const { cohort } = plan;
  const head = [
    ...(headline === undefined ? [] : [headline]),
    t('reminders:staff.plan.head', { cohort: literal(cohort.name), zone: cohort.zone }),
    ...(cohort.pausedAt === null
      ? []
      : [t('reminders:staff.plan.paused', { since: timestamp(cohort.pausedAt, 'f') })]),
  ];
  return card([...head, ...plan.steps.map((line) => stepLine(t, line))]);
}

function stepLine(t: Translate, { step, runs }: PlanView['steps'][number]): string {
  const states = [
    step.text === null ? '' : t('reminders:staff.plan.own-text'),
    ...(step.enabled ? [] : [t('reminders:staff.plan.off')]),
    ...(step.enabled && runs.length === 0 ? [t('reminders:staff.plan.never')] : []),
    ...runs
      .filter((run) => step.enabled || run.state === 'done')
      // A moved deadline takes its old moments out and puts new ones in: only these are of interest.
      .filter((run) => run.state !== 'cancelled' || runs.every(({ state }) => state === 'cancelled'))
      .map((run) =>
        t(`reminders:staff.plan.${run.state}`, { at: timestamp(run.due_at, 'f'), count: run.reached }),
      ),
  ];
  return t('reminders:staff.plan.line', {
    step: step.key,
    when: whenText(t, step),
    name: t(`reminders:steps.${step.key}.name`),
    states: states.join(''),
  });
}

function whenText(t: Translate, { when, time }: PlannedStep): string {
  switch (when.kind) {
    case 'day':
      return t('reminders:staff.plan.day', { day: when.day, time });
    case 'weekly':
      return t('reminders:staff.plan.weekly', { day: when.firstDay, time });
    case 'days-before':
      return when.days < 0
        ? t('reminders:staff.plan.days-after', { count: -when.days, time })
        : t('reminders:staff.plan.days-before', { count: when.days, time });
    case 'hours-before':
      return t('reminders:staff.plan.hours-before', { count: when.hours });
  }
}

/** What a day brings, in the words members would read (`locale` is the server's language). */
export function previewBody(t: Translate, preview: PreviewView, publicT: Translate, locale: Locale): Body {
  const { cohort, steps, date } = preview;
  const head = t('reminders:staff.preview.head', { date, cohort: literal(cohort.name) });
  if (steps.length === 0) return card([head, t('reminders:staff.preview.nothing')]);
  const parts = steps.flatMap(({ step, dueAt, audience }) => [
    t('reminders:staff.preview.step', {
      name: t(`reminders:steps.${step.key}.name`),
      at: timestamp(dueAt, 'f'),
      count: audience,
    }),
    ...stepText(publicT, locale, viewOf(cohort, step, preview.counts))
      .split('\n')
      .map((line) => `> ${line}`),
  ]);
  return card([head, ...parts]);
}

function viewOf(cohort: PlanCohort, step: PlannedStep, counts: StepView['counts']): StepView {
  return { step: step.key, cohort, text: step.text, counts, also: [] };
}

/** A step as members would see it, buttons included, for the one who asked. */
export function testBody(
  publicT: Translate,
  locale: Locale,
  shown: Awaited<ReturnType<StaffReminders['test']>>,
  userId: string,
): Body {
  const view = viewOf(shown.cohort, shown.step, shown.counts);
  return stepMessage(publicT, view, stepText(publicT, locale, view), [userId]);
}

export function ledgerBody(t: Translate, ledger: Awaited<ReturnType<StaffReminders['ledger']>>): Body {
  const lines = ledger.runs.slice(-SHOWN_RUNS).map((run) => {
    const state = t(`reminders:staff.plan.${run.state}`, {
      at: timestamp(run.due_at, 'f'),
      count: run.reached,
    });
    return `- \`${run.step}\`${state}`;
  });
  const troubles = ledger.troubles.map((trouble) =>
    t('reminders:staff.ledger.trouble', {
      at: timestamp(trouble.dueAt, 'f'),
      what: t(`reminders:staff.ledger.what.${kindOf(trouble.kind)}`, { place: placeText(t, trouble.target) }),
      why: whyText(t, trouble),
    }),
  );
  const canRetry = ledger.troubles.some((trouble) => trouble.state === 'failed');
  const body = card([
    t('reminders:staff.ledger.head', { cohort: literal(ledger.cohort.name) }),
    ...(lines.length === 0 ? [t('reminders:staff.ledger.none')] : lines),
    t('reminders:staff.ledger.counts', ledger.counts),
    ...(troubles.length === 0 ? [] : [t('reminders:staff.ledger.troubles'), ...troubles]),
  ]);
  if (!canRetry) return body;
  const retry = row(button(t('reminders:staff.ledger.retry'), ['reminders.retry']));
  return { ...body, components: [...(body.components ?? []), retry] };
}

type LedgerTrouble = Awaited<ReturnType<StaffReminders['ledger']>>['troubles'][number];

/** Kinds of rows that have a name of their own in the ledger; the others are "a message". */
const NAMED = {
  'reminder.step': 'step',
  'reminder.personal': 'personal',
  'project-card': 'card',
  'project-card-edit': 'card',
  'start-here': 'start',
  'start-here-edit': 'start',
  'project-thread': 'thread',
  'team-thread': 'thread',
  'deadline-event': 'event',
} as const;

function kindOf(kind: string): (typeof NAMED)[keyof typeof NAMED] | 'other' {
  return NAMED[kind as keyof typeof NAMED] ?? 'other';
}

const REASONS = ['forbidden', 'gone', 'left', 'no-dm', 'refused', 'thread', 'bug'] as const;

/** In words first; what Discord said stands behind, for who wants to report it. */
function whyText(t: Translate, { state, failure, error }: LedgerTrouble): string {
  const said = literal(truncated(error ?? '', 120));
  if (state !== 'failed') return t(`reminders:staff.ledger.why.${state}`, { error: said });
  const reason = REASONS.find((known) => known === failure) ?? 'other';
  const because = t(`reminders:staff.ledger.because.${reason}`);
  return t('reminders:staff.ledger.why.failed', { because, error: said });
}

function placeText(t: Translate, target: LedgerTrouble['target']): string {
  if (target.kind === 'channel') return `<#${target.id}>`;
  return target.kind === 'member' ? `<@${target.id}>` : t(`reminders:staff.ledger.place.${target.kind}`);
}

function card(lines: readonly string[]): Body {
  return { card: true, components: [container([text(truncated(lines.join('\n'), CARD_TEXT))])] };
}

/** What was typed into `/remind-me`, as far as it was. */
export interface ReminderFields {
  readonly when?: string | undefined;
  readonly what?: string | undefined;
  /** 'me' or 'team'. */
  readonly for?: string | undefined;
}

/** `/remind-me` to be mended: filled in with what was typed. */
export function reminderModal(t: Translate, typed: ReminderFields): Modal {
  const given = (value: string | undefined) => (value === undefined ? {} : { value });
  return form(
    t('reminders:modal.title'),
    ['remind.typed', typed.for === 'team' ? 'team' : 'me'],
    [
      field('when', t('reminders:modal.when'), {
        required: true,
        max: 100,
        hint: t('reminders:modal.when-hint'),
        ...given(typed.when),
      }),
      field('what', t('reminders:modal.what'), {
        required: true,
        long: true,
        max: 500,
        ...given(typed.what),
      }),
    ],
  );
}

/** What a member reads when their reminder is set: when, in every reader's own zone, before it counts. */
export function reminderSetBody(
  t: Translate,
  locale: Locale,
  reminder: Reminder,
  reader: { readonly place: Place; readonly zone: string },
): Body {
  const params = {
    at: timestamp(reminder.dueAt),
    relative: timestamp(reminder.dueAt, 'R'),
    repeat: repeatText(t, locale, reminder, reader.zone),
    what: quoted(reminder.what),
  };
  const isTeam = reminder.teamId !== undefined;
  const moment = { instant: reminder.dueAt, zone: reminder.zone };
  const lines = [
    t(isTeam ? 'reminders:set-team' : 'reminders:set', params),
    ...bothZones(t, locale, moment, reader.zone),
  ];
  if (!isTeam) lines.push(placeLine(t, reader.place));
  const cancel = button(t('reminders:personal.cancel'), ['remind.cancel', reminder.id]);
  return { content: lines.join('\n'), components: [row(cancel)] };
}

/** A moment as clocks show it in the zone that was named and in the reader's own; nothing where they are the same. */
export function bothZones(
  t: Translate,
  locale: Locale,
  { instant, zone }: { readonly instant: number; readonly zone: string },
  own: string,
): string[] {
  if (zone === own) return [];
  const named = momentPhrase(instant, zone, locale);
  const mine = momentPhrase(instant, own, locale);
  return [t('reminders:both-zones', { named, zone: zoneLabel(zone), mine, own: zoneLabel(own) })];
}

function placeLine(t: Translate, place: Place): string {
  if (place.to !== 'direct') return t(`reminders:set-place.${place.to}`);
  return t(place.agreed ? 'reminders:set-place.direct' : 'reminders:set-place.only-this');
}

/** What waits, for its owner, whose zone is `zone`: repeats that keep another one say so and can follow. */
export function mineBody(t: Translate, locale: Locale, reminders: readonly Reminder[], zone: string): Body {
  if (reminders.length === 0) return { content: t('reminders:mine.none') };
  const shown = reminders.slice(0, 15);
  const lines = shown.map((reminder) =>
    t('reminders:mine.line', {
      at: timestamp(reminder.dueAt, 'f'),
      relative: timestamp(reminder.dueAt, 'R'),
      repeat: repeatText(t, locale, reminder, zone),
      team: reminder.teamId === undefined ? '' : t('reminders:mine.team'),
      what: literal(truncated(reminder.what.replace(/\s+/g, ' '), 60)),
    }),
  );
  const more = reminders.length - lines.length;
  const head = t('reminders:mine.head', { count: reminders.length });
  const tail = more > 0 ? [t('reminders:mine.more', { count: more })] : [];
  const content = [head, ...lines, ...tail].join('\n');
  const elsewhere = shown.filter((reminder) => reminder.recurrence !== undefined && reminder.zone !== zone);
  const follow = elsewhere.length === 0 ? [] : [followRow(t, elsewhere)];
  return { content, components: [stopRow(t, locale, reminders), ...follow] };
}

/** To stop one of them, those after the last line too, as far as a menu has room. */
function stopRow(t: Translate, locale: Locale, reminders: readonly Reminder[]): Row {
  const options = reminders.map((reminder) => ({
    label: reminderName(locale, reminder),
    value: String(reminder.id),
  }));
  return menu(['remind.cancel'], t('reminders:mine.stop'), options);
}

/** When and what, in the 100 characters that a choice has. */
export function reminderName(locale: Locale, reminder: Reminder): string {
  const when = new Intl.DateTimeFormat(locale, {
    timeZone: reminder.zone,
    dateStyle: 'medium',
    timeStyle: 'short',
  }).format(reminder.dueAt);
  return truncated(`${when} · ${reminder.what.replace(/\s+/g, ' ')}`, 100);
}

/** A repeat that follows its owner's zone from now on. */
export function mineFollowed(t: Translate, locale: Locale, reminder: Reminder): string {
  return t('reminders:mine.followed', {
    zone: zoneLabel(reminder.zone),
    at: timestamp(reminder.dueAt, 'f'),
    relative: timestamp(reminder.dueAt, 'R'),
    repeat: repeatText(t, locale, reminder, reminder.zone),
  });
}

/** *Follow my zone*: one press for a single repeat, a choice among several. */
function followRow(t: Translate, elsewhere: readonly Reminder[]): Row {
  const label = t('reminders:mine.follow');
  const [only, ...others] = elsewhere;
  if (only !== undefined && others.length === 0) return row(button(label, ['remind.follow', only.id]));
  const options = elsewhere.map(({ id, what, zone: kept }) => ({
    label: truncated(what.replace(/\s+/g, ' '), 80),
    description: zoneLabel(kept),
    value: String(id),
  }));
  return menu(['remind.follow'], label, options);
}

/** With its zone: said when it is not the reader's, next to what its next moment is there. */
function repeatText(t: Translate, locale: Locale, reminder: Reminder, own: string): string {
  const { recurrence, zone, dueAt } = reminder;
  if (recurrence === undefined) return '';
  const words = recurrenceText(t, locale, recurrence);
  if (zone === own) return t('reminders:mine.repeat.own', { repeat: words, zone: zoneLabel(zone) });
  const { time } = localMoment(dueAt, own);
  return t('reminders:mine.repeat.kept', { repeat: words, zone: zoneLabel(zone), time, own: zoneLabel(own) });
}

function recurrenceText(t: Translate, locale: Locale, recurrence: Recurrence): string {
  const { time } = recurrence;
  if (recurrence.every === 'day') return t('reminders:mine.repeat.day', { time });
  if (recurrence.every === 'month') return t('reminders:mine.repeat.month', { day: recurrence.day, time });
  if (recurrence.weekdays.join('') === '12345') return t('reminders:mine.repeat.weekdays', { time });
  // 2024-01-01 was a Monday.
  const names = recurrence.weekdays.map((weekday) =>
    new Intl.DateTimeFormat(locale, { weekday: 'long', timeZone: 'UTC' }).format(Date.UTC(2024, 0, weekday)),
  );
  return t('reminders:mine.repeat.week', { days: list(locale, names), time });
}

/** `/reminders edit` to be mended: what else was given is kept in the draft. */
export function stepModal(
  t: Translate,
  draftId: string,
  typed: {
    readonly day?: string | undefined;
    readonly time?: string | undefined;
    readonly text?: string | undefined;
  },
): Modal {
  const given = (value: string | undefined) => (value === undefined ? {} : { value });
  return form(
    t('reminders:modal.step-title'),
    ['reminders.typed', draftId],
    [
      field('day', t('reminders:modal.day'), { max: 2, ...given(typed.day) }),
      field('time', t('reminders:modal.time'), {
        max: 40,
        hint: t('reminders:modal.time-hint'),
        ...given(typed.time),
      }),
      field('text', t('reminders:modal.text'), { max: MAX_TEXT, long: true, ...given(typed.text) }),
    ],
  );
}

function quoted(words: string): string {
  return literal(words)
    .split('\n')
    .map((line) => `> ${line}`)
    .join('\n');
}
