export const REPORTED = ['project', 'solution', 'request'] as const;
export type ReportedKind = (typeof REPORTED)[number];

/** What staff did with a case: nothing was wrong, or they acted. */
export type Outcome = 'kept' | 'acted';

export const LIMITS = { reason: { min: 3, max: 500 } } as const;

/** What is reported, as it stands. */
export interface Reported {
  readonly guildId: string;
  readonly kind: ReportedKind;
  readonly id: number;
  /** Whose it is; null where nobody of the members is. */
  readonly aboutId: string | null;
  readonly title: string;
  readonly words: string;
}

/** One object has one open case; later reports join it. */
export interface Case {
  readonly id: number;
  readonly guildId: string;
  readonly kind: ReportedKind;
  readonly objectId: number;
  readonly aboutId: string | null;
  /** What it said when it was reported first; null once the case is closed. */
  readonly snapshot: { readonly title: string; readonly words: string } | null;
  readonly openedAt: number;
  readonly outcome: Outcome | null;
}

export interface Report {
  readonly reporterId: string;
  readonly reason: string | null;
  readonly at: number;
}

/** What is open, the oldest of it by itself. */
export interface OpenCases {
  readonly shown: readonly { readonly one: Case; readonly reports: number }[];
  readonly total: number;
}

/** A case as staff look at it. */
export interface CaseView {
  readonly one: Case;
  /** The first of them. */
  readonly reports: readonly Report[];
  readonly total: number;
  /** How earlier cases about the same person ended. */
  readonly earlier: Readonly<Record<Outcome, number>>;
}
