import { globSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ROOT } from '../support/program.ts';

interface Manifest {
  version: string;
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
}
const manifest = readManifest('package.json');
/** The simulator is a package of its own: https://docs.npmjs.com/cli/using-npm/workspaces */
const simulator = readManifest('simulator/package.json');
/** What makes and runs production: the Dockerfile copies these and nothing else of ours. */
const PRODUCTION = ['{build,src,commands,migrations,locales}/**/*.{ts,json}'];

function readManifest(path: string): Manifest {
  return JSON.parse(readFileSync(join(ROOT, path), 'utf8')) as Manifest;
}

function filesOf(patterns: readonly string[]): string[] {
  return patterns.flatMap((pattern) => globSync(pattern, { cwd: ROOT }));
}

/** Packages that the files import, load or resolve, each with one of the files. */
function packagesIn(patterns: readonly string[]): Map<string, string> {
  const found = new Map<string, string>();
  for (const file of filesOf(patterns)) {
    const source = readFileSync(join(ROOT, file), 'utf8');
    for (const [, , name = ''] of source.matchAll(
      /\b(from|import|import\(|require\(|resolve\()\s*['"]([^'"\s]+)['"]/g,
    )) {
      if (name.startsWith('.') || name.startsWith('node:') || builtinModules.includes(name)) continue;
      const [scope = '', rest = ''] = name.split('/');
      found.set(scope.startsWith('@') ? `${scope}/${rest}` : scope, file);
    }
  }
  return found;
}

it('needs in production nothing but the dependencies', () => {
  const used = packagesIn(PRODUCTION);
  expect([...used].filter(([name]) => manifest.dependencies[name] === undefined)).toEqual([]);
  // Were nothing found, the pattern would be wrong.
  expect([...used.keys()]).toEqual(expect.arrayContaining(['discord.js', 'kysely', 'better-sqlite3', 'zod']));
});

it('gives the simulator its own dependencies, and knows its version', () => {
  const own = new Set(Object.keys(simulator.dependencies));
  const used = packagesIn(['simulator/**/*.ts']);
  expect([...used].filter(([name]) => !own.has(name))).toEqual([]);
  expect([...own].filter((name) => !used.has(name) && !name.startsWith('@fontsource'))).toEqual([]);
  expect(manifest.devDependencies['@nexus/simulator']).toBe(simulator.version);
  const [latest] =
    /^## (\S+)/m.exec(readFileSync(join(ROOT, 'simulator/CHANGELOG.md'), 'utf8'))?.slice(1) ?? [];
  expect(latest).toBe(simulator.version);
});

it('has no dependency that production does not use', () => {
  const sources = filesOf(PRODUCTION).map((file) => readFileSync(join(ROOT, file), 'utf8'));
  const isUsed = (name: string): boolean =>
    sources.some((source) => ["'", '`'].some((quote) => source.includes(`${quote}${name}`)));
  expect(Object.keys(manifest.dependencies).filter((name) => !isUsed(name))).toEqual([]);
});

it('names exact versions and says of every package why it is there', () => {
  const all = Object.assign(
    {},
    ...[manifest, simulator].flatMap((each) => [each.dependencies, each.devDependencies]),
  ) as Record<string, string>;
  expect(Object.entries(all).filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
  const notes = readFileSync(join(ROOT, 'notes/dependencies.md'), 'utf8');
  const named = notes
    .split('\n')
    .flatMap((line) => /^\| ([^|]+) \|/.exec(line)?.[1]?.split(',') ?? [])
    .map((name) => name.trim())
    .filter((name) => !/^(package|-+)$/.test(name));
  expect(named.toSorted(), 'each once').toEqual([...new Set(named)].toSorted());
  const isNamed = (name: string): boolean =>
    named.includes(name) || named.some((each) => each.endsWith('/*') && name.startsWith(each.slice(0, -1)));
  expect(Object.keys(all).filter((name) => !isNamed(name))).toEqual([]);
  const isKnown = (each: string): boolean =>
    each.endsWith('/*') ? Object.keys(all).some((name) => name.startsWith(each.slice(0, -1))) : each in all;
  expect(named.filter((each) => !isKnown(each))).toEqual([]);
});
