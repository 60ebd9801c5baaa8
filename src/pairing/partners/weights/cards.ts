import type { Cohort } from '../../../people/cohorts/rules.ts';
import { field, form } from '../../../platform/discord/components.ts';
import type { Body, Modal } from '../../../platform/discord/reply.ts';
import { labelled, type Translate } from '../../../platform/i18n/index.ts';
import { literal, oneLine, truncated } from '../../../platform/text.ts';
import { COMPONENTS, DEFAULT_WEIGHTS, storedWeights, type WeightProblem, type Weights } from '../rules.ts';

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
    return `- ${labelled(t, t(`cohorts:weights.part.${name}`), `${weights[name]} (${percent} %)`)}`;
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
