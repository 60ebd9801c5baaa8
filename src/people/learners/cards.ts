import type { APIButtonComponent, APIComponentInContainer } from 'discord.js';
import {
  button,
  choice,
  container,
  divider,
  field,
  form,
  picture,
  row,
  text,
} from '../../platform/discord/components.ts';
import type { Body, File, Modal } from '../../platform/discord/reply.ts';
import { timestamp } from '../../platform/discord/times.ts';
import { type Locale, labelled, list, type Translate } from '../../platform/i18n/index.ts';
import { codePoints, fewLines, literal, truncated } from '../../platform/text.ts';
import { hoursText } from '../availability/cards.ts';
import { durationText } from '../availability/rules/words.ts';
import { weeklyMinutes } from '../availability/rules.ts';
import { languageName } from './rules/languages.ts';
import type { SharedHours } from './rules/shared.ts';
import { API_STYLES, GOALS, isPaused, type Learner, LIMITS, TRACKS } from './rules.ts';

const ACCENT = 0x5865f2;
// A card holds 4000 characters; a list of technologies or languages takes at most this many.
const LIST_SHARE = 600;
const MOST_PROJECTS = 5;

type LabelKey =
  | 'stack'
  | 'languages'
  | 'goal'
  | 'experience'
  | 'timezone'
  | 'hours'
  | 'shared'
  | 'projects'
  | 'dm'
  | 'reminders'
  | 'teams';

/** A project as a line of its owner's profile. */
export interface ProfileProject {
  readonly title: string;
  readonly brief: string;
  /** Address of its card; undefined until that is posted. */
  readonly link: string | undefined;
}

/** One's own profile, private settings included. `headline` says what was just saved. */
export function ownProfileBody(
  t: Translate,
  locale: Locale,
  learner: Learner,
  facts: { headline?: string; zone: string; now: number; week?: File | undefined },
): Body {
  const { headline, zone, now, week } = facts;
  const hours =
    learner.week.length === 0
      ? t('learners:profile.no-hours')
      : `${hoursText(t, locale, learner.week)} (${durationText(weeklyMinutes(learner.week))})`;
  const lines = [
    t('learners:profile.own'),
    ...aboutLines(t, locale, learner),
    line(t, 'timezone', zone),
    line(t, 'hours', hours),
    ...missingLine(t, locale, learner),
  ];
  return profileCard(
    [
      ...(headline === undefined ? [] : [text(headline)]),
      text(lines.join('\n')),
      ...bioPart(learner),
      ...(week === undefined ? [] : [picture(week.name, week.description ?? '')]),
      divider(),
      text(privateLines(t, learner, now).join('\n')),
      row(...ownButtons(t, learner, now)),
    ],
    week,
  );
}

function ownButtons(t: Translate, learner: Learner, now: number): APIButtonComponent[] {
  const noHours = learner.week.length === 0;
  return [
    button(t('learners:button.edit'), ['profile.edit', 'main'], noHours ? 'secondary' : 'primary'),
    button(t('learners:button.edit-more'), ['profile.edit', 'more']),
    button(t('availability:button.add'), ['hours.presets'], noHours ? 'primary' : 'secondary'),
    ...(noHours ? [] : [button(t('availability:button.remove'), ['hours.which'])]),
    ...(isPaused(learner, now) ? [button(t('learners:button.resume'), ['profile.resume'])] : []),
  ];
}

function privateLines(t: Translate, learner: Learner, now: number): string[] {
  const lines = [
    t('learners:profile.private'),
    line(t, 'dm', t(learner.dm ? 'learners:profile.dm-on' : 'learners:profile.dm-off')),
    line(t, 'reminders', t(`commands:choices.reminders.${learner.reminders}`)),
    line(t, 'teams', String(learner.teams)),
  ];
  if (learner.pausedUntil !== null && isPaused(learner, now))
    lines.push(t('learners:profile.paused', { until: timestamp(learner.pausedUntil) }));
  return lines;
}

