import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAst } from 'rolldown/parseAst';
import { expect, it } from 'vitest';
import { ROOT } from '../support/program.ts';

/**
 * What can be seen whole: lines a file, a factory and any other function may have. A factory makes an object of
 * functions out of what they need, and returns it: its functions are counted apart.
 */
const LIMITS = { file: 400, factory: 200, function: 80 };

interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';

const isFunction = ({ type }: Node): boolean =>
  type === 'FunctionDeclaration' || type === 'FunctionExpression' || type === 'ArrowFunctionExpression';

function childrenOf(node: Node): Node[] {
  return Object.values(node).flatMap((value) => (Array.isArray(value) ? value : [value]).filter(isNode));
}

function nameOf(node: Node, parent: Node | undefined): string {
  const named = [node.id, parent?.id, parent?.key].find((each) => isNode(each));
  return isNode(named) ? String(named.name ?? named.value) : '(anonymous)';
}

/** Whether the value holds functions, or names of those that were made before it. */
function holdsFunctions(value: Node, made: ReadonlySet<string>): boolean {
  if (isFunction(value)) return true;
  if (value.type === 'Identifier') return made.has(String(value.name));
  // What a call makes of functions, as action({ run }) does, is made of functions.
  const inside =
    value.type === 'CallExpression' ? [value.arguments].flat().filter(isNode) : childrenOf(value);
  return inside.some((child) => holdsFunctions(child, made));
}

/** It is called `createX`, or its last statement returns an object or a list of functions. */
function isFactory(node: Node, name: string): boolean {
  if (/^create[A-Z]/.test(name)) return true;
  const body = isNode(node.body) && Array.isArray(node.body.body) ? node.body.body.filter(isNode) : [];
  const made = new Set(body.filter(isFunction).map((each) => nameOf(each, undefined)));
  const last = body.findLast(({ type }) => type === 'ReturnStatement');
  const returned = last?.argument;
  return (
    isNode(returned) &&
    (returned.type === 'ObjectExpression' || returned.type === 'ArrayExpression') &&
    holdsFunctions(returned, made)
  );
}

/** Everything in a file that is longer than it may be. */
function tooLong(path: string): string[] {
  const source = readFileSync(join(ROOT, path), 'utf8');
  const lines = (from: number, to: number): number => source.slice(from, to).trimEnd().split('\n').length;
  const found = lines(0, source.length) > LIMITS.file ? [path] : [];
  // A test tells one story after the other: its functions are as long as these.
  if (path.startsWith('tests/') || path.endsWith('.css')) return found;
  const visit = (node: Node, parent: Node | undefined): void => {
    const name = nameOf(node, parent);
    const limit = isFunction(node) ? LIMITS[isFactory(node, name) ? 'factory' : 'function'] : undefined;
    if (limit !== undefined && lines(node.start, node.end) > limit) found.push(`${path} ${name}`);
    for (const child of childrenOf(node)) visit(child, node);
  };
  visit(parseAst(source, { lang: 'ts' }) as unknown as Node, undefined);
  return found;
}

const files = ['src', 'commands', 'simulator', 'demo', 'bench', 'tests'].flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /(?<!\.d)\.ts$|\.css$/.test(name) && !/node_modules|vendor/.test(name))
    .map((name) => `${folder}/${name}`),
);

it('reads the files there are', () => {
  expect(files.length).toBeGreaterThan(600);
});

it('has no file, factory or function that cannot be seen whole', () => {
  expect(files.flatMap(tooLong)).toEqual([]);
});
