import type { MessagePayload } from '../../platform/delivery/types.ts';
import { button, container, row, text } from '../../platform/discord/components.ts';
import { type Body, messageJson } from '../../platform/discord/reply.ts';
import { timestamp } from '../../platform/discord/times.ts';
import type { Translate } from '../../platform/i18n/index.ts';
import { literal } from '../../platform/text.ts';
import { startOfDay } from '../../platform/zones/rules.ts';
import type { Track } from '../learners/rules.ts';
import type { Cohort } from './rules.ts';

/** Which edition of the card this is: cards of an earlier one are drawn anew where they stand. */
export const START_EDITION = 2;

/** Posted once in the project channel when a cohort begins: one press is enough to be part of it. */
export function startHereCard(t: Translate, cohort: Cohort): MessagePayload {
  if (cohort.archivedAt !== null) {
    const over = t('cohorts:start-here.archived', { name: literal(cohort.name) });
    return messageJson({ card: true, components: [container([text(over)])] });
  }
  return messageJson({
    card: true,
    components: [
      container([
        text(
          t('cohorts:start-here.text', {
            name: literal(cohort.name),
            deadline: timestamp(cohort.deadlineAt),
          }),
        ),
        joinButtons(t, cohort.id, { mentors: true }),
      ]),
    ],
  });
}

/** What takes the place of a card that has been posted anew elsewhere. */
export function startHereMoved(t: Translate, cohort: Cohort): MessagePayload {
  const place = cohort.startCard === null ? '' : `<#${cohort.startCard.channelId}>`;
  return messageJson({
    card: true,
    components: [
      container([text(t('cohorts:start-here.moved', { name: literal(cohort.name), channel: place }))]),
    ],
  });
}

/** What the cohort reads once when it is archived. */
export function archivedMessage(t: Translate, cohort: Cohort): MessagePayload {
  return messageJson({ content: t('cohorts:archive.told', { name: literal(cohort.name) }) });
}

/** What ends when staff archive a cohort. */
export function archiveBody(t: Translate, cohort: Cohort, counts: { learners: number; teams: number }): Body {
  return {
    content: t('cohorts:archive.ask', { name: literal(cohort.name), ...counts }),
    components: [
      row(
        button(t('cohorts:archive.yes'), ['cohort.archive', cohort.id, 'yes'], 'danger'),
        button(t('cohorts:archive.no'), ['cohort.archive', cohort.id, 'no']),
      ),
    ],
  };
}

/** What the cohort reads once when its deadline moves. */
export function deadlineMovedMessage(t: Translate, before: Cohort, after: Cohort): MessagePayload {
  return messageJson({
    content: t('cohorts:moved', {
      name: literal(after.name),
      before: timestamp(before.deadlineAt),
      after: timestamp(after.deadlineAt),
      relative: timestamp(after.deadlineAt, 'R'),
    }),
  });
}

/** `mentors`: with *I mentor*, which only the card itself has. */
export function joinButtons(t: Translate, cohortId: number, { mentors = false } = {}) {
  return row(
    button(t('cohorts:start-here.backend'), ['join', cohortId, 'backend'], 'primary'),
    button(t('cohorts:start-here.frontend'), ['join', cohortId, 'frontend'], 'primary'),
    button(t('cohorts:start-here.both'), ['join', cohortId, 'fullstack'], 'primary'),
    button(t('cohorts:start-here.docs'), ['join', cohortId, 'docs']),
    ...(mentors ? [button(t('cohorts:start-here.mentor'), ['join', cohortId, 'mentor'])] : []),
  );
}

/** After a press on *Start here*, with the next step. `mentored`: they do not any more, and read so. */
export function joinedBody(
  t: Translate,
  cohort: Cohort,
  as: Track | 'docs',
  { hasHours, mentored }: { readonly hasHours: boolean; readonly mentored: boolean },
): Body {
  const params = { cohort: literal(cohort.name) };
  const joined = t(`cohorts:joined.${as}`, params);
  const content = mentored ? `${joined}\n${t('cohorts:joined.no-mentor', params)}` : joined;
  if (as === 'docs')
    return {
      content,
      components: [row(button(t('cohorts:joined.undo-docs'), ['join', cohort.id, 'build']))],
    };
  const buttons = [button(t('cohorts:joined.announce'), ['announce.open', cohort.id], 'primary')];
  if (!hasHours) buttons.push(button(t('cohorts:joined.add-hours'), ['hours.presets']));
  return { content, components: [row(...buttons)] };
}