/** Another member's profile: what a partner needs to know, and nothing that is private. */
export function profileBody(
  t: Translate,
  locale: Locale,
  learner: Learner,
  facts: {
    shared: SharedHours | undefined;
    /** The reader's zone. */
    zone: string;
    projects: readonly ProfileProject[];
    now: number;
    week?: File | undefined;
  },
): Body {
  const { shared, zone, projects, now, week } = facts;
  const lines = [
    t('learners:profile.of', { person: `<@${learner.userId}>` }),
    ...aboutLines(t, locale, learner),
    line(t, 'shared', sharedText(t, locale, shared, zone)),
  ];
  if (projects.length > 0)
    lines.push(
      line(
        t,
        'projects',
        projects
          .slice(0, MOST_PROJECTS)
          .map((project) => projectText(t, project))
          .join(', '),
      ),
    );
  if (isPaused(learner, now)) lines.push(t('learners:profile.away'));
  return profileCard(
    [
      text(lines.join('\n')),
      ...bioPart(learner),
      ...(week === undefined ? [] : [picture(week.name, week.description ?? '')]),
    ],
    week,
  );
}

function profileCard(parts: readonly APIComponentInContainer[], week: File | undefined): Body {
  const body = { card: true, components: [container(parts, ACCENT)] };
  return week === undefined ? body : { ...body, files: [week] };
}

function sharedText(t: Translate, locale: Locale, shared: SharedHours | undefined, zone: string): string {
  if (shared === undefined) return t('learners:profile.shared-unknown');
  if (shared.minutes === 0) return t('learners:profile.shared-none');
  const hours = hoursText(t, locale, shared.week);
  return t('learners:profile.shared-hours', { hours, zone, total: durationText(shared.minutes) });
}

/** The address stands beside the title: a title as the label of a link could pretend to lead elsewhere. */
function projectText(t: Translate, { title, brief, link }: ProfileProject): string {
  const card = link === undefined ? '' : `, [${t('projects:card.card')}](${link})`;
  return `${literal(title)} (${brief}${card})`;
}

/** What both readers see. What was not said is left out. */
function aboutLines(t: Translate, locale: Locale, learner: Learner): string[] {
  const { track, api, hoursPerWeek, stack, languages, goal, experience } = learner;
  const head = [
    ...(track === null ? [] : [`**${t(`commands:choices.track.${track}`)}**`]),
    ...(api === null ? [] : [t(`commands:choices.api.${api}`)]),
    ...(hoursPerWeek === null ? [] : [t('learners:profile.per-week', { count: hoursPerWeek })]),
  ];
  const names = languages.map((code) => languageName(code, locale));
  return [
    ...(head.length === 0 ? [] : [head.join(' · ')]),
    ...(stack.length === 0 ? [] : [line(t, 'stack', fitting(stack.map((each) => literal(each))))]),
    ...(names.length === 0 ? [] : [line(t, 'languages', fitting(names))]),
    ...(goal === null ? [] : [line(t, 'goal', t(`commands:choices.goal.${goal}`))]),
    ...(experience === null
      ? []
      : [line(t, 'experience', t('learners:profile.of-five', { value: experience }))]),
  ];
}

/** Which facts would help to find a partner and are not known yet. */
function missingLine(t: Translate, locale: Locale, learner: Learner): string[] {
  const missing = [
    ...(learner.track === null ? [t('learners:missing.track')] : []),
    ...(learner.api === null ? [t('learners:missing.api')] : []),
    ...(learner.hoursPerWeek === null ? [t('learners:missing.per-week')] : []),
    ...(learner.stack.length === 0 ? [t('learners:missing.stack')] : []),
    ...(learner.languages.length === 0 ? [t('learners:missing.languages')] : []),
    ...(learner.goal === null ? [t('learners:missing.goal')] : []),
    ...(learner.experience === null ? [t('learners:missing.experience')] : []),
  ];
  return missing.length === 0 ? [] : [`-# ${t('learners:missing.line', { items: list(locale, missing) })}`];
}

function bioPart({ bio }: Learner): APIComponentInContainer[] {
  return bio === null ? [] : [text(literal(fewLines(bio, 10)))];
}

function line(t: Translate, label: LabelKey, value: string): string {
  return labelled(t, t(`learners:profile.${label}`), value);
}

/** As many items as fit, then how many more there are. */
function fitting(items: readonly string[]): string {
  let length = 0;
  const shown = items.filter((item) => {
    length += codePoints(item) + 2;
    return length <= LIST_SHARE;
  });
  return shown.join(', ') + (shown.length < items.length ? ` +${items.length - shown.length}` : '');
}

