import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { translator } from '../../../../src/platform/i18n/index.ts';
import { compare } from '../../../../src/work/contracts/documents/compare/compare.ts';
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
  const [one, other] = [before, after].map((each) =>
    typeof each === 'string' ? each : JSON.stringify(each),
  );
  const comparison = compare(one ?? '', other ?? '', TODAY);
  if (comparison.outcome !== 'compared') throw new Error(comparison.reason);
  return comparison.findings;
}

/** The finding a case is about; it is there, and not the other way round, nor in a document with itself. */
function check(
  id: string,
  {
    before,
    after,
    rule,
    level,
    isSymmetric = false,
  }: Omit<Case, 'before' | 'after'> & { before: object | string; after: object | string },
): Finding {
  const all = findings(before, after);
  const found = all.find((finding) => finding.rule === rule);
  expect([id, all.map((finding) => `${finding.rule} ${finding.level}`)]).toEqual([
    id,
    expect.arrayContaining([`${rule} ${level}`]),
  ]);
  // One change is one finding of its level: nothing repeats it.
  expect([id, all.filter((finding) => finding.level === level && finding.level !== 'safe').length]).toEqual([
    id,
    level === 'safe' ? 0 : 1,
  ]);
  if (!isSymmetric)
    expect([id, findings(after, before).map((finding) => finding.rule)]).toEqual([
      id,
      expect.not.arrayContaining([rule]),
    ]);
  expect(findings(before, before)).toEqual([]);
  if (found === undefined) throw new Error(`${id} was not found`);
  return found;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}

const said = new Map<string, Finding>();

describe('a pair for each rule', () => {
  it('of oasdiff that applies', () => {
    expect(OASDIFF).toHaveLength(226);
    const missing: string[] = [];
    for (const id of OASDIFF) {
      const each = caseOf(id);
      const applies = each !== undefined || !NOT_OURS.some(([pattern]) => pattern.test(id));
      if (!applies) continue;
      if (each === undefined) missing.push(id);
      else {
        const finding = check(id, each);
        if (!said.has(finding.rule)) said.set(finding.rule, finding);
      }
    }
    expect(missing).toEqual([]);
  });

  it.each(Object.entries(OURS))('%s', (id, each) => {
    const finding = check(id, each);
    if (!said.has(finding.rule)) said.set(finding.rule, finding);
  });

  it.each(Object.entries(GRAPHQL))(
    'of graphql-js: %s',
    (id, [before, after, rule, level, isSymmetric = false]) => {
      const finding = check(id, { before, after, rule, level, isSymmetric });
      if (!said.has(finding.rule)) said.set(finding.rule, finding);
    },
  );

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
