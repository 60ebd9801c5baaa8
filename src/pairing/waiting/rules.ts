import type { Track } from '../../people/learners/rules.ts';

/** A member who would like to be told when somebody fits. */
export interface Waiting {
  readonly userId: string;
  /** ms UTC. */
  readonly since: number;
  /** ms UTC since when they stand before all others; null for an ordinary place. */
  readonly headAt: number | null;
  /** The sides of their projects that may seek somebody. */
  readonly tracks: readonly Track[];
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

/** Of a member of a cohort: what decides whether anybody can be found for them. */
export interface Standing {
  /** The cohort runs, and they are in the server. */
  readonly isThere: boolean;
  readonly documentsOnly: boolean;
  /** They may join one more team. */
  readonly hasTeamPlace: boolean;
  /** They own a project that is not withdrawn or handed in. */
  readonly hasProject: boolean;
  /** One of their projects looks for somebody, with a team that stands or a place for a new one. */
  readonly offersPlace: boolean;
  /** A partner of theirs is away, whose place they may give on. */
  readonly hasAbsentPartner: boolean;
}

export type Against = 'gone' | 'documents' | 'closed' | 'full';

/** `joined`: stands on the list, or before others, only now; else why nobody could be found for them. */
export type Entered = 'joined' | 'already' | Against;

/** Why nobody can be found for a member, whoever comes; undefined: somebody can. */
export function standsAgainst(member: Standing): Against | undefined {
  if (!member.isThere) return 'gone';
  if (member.documentsOnly) return 'documents';
  if (member.hasAbsentPartner || member.offersPlace) return undefined;
  if (!member.hasTeamPlace) return 'full';
  return member.hasProject ? 'closed' : undefined;
}

/** How long (ms) a free person is told to one member only before the next hears of them. */
export const PASS_ON_AFTER = 24 * 3_600_000;

/** How long (ms) the news that somebody is free is worth sending. */
export const NEWS_LASTS = 24 * 3_600_000;

/** First come, first told; whoever was put at the head stands before all others. */
function inOrder(list: readonly Waiting[]): Waiting[] {
  return list.toSorted((a, b) => {
    if ((a.headAt === null) !== (b.headAt === null)) return a.headAt === null ? 1 : -1;
    return (a.headAt ?? a.since) - (b.headAt ?? b.since) || (a.userId < b.userId ? -1 : 1);
  });
}

/** Who waits in a cohort by their ids, in order. */
export type Line = ReadonlyMap<string, Waiting>;

export function lineOf(list: readonly Waiting[]): Line {
  return new Map(inOrder(list).map((each) => [each.userId, each]));
}

/**
 * Who may hear that a person is free, in order. Nobody hears of one person twice, and while somebody who was told of
 * them still waits and had no day to act, nobody else does.
 */
export function mayBeTold(line: Line, personId: string, offers: readonly Offer[]): Waiting[] {
  if (offers.some((offer) => !offer.passedOn && line.has(offer.userId))) return [];
  const told = new Set(offers.map((offer) => offer.userId));
  return [...line.values()].filter(({ userId }) => userId !== personId && !told.has(userId));
}
