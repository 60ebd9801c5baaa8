import type { Key, Translate } from '../../../platform/i18n/index.ts';
import { oneLine, truncated } from '../../../platform/text.ts';
import { pageOf } from './compare/pages.ts';
import { isRule } from './compare/rules.ts';
import { type Limit, LOWER, UPPER } from './compare/view.ts';
import type { Finding, NotCompared, Problem, Refusal, Summary, Use, Values } from './types.ts';

/** A finding in one sentence, its values as code: `Product.price` is gone from the answers. */
export function sentence(
  { rule, values, lowered }: Pick<Finding, 'rule' | 'values' | 'lowered'>,
  t: Translate,
): string {
  if (!isRule(rule)) throw new Error(`There is no rule ${rule}`);
  const said = t(`contract-rules:rule.${rule}` as Key, shown(values, t));
  if (lowered === null) return said;
  return `${said} ${t(`contract-rules:lowered.${lowered.by}`, { date: lowered.date })}`;
}

/** *What does that mean?* of a finding's rule: a heading, why it breaks, and how to do it without. */
export function page(rule: string, t: Translate): { title: string; why: string; how: string } {
  if (!isRule(rule)) throw new Error(`There is no rule ${rule}`);
  const name = pageOf(rule);
  return {
    title: t(`contract-rules:page.${name}.title`),
    why: t(`contract-rules:page.${name}.why`),
    how: t(`contract-rules:page.${name}.how`),
  };
}

/** Why nothing was compared. */
export function notComparedSentence(reason: NotCompared, t: Translate): string {
  return t(`contract-rules:not-compared.${reason}`);
}

/** Why a file is refused, with what to do. */
export function refusalSentence(reason: Refusal, t: Translate): string {
  return t(`contract-documents:refusal.${reason}`);
}

/** "Line 12: `Role` stands twice." */
export function problemSentence({ rule, line, values }: Problem, t: Translate): string {
  const problem = t(`contract-documents:problem.${rule}` as Key, shown(values, t));
  return line === null ? problem : t('contract-documents:at-line', { line, problem });
}

/** What a frontend would miss. */
export function lintSentence({ rule, values }: Summary['lint'][number], t: Translate): string {
  return t(`contract-documents:lint.${rule}` as Key, shown(values, t, ['count', 'total']));
}

/** How requests show who they are from. */
export function authenticationSentence(
  { kind, values }: Summary['authentication'][number],
  t: Translate,
): string {
  return t(`contract-documents:authentication.${kind}` as Key, shown(values, t));
}

/**
 * The endpoints of a frontend's uses that feel a finding. Whoever names fields of an endpoint is hit only by what is about
 * them, or about what must be sent.
 */
export function usesHit(
  finding: Pick<Finding, 'endpoints' | 'field' | 'direction'>,
  uses: readonly Use[],
): string[] {
  const felt = new Set(finding.endpoints);
  const hit = uses.filter(({ endpoint, fields = [] }) => {
    if (!felt.has(endpoint)) return false;
    if (fields.length === 0 || finding.field === null || finding.direction !== 'response') return true;
    return fields.includes(finding.field);
  });
  return [...new Set(hit.map(({ endpoint }) => endpoint))];
}

/** Values as code, since they are the learners' own words; limits and empty values in the reader's. */
function shown(values: Values, t: Translate, plain: readonly string[] = []): Record<string, string | number> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      if (plain.includes(name)) return [name, value];
      if (name === 'limit' && isLimit(value)) return [name, t(`contract-rules:limit.${value}`)];
      return [name, value === '' ? t('contract-rules:none') : code(String(value))];
    }),
  );
}

function isLimit(value: unknown): value is Limit {
  return ([...UPPER, ...LOWER] as readonly unknown[]).includes(value);
}

const LONGEST = 120;

function code(text: string): string {
  return `\`${truncated(oneLine(text).replaceAll('`', 'ˋ'), LONGEST)}\``;
}
