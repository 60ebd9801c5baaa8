import type { HelpButton } from '../../platform/errors.ts';
import type { Message, Params } from '../../platform/i18n/index.ts';
import { LIMITS as LEARNER_LIMITS, type Learner } from '../learners/rules.ts';

export type RequestState = 'open' | 'accepted' | 'declined' | 'cancelled' | 'expired' | 'withdrawn';

/** "Will you?", from one member to one or several others. */
export interface Request {
  readonly id: number;
  readonly guildId: string;
  readonly cohortId: number;
  /** Its feature's word for it: 'ask', 'study', 'suggestion' ... */
  readonly kind: string;
  /** What it is about; each kind uses what it needs. */
  readonly projectId: number | null;
  readonly teamId: number | null;
  readonly pairId: number | null;
  /** Null: nobody of the members, but a partner round. */
  readonly senderId: string | null;
  /** Who is asked, in the order of their ids. All of them have to accept. */
  readonly askedIds: readonly string[];
  /** Who has accepted already. */
  readonly acceptedIds: readonly string[];
  readonly note: string | null;
  readonly state: RequestState;
  /** Why it was withdrawn, and whom that is about; null for other ends. */
  readonly obstacle: { readonly reason: Reason; readonly aboutId: string | null } | null;
  /** ms UTC. */
  readonly createdAt: number;
  readonly expiresAt: number;
}

/** Why a request cannot be accepted (any more). */
export type Reason =
  | 'taken'
  | 'closed'
  | 'own'
  | 'together'
  | 'team-place'
  | 'same-side'
  | 'no-part'
  | 'gone'
  | 'suspended'
  | 'blocked'
  | 'team-full'
  | 'study-full';

/** What stands against a request now, and the sentence for whoever tries all the same. */
export interface Obstacle {
  readonly reason: Reason;
  /** Whom it is about: they read another sentence than the others. */
  readonly aboutId?: string;
  /** What this member reads, with the button that helps. */
  readonly refusal: (readerId: string) => Refusal;
}

export interface Refusal {
  readonly text: Message;
  readonly help?: readonly HelpButton[];
}

/** What one of the two reads in a line. */
export type News = 'incoming' | 'accepted' | 'declined' | 'reason' | 'expired' | 'withdrawn';

/** A request in words; every kind has its own. */
export interface Description {
  /** To those who are asked. */
  readonly ask: (readerIds: readonly string[]) => Message;
  /** To the sender: "You asked X ...". */
  readonly sent: Message;
  /** To everybody, when it is over: who asked whom for what. */
  readonly between: Message;
  /** Lines under it, each of several parts. */
  readonly facts: readonly (readonly Message[])[];
  /** What the project is about, as its owner typed it. */
  readonly summary?: string | undefined;
  /** Its heading: a title as typed. */
  readonly title?: string | undefined;
  /** `aboutId`: the other of the two. */
  readonly news: (what: News, aboutId: string, more: Params) => Message;
  /** What whoever declines reads; `aboutId` as above. */
  readonly declined: (aboutId: string) => Message;
  /** How it looks among an answer's choices. */
  readonly short: Message;
}

/** What comes of an acceptance by all. */
export interface Fulfilled {
  /** The thread that opens for them: it stands already, or comes to be by the outbox's row of this key. */
  readonly thread?: { readonly id: string | null; readonly key: string };
  /** What else came of it, for the feature's own sentence. */
  readonly outcome?: unknown;
}

export const LIMITS = {
  note: { max: 300, lines: true },
  reason: { max: 300 },
} as const;

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** When a request nudges and ends (ms UTC): 48 h and 72 h, in the cohort's last ten days 12 h and 24 h. */
export function deadlines(now: number, cohortDeadline: number): { nudgeAt: number; expiresAt: number } {
  const short = cohortDeadline - now < 10 * DAY;
  return short
    ? { nudgeAt: now + 12 * HOUR, expiresAt: now + 24 * HOUR }
    : { nudgeAt: now + 48 * HOUR, expiresAt: now + 72 * HOUR };
}

/** The other side of a request, as one of its members sees it: the sender, else another who is asked. */
export function otherOf(request: Pick<Request, 'senderId' | 'askedIds'>, userId: string): string {
  const others = [...(request.senderId === null ? [] : [request.senderId]), ...request.askedIds];
  return others.find((id) => id !== userId) ?? userId;
}

/** Lets a member be in one more team; nothing where they may be in as many as anybody. `requestId`: 0 for none. */
export function allowTeams(learner: Pick<Learner, 'teams'> | undefined, requestId: number): HelpButton[] {
  const count = (learner?.teams ?? 1) + 1;
  if (count > LEARNER_LIMITS.teams.max) return [];
  const to = ['teams.allow', count, requestId] as const;
  return [{ label: { key: 'requests:button.allow-teams', params: { count } }, to }];
}

/**
 * How many a member may send in any hour and day: of all kinds but invitations, invitations, and to the same person
 * again (asked, taken back, asked ...).
 */
export const ALLOWANCES = {
  request: { hour: 15, day: 40 },
  invite: { hour: 8, day: 20 },
  'same-person': { hour: 2, day: 4 },
} as const;
