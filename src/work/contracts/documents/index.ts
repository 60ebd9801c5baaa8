/** The door to documents: read, summed up, compared and written out, in a process of its own. */
import { createHeavyWork, type HeavyWork } from '../../../platform/heavy/queue.ts';
import { Child, TooHeavyError } from './child.ts';
import type { Call, Calls } from './protocol.ts';
import type { Comparison, Hints, Reading, Summary } from './types.ts';

export { DocumentsError, TooHeavyError } from './child.ts';
export { type Starter, starter } from './lines/starters.ts';
export * from './sentences.ts';
export * from './types.ts';

export interface Documents {
  /** Reads what a learner handed in; refusals are answers, not errors. */
  read(bytes: Uint8Array, hints?: Hints): Promise<Reading>;
  /** What a contract holds, for a card. */
  summary(normalised: string): Promise<Summary>;
  /**
   * One finding per cause between the agreed and another version. `today`: ISO date in the team's zone, by which an
   * announced end (`x-sunset`) has come or not. What could not be compared says why.
   */
  compare(before: string, after: string, today: string): Promise<Comparison>;
  /** The contract as TypeScript: one file with every format and `Endpoints`, nothing to install. */
  types(normalised: string): Promise<string>;
  /** An example request and answer of every endpoint, as JSON. */
  examples(normalised: string): Promise<string>;
  /** Typed lines as a contract: `GET /products -> id, name, price`. */
  fromLines(text: string, title: string): Promise<Reading>;
  /** A contract as lines to type on from; null for GraphQL, and for more than `most` characters. */
  toLines(normalised: string, most: number): Promise<string | null>;
  /** Ends the process; what is asked later fails with DocumentsError. */
  close(): void;
}

export interface DocumentsOptions {
  /** The turns that heavy work takes; one for the whole process of Nexus. */
  readonly heavy?: HeavyWork;
  /** How long one document may take, ms. */
  readonly timeoutMs?: number;
  /** How long the process waits for the next one before it ends, ms. */
  readonly idleMs?: number;
}

/**
 * Every method but `read` and `compare` throws TooHeavyError when a document takes too long, and all of them
 * HeavyWorkFullError when too much waits.
 */
export function createDocuments(options: DocumentsOptions = {}): Documents {
  const heavy = options.heavy ?? createHeavyWork();
  const child = new Child({ timeoutMs: options.timeoutMs ?? 4_000, idleMs: options.idleMs ?? 300_000 });
  const order = <C extends Call>(call: C, ...args: Calls[C]['takes']) =>
    heavy.run(() => child.order(call, args));

  return {
    read: (bytes, hints = {}) =>
      order('read', bytes, hints).catch((error: unknown): Reading => {
        if (!(error instanceof TooHeavyError)) throw error;
        return { outcome: 'refused', reason: 'too-heavy', problems: [], problemCount: 0 };
      }),
    summary: (normalised) => order('summary', normalised),
    compare: (before, after, today) =>
      order('compare', before, after, today).catch((error: unknown): Comparison => {
        if (!(error instanceof TooHeavyError)) throw error;
        return { outcome: 'not-compared', reason: 'too-heavy' };
      }),
    types: (normalised) => order('types', normalised),
    examples: (normalised) => order('examples', normalised),
    fromLines: (text, title) => order('fromLines', text, title),
    toLines: (normalised, most) => order('toLines', normalised, most),
    close: () => child.close(),
  };
}
