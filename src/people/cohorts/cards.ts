import type { MessagePayload } from '../../platform/delivery/types.ts';
import { button, container, row, text } from '../../platform/discord/components.ts';
import { type Body, messageJson } from '../../platform/discord/reply.ts';
import { timestamp } from '../../platform/discord/times.ts';
import type { Translate } from '../../platform/i18n/index.ts';
import { literal } from '../../platform/text.ts';
import { startOfDay } from '../../platform/zones/rules.ts';
import type { Track } from '../learners/rules.ts';
import type { Cohort } from './rules.ts';

/** Posted once in the project channel when a cohort begins: one press is enough to be part of it. */
export function startHereCard(t: Translate, cohort: Cohort): MessagePayload {
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
        joinButtons(t, cohort.id),
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

export function joinButtons(t: Translate, cohortId: number) {
  return row(
    button(t('cohorts:start-here.backend'), ['join', cohortId, 'backend'], 'primary'),
    button(t('cohorts:start-here.frontend'), ['join', cohortId, 'frontend'], 'primary'),
    button(t('cohorts:start-here.both'), ['join', cohortId, 'fullstack'], 'primary'),
    button(t('cohorts:start-here.docs'), ['join', cohortId, 'docs']),
  );
}

/** After a press on *Start here*, with the next step. */
export function joinedBody(t: Translate, cohort: Cohort, as: Track | 'docs', hasHours: boolean): Body {
  const content = t(`cohorts:joined.${as}`, { cohort: literal(cohort.name) });
  if (as === 'docs')
    return {
      content,
      components: [row(button(t('cohorts:joined.undo-docs'), ['join', cohort.id, 'build']))],
    };
  const buttons = [button(t('cohorts:joined.announce'), ['announce.open', cohort.id], 'primary')];
  if (!hasHours) buttons.push(button(t('cohorts:joined.add-hours'), ['hours.presets']));
  return { content, components: [row(...buttons)] };
}

export function cohortListBody(t: Translate, cohorts: readonly Cohort[]): Body {
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
  return { content: [t('cohorts:list.head', { count: cohorts.length }), ...lines].join('\n') };
}