export function pausedBody(t: Translate, until: number): Body {
  return {
    content: t('learners:paused', { until: timestamp(until), relative: timestamp(until, 'R') }),
    components: [row(button(t('learners:button.resume'), ['profile.resume'], 'primary'))],
  };
}

/** The two halves of the profile, each as large as a modal may be. */
export const PAGES = {
  main: ['track', 'timezone', 'hours-per-week', 'stack', 'bio'],
  more: ['languages', 'api', 'experience', 'goal', 'dm'],
} as const;
export type Page = keyof typeof PAGES;
/** The profile as typed, by option name; empty is "not said". */
export type ProfileTexts = Readonly<Record<string, string>>;

/** The profile as it would be typed. */
export function profileTexts(learner: Learner, locale: Locale): ProfileTexts {
  return {
    track: learner.track ?? '',
    timezone: learner.timezone ?? '',
    'hours-per-week': learner.hoursPerWeek === null ? '' : String(learner.hoursPerWeek),
    stack: learner.stack.join(', '),
    bio: learner.bio ?? '',
    languages: learner.languages.map((code) => languageName(code, locale)).join(', '),
    api: learner.api ?? '',
    experience: learner.experience === null ? '' : String(learner.experience),
    goal: learner.goal ?? '',
    dm: String(learner.dm),
  };
}

/** *Edit*: one half of the profile, filled in. `draftId` keeps what was typed and has no field here. */
export function profileModal(t: Translate, page: Page, texts: ProfileTexts, draftId?: string): Modal {
  const to = ['profile.save', page, ...(draftId === undefined ? [] : [draftId])] as const;
  return form(t(`learners:modal.${page}`), to, page === 'main' ? mainFields(t, texts) : moreFields(t, texts));
}

function mainFields(t: Translate, texts: ProfileTexts) {
  return [
    select(
      t,
      texts,
      'track',
      named(TRACKS, (value) => t(`commands:choices.track.${value}`)),
      true,
    ),
    input(t, texts, 'timezone', { max: 100 }),
    input(t, texts, 'hours-per-week', { max: 10 }),
    input(t, texts, 'stack', { max: 1000, long: true }),
    input(t, texts, 'bio', { ...LIMITS.bio, long: true }),
  ];
}

function moreFields(t: Translate, texts: ProfileTexts) {
  const experience = ['1', '2', '3', '4', '5'] as const;
  return [
    input(t, texts, 'languages', LIMITS.languages),
    select(
      t,
      texts,
      'api',
      named(API_STYLES, (value) => t(`commands:choices.api.${value}`)),
    ),
    select(
      t,
      texts,
      'experience',
      named(experience, (value) => t(`learners:experience.${value}`)),
    ),
    select(
      t,
      texts,
      'goal',
      named(GOALS, (value) => t(`commands:choices.goal.${value}`)),
    ),
    select(
      t,
      texts,
      'dm',
      named(['true', 'false'], (value) =>
        t(value === 'true' ? 'learners:profile.dm-on' : 'learners:profile.dm-off'),
      ),
      true,
    ),
  ];
}

type FieldName = (typeof PAGES)[Page][number];

function named<V extends string>(values: readonly V[], name: (value: V) => string) {
  return values.map((value) => ({ value, label: name(value) }));
}

function select(
  t: Translate,
  texts: ProfileTexts,
  name: FieldName,
  options: readonly { value: string; label: string }[],
  required = false,
) {
  const marked = options.map((option) => ({ ...option, default: option.value === texts[name] }));
  return choice(name, t(`learners:modal.${name}`), marked, { required });
}

function input(t: Translate, texts: ProfileTexts, name: FieldName, limits: { max: number; long?: boolean }) {
  const value = texts[name];
  return field(name, t(`learners:modal.${name}`), {
    ...limits,
    ...(value === undefined ? {} : { value: truncated(value, limits.max) }),
    ...(HINTED.has(name) ? { hint: t(`learners:modal.${name as 'stack'}-hint`) } : {}),
  });
}

const HINTED: ReadonlySet<string> = new Set(['timezone', 'hours-per-week', 'stack', 'languages', 'bio']);
