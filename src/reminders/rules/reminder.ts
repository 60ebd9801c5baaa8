import type { Recurrence } from './recurrence.ts';

/** A member's own reminder. Instants are ms UTC. */
export interface Reminder {
  readonly id: number;
  readonly guildId: string;
  readonly ownerId: string;
  /** Undefined: for the owner alone. */
  readonly teamId: number | undefined;
  readonly what: string;
  readonly dueAt: number;
  readonly zone: string;
  readonly recurrence: Recurrence | undefined;
}
