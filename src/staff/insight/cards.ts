import type { APIButtonComponent } from 'discord.js';
import { ANSWERS, MOMENTS, type PulseCounts } from '../../journal/pulse/rules.ts';
import type { Cohort } from '../../people/cohorts/rules.ts';
import { type Chart, drawable } from '../../platform/charts/chart.ts';
import { button, container, picture, row, section, text } from '../../platform/discord/components.ts';
import type { Body, File } from '../../platform/discord/reply.ts';
import { timestamp } from '../../platform/discord/times.ts';
import { type Locale, labelled, say, type Translate } from '../../platform/i18n/index.ts';
import { literal, oneLine, truncated } from '../../platform/text.ts';
import { BRIEFS } from '../../work/projects/rules.ts';
import type { Listed, Page } from './lists.ts';
import { number, statusPicture } from './picture.ts';
import { LISTS, type ListName, NOBODY, STAGES } from './rules.ts';
import type { CohortStatus, LearnerInsight } from './service.ts';

const ACCENT = 0x5865f2;
/** How much of a cohort's name stands above the picture, in code points. */
const NAME = 40;

/**
 * A cohort in numbers, for staff alone: nobody is named, the buttons lead to names. `kept`: it stands in their channel, as
 * drawn at an instant (ms UTC).
 */
export function statusBody(
  t: Translate,
  cohort: Cohort,
  status: CohortStatus & { readonly matters: number },
  drawn: File | undefined,
  kept?: { readonly at: number },
): Body {
  const { matters } = status;
  const { counts, teams, silences, reasons, funnel } = status;
  const lines = [
    t('overview:head', { name: literal(cohort.name) }),
    t('overview:deadline', { when: timestamp(cohort.deadlineAt), in: timestamp(cohort.deadlineAt, 'R') }),
    t('overview:learners', { count: counts.members, documentation: counts.documenting }),
    ...(cohort.expected === null ? [] : [t('overview:expected', { count: cohort.expected })]),
    t('overview:announced', { count: counts.announced }),
    ...(counts.withdrew === 0 ? [] : [t('overview:withdrew', { count: counts.withdrew })]),
    t('overview:in-teams', { count: counts.partnered, teams }),
    t('overview:agreed', { count: counts.agreed }),
    t('overview:submitted', { count: counts.submitted }),
    `${t('overview:waiting', { count: counts.waiting })}, ${t('overview:requests', { count: counts.requests })}`,
    t('overview:reachable', { count: funnel.reachable, total: counts.members }),
  ];
  const quiet = [
    t('overview:quiet', { count: silences.teams }),
    t('overview:silences', {
      asked: silences.asked,
      away: silences.away,
      returned: silences.returned,
      replaced: silences.replaced,
    }),
  ];
  const pulse = pulseLines(t, status.pulse);
  const why = reasons.map((reason) => `- ${literal(truncated(oneLine(reason), 150))}`);
  const parts = [
    text(lines.join('\n')),
    ...(drawn === undefined ? [] : [picture(drawn.name, drawn.description ?? '')]),
    text(quiet.join('\n')),
    ...(pulse.length > 0 ? [text([t('overview:pulse.head'), ...pulse].join('\n'))] : []),
    ...(why.length > 0 ? [text([t('overview:reasons'), ...why].join('\n'))] : []),
    ...(matters === 0 ? [] : [text(t('overview:matters', { count: matters }))]),
    row(...listButtons(t, cohort.id)),
    ...otherButtons(t, cohort, { matters, isKept: kept !== undefined, hasPulse: pulse.length > 0 }),
    ...(kept === undefined ? [] : [text(keptLine(t, cohort, kept.at))]),
  ];
  return {
    card: true,
    components: [container(parts, ACCENT)],
    ...(drawn === undefined ? {} : { files: [drawn] }),
  };
}

function otherButtons(
  t: Translate,
  { id, archivedAt }: Cohort,
  { matters, isKept, hasPulse }: { matters: number; isKept: boolean; hasPulse: boolean },
) {
  const buttons = [
    ...(matters === 0 ? [] : [button(t('overview:button.matters'), ['outreach.matters', id, 0], 'primary')]),
    ...(hasPulse ? [listButton(t, id, 'pulse')] : []),
    ...(isKept ? [button(t('overview:button.remove'), ['insight.live', id, 'off'])] : []),
    ...(isKept || archivedAt !== null ? [] : [button(t('overview:button.keep'), ['insight.live', id, 'on'])]),
  ];
  return buttons.length === 0 ? [] : [row(...buttons)];
}

