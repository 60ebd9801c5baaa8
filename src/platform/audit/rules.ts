/** What staff do and set, each noted in the write that does it. Every one has its text in the catalogue `audit`. */
export const AUDITED = [
  'setup.channels',
  'setup.roles',
  'setup.locale',
  'setup.start-here',
  'cohort.create',
  'cohort.edit',
  'cohort.weights',
  'cohort.mentor',
  'cohort.archive',
  'cohort.export',
  'cohort.list-file',
  'cohort.card',
  'outreach.write',
  'outreach.handle',
  'round.preview',
  'round.publish',
  'round.discard',
  'reminders.edit',
  'reminders.pause',
  'reminders.resume',
  'reminders.retry',
  'reminders.cancel',
  'readme.topics',
  'knowledge.merge',
  'knowledge.split',
  'project.repost',
  'blocker.end',
  'announcement.post',
  'announcement.schedule',
  'announcement.change',
  'announcement.cancel',
  'announcement.remind',
  'announcement.publish',
  'moderate.block',
  'moderate.unblock',
  'moderate.stays',
  'moderate.close',
] as const;

export type Audited = (typeof AUDITED)[number];

/** What an act was about, as kind and id. */
export type AuditedObject =
  `${'cohort' | 'matter' | 'round' | 'reminder' | 'entry' | 'project' | 'blocker' | 'announcement' | 'case'}:${number}`;

/** What staff did. */
export interface Act {
  readonly guildId: string;
  readonly action: Audited;
  /** Default: whose interaction causes the write. */
  readonly by?: string;
  /** Whom it is about. */
  readonly memberId?: string | undefined;
  readonly object?: AuditedObject;
  /** Codes of ours, ids of places, dates, numbers: nothing of a person. What is undefined is left out. */
  readonly details?: Readonly<Record<string, string | number | boolean | null | undefined>>;
  /** What they typed: a reason, a text. */
  readonly words?: string | undefined;
}

export interface NotedAct {
  readonly id: number;
  /** ms UTC. */
  readonly at: number;
  readonly action: Audited;
  /** Null: Nexus by itself. */
  readonly actorId: string | null;
  readonly memberId: string | null;
  readonly object: string | null;
  readonly details: Readonly<Record<string, string | number | boolean | null>>;
  readonly words: string | null;
}
