import { createHash } from 'node:crypto';
import type { Comparison, Finding, Level, Values } from '../types.ts';
import { LEVELS } from '../types.ts';
import { type Change, type Direction, type Rule, verdictOf, WHOLE, type Whole } from './rules.ts';

/** What is compared once: an endpoint, or two formats in one direction. */
export interface Unit {
  readonly index: number;
  /** What it refers to, compared as units of their own. */
  readonly refersTo: Set<Unit>;
  /** The endpoint that it is; null for a format. */
  readonly endpoint: string | null;
}

/** Marks that lower a verdict, found where the change was found. */
export interface Marks {
  readonly isDraft?: boolean;
  readonly isDeprecated?: boolean;
  /** ISO date after which it may go. */
  readonly sunset?: string;
}

interface Side {
  readonly rule: Rule;
  readonly level: Level;
  readonly units: Set<Unit>;
}

interface Cause {
  readonly place: string;
  readonly values: Values;
  readonly field: string | null;
  readonly marks: Marks;
  readonly sides: Map<Direction | 'whole', Side>;
}

/** Collects changes: the same one at the same place is one cause, wherever it was met. */
export class Changes {
  readonly #causes = new Map<string, Cause>();

  format(
    change: Change,
    direction: Direction,
    at: { unit: Unit; place: string; field?: string; values?: Values; marks?: Marks },
  ): void {
    const { rule, level } = verdictOf(change, direction);
    this.#add(change, direction, { rule, level }, at);
  }

  whole(
    rule: Whole,
    at: { unit: Unit; place: string; field?: string; values?: Values; marks?: Marks },
  ): void {
    this.#add(rule, 'whole', { rule, level: WHOLE[rule] }, at);
  }

  #add(
    kind: string,
    side: Direction | 'whole',
    verdict: { rule: Rule; level: Level },
    {
      unit,
      place,
      field,
      values = {},
      marks = {},
    }: { unit: Unit; place: string; field?: string; values?: Values; marks?: Marks },
  ): void {
    const named = place.replace(/:$/, '');
    const key = JSON.stringify([kind, named, values, marks]);
    let cause = this.#causes.get(key);
    if (cause === undefined) {
      cause = {
        place: named,
        values: { place: named, ...values },
        field: field ?? null,
        marks,
        sides: new Map(),
      };
      this.#causes.set(key, cause);
    }
    const known = cause.sides.get(side);
    if (known === undefined) cause.sides.set(side, { ...verdict, units: new Set([unit]) });
    else known.units.add(unit);
  }

  /**
   * One finding per cause, breaking first. `reach` names the endpoints that reach any of the units; `isDraft` whether an
   * endpoint is marked as one; `today` is an ISO date.
   */
  findings(given: {
    reach: (units: ReadonlySet<Unit>) => string[];
    isDraft: (endpoint: string) => boolean;
    today: string;
  }): Finding[] {
    const findings = [...this.#causes.values()].map((cause) => findingOf(cause, given));
    return findings.sort(
      (a, b) =>
        LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level) ||
        b.endpointCount - a.endpointCount ||
        compareTexts(a.place, b.place) ||
        compareTexts(a.rule, b.rule) ||
        compareTexts(a.id, b.id),
    );
  }
}

export function compared(findings: readonly Finding[]): Comparison {
  const count = (level: Level): number => findings.filter((finding) => finding.level === level).length;
  return {
    outcome: 'compared',
    findings,
    counts: { breaking: count('breaking'), risky: count('risky'), safe: count('safe') },
  };
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function findingOf(
  { place, values, field, marks, sides }: Cause,
  { reach, isDraft, today }: Parameters<Changes['findings']>[0],
): Finding {
  const all = [...sides].sort(
    ([one, a], [other, b]) => LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level) || compareTexts(other, one),
  );
  const [, worst] = all[0] ?? [];
  if (worst === undefined) throw new Error('A cause has a side');
  // Who feels nothing of a change is not counted among those that do.
  const felt = all.filter(([, side]) => (side.level === 'safe') === (worst.level === 'safe'));
  const endpoints = reach(new Set(felt.flatMap(([, side]) => [...side.units])));
  const directions = felt.map(([direction]) => direction).filter((direction) => direction !== 'whole');
  const isDraftAll = marks.isDraft === true || (endpoints.length > 0 && endpoints.every(isDraft));
  const { level, lowered } = loweredBy(worst.level, { ...marks, isDraft: isDraftAll }, today);
  return {
    id: createHash('sha256')
      .update(JSON.stringify([worst.rule, place, values]))
      .digest('hex')
      .slice(0, 16),
    rule: worst.rule,
    level,
    place,
    values,
    endpoints,
    endpointCount: endpoints.length,
    field,
    direction: directions.length === 1 ? (directions[0] ?? 'both') : 'both',
    lowered,
  };
}

/** A draft is expected to change; what was announced as going may go when its date has come. */
function loweredBy(level: Level, marks: Marks, today: string): Pick<Finding, 'level' | 'lowered'> {
  if (level === 'safe') return { level, lowered: null };
  const less: Level = level === 'breaking' ? 'risky' : 'safe';
  if (marks.isDraft === true) return { level: less, lowered: { by: 'draft', from: level, date: '' } };
  const sunset = marks.sunset ?? '';
  if (sunset !== '') {
    // Gone before the day that was announced: all who trusted that day are surprised.
    if (sunset > today) return { level, lowered: null };
    return { level: 'safe', lowered: { by: 'sunset', from: level, date: sunset } };
  }
  if (marks.isDeprecated === true)
    return { level: less, lowered: { by: 'deprecated', from: level, date: '' } };
  return { level, lowered: null };
}
