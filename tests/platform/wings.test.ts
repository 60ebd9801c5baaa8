import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { ROOT } from '../support/program.ts';
import { WINGS } from '../support/wings.ts';

interface Import {
  readonly from: string;
  readonly to: string;
}

function filesIn(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name));
}

/** Every import of one file of ours by another, paths from the root. */
function importsOf(files: readonly string[]): Import[] {
  return files.flatMap((from) => {
    const source = readFileSync(join(ROOT, from), 'utf8');
    return Array.from(source.matchAll(/(?:\bfrom|\bimport|import\()\s*['"](\.[^'"]+)['"]/g), (match) => ({
      from,
      to: relative(ROOT, resolve(ROOT, dirname(from), match[1] ?? '')),
    }));
  });
}

function wingOf(path: string): number {
  const name = path.split('/')[1] ?? '';
  return WINGS.findIndex((wing) => wing.includes(name));
}

/** `src/people/cohorts` of any file below it. */
function roomOf(path: string): string {
  return path.split('/').slice(0, 3).join('/');
}

const imports = importsOf(filesIn('src'));
const inWings = imports.filter(({ from }) => wingOf(from) >= 0);

it('reads the imports there are', () => {
  expect(imports.length).toBeGreaterThan(1_000);
  expect(inWings.length).toBeGreaterThan(900);
});

it('has no file outside of a wing but the frame', () => {
  const frame = filesIn('src').filter((file) => wingOf(file) < 0);
  expect(frame.toSorted()).toEqual(
    ['bot', 'directory', 'features', 'main', 'process'].map((name) => `src/${name}.ts`),
  );
});

it('lets a wing import only the wings before it', () => {
  const climbing = inWings.filter(({ from, to }) => {
    const [own, other] = [from.split('/')[1], to.split('/')[1]];
    if (!to.startsWith('src/') || own === other) return to.startsWith('commands/');
    return wingOf(to) < 0 || wingOf(to) >= wingOf(from);
  });
  expect(climbing.map(({ from, to }) => `${from} -> ${to}`)).toEqual([]);
});

it('has no circle of folders', () => {
  const graph = new Map<string, Set<string>>();
  for (const { from, to } of inWings) {
    if (!to.startsWith('src/') || roomOf(from) === roomOf(to)) continue;
    graph.set(roomOf(from), (graph.get(roomOf(from)) ?? new Set()).add(roomOf(to)));
  }
  expect(circle(graph)).toEqual([]);
});

/** The first circle that is found, as the rooms along it. */
function circle(graph: ReadonlyMap<string, ReadonlySet<string>>): string[] {
  const done = new Set<string>();
  const path: string[] = [];
  function visit(room: string): string[] {
    if (path.includes(room)) return [...path.slice(path.indexOf(room)), room];
    if (done.has(room)) return [];
    path.push(room);
    for (const next of graph.get(room) ?? []) {
      const found = visit(next);
      if (found.length > 0) return found;
    }
    path.pop();
    done.add(room);
    return [];
  }
  for (const room of graph.keys()) {
    const found = visit(room);
    if (found.length > 0) return found;
  }
  return [];
}

it('is drawn in ARCHITECTURE.md, room by room', () => {
  const map = readFileSync(join(ROOT, 'ARCHITECTURE.md'), 'utf8');
  const rooms = new Set(
    filesIn('src').flatMap((file) => (file.split('/').length > 3 ? [roomOf(file).split('/')] : [])),
  );
  const missing = [...rooms].filter(([, , room]) => !new RegExp(`\\b${room}/`).test(map));
  expect([...new Set(missing.map((parts) => parts.join('/')))]).toEqual([]);
});

it('opens a transaction where write() does only', () => {
  const openers = [...filesIn('src'), ...filesIn('commands')].filter((file) =>
    /\.(?:transaction|startTransaction)\(/.test(readFileSync(join(ROOT, file), 'utf8')),
  );
  expect(openers).toEqual(['src/platform/database/together.ts', 'src/platform/database/write.ts']);
});
