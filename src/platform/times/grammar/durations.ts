/** Durations: 'in 45 minutes', '1h30m', 'dans deux heures et demie', '3 days from now'. */
import { type Captures, type Input, type Match, type Procedure, type Rule, rule } from '../patterns.ts';
import type { Duration, DurationWords } from '../phrase.ts';
import type { Unit } from '../words.ts';

const NOTHING: Duration = { years: 0, months: 0, days: 0, hours: 0, minutes: 0, seconds: 0 };
const MOST_PIECES = 6;

type Piece = DurationWords & { readonly units: readonly Unit[] };

export const durationRules: readonly Rule[] = [
  rule('amount', 'n=number', (found) => found.number('n')),
  rule('amount', 'one', () => 1),
  rule('amount', 'couple', () => 2),
  rule('amount', 'a=num ~.|, ~b=num', (found) => Number(`${found.text('a')}.${found.text('b')}`)),
  rule('amount', 'n=number and-a-half', (found) => (found.number('n') ?? 0) + 0.5),
  rule('amount', 'half', () => 0.5),

  rule('piece', 'n=amount u=unit', (found) => piece(found, 0)),
  rule('piece', 'n=amount u=unit and-a-half', (found) => piece(found, 0.5)),
  rule('piece', 'n=amount u=unit and-a-quarter', (found) => piece(found, 0.25)),
  rule('piece', 'half-an-hour', () => minutes(30)),
  rule('piece', 'quarter-of-an-hour', () => minutes(15)),
  rule('piece', 'three-quarters-of-an-hour', () => minutes(45)),
  // '1h30': the minutes without a word of their own.
  rule('piece', 'n=number h m=num', (found) => hoursAndMinutes(found)),

  // '1:30 hours'; '15:00 hrs' is a time.
  rule('piece', 'n=num ~: ~m=num hrs', (found) =>
    found.text('n').length === 1 ? hoursAndMinutes(found) : undefined,
  ),

  rule('duration', 'd=pieces', (found) => found.get('d')),
  rule('duration', 'in d=pieces later?', (found) => led(found)),
  rule('duration', 'd=pieces later', (found) => led(found)),

  rule('gone', 'yesterday', () => true),
  rule('gone', 'now', () => true),
  rule('gone', 'the? last weekday|unit|month', () => true),
  rule('gone', 'the? weekday|unit|month last', () => true),
  rule('gone', 'pieces ago', () => true),
  rule('gone', 'ago-before pieces', () => true),
];

/** 'an hour', '2 days and 3 hours': pieces one after the other, each unit once. */
const pieces: Procedure = (input, at) => {
  const found: Match<DurationWords>[] = [];
  extend(input, at, undefined, 0, found);
  return found;
};

function extend(
  input: Input,
  at: number,
  before: Piece | undefined,
  count: number,
  found: Match<DurationWords>[],
): void {
  if (count === MOST_PIECES) return;
  const starts = [at, ...(count === 0 ? [] : input.match('and', at).map(({ end }) => end))];
  for (const start of starts) {
    for (const { value, end } of input.match('piece', start)) {
      const next = sum(before, value as Piece);
      if (next === undefined) continue;
      found.push({ value: withoutUnits(next), end, cost: 0 });
      extend(input, end, next, count + 1, found);
    }
  }
}

function withoutUnits({ duration, led }: Piece): DurationWords {
  return { duration, led };
}

function sum(before: Piece | undefined, piece: Piece): Piece | undefined {
  if (before === undefined) return piece;
  if (piece.units.some((unit) => before.units.includes(unit))) return undefined;
  const duration = { ...before.duration };
  for (const unit of Object.keys(NOTHING) as (keyof Duration)[]) duration[unit] += piece.duration[unit];
  return { duration, led: false, units: [...before.units, ...piece.units] };
}

function minutes(amount: number): Piece {
  return { duration: { ...NOTHING, minutes: amount }, led: false, units: ['minute'] };
}

function hoursAndMinutes(found: Captures): Piece | undefined {
  const [hours = 0, typed] = [found.number('n'), found.text('m')];
  if (typed.length !== 2 || Number(typed) > 59) return undefined;
  const duration = { ...NOTHING, hours, minutes: Number(typed) };
  return { duration, led: false, units: ['hour', 'minute'] };
}

function piece(found: Captures, fraction: number): Piece | undefined {
  const unit = found.text('u') as Unit;
  const amount = (found.number('n') ?? 0) + fraction;
  const duration = inUnit(unit, amount);
  // '1700hrs' is a time of day.
  if (duration === undefined || (unit === 'hour' && amount >= 1000)) return undefined;
  return { duration, led: false, units: [unit] };
}

/** Parts of days and weeks are hours; half a month is nothing anybody could count. */
function inUnit(unit: Unit, amount: number): Duration | undefined {
  const whole = Number.isInteger(amount);
  switch (unit) {
    case 'second':
      return { ...NOTHING, seconds: Math.round(amount) };
    case 'minute':
      return { ...NOTHING, minutes: Math.floor(amount), seconds: Math.round((amount % 1) * 60) };
    case 'hour':
      return { ...NOTHING, hours: Math.floor(amount), minutes: Math.round((amount % 1) * 60) };
    case 'day':
      return whole ? { ...NOTHING, days: amount } : { ...NOTHING, hours: Math.round(amount * 24) };
    case 'week':
    case 'fortnight': {
      const days = amount * (unit === 'week' ? 7 : 14);
      return Number.isInteger(days) ? { ...NOTHING, days } : { ...NOTHING, hours: Math.round(days * 24) };
    }
    case 'month':
      return whole ? { ...NOTHING, months: amount } : undefined;
    case 'year':
      return Number.isInteger(amount * 2)
        ? { ...NOTHING, years: Math.floor(amount), months: whole ? 0 : 6 }
        : undefined;
    case 'workday':
      return undefined;
  }
}

function led(found: Captures): DurationWords | undefined {
  const words = found.get('d') as DurationWords | undefined;
  return words === undefined ? undefined : { ...words, led: true };
}

export const durationProcedures: Readonly<Record<string, Procedure>> = { pieces };
