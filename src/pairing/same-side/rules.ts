export type SideKind = 'study' | 'second';
export type SideState = 'open' | 'accepted' | 'declined' | 'cancelled' | 'expired' | 'ended';

/** A learner would like to study with another of their side, or to join a team that has one of their side already. */
export interface SideRequest {
  readonly id: number;
  readonly guildId: string;
  readonly cohortId: number;
  readonly kind: SideKind;
  readonly senderId: string;
  /** The learner who is asked; of a team, the owner of its project. */
  readonly addresseeId: string;
  /** The team a second would join; null for study partners. */
  readonly teamId: number | null;
  readonly note: string | null;
  readonly state: SideState;
  /** ms UTC. */
  readonly expiresAt: number;
  readonly message: { readonly channelId: string; readonly messageId: string } | null;
  /** Where two study together; null until it stands. */
  readonly threadId: string | null;
}

export const LIMITS = {
  note: { max: 300, lines: true },
  /** Study partners at a time; so many requests may wait for one learner, too. */
  studyPartners: 2,
  /** Open requests of one kind that a learner may have sent. */
  sent: 3,
  /** Open requests that may wait for one team. */
  waitingPerTeam: 5,
  /** A team takes a second of a side while it is smaller than this. */
  teamSize: 5,
  /** Learners of one side that a team has at most. */
  perSide: 2,
} as const;

/** A team that has one learner of a side and could take a second one. */
export interface OpenTeam {
  readonly teamId: number;
  readonly name: string;
  readonly ownerId: string;
  readonly brief: string;
  readonly memberIds: readonly string[];
}
