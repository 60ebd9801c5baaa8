import { existsSync, readdirSync, readFileSync } from 'node:fs';
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

/** The folders that the tree of ARCHITECTURE.md draws, `src/people/cohorts`: four spaces, two more for each level. */
function drawnFolders(): string[] {
  const page = readFileSync(join(ROOT, 'ARCHITECTURE.md'), 'utf8');
  const tree = page.split('\n## Wings\n')[1]?.split('\nA wing imports')[0] ?? '';
  const above: string[] = [];
  return Array.from(tree.matchAll(/^ {4}( *)((?:[\w-]+\/ )+|[\w-]+\/$)/gm), ([, indent = '', names = '']) => {
    above.length = indent.length / 2;
    const paths = names
      .trim()
      .split(' ')
      .map((name) => [...above, name.slice(0, -1)].join('/'));
    above.push(names.slice(0, names.indexOf('/')));
    return paths;
  }).flat();
}

it('is drawn in ARCHITECTURE.md, room by room, and nothing else is', () => {
  const drawn = drawnFolders();
  expect(drawn.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  const wings = new Set(inWings.map(({ from }) => from.split('/').slice(0, 2).join('/')));
  const rooms = new Set(inWings.flatMap(({ from }) => (from.split('/').length > 3 ? [roomOf(from)] : [])));
  const parts = (path: string) => path.split('/').length;
  const inSrc = drawn.filter((path) => path.startsWith('src/') && parts(path) <= 3);
  expect(inSrc.toSorted()).toEqual([...wings, ...rooms].toSorted());
  const tops = readdirSync(ROOT, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() && !/^(?:\.|node_modules$|data$|dist|backups$)/.test(entry.name) ? [entry.name] : [],
  );
  expect(drawn.filter((path) => parts(path) === 1).toSorted()).toEqual(tops.toSorted());
});

it('opens a transaction where write() does only', () => {
  const openers = [...filesIn('src'), ...filesIn('commands')].filter((file) =>
    /\.(?:transaction|startTransaction)\(/.test(readFileSync(join(ROOT, file), 'utf8')),
  );
  expect(openers).toEqual(['src/platform/database/together.ts', 'src/platform/database/write.ts']);
});
