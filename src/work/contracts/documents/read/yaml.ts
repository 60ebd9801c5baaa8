import {
  type Document,
  isAlias,
  isCollection,
  isMap,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  visit,
} from 'yaml';
import type { Problem, ProblemRule } from '../types.ts';
import { RefusedError } from './outcome.ts';
import { checkPathLines } from './size.ts';
import type { Path, Source } from './source.ts';

/** How many values aliases may stand for in all; more is an attack, or a file no one can read. */
const MAX_ALIASES = 100;

/**
 * Reads YAML 1.2.
 *
 * @throws RefusedError when it cannot be parsed, a key stands twice in one map, or aliases multiply.
 */
export function readYaml(text: string): Source {
  checkPathLines(text);
  const lines = new LineCounter();
  const document = parseDocument(text, {
    // The library compares each key with each other; `doubleKeys` looks at each once.
    uniqueKeys: false,
    merge: true,
    lineCounter: lines,
    prettyErrors: false,
    keepSourceTokens: false,
  });
  const line = (offset: number): number => lines.linePos(offset).line;
  if (document.errors.length > 0)
    throw new RefusedError(
      'syntax',
      document.errors.map((error) => syntaxProblem(error, text, line)),
    );
  const doubles = doubleKeys(document, line);
  if (doubles.length > 0) throw new RefusedError('duplicate-keys', doubles);
  return { value: valueOf(document), lineOf: (path) => line(offsetOf(document, path)) };
}

function valueOf(document: Document): unknown {
  try {
    return document.toJS({ maxAliasCount: MAX_ALIASES });
  } catch (error) {
    // "Excessive alias count indicates a resource exhaustion attack"
    if (error instanceof ReferenceError) throw new RefusedError('aliases');
    throw error;
  }
}

function doubleKeys(document: Document, line: (offset: number) => number): Problem[] {
  const found: Problem[] = [];
  visit(document, {
    Map(_, map) {
      const seen = new Set<string>();
      for (const { key } of map.items) {
        if (!isScalar(key) || key.value === '<<') continue;
        const name = String(key.value);
        if (seen.has(name))
          found.push({ rule: 'duplicate-key', line: line(key.range?.[0] ?? 0), values: { key: name } });
        seen.add(name);
      }
    },
  });
  return found;
}

const SYNTAX: Readonly<Record<string, ProblemRule>> = {
  BAD_INDENT: 'syntax-indent',
  BLOCK_IN_FLOW: 'syntax-indent',
  BLOCK_AS_IMPLICIT_KEY: 'syntax-indent',
  MULTILINE_IMPLICIT_KEY: 'syntax-indent',
  TAB_AS_INDENT: 'syntax-tab',
  BAD_SCALAR_START: 'syntax-quote',
  BAD_DQ_ESCAPE: 'syntax-quote',
  MISSING_CHAR: 'syntax-quote',
  BAD_ALIAS: 'syntax-alias',
  MULTIPLE_DOCS: 'syntax-documents',
};

function syntaxProblem(
  error: { code: string; pos: [number, number] },
  text: string,
  line: (offset: number) => number,
): Problem {
  const [at] = error.pos;
  const end = text.indexOf('\n', at);
  const written = text.slice(text.lastIndexOf('\n', at - 1) + 1, end < 0 ? undefined : end).trim();
  return { rule: SYNTAX[error.code] ?? 'syntax', line: line(at), values: { text: written.slice(0, 60) } };
}

/** Where the key at the path, or the nearest thing around it, begins. */
function offsetOf(document: Document, path: Path): number {
  let node: unknown = document.contents;
  let offset = startOf(node);
  for (const step of path) {
    if (isAlias(node)) node = node.resolve(document);
    if (!isCollection(node)) break;
    const next = isMap(node)
      ? node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step))
      : isSeq(node)
        ? node.items[Number(step)]
        : undefined;
    if (next === undefined || next === null) break;
    offset = startOf(isPair(next) ? next.key : next) ?? offset;
    node = isPair(next) ? next.value : next;
  }
  return offset ?? 0;
}

function startOf(node: unknown): number | undefined {
  return (node as { range?: [number, number, number] | null } | null)?.range?.[0];
}
