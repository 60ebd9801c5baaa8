export type RequestKind = 'ask' | 'team-up' | 'invite';
export type RequestState = 'open' | 'accepted' | 'declined' | 'cancelled' | 'expired' | 'withdrawn';

/** Somebody would like to build a project together. The host offers a place of `projectId`, the guest would take it. */
export interface PartnerRequest {
  readonly id: number;
  readonly guildId: string;
  readonly cohortId: number;
  readonly kind: RequestKind;
  readonly projectId: number;
  readonly hostId: string;
  readonly guestId: string;
  /** Whoever asked; the addressee is the other of the two. */
  readonly senderId: string;
  readonly addresseeId: string;
  readonly note: string | null;
  readonly state: RequestState;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly message: { readonly channelId: string; readonly messageId: string } | null;
}

export const LIMITS = {
  note: { max: 300, lines: true },
  reason: { max: 300 },
  /** Open *Ask* requests a project may have sent. */
  asksPerProject: 3,
  /** Open *Ask* requests that may wait for one member. */
  waitingPerMember: 5,
  /** Open *Team up* requests to one project. */
  teamUpsPerProject: 25,
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
