import {
  COMPONENTS,
  DEFAULT_WEIGHTS,
  storedWeights,
  type WeightProblem,
  type Weights,
} from '../../pairing/partners/rules.ts';
import type { MessagePayload } from '../../platform/delivery/types.ts';
import { button, container, field, form, row, text } from '../../platform/discord/components.ts';
import { type Body, type Modal, messageJson } from '../../platform/discord/reply.ts';
import { timestamp } from '../../platform/discord/times.ts';
import type { Translate } from '../../platform/i18n/index.ts';
import { literal, oneLine, truncated } from '../../platform/text.ts';
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

/** The field of `/cohort weights`: a line each, in code points after trimming. */
export const WEIGHTS_LIMITS = { max: 1000, lines: true } as const;

/** `name: number` a line, filled in with the cohort's weights or with what was typed before. */
export function weightsModal(t: Translate, cohort: Cohort, typed?: string): Modal {
  return form(
    t('cohorts:weights.title'),
    ['weights.save', cohort.id],
    [
      field('weights', t('cohorts:weights.field'), {
        long: true,
        max: WEIGHTS_LIMITS.max,
        hint: t('cohorts:weights.hint'),
        value: typed ?? weightLines(storedWeights(cohort.weights)),
      }),
    ],
  );
}

function weightLines(weights: Weights): string {
  return COMPONENTS.map((name) => `${name}: ${weights[name]}`).join('\n');
}

/** What counts how much from now on. */
export function weightsBody(t: Translate, cohort: Cohort, weights: Weights): Body {
  const isDefault = COMPONENTS.every((name) => weights[name] === DEFAULT_WEIGHTS[name]);
  const sum = COMPONENTS.reduce((all, name) => all + weights[name], 0);
  const lines = COMPONENTS.map((name) => {
    const percent = Math.round((weights[name] / sum) * 100);
    return `- ${t(`cohorts:weights.part.${name}`)}: ${weights[name]} (${percent} %)`;
  });
  const head = t(isDefault ? 'cohorts:weights.reset' : 'cohorts:weights.saved', {
    name: literal(cohort.name),
  });
  return { content: [head, ...lines, t('cohorts:weights.effect')].join('\n') };
}

/** What is wrong with what staff typed, a line for each. */
export function weightProblems(t: Translate, problems: readonly WeightProblem[]): string {
  return problems
    .slice(0, 8)
    .map((problem) => `- ${problemLine(t, problem)}`)
    .join('\n');
}

function problemLine(t: Translate, problem: WeightProblem): string {
  switch (problem.key) {
    case 'not-a-line':
      return t('cohorts:weights.problem.not-a-line', { line: problem.line, typed: shown(problem.text) });
    case 'unknown-name':
      return t('cohorts:weights.problem.unknown-name', {
        line: problem.line,
        typed: shown(problem.text),
        names: problem.names.join(', '),
      });
    case 'twice':
      return t('cohorts:weights.problem.twice', { line: problem.line, name: problem.name });
    case 'not-a-weight':
      return t('cohorts:weights.problem.not-a-weight', {
        name: problem.name,
        min: problem.min,
        max: problem.max,
      });
    case 'all-zero':
      return t('cohorts:weights.problem.all-zero');
  }
}

function shown(typed: string): string {
  return literal(truncated(oneLine(typed), 60));
}
