import type { FactName, Known } from '../../people/standing/rules.ts';

/** Which step a learner lacks, for what is told to those alone. */
export const LACKING = ['project', 'partner', 'contract', 'progress', 'submission'] as const;
export type Lacking = (typeof LACKING)[number];

export const LIMITS = {
  title: { min: 1, max: 100 },
  body: { min: 1, max: 2000 },
  translation: { max: 1500 },
  /** Lines of a text: more would push everything else out of a phone's sight. */
  lines: 40,
} as const;

/** The facts {@link lacks} reads. */
export const READ = [
  'documenting',
  'alone',
  'finished',
  'announced',
  'partner',
  'contract',
  'progress',
  'submitted',
] as const satisfies readonly FactName[];

/** Whether a learner has not taken the step, and it concerns them. */
export function lacks(step: Lacking, learner: Known<(typeof READ)[number]>): boolean {
  const { documenting, alone, finished, announced, partner, contract, progress, submitted } = learner;
  if (step === 'progress') return progress === null && !submitted;
  if (documenting || finished) return false;
  switch (step) {
    case 'project':
      return !announced;
    case 'partner':
      return !partner && !alone;
    case 'contract':
      return partner && !contract;
    case 'submission':
      return announced && !submitted;
  }
}

/** What staff typed and chose, before it is sent. */
export interface NewAnnouncement {
  readonly guildId: string;
  readonly authorId: string;
  /** The preview it is sent from: it is sent once. */
  readonly draftId: string;
  readonly title: string;
  readonly body: string;
  readonly translation: string | undefined;
  readonly channelId: string | undefined;
  readonly roleId: string | undefined;
  readonly to: { readonly lacking: Lacking; readonly cohortId: number } | undefined;
  readonly acknowledge: boolean;
  /** ms UTC; undefined: now. */
  readonly dueAt: number | undefined;
}

export interface Announcement {
  readonly id: number;
  readonly guildId: string;
  readonly authorId: string;
  readonly title: string;
  readonly body: string;
  readonly translation: string | null;
  /** Null: the server's channel for announcements. */
  readonly channelId: string | null;
  readonly roleId: string | null;
  readonly lacking: Lacking | null;
  readonly cohortId: number | null;
  readonly acknowledge: boolean;
  readonly state: 'waiting' | 'out' | 'cancelled';
  readonly dueAt: number;
  readonly outAt: number | null;
  readonly changedAt: number | null;
  readonly revision: number;
  /** Where it stands for everybody who reads the channel; null: not yet, or nowhere. */
  readonly posted: { readonly channelId: string; readonly messageId: string } | null;
  readonly publishAskedAt: number | null;
  readonly remindedAt: number | null;
}

/** How many learners a `lacking` announcement reaches, and how, as things stand. */
export interface Reach {
  readonly direct: number;
  readonly line: number;
}

/** How far the receipts of an announcement are. */
export interface Receipts {
  readonly read: number;
  readonly missing: number;
  /** Their ids, the first of each. */
  readonly someRead: readonly string[];
  readonly someMissing: readonly string[];
}