function keptLine(t: Translate, { archivedAt }: Cohort, at: number): string {
  const when = timestamp(at, 'R');
  return t(archivedAt === null ? 'overview:live.updated' : 'overview:live.archived', { when });
}

function listButtons(t: Translate, cohortId: number): APIButtonComponent[] {
  return LISTS.filter((list) => list !== 'pulse').map((list) => listButton(t, cohortId, list));
}

function listButton(t: Translate, cohortId: number, list: ListName): APIButtonComponent {
  return button(t(`overview:button.${list}`), ['insight.list', cohortId, list, 0]);
}

/** At which moments members answered, and how many said what. */
function pulseLines(t: Translate, pulse: PulseCounts): string[] {
  return MOMENTS.filter((moment) => ANSWERS.some((answer) => pulse[moment][answer] > 0)).map((moment) =>
    t(`overview:pulse.${moment}`, { ...pulse[moment] }),
  );
}

/** What staff last wrote to somebody. */
interface Letter {
  readonly staffId: string;
  /** ms UTC. */
  readonly writtenAt: number;
}

function letterFacts(t: Translate, letter: Letter | undefined): string[] {
  if (letter === undefined) return [];
  const params = { person: `<@${letter.staffId}>`, when: timestamp(letter.writtenAt, 'R') };
  return [t('overview:list.written', params)];
}

/**
 * What stands in the staff channel of a server whose every member may read it, as drawn at an instant (ms UTC): the
 * picture without small groups, and no number besides.
 */
export function sharedStatusBody(
  t: Translate,
  cohort: Cohort,
  drawn: File | undefined,
  kept: { readonly at: number },
): Body {
  const parts = [
    text(t('overview:head', { name: literal(cohort.name) })),
    ...(drawn === undefined ? [] : [picture(drawn.name, drawn.description ?? '')]),
    text(t('overview:live.open')),
    row(...listButtons(t, cohort.id)),
    ...otherButtons(t, cohort, { matters: 0, isKept: true, hasPulse: false }),
    text(keptLine(t, cohort, kept.at)),
  ];
  return {
    card: true,
    components: [container(parts, ACCENT)],
    ...(drawn === undefined ? {} : { files: [drawn] }),
  };
}

/** What is shown while a large cohort is being counted; a card, as Discord takes no card in place of a plain text. */
export function countingBody(t: Translate, cohort: Cohort): Body {
  return { card: true, components: [text(t('overview:counting', { name: literal(cohort.name) }))] };
}

/** `isShared`: others than staff may read it. */
export function statusChart(
  t: Translate,
  locale: Locale,
  { cohort, status, isShared }: { cohort: Cohort; status: CohortStatus; isShared: boolean },
): Chart {
  const { funnel, supply, activity } = status;
  const name = drawable(truncated(oneLine(cohort.name), NAME));
  const most = Math.max(0, ...activity.map(({ count }) => count));
  return statusPicture({
    locale,
    isShared,
    labels: {
      title: name === '' ? t('overview:picture.title-alone') : t('overview:picture.title', { name }),
      sides: {
        backend: t('overview:picture.side.backend'),
        frontend: t('overview:picture.side.frontend'),
        fullstack: t('overview:picture.side.fullstack'),
        unknown: t('overview:picture.side.unknown'),
      },
      supply: t('overview:picture.supply'),
      activity: t('overview:picture.activity'),
      most: t('overview:picture.most', { highest: number(most, { locale, isShared }) }),
      pair: (label, value) => labelled(t, label, value),
    },
    stages: [
      ...(cohort.expected === null
        ? []
        : [{ label: t('overview:picture.stage.expected'), sides: NOBODY, whole: cohort.expected }]),
      ...STAGES.map((stage) => ({
        label: t(`overview:picture.stage.${stage}`),
        sides: funnel.stages[stage],
      })),
    ],
    briefs: BRIEFS.map((brief) => ({
      label: t(`commands:choices.brief.${brief}`),
      sides: supply[brief],
    })),
    activity,
  });
}

