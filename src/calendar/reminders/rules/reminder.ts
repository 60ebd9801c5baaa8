import type { Recurrence } from '../../../platform/times/recurrence.ts';
import { addDays, instantAt, localDate, localMoment } from '../../../platform/zones/rules.ts';

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
  /** Their direct messages are closed to us: they are mentioned there, and read it under their next private answer. */
  | { readonly to: 'team' | 'project' }
  | { readonly to: 'nowhere' };

export type Later = 'hour' | 'tomorrow';

/** When (ms) a reminder that has come is to come once more: tomorrow at the same time in its zone. */
export function laterThan({ dueAt, zone }: Reminder, when: Later, now: number): number {
  if (when === 'hour') return now + 3_600_000;
  return instantAt(addDays(localDate(now, zone), 1), localMoment(dueAt, zone).time, zone);
}
