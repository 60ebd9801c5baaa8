/** What readers say of an entry: it helped them; it is outdated. */
export const MARKS = ['helped', 'outdated'] as const;
export type Mark = (typeof MARKS)[number];

/** A solved blocker or a solution. */
export interface Entry {
  readonly kind: 'blocker' | 'solution';
  readonly id: number;
}
