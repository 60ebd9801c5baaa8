/** What is asked of the process in which documents are read. */
import type { Comparison, Hints, Reading, Summary } from './types.ts';

/** Each call with what it takes and gives; all of it plain data. */
export interface Calls {
  read: { takes: [bytes: Uint8Array, hints: Hints]; gives: Reading };
  summary: { takes: [normalised: string]; gives: Summary };
  compare: { takes: [before: string, after: string, today: string]; gives: Comparison };
  types: { takes: [normalised: string]; gives: string };
  examples: { takes: [normalised: string]; gives: string };
  fromLines: { takes: [text: string, title: string]; gives: Reading };
  toLines: { takes: [normalised: string, most: number]; gives: string | null };
}
export type Call = keyof Calls;

export interface Order {
  readonly id: number;
  readonly call: Call;
  readonly args: readonly unknown[];
}

export type Answer =
  | { readonly ready: true }
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly error: string };
