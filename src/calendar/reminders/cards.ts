import type { APIButtonComponent } from 'discord.js';
import { digestLines, digestRows } from '../../journal/digest/cards.ts';
import type { Digest } from '../../journal/digest/rules.ts';
import { joinButtons } from '../../people/cohorts/cards.ts';
import { type Counts, SMALLEST_GROUP } from '../../people/standing/rules.ts';
import type { MessagePayload, StoredFile } from '../../platform/delivery/types.ts';
import { button, type Row, row } from '../../platform/discord/components.ts';
import { type Body, messageJson } from '../../platform/discord/reply.ts';
import { timestamp } from '../../platform/discord/times.ts';
import { type Locale, list, type Translate } from '../../platform/i18n/index.ts';
import { literal, truncated } from '../../platform/text.ts';
import type { Brief } from '../../work/projects/rules.ts';
import { addressed } from './rules/chunks.ts';
import type { PlanCohort, StepKey } from './rules/plan.ts';
import type { Reminder } from './rules/reminder.ts';

export interface StepView {
  readonly step: StepKey;
  readonly cohort: PlanCohort;
  /** Staff's own text; null uses ours. */
  readonly text: string | null;
  readonly counts: Counts;
  /** Other steps of the same day, as a line. */
  readonly also: readonly StepKey[];
  /** Of the cohort, for the week's picture: the first one when left out. */
  readonly week?: number;
  /** For members who have joined already, in their own place; else it also speaks to those who have not. */
  readonly personal?: boolean;
}

/** Placeholders staff may use in a text of their own, and what they stand for. */
export function placeholders({ contracts }: { readonly contracts: boolean }): readonly string[] {
  const always = ['cohort', 'deadline', 'backend', 'frontend', 'members', 'announced', 'partnered'];
  return contracts ? [...always, 'agreed'] : always;
}

/** Leaves room for the line that says it is late and for a mention, below Discord's 2000. */
const LONGEST_TEXT = 1_800;

/** The words of a step, without the members it is for. */
export function stepText(t: Translate, locale: Locale, view: StepView): string {
  const { step } = view;
  const params = textParams(t, view);
  const lines = [
    view.text === null ? ownText(t, locale, view, params) : filled(view.text, { agreed: 0, ...params }),
  ];
  if (step === 'announce' && view.personal !== true) lines.push(t('reminders:not-joined', params));
  if (view.also.length > 0) lines.push(alsoLine(t, locale, view.also));
  return truncated(lines.join('\n'), LONGEST_TEXT);
}

/** Free learners who build both sides count on both. */
function freeOf({ free }: Counts): { backend: number; frontend: number } {
  return { backend: free.backend + free.fullstack, frontend: free.frontend + free.fullstack };
}

/** Everybody reads them: of a small group only that it is small, as in the picture beside it. */
function textParams(t: Translate, { cohort, step, counts }: StepView) {
  const shown = (count: number): number | string =>
    count > 0 && count < SMALLEST_GROUP ? t('reminders:few', { count: SMALLEST_GROUP }) : count;
  const free = freeOf(counts);
  return {
    cohort: literal(cohort.name),
    deadline: timestamp(cohort.deadlineAt),
    // This step mentions those who are free: their number tells no more.
    ...(step === 'partner' ? free : { backend: shown(free.backend), frontend: shown(free.frontend) }),
    members: shown(counts.members),
    announced: shown(counts.announced),
    partnered: shown(counts.partnered),
    ...(counts.agreed === undefined ? {} : { agreed: shown(counts.agreed) }),
  };
}

function ownText(
  t: Translate,
  locale: Locale,
  { step, counts, week = 1 }: StepView,
  params: ReturnType<typeof textParams>,
): string {
  if (step === 'week') {
    const words = week === 1 ? 'text' : 'later';
    return params.agreed === undefined
      ? t(`reminders:steps.week.${words}`, { ...params, week })
      : t(`reminders:steps.week.${words}-agreed`, { ...params, week });
  }
  if (step === 'partner') {
    const free = Object.entries(freeOf(counts)).flatMap(([side, count]) =>
      count === 0 ? [] : [t(`reminders:free.${side as keyof ReturnType<typeof freeOf>}`, { count })],
    );
    if (free.length === 0) return t('reminders:steps.partner.text-none', params);
    return t('reminders:steps.partner.text', { ...params, free: list(locale, free) });
  }
  return t(`reminders:steps.${step}.text`, params);
}

function alsoLine(t: Translate, locale: Locale, also: readonly StepKey[]): string {
  return t('reminders:also', { steps: list(locale, names(t, also)) });
}

