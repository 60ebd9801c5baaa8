/** Hours of some days as one short text that fits into a custom_id and a choice of a menu: '12345-1080-1290'. */
import { onDays, type WeeklyInterval } from '../rules.ts';

export function hoursCode(days: readonly number[], from: number, to: number): string {
  return `${days.join('')}-${from}-${to}`;
}

/** The intervals of such a text; undefined for anything else. */
export function hoursOfCode(code: string): readonly WeeklyInterval[] | undefined {
  const [, days, from, to] = /^([1-7]{1,7})-(\d{1,4})-(\d{1,4})$/.exec(code) ?? [];
  if (days === undefined) return undefined;
  try {
    return onDays(days.split('').map(Number), Number(from), Number(to));
  } catch {
    return undefined;
  }
}