/** Names, threads and last signs of life, each with *Write to them*. */
export function listBody(
  t: Translate,
  cohort: Cohort,
  page: Page,
  letters: ReadonlyMap<string, Letter>,
): Body {
  const head = t(`overview:list.${page.list}.head`, { name: literal(cohort.name) });
  if (page.people.length === 0)
    return { card: true, components: [container([text(`${head}\n${t('overview:list.nobody')}`)], ACCENT)] };
  const people = page.people.map((one, place) => personPart(t, cohort, one, place, letters.get(one.userId)));
  const buttons = [
    ...(page.next === undefined
      ? []
      : [button(t('overview:list.more'), ['insight.list', cohort.id, page.list, page.next])]),
    button(t('overview:list.file'), ['insight.file', cohort.id, page.list]),
  ];
  return {
    card: true,
    components: [container([text(head), ...people, row(...buttons)], ACCENT)],
  };
}

/** Each in a place of its own: one of them may be listed twice, and Discord refuses two buttons that do the same. */
function personPart(t: Translate, cohort: Cohort, one: Listed, place: number, letter: Letter | undefined) {
  const write = button(t('overview:button.write'), ['outreach.write', cohort.id, one.userId, place]);
  return section(personLines(t, one, letter), write);
}

function personLines(t: Translate, one: Listed, letter: Letter | undefined): string {
  const facts = [
    ...(one.side === null ? [] : [t(`overview:picture.side.${one.side}`)]),
    t(one.why.key, one.why.params),
    ...(one.lastSignAt === null ? [] : [t('overview:list.sign', { when: timestamp(one.lastSignAt, 'R') })]),
    ...(one.threadId === null ? [] : [`<#${one.threadId}>`]),
    ...letterFacts(t, letter),
  ];
  return `<@${one.userId}> **${literal(truncated(oneLine(one.name), 60))}**\n${facts.join(' · ')}`;
}

export function fileBody(t: Translate, list: ListName, data: Buffer): Body {
  return {
    content: t('overview:list.ready'),
    files: [{ name: `${list}.csv`, data, contentType: 'text/csv' }],
  };
}

/** One learner as staff see them: where they stand, and what they did, the latest last. */
export function learnerBody(
  t: Translate,
  cohort: Cohort,
  learner: LearnerInsight,
  letter: Letter | undefined,
): Body {
  const { standing, timeline } = learner;
  const stations = [
    [standing.announced, t('overview:picture.stage.announced')],
    [standing.partner, t('overview:picture.stage.partnered')],
    [standing.contract, t('overview:picture.stage.agreed')],
    [standing.progress !== null, t('overview:picture.stage.progress')],
    [standing.submitted, t('overview:picture.stage.submitted')],
  ] as const;
  const facts = [
    t(`overview:picture.side.${learner.side ?? 'unknown'}`),
    ...(standing.documenting ? [t('overview:learner.documents')] : []),
    t(learner.reachable ? 'overview:learner.reachable' : 'overview:learner.not-reachable'),
    ...(learner.lastSignAt === null
      ? []
      : [t('overview:list.sign', { when: timestamp(learner.lastSignAt, 'R') })]),
    ...(learner.threadId === null ? [] : [`<#${learner.threadId}>`]),
    ...letterFacts(t, letter),
  ];
  const head = [
    t('overview:learner.head', { name: literal(learner.name), cohort: literal(cohort.name) }),
    `<@${learner.userId}> · ${facts.join(' · ')}`,
    ...(standing.documenting
      ? []
      : [stations.map(([done, label]) => `${done ? '☑' : '☐'}\u00A0${label}`).join('  ')]),
  ];
  const lines = timeline.toReversed().map(({ at, what }) => `${timestamp(at, 'f')} · ${say(t, what)}`);
  return {
    card: true,
    components: [
      container(
        [
          text(head.join('\n')),
          ...(lines.length === 0 ? [] : [text(lines.join('\n'))]),
          row(button(t('overview:button.write'), ['outreach.write', cohort.id, learner.userId], 'primary')),
        ],
        ACCENT,
      ),
    ],
  };
}
