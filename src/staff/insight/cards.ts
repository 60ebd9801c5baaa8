import type { APIButtonComponent } from 'discord.js';
import type { Cohort } from '../../people/cohorts/rules.ts';
import { type Chart, drawable } from '../../platform/charts/chart.ts';
import { button, container, picture, row, text } from '../../platform/discord/components.ts';
import type { Body, File } from '../../platform/discord/reply.ts';
import { timestamp } from '../../platform/discord/times.ts';
import { type Locale, labelled, type Translate } from '../../platform/i18n/index.ts';
import { literal, oneLine, truncated } from '../../platform/text.ts';
import { BRIEFS } from '../../work/projects/rules.ts';
import type { Listed, Page } from './lists.ts';
import { statusPicture } from './picture.ts';
import { LISTS, type ListName, STAGES } from './rules.ts';
import type { CohortStatus } from './service.ts';

const ACCENT = 0x5865f2;
/** How much of a cohort's name stands above the picture, in code points. */
const NAME = 40;

/** A cohort in numbers, for staff alone: nobody is named, the buttons lead to names. */
export function statusBody(
  t: Translate,
  cohort: Cohort,
  status: CohortStatus,
  drawn: File | undefined,
): Body {
  const { counts, teams, silences, reasons, funnel } = status;
  const lines = [
    t('overview:head', { name: literal(cohort.name) }),
    t('overview:deadline', { when: timestamp(cohort.deadlineAt), in: timestamp(cohort.deadlineAt, 'R') }),
    t('overview:learners', { count: counts.members, documentation: counts.documenting }),
    t('overview:announced', { count: counts.announced }),
    t('overview:in-teams', { count: counts.partnered, teams }),
    t('overview:agreed', { count: counts.agreed }),
    t('overview:submitted', { count: counts.submitted }),
    t('overview:waiting', { count: counts.waiting, requests: counts.requests }),
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
  const why = reasons.map((reason) => `- ${literal(truncated(oneLine(reason), 150))}`);
  const parts = [
    text(lines.join('\n')),
    ...(drawn === undefined ? [] : [picture(drawn.name, drawn.description ?? '')]),
    text(quiet.join('\n')),
    ...(why.length > 0 ? [text([t('overview:reasons'), ...why].join('\n'))] : []),
    row(...listButtons(t, cohort.id)),
  ];
  return {
    card: true,
    components: [container(parts, ACCENT)],
    ...(drawn === undefined ? {} : { files: [drawn] }),
  };
}

export function listButtons(t: Translate, cohortId: number): APIButtonComponent[] {
  return LISTS.map((list) => button(t(`overview:button.${list}`), ['insight.list', cohortId, list, 0]));
}

/** What is shown while a large cohort is being counted. */
export function countingBody(t: Translate, cohort: Cohort): Body {
  return { content: t('overview:counting', { name: literal(cohort.name) }) };
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
      most: t('overview:picture.most', { highest: new Intl.NumberFormat(locale).format(most) }),
      pair: (label, value) => labelled(t, label, value),
    },
    stages: STAGES.map((stage) => ({
      label: t(`overview:picture.stage.${stage}`),
      sides: funnel.stages[stage],
    })),
    briefs: BRIEFS.map((brief) => ({
      label: t(`commands:choices.brief.${brief}`),
      sides: supply[brief],
    })),
    activity,
  });
}

/** Names, threads and last signs of life, each with *Write to them*. */
export function listBody(t: Translate, cohort: Cohort, page: Page): Body {
  const head = t(`overview:list.${page.list}.head`, { name: literal(cohort.name) });
  if (page.people.length === 0)
    return { card: true, components: [container([text(`${head}\n${t('overview:list.nobody')}`)], ACCENT)] };
  const buttons = [
    ...(page.next === undefined
      ? []
      : [button(t('overview:list.more'), ['insight.list', cohort.id, page.list, page.next])]),
    button(t('overview:list.file'), ['insight.file', cohort.id, page.list]),
  ];
  return {
    card: true,
    components: [
      container([text(head), ...page.people.map((one) => personPart(t, one)), row(...buttons)], ACCENT),
    ],
  };
}

function personPart(t: Translate, one: Listed) {
  return text(personLines(t, one));
}

function personLines(t: Translate, one: Listed): string {
  const facts = [
    ...(one.side === null ? [] : [t(`overview:picture.side.${one.side}`)]),
    t(one.why.key, one.why.params),
    ...(one.lastSignAt === null ? [] : [t('overview:list.sign', { when: timestamp(one.lastSignAt, 'R') })]),
    ...(one.threadId === null ? [] : [`<#${one.threadId}>`]),
  ];
  return `<@${one.userId}> **${literal(truncated(oneLine(one.name), 60))}**\n${facts.join(' · ')}`;
}

export function fileBody(t: Translate, list: ListName, data: Buffer): Body {
  return {
    content: t('overview:list.ready'),
    files: [{ name: `${list}.csv`, data, contentType: 'text/csv' }],
  };
}
