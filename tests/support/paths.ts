import Database from 'better-sqlite3';
import { ROOT } from './program.ts';

/** A query, and the way to it: files of ours from the outermost that waits for it to the one that asks. */
export interface Path {
  readonly sql: string;
  readonly files: readonly string[];
}

interface Prepared {
  readonly source: string;
}

/** Every query that is run while `act` runs, with the functions that wait for it (V8's asynchronous stack traces). */
export async function pathsOf(act: () => Promise<void>): Promise<Path[]> {
  const found: Path[] = [];
  const memory = new Database(':memory:');
  const statements = Object.getPrototypeOf(memory.prepare('select 1')) as Record<string, unknown>;
  memory.close();
  const depth = Error.stackTraceLimit;
  Error.stackTraceLimit = 200;
  const kept = ['all', 'run', 'get', 'iterate'].map((name) => [name, statements[name]] as const);
  for (const [name, run] of kept)
    statements[name] = function (this: Prepared, ...given: unknown[]): unknown {
      found.push({ sql: this.source, files: filesOf(new Error('who waits').stack ?? '') });
      return Reflect.apply(run as (...all: unknown[]) => unknown, this, given);
    };
  try {
    await act();
  } finally {
    for (const [name, run] of kept) statements[name] = run;
    Error.stackTraceLimit = depth;
  }
  return found;
}

function filesOf(stack: string): string[] {
  const files = Array.from(stack.matchAll(/\(?(?:file:\/\/)?(\/[^\s():]+\.ts):\d+/g), ([, path = '']) => path)
    .filter((path) => path.startsWith(ROOT))
    .map((path) => path.slice(ROOT.length))
    .filter((path) => path.startsWith('src/') || path.startsWith('commands/'));
  return files.toReversed();
}