function names(t: Translate, steps: readonly StepKey[]): string[] {
  return steps.map((step) => t(`reminders:steps.${step}.name`));
}

/** A step that mentions nobody. */
export function plainPost(
  t: Translate,
  locale: Locale,
  { cohort, counts }: { cohort: PlanCohort; counts: Counts },
  { key, text }: { key: StepKey; text: string | null },
): MessagePayload {
  return messageJson({
    content: stepText(t, locale, { step: key, cohort, text, counts, also: [] }),
    // Whoever has handed in swaps a review with somebody else who has.
    ...(key === 'review'
      ? { components: [row(button(t('reviews:button.swap'), ['review.swap'], 'primary'))] }
      : {}),
  });
}

export interface WeekView {
  readonly cohort: PlanCohort;
  readonly counts: Counts;
  /** Staff's own text; null uses ours. */
  readonly text: string | null;
  readonly week: number;
  readonly digest: Digest;
  readonly picture: { readonly file: StoredFile; readonly alt: string } | undefined;
}

/** How far the cohort is, in words and a picture, and what the week brought. */
export function weekPost(t: Translate, locale: Locale, view: WeekView): MessagePayload {
  const { cohort, counts, text, week, digest, picture } = view;
  const news = digestLines(t, locale, digest).join('\n');
  const said = stepText(t, locale, { step: 'week', cohort, text, counts, week, also: [] });
  const content = `${truncated(said, LONGEST_TEXT - news.length - 1)}\n${news}`.trim();
  const message = messageJson({ content, components: digestRows(t, digest) });
  if (picture === undefined) return message;
  const attachments = [{ id: '0', filename: picture.file.name, description: picture.alt }];
  return { ...message, attachments, files: [picture.file] };
}

/** Staff's own text with its placeholders filled in; what is none stays as it is. */
function filled(text: string, params: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) =>
    Object.hasOwn(params, name) ? String(params[name]) : whole,
  );
}

/** The first message of a step, or the one a single member or team gets. */
export function stepMessage(
  t: Translate,
  view: StepView,
  text: string,
  userIds: readonly string[],
): MessagePayload {
  return messageJson({ content: addressed(text, userIds), components: stepRows(t, view) });
}

/** Further members, in the thread on the first message. */
export function moreMessage(t: Translate, view: StepView, userIds: readonly string[]): MessagePayload {
  const rows = stepRows(t, view);
  return messageJson({ content: addressed(t('reminders:more'), userIds), components: rows });
}

function stepRows(t: Translate, view: StepView): Row[] {
  const { cohort, step } = view;
  const mute = muteButton(t, step, cohort.id);
  switch (step) {
    case 'announce':
      if (view.personal === true)
        return [row(...announceButtons(t, cohort.id), docsButton(t, cohort.id), mute)];
      // Also for those who have not joined: the buttons of *Start here*, "Documentation only" among them.
      return [joinButtons(t, cohort.id), row(...announceButtons(t, cohort.id), mute)];
    case 'profile':
      return [row(hoursButton(t), mute)];
    case 'partner':
      return [row(button(t('reminders:button.partners'), ['partners.find'], 'primary'), mute)];
    case 'requests':
      return [row(button(t('reminders:button.requests'), ['partner.requests'], 'primary'), mute)];
    case 'contract':
      return [row(button(t('reminders:button.contract'), ['contract.open'], 'primary'), mute)];
    case 'week':
    case 'review':
      return [];
    case 'progress':
      return [row(button(t('checkins:button.open'), ['checkin.open'], 'primary'), mute)];
    case 'deadline-7d':
    case 'deadline-3d':
    case 'deadline-1d':
    case 'deadline-3h':
      return [
        row(
          button(t('submissions:button.list'), ['project.hand-in.list'], 'primary'),
          // In the last week the check-in has no message of its own.
          ...(view.also.includes('progress') ? [button(t('checkins:button.open'), ['checkin.open'])] : []),
          mute,
        ),
      ];
    default:
      return [row(mute)];
  }
}

function announceButtons(t: Translate, cohortId: number): APIButtonComponent[] {
  return [
    button(t('reminders:button.announce'), ['announce.open', cohortId], 'primary'),
    button(t('reminders:button.choose'), ['brief.help', cohortId]),
  ];
}

function docsButton(t: Translate, cohortId: number): APIButtonComponent {
  return button(t('reminders:button.docs'), ['join', cohortId, 'docs']);
}

function hoursButton(t: Translate): APIButtonComponent {
  return button(t('reminders:button.hours'), ['hours.presets'], 'primary');
}

function muteButton(t: Translate, step: StepKey | 'condensed', cohortId: number): APIButtonComponent {
  return button(t('reminders:button.mute'), ['reminder.mute', step, cohortId]);
}

