import type { Recurrence } from '../../../platform/times/recurrence.ts';

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

/** Where a member's own reminder comes. */
export type Place =
  /** `agreed`: they allow us direct messages in general; else only what they ask for comes there. */
  | { readonly to: 'direct'; readonly agreed: boolean }
  /** Their direct messages are closed to us: others can read it. */
  | { readonly to: 'thread'; readonly id: string }
  | { readonly to: 'nowhere' };
