/**
 * The process in which documents are read and compared; `child.ts` starts it, bounded in memory, time and reach. It opens
 * nothing: what it works on comes with the order.
 */
import { setPriority } from 'node:os';
import { compare } from './compare/compare.ts';
import { examples } from './examples/examples.ts';
import { fromLines } from './lines/from-lines.ts';
import { toLines } from './lines/to-lines.ts';
import type { Answer, Call, Calls, Order } from './protocol.ts';
import { read } from './read/read.ts';
import { summary } from './summary/summary.ts';
import { types } from './typescript/types.ts';

const CALLS: { [C in Call]: (...args: Calls[C]['takes']) => Calls[C]['gives'] } = {
  read,
  summary,
  compare,
  types,
  examples,
  fromLines,
  toLines,
};

function say(answer: Answer): void {
  process.send?.(answer);
}

function obey({ id, call, args }: Order): void {
  try {
    const work = CALLS[call] as (...given: readonly unknown[]) => unknown;
    say({ id, value: work(...args) });
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
process.on('message', (order: Order) => obey(order));
process.on('disconnect', () => process.exit());
say({ ready: true });