/** The one message for who starts late: the next missing step as a button, the others as a list. */
export function condensedMessage(
  t: Translate,
  locale: Locale,
  cohort: PlanCohort,
  missing: readonly StepKey[],
  userIds: readonly string[],
): MessagePayload {
  const [next, ...rest] = missing;
  const content = t('reminders:condensed', {
    next: next === undefined ? '' : t(`reminders:steps.${next}.name`),
    rest: rest.length === 0 ? '' : t('reminders:condensed-rest', { steps: list(locale, names(t, rest)) }),
  });
  const buttons: APIButtonComponent[] = [];
  if (next === 'announce') {
    buttons.push(...announceButtons(t, cohort.id), docsButton(t, cohort.id));
  }
  if (next === 'profile') buttons.push(hoursButton(t));
  if (next === 'partner') buttons.push(button(t('reminders:button.partners'), ['partners.find'], 'primary'));
  return messageJson({
    content: addressed(content, userIds),
    components: [row(...buttons, muteButton(t, 'condensed', cohort.id))],
  });
}

/** *Help me choose*: the briefs, how many of each side look for a partner, and where this member is missing most. */
export function chooseBody(
  t: Translate,
  cohort: { readonly id: number; readonly name: string },
  briefs: readonly { readonly brief: Brief; readonly backend: number; readonly frontend: number }[],
  side: 'backend' | 'frontend' | undefined,
): Body {
  const name = (brief: Brief): string => t(`commands:choices.brief.${brief}`);
  const lines = briefs.map(({ brief, backend, frontend }) =>
    t('reminders:choose.line', { brief: name(brief), backend, frontend }),
  );
  const missing = briefs
    .map(({ brief, backend, frontend }) => ({
      brief,
      need: side === 'backend' ? frontend - backend : backend - frontend,
    }))
    .toSorted((a, b) => b.need - a.need)[0];
  const hint =
    side !== undefined && missing !== undefined && missing.need > 0
      ? [t(`reminders:choose.hint-${side}`, { brief: name(missing.brief) })]
      : [];
  const head = t('reminders:choose.head', { cohort: literal(cohort.name) });
  const announce = button(t('reminders:button.announce'), ['announce.open', cohort.id], 'primary');
  return {
    content: [head, ...lines, ...hint, t('reminders:choose.own')].join('\n'),
    components: [row(announce)],
  };
}

/** A member's own reminder, in their direct messages: their words, shown literally. */
export function personalMessage(t: Translate, reminder: Reminder): MessagePayload {
  const content = t('reminders:personal.message', { what: quoted(reminder.what) });
  return messageJson({ content, components: [laterButtons(t, reminder)] });
}

export function teamMessage(t: Translate, reminder: Reminder, memberIds: readonly string[]): MessagePayload {
  const owner = `<@${reminder.ownerId}>`;
  const content = t('reminders:personal.team-message', { owner, what: quoted(reminder.what) });
  return messageJson({ content: addressed(content, memberIds), components: [laterButtons(t, reminder)] });
}

/** Once more later; only a repeat can still be stopped when it has come. */
function laterButtons(t: Translate, { id, recurrence }: Reminder): Row {
  const later = [
    button(t('reminders:personal.hour'), ['remind.again', id, 'hour']),
    button(t('reminders:personal.tomorrow'), ['remind.again', id, 'tomorrow']),
  ];
  if (recurrence === undefined) return row(...later);
  return row(...later, button(t('reminders:personal.stop'), ['remind.cancel', id]));
}

export function quoted(text: string): string {
  return literal(text)
    .split('\n')
    .map((line) => `> ${line}`)
    .join('\n');
}

/** What an absence of the bot, or of Discord, meant for the reminders. Instants are ms UTC. */
export interface AwayView {
  readonly absence: { readonly cause: 'process' | 'discord'; readonly from: number; readonly to: number };
  readonly zone: string;
  readonly counts: { readonly late: number; readonly expired: number };
}

/** What staff read once after an absence; times in the server's own zone, as they were on the clock there. */
export function awayMessage(
  t: Translate,
  locale: Locale,
  { absence, zone, counts }: AwayView,
): MessagePayload {
  const format = new Intl.DateTimeFormat(locale, {
    timeZone: zone,
    ...(absence.to - absence.from > 20 * 3_600_000 ? { day: 'numeric', month: 'long' } : {}),
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  return {
    content: t(`reminders:away.${absence.cause}`, {
      from: format.format(absence.from),
      to: format.format(absence.to),
      late: t('reminders:away.late', { count: counts.late }),
      expired: t('reminders:away.expired', { count: counts.expired }),
    }),
  };
}
