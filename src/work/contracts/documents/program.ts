/**
 * The process in which documents are read and compared; `child.ts` starts it, bounded in memory, time and reach. It opens
 * nothing: what it works on comes with the order.
 */
import { setPriority } from 'node:os';
import type { Answer, Call, Calls, Order } from './protocol.ts';

/** Loaded with the first order that needs it: the first card need not wait for what compares. */
const CALLS: { [C in Call]: (...args: Calls[C]['takes']) => Promise<Calls[C]['gives']> } = {
  read: async (...args) => (await import('./read/read.ts')).read(...args),
  summary: async (...args) => (await import('./summary/summary.ts')).summary(...args),
  compare: async (...args) => (await import('./compare/compare.ts')).compare(...args),
  types: async (...args) => (await import('./typescript/types.ts')).types(...args),
  examples: async (...args) => (await import('./examples/examples.ts')).examples(...args),
  fromLines: async (...args) => (await import('./lines/from-lines.ts')).fromLines(...args),
  toLines: async (...args) => (await import('./lines/to-lines.ts')).toLines(...args),
};

function say(answer: Answer): void {
  process.send?.(answer);
}

async function obey({ id, call, args }: Order): Promise<void> {
  try {
    const work = CALLS[call] as (...given: readonly unknown[]) => Promise<unknown>;
    say({ id, value: await work(...args) });
  } catch (error) {
    say({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
}

try {
  // Whoever presses a button goes first.
  setPriority(0, 5);
} catch {
  // Documents are read all the same.
}
process.on('message', (order: Order) => void obey(order));
process.on('disconnect', () => process.exit());
say({ ready: true });
