/** A member who would like to be told when somebody fits. */
export interface Waiting {
  readonly userId: string;
  /** ms UTC. */
  readonly since: number;
  /** ms UTC since when they stand before all others; null for an ordinary place. */
  readonly headAt: number | null;
}

/** Somebody was told that a person is free. */
export interface Offer {
  readonly userId: string;
  /** The next in the list may be told now. */
  readonly passedOn: boolean;
}

/** What one request would be about that was refused because there was no room for it. */
export interface Watch {
  readonly id: number;
  readonly cohortId: number;
  readonly userId: string;
  readonly kind: 'ask' | 'team-up';
  readonly projectId: number;
  readonly personId: string;
}

/** How long (ms) a free person is told to one member only before the next hears of them. */
export const PASS_ON_AFTER = 24 * 3_600_000;

/** How long (ms) the news that somebody is free is worth sending. */
export const NEWS_LASTS = 24 * 3_600_000;

/** First come, first told; whoever was put at the head stands before all others. */
export function inOrder(list: readonly Waiting[]): Waiting[] {
  return list.toSorted((a, b) => {
    if ((a.headAt === null) !== (b.headAt === null)) return a.headAt === null ? 1 : -1;
    return (a.headAt ?? a.since) - (b.headAt ?? b.since) || (a.userId < b.userId ? -1 : 1);
  });
}

/**
 * Who may hear that a person is free, in order. Nobody hears of one person twice, and while somebody who was told of
 * them still waits and had no day to act, nobody else does.
 */
export function mayBeTold(list: readonly Waiting[], personId: string, offers: readonly Offer[]): Waiting[] {
  const waiting = new Set(list.map((each) => each.userId));
  if (offers.some((offer) => !offer.passedOn && waiting.has(offer.userId))) return [];
  const told = new Set(offers.map((offer) => offer.userId));
  return inOrder(list).filter(({ userId }) => userId !== personId && !told.has(userId));
}
