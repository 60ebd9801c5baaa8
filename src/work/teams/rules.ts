import { codePoints, oneLine, truncated } from '../../platform/text.ts';

export interface Team {
  readonly id: number;
  readonly guildId: string;
  readonly cohortId: number;
  readonly name: string;
  /** What its thread is called in Discord. */
  readonly threadName: string;
  readonly threadId: string | null;
  readonly checklistMessageId: string | null;
  readonly introducedAt: number | null;
  readonly revision: number;
  readonly endedAt: number | null;
}

/** How a team's private thread stands. `missing`: it was deleted, or could not be made; `coming`: it is on its way. */
export type ThreadState = 'stands' | 'coming' | 'missing';

/** In code points after trimming. */
export const LIMITS = { name: { min: 1, max: 80 } } as const;

/** Discord's limit for the name of a thread. */
const LONGEST_THREAD_NAME = 100;

/**
 * What a team's thread is called: its name and who begin it, "Shop · Ada & Binta". `nth` above 1 tells it from threads
 * that are called the same. At most 100 code points.
 */
export function threadNameOf(name: string, people: readonly string[], nth: number): string {
  const number = nth === 1 ? '' : ` (${nth})`;
  const who = people.length === 0 ? '' : ` · ${truncated(oneLine(people.join(' & ')), 50)}`;
  const rest = LONGEST_THREAD_NAME - codePoints(number) - codePoints(who);
  return `${truncated(oneLine(name), rest)}${who}${number}`;
}