/** Somebody who has offered to mentor and waits for staff. */
export interface WaitingMentor {
  readonly cohortId: number;
  readonly userId: string;
  readonly name: string;
}

export function cohortListBody(
  t: Translate,
  cohorts: readonly Cohort[],
  mentors: readonly WaitingMentor[],
): Body {
  if (cohorts.length === 0) return { content: t('cohorts:list.none') };
  const lines = cohorts.slice(0, 20).map((cohort) =>
    t('cohorts:list.line', {
      name: literal(cohort.name),
      start: timestamp(startOfDay(cohort.startDate, cohort.timezone), 'D'),
      deadline: timestamp(cohort.deadlineAt, 'D'),
      zone: cohort.timezone,
      state: t(cohort.archivedAt === null ? 'cohorts:list.running' : 'cohorts:list.archived'),
    }),
  );
  const asking = mentors.slice(0, 5).flatMap(({ cohortId, userId, name }) => {
    const cohort = cohorts.find(({ id }) => id === cohortId);
    return cohort === undefined ? [] : [{ cohort, userId, name }];
  });
  const buttons = asking.map(({ cohort, userId, name }) =>
    button(t('cohorts:mentor.confirm-who', { name }), ['mentor.confirm', cohort.id, userId], 'success'),
  );
  return {
    content: [
      t('cohorts:list.head', { count: cohorts.length }),
      ...lines,
      ...asking.map(({ cohort, userId }) =>
        t('cohorts:mentor.asks', { person: `<@${userId}>`, cohort: literal(cohort.name) }),
      ),
    ].join('\n'),
    ...(buttons.length === 0 ? {} : { components: [row(...buttons)] }),
  };
}

/** To staff, where their channel is set. */
export function mentorAsksCard(t: Translate, cohort: Cohort, userId: string): MessagePayload {
  return messageJson({
    content: t('cohorts:mentor.asks', { person: `<@${userId}>`, cohort: literal(cohort.name) }),
    components: [row(button(t('cohorts:mentor.confirm'), ['mentor.confirm', cohort.id, userId], 'success'))],
  });
}

/** After *I mentor*; undefined: they are a learner there. */
export function mentorBody(t: Translate, cohort: Cohort, state: 'counts' | 'waits' | undefined): Body {
  const content = t(`cohorts:mentor.${state ?? 'learner'}`, { cohort: literal(cohort.name) });
  if (state !== undefined) return { content };
  return {
    content,
    components: [row(button(t('cohorts:leave.yes'), ['cohort.leave', cohort.id], 'danger'))],
  };
}

/** What ends when a member leaves a cohort. Names are safe to show. */
export interface Ending {
  /** They mentor there, or wait to. */
  readonly mentors: boolean;
  readonly requests: number;
  readonly waits: boolean;
  readonly teams: readonly string[];
  readonly projects: readonly string[];
}

export function leaveCohortBody(t: Translate, cohort: Cohort, ending: Ending): Body {
  const { mentors, requests, waits, teams, projects } = ending;
  const lines = [
    ...(mentors ? [t('cohorts:leave.mentors')] : []),
    ...(requests > 0 ? [t('cohorts:leave.requests', { count: requests })] : []),
    ...(waits ? [t('cohorts:leave.waits')] : []),
    ...(teams.length > 0 ? [t('cohorts:leave.teams', { names: teams.join(', ') })] : []),
    ...(projects.length > 0 ? [t('cohorts:leave.projects', { names: projects.join(', ') })] : []),
  ];
  const ask = t('cohorts:leave.ask', { cohort: literal(cohort.name) });
  return {
    content:
      lines.length > 0
        ? [`${ask} ${t('cohorts:leave.ends')}`, ...lines].join('\n')
        : `${ask} ${t('cohorts:leave.nothing')}`,
    components: [
      row(
        button(t('cohorts:leave.yes'), ['cohort.leave', cohort.id, 'yes'], 'danger'),
        button(t('cohorts:leave.no'), ['cohort.leave', cohort.id, 'no']),
      ),
    ],
  };
}
