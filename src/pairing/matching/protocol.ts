/**
 * What the main thread and the round's worker say to each other. Each message is answered by one, and only then comes the
 * next: what waits in between would lie in memory twice. Long lists travel in pieces, so that neither packing nor unpacking
 * them keeps the main thread from answering interactions.
 */
import type { RoundLeftover, RoundPair, RoundPlace } from './explanation.ts';
import type { ReportFile } from './files.ts';
import type { PreviousPair, RoundMember, RoundTerms } from './input.ts';
import type { RoundSummary } from './summary.ts';

/** How many entries of a list travel in one message: less than a millisecond's work at either end. */
export const PIECE = 50;

/** A pair as it is kept, each of the two with the fingerprint of what they brought in. */
export interface FormingPair extends Pick<RoundPair, 'score'> {
  readonly backend: RoundPlace & { readonly fingerprint: string };
  readonly frontend: RoundPlace & { readonly fingerprint: string };
}

/** A part of what is kept of a round: pairs in the order in which they become teams, then those left over. */
export type RoundPiece = { readonly pairs: FormingPair[] } | { readonly leftovers: RoundLeftover[] };

export type ToWorker =
  /** `named`: JSON of a list of `Named`. It is not looked at before the round is solved, and a text takes least memory. */
  | { key: 'members'; members: RoundMember[]; named: string }
  | { key: 'previous'; previous: PreviousPair[] }
  /** `limit`: the largest file that can be attached, in bytes. */
  | { key: 'solve'; terms: RoundTerms; limit: number }
  | { key: 'more' };

export type FromWorker =
  | { key: 'taken' }
  | { key: 'solved'; summary: RoundSummary; files: ReportFile[] }
  | { key: 'piece'; piece: RoundPiece }
  | { key: 'end' }
  | { key: 'failed'; message: string; isTooMany: boolean };

export function* pieces<T>(list: readonly T[]): Generator<T[]> {
  for (let from = 0; from < list.length; from += PIECE) yield list.slice(from, from + PIECE);
}
