export const LIMITS = {
  reason: { min: 3, max: 300 },
  days: { min: 1, max: 365 },
  appeal: { min: 3, max: 500 },
} as const;

/** What the line is about that says that one began. */
export const HOLDS = 'suspension';

/** Somebody may not ask, answer and post for a time. */
export interface Suspension {
  readonly id: number;
  readonly guildId: string;
  readonly userId: string;
  readonly byId: string;
  readonly reason: string;
  readonly createdAt: number;
  /** ms UTC; null: until staff lift it. */
  readonly untilAt: number | null;
  readonly endedAt: number | null;
  readonly appeal: string | null;
  readonly answeredAt: number | null;
}
