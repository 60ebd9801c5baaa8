import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { translator } from '../../../../src/platform/i18n/index.ts';
import { compareGraphql } from '../../../../src/work/contracts/documents/compare/graphql.ts';
import { compareOpenApi } from '../../../../src/work/contracts/documents/compare/openapi.ts';
import { RULES } from '../../../../src/work/contracts/documents/compare/rules.ts';
import { type Finding, sentence } from '../../../../src/work/contracts/documents/index.ts';
import { type Case, PLACES } from './documents.ts';
import { NOT_OURS, OTHERS } from './endpoints.ts';
import { GRAPHQL } from './graphql.ts';
import { OURS } from './ours.ts';
import { REQUEST, RESPONSE, SYMMETRIC } from './schemas.ts';

const TODAY = '2026-11-29';
const OASDIFF = readFileSync(new URL('oasdiff-rules.txt', import.meta.url), 'utf8')
  .trim()
  .split('\n');

/** The pair for a rule of the other tool; undefined when the rule does not apply. */
function caseOf(id: string): Case | undefined {
  const special = OTHERS[id];
  if (special !== undefined) return special;
  const places = Object.keys(PLACES).filter((place) => id.startsWith(`${place}-`));
  for (const place of places.toSorted((a, b) => b.length - a.length)) {
    const end = id.slice(place.length + 1);
    const schemas = (place.startsWith('response') ? RESPONSE : REQUEST)[end];
    const put = PLACES[place];
    if (schemas === undefined || put === undefined) continue;
    const [before, after, rule, level] = schemas;
    return { before: put(before), after: put(after), rule, level, isSymmetric: SYMMETRIC.test(end) };
  }
  return undefined;
}

function findings(before: object | string, after: object | string): readonly Finding[] {
  const comparison =
    typeof before === 'string' && typeof after === 'string'
      ? compareGraphql(before, after, TODAY)
      : compareOpenApi(JSON.stringify(before), JSON.stringify(after), TODAY);
  if (comparison.outcome !== 'compared') throw new Error(comparison.reason);
  return comparison.findings;
}

type Pair = Omit<Case, 'before' | 'after'> & { before: object | string; after: object | string };

/**
 * What is wrong with a case. The finding is there at its level and nothing repeats it; it is not found the other way
 * round, nor in a document with itself.
 */
function wrongIn(id: string, { before, after, rule, level, isSymmetric = false }: Pair): string[] {
  const all = findings(before, after);
  const found = all.find((finding) => finding.rule === rule);
  if (found === undefined || found.level !== level)
    return [`${id}: ${all.map((each) => `${each.rule} ${each.level}`).join(', ')}`];
  if (!said.has(rule)) said.set(rule, found);
  const wrong: string[] = [];
  const felt = all.filter((finding) => finding.level !== 'safe' && finding.level === level);
  if (felt.length > 1) wrong.push(`${id} is told ${felt.length} times`);
  if (!isSymmetric && findings(after, before).some((finding) => finding.rule === rule))
    wrong.push(`${id} is found backwards`);
  if (findings(before, before).length > 0) wrong.push(`${id} finds a document different from itself`);
  return wrong;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}

const said = new Map<string, Finding>();

describe('a pair for each rule', () => {
  it('of oasdiff that applies', () => {
    expect(OASDIFF).toHaveLength(226);
    const wrong = OASDIFF.flatMap((id) => {
      const pair = caseOf(id);
      if (pair !== undefined) return wrongIn(id, pair);
      return NOT_OURS.some(([pattern]) => pattern.test(id)) ? [] : [`${id} has no pair`];
    });
    expect(wrong).toEqual([]);
  });

  it('of our own', () => {
    expect(Object.entries(OURS).flatMap(([id, pair]) => wrongIn(id, pair))).toEqual([]);
  });

  it('of graphql-js', () => {
    const wrong = Object.entries(GRAPHQL).flatMap(([id, [before, after, rule, level, isSymmetric = false]]) =>
      wrongIn(id, { before, after, rule, level, isSymmetric }),
    );
    expect(wrong).toEqual([]);
  });

  it('is written down in both languages, rule by rule', async () => {
    const [en, fr] = [translator('en'), translator('fr')];
    const rows = RULES.flatMap((rule) => {
      const finding = said.get(rule);
      return finding === undefined
        ? []
        : [
            `| ${rule} | ${finding.level} | ${cell(sentence(finding, en))} | ${cell(sentence(finding, fr))} |`,
          ];
    });
    const notBreaking = RULES.filter((rule) => !said.has(rule));
    const why = NOT_OURS.map(
      ([pattern, reason]) =>
        `- ${OASDIFF.filter((id) => pattern.test(id) && caseOf(id) === undefined)
          .map((id) => `\`${id}\``)
          .join(', ')}: ${reason}.`,
    );
    const note = [
      '# What is said of a change',
      'Written by `tests/work/contracts/catalogue/`: each rule with the pair of documents that triggers it there.',
      `Rules without a pair here are the safe other side of one: ${notBreaking.map((rule) => `\`${rule}\``).join(', ')}.`,
      ['| rule | level | English | French |', '| --- | --- | --- | --- |', ...rows].join('\n'),
      '## Rules of oasdiff that do not apply',
      why.join('\n'),
    ].join('\n\n');
    await expect(`${note}\n`).toMatchFileSnapshot('../../../../notes/2026-11-29-contract-rules.md');
  });
});
