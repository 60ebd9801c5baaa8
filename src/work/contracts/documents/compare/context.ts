import { isMap, own, ownText } from '../read/source.ts';
import type { Changes, Marks, Unit } from './changes.ts';
import type { Direction } from './rules.ts';
import type { Units } from './units.ts';
import type { Views } from './view.ts';

/** What the comparison of two documents shares. */
export interface Context {
  readonly before: Views;
  readonly after: Views;
  readonly changes: Changes;
  readonly units: Units;
  /** Formats that were met and are still to be compared. */
  readonly waiting: (() => void)[];
  /** Compares two schemas at one spot. */
  schemas(spot: Spot, before: unknown, after: unknown): void;
  /** Compares two that are each one of several variants there. */
  members(spot: Spot, before: unknown, after: unknown): void;
}

/** Where two formats are compared with each other. */
export interface Spot {
  readonly unit: Unit;
  readonly place: string;
  readonly direction: Direction;
  /** The name of the field that stands here. */
  readonly field?: string;
  readonly marks?: Marks;
}

/** The marks that lower what going away means. */
export function marksIn(notes: readonly unknown[]): Marks {
  const marks: { isDraft?: boolean; isDeprecated?: boolean; sunset?: string } = {};
  for (const note of notes) {
    if (!isMap(note)) continue;
    if (/^(?:draft|alpha)$/i.test(ownText(note, 'x-stability') || ownText(note, 'x-stability-level')))
      marks.isDraft = true;
    if (own(note, 'deprecated') === true) marks.isDeprecated = true;
    const [date] = /^\d{4}-\d{2}-\d{2}/.exec(ownText(note, 'x-sunset')) ?? [];
    if (date !== undefined) marks.sunset = date;
  }
  return marks;
}
