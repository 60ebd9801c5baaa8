/** Who looks after which team. Instants are milliseconds UTC. */

/** A mentor's offer to a team, and what became of it. */
export interface Offer {
  readonly teamId: number;
  readonly userId: string;
  readonly askedAt: number;
  /** Since when the team agrees; null: not (yet). */
  readonly agreedAt: number | null;
  /** Refused, taken back, or over. */
  readonly endedAt: number | null;
}

/** How many look after a team at most. */
const MOST_MENTORS = 3;
/** How long a no holds before the same mentor may ask again, in ms. */
export const AGAIN = 7 * 86_400_000;
/** How often a mentor may ask teams: each asking is a message in a thread. */
export const ASKS = { hour: 10, day: 30 } as const;

/** Why a mentor may not ask a team now. */
export type Hindrance = 'own-team' | 'looks-already' | 'asked-already' | 'enough' | 'not-now';

/** `offers`: all that were made to the team. Undefined: nothing stands against it. */
export function hindranceOf(
  { userId, memberIds, offers }: { userId: string; memberIds: readonly string[]; offers: readonly Offer[] },
  now: number,
): Hindrance | undefined {
  if (memberIds.includes(userId)) return 'own-team';
  const own = offers.find((offer) => offer.userId === userId);
  if (own !== undefined && own.endedAt === null)
    return own.agreedAt === null ? 'asked-already' : 'looks-already';
  if (own?.endedAt != null && now - own.endedAt < AGAIN) return 'not-now';
  const standing = offers.filter(({ endedAt, agreedAt }) => endedAt === null && agreedAt !== null);
  return standing.length >= MOST_MENTORS ? 'enough' : undefined;
}
