/** Ask: an owner asks a learner. Team up: a learner asks an owner. Invitation: an owner brings somebody along. */
export const KINDS = ['ask', 'team-up', 'invite'] as const;
export type JoinKind = (typeof KINDS)[number];

/** What the line is about that says that a guest's own project is paused. */
export const ASIDE = 'aside';

export const LIMITS = {
  /** Open *Ask* requests a project may have sent. */
  asksPerProject: 3,
  /** Open *Ask* requests that may wait for one member. */
  waitingPerMember: 5,
  /** Open *Team up* requests to one project. */
  teamUpsPerProject: 25,
} as const;
