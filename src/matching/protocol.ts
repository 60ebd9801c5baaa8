/**
 * What the main thread and the round's worker say to each other. Long lists travel in pieces, each asked for, so that
 * neither packing nor unpacking them keeps the main thread from answering interactions.
 */
import type { RoundLeftover, RoundPair } from './explanation.ts';
import type { RoundInput, RoundMember } from './input.ts';
import type { Round } from './round.ts';

/** How many members, pairs or leftovers travel in one message. */
export const PIECE = 100;

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
  | { key: 'solve'; input: Omit<RoundInput, 'members'> }
  | { key: 'more' };

export type FromWorker =
  | { key: 'solved'; round: Omit<Round, 'pairs' | 'leftovers'>; certificate: CertificateFile }
  | { key: 'piece'; pairs: RoundPair[]; leftovers: RoundLeftover[]; isLast: boolean }
  | { key: 'failed'; message: string };
