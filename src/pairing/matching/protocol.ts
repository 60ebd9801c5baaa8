/**
 * What the main thread and the round's worker say to each other. Long lists travel in pieces, each asked for, so that
 * neither packing nor unpacking them keeps the main thread from answering interactions.
 */
import type { RoundMember, RoundTerms } from './input.ts';
import type { Round } from './round.ts';

/** How many entries of a list travel in one message: less than a millisecond's work at either end. */
export const PIECE = 50;

/** The lists of a round, in the order in which they travel. */
const LISTS = ['members', 'pairs', 'leftovers', 'unfilled', 'given', 'added', 'dropped'] as const;
export type Lists = Pick<Round, (typeof LISTS)[number]>;

/** The certificate as a file. */
export interface CertificateFile {
  /** Gzipped JSON of a `Certificate`. */
  gzip: Uint8Array;
  /** SHA-256 (hex) of `gzip`. */
  sha256: string;
  /** Length of the JSON in bytes. */
  bytes: number;
}

export type ToWorker =
  | { key: 'members'; members: RoundMember[] }
  | { key: 'previous'; previous: RoundTerms['previous'] }
  | { key: 'solve'; terms: Omit<RoundTerms, 'previous'> }
  | { key: 'more' };

export type FromWorker =
  | { key: 'solved'; round: Omit<Round, keyof Lists>; certificate: CertificateFile }
  | { key: 'piece'; lists: Partial<Lists>; isLast: boolean }
  | { key: 'failed'; message: string; isTooMany: boolean };

/** The lists in pieces, each with a part of one list. */
export function* piecesOf(lists: Lists): Generator<Partial<Lists>> {
  for (const name of LISTS)
    for (let from = 0; from < lists[name].length; from += PIECE)
      yield { [name]: lists[name].slice(from, from + PIECE) };
}

/** Adds a piece to what has come before. */
export function addPiece(lists: Lists, piece: Partial<Lists>): void {
  lists.members.push(...(piece.members ?? []));
  lists.pairs.push(...(piece.pairs ?? []));
  lists.leftovers.push(...(piece.leftovers ?? []));
  lists.unfilled.push(...(piece.unfilled ?? []));
  lists.given.push(...(piece.given ?? []));
  lists.added.push(...(piece.added ?? []));
  lists.dropped.push(...(piece.dropped ?? []));
}

export function noLists(): Lists {
  return { members: [], pairs: [], leftovers: [], unfilled: [], given: [], added: [], dropped: [] };
}
