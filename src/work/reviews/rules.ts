/** Peer reviews are swapped: whoever asks for one reviews one. Instants are milliseconds UTC. */
import type { Link } from '../submissions/rules.ts';

/** One side of a swap. */
export interface PeerReview {
  readonly id: number;
  readonly guildId: string;
  readonly cohortId: number;
  /** What is reviewed. */
  readonly projectId: number;
  readonly userId: string;
  /** The other side; null while they wait for somebody. */
  readonly otherId: number | null;
  /** What they wrote about the other's project. */
  readonly said: string | null;
  readonly endedAt: number | null;
}

/** Where somebody stands with their newest one. */
export type Standing =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'waiting';
      readonly own: PeerReview;
      readonly title: string;
      readonly earlier: readonly Received[];
    }
  | {
      readonly kind: 'matched';
      readonly own: PeerReview;
      /** Their own project. */
      readonly title: string;
      readonly other: {
        readonly userId: string;
        readonly title: string;
        readonly links: readonly Link[];
        /** What they wrote about one's own. */
        readonly said: string | null;
      };
      readonly earlier: readonly Received[];
    };

/** What somebody else wrote about one's project, in a swap before the newest. */
export interface Received {
  readonly userId: string;
  readonly said: string;
}

export const LIMITS = {
  /** Code points after trimming: less helps nobody. */
  review: { min: 20, max: 1000, lines: true },
  /** How many a member may ask for in any hour and day. */
  asking: { hour: 4, day: 8 },
} as const;
