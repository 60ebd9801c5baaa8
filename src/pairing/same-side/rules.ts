/** Two learners of one side who help each other; uses no place of a project or team. */
export interface Study {
  readonly id: number;
  readonly guildId: string;
  readonly cohortId: number;
  readonly people: readonly [string, string];
  /** Where they study together; null until it stands. */
  readonly threadId: string | null;
  readonly isOver: boolean;
}

export const LIMITS = {
  /** Study partners at a time; so many requests may wait for one learner, too. */
  studyPartners: 2,
  /** Open requests of one kind that a learner may have sent. */
  sent: 3,
  /** Open requests that may wait for one team. */
  waitingPerTeam: 5,
  /** A team takes one more of a side while it is smaller than this. */
  teamSize: 5,
  /** Learners of one side that a team has at most. */
  perSide: 2,
} as const;

/** A team that has one learner of a side and could take one more. */
export interface OpenTeam {
  readonly teamId: number;
  readonly name: string;
  readonly ownerId: string;
  readonly brief: string;
  readonly memberIds: readonly string[];
}
