import { own } from '../read/source.ts';
import type { Context, Spot } from './context.ts';
import type { Change } from './rules.ts';
import { type Limit, LOWER, UPPER, type View } from './view.ts';

/**
 * Compares what two schemas say about single values. False when their kinds have nothing in common, so that comparing
 * what is inside them would only repeat it.
 */
export function compareWords(context: Context, spot: Spot, before: View, after: View): boolean {
  const tell = (change: Change, values = {}): void =>
    context.changes.format(change, spot.direction, { ...spot, values });
  if (!compareTypes(context, spot, before, after)) return false;
  compareSpelling(before, after, tell);
  if (before.pattern !== after.pattern) {
    const change =
      before.pattern === '' ? 'pattern-added' : after.pattern === '' ? 'pattern-removed' : 'pattern-changed';
    tell(change, { from: before.pattern, to: after.pattern });
  }
  compareValues(before, after, tell);
  compareLimits(before, after, tell);
  compareConditions(before, after, tell);
  if (
    before.discriminator !== after.discriminator &&
    before.discriminator !== '' &&
    after.discriminator !== ''
  )
    tell('discriminator-changed');
  const [positions, nextPositions] = [before.positions.length, after.positions.length];
  if (positions !== nextPositions)
    tell(positions < nextPositions ? 'positions-added' : 'positions-removed', {
      from: positions,
      to: nextPositions,
    });
  return true;
}

function compareTypes(context: Context, spot: Spot, before: View, after: View): boolean {
  const tell = (change: Change, values = {}): void =>
    context.changes.format(change, spot.direction, { ...spot, values });
  const [one, other] = [before.types, after.types];
  if (one === null && other === null) return true;
  const values = { from: typeWords(before), to: typeWords(after) };
  if (one === null) {
    // A format without a type that lists its values, fields or variants is known well enough.
    if (before.values !== null || before.variants.length > 0) return true;
    tell('type-narrowed', values);
    return false;
  }
  if (other === null) {
    if (after.values !== null || after.variants.length > 0) return true;
    tell('type-widened', values);
    return false;
  }
  const isWider = [...one].every((type) => allows(other, type));
  const isNarrower = [...other].every((type) => allows(one, type));
  if (isWider && isNarrower) return true;
  if (isWider) tell('type-widened', values);
  else if (isNarrower) tell('type-narrowed', values);
  else if (one.has('array') && other.has('object') && spot.direction === 'response') {
    const list = listIn(context, after);
    tell(list === undefined ? 'type-changed' : 'list-now-wrapped', list === undefined ? values : { list });
  } else tell('type-changed', values);
  return [...one].some((type) => allows(other, type) || allows(one, [...other][0] ?? ''));
}

function allows(types: ReadonlySet<string>, type: string): boolean {
  return types.has(type) || (type === 'integer' && types.has('number'));
}

/** The field of an object that holds the list which was the whole answer: `results` of a page. */
function listIn({ after }: Context, view: View): string | undefined {
  for (const [name, { schema }] of view.properties) {
    if (own(after.node(schema).schema, 'type') === 'array') return name;
  }
  return undefined;
}

export function typeWords(view: View): string {
  if (view.types === null) return 'any';
  return [...view.types].sort().join(' | ');
}

/** What OpenAPI 3.0 calls a format, and how 3.1 says the same. */
const ENCODINGS: Readonly<Record<string, string>> = { binary: 'application/octet-stream', byte: 'base64' };

function compareSpelling(before: View, after: View, tell: (change: Change, values?: object) => void): void {
  const [one, other] = [before, after].map(
    ({ format, encoding }) => ENCODINGS[format] ?? `${format} ${encoding}`.trim(),
  );
  if (one === other && before.format !== after.format) return;
  if (before.format !== after.format) tell('format-changed', { from: before.format, to: after.format });
  if (before.encoding !== after.encoding)
    tell('encoding-changed', { from: before.encoding, to: after.encoding });
}

function compareValues(before: View, after: View, tell: (change: Change, values?: object) => void): void {
  const areBothFixed = before.fixed !== null && after.fixed !== null;
  if (areBothFixed || (before.values === null && after.values === null)) {
    if (before.fixed === after.fixed) return;
    const change = areBothFixed ? 'fixed-changed' : before.fixed === null ? 'fixed-set' : 'fixed-dropped';
    tell(change, { from: before.fixed ?? '', to: after.fixed ?? '' });
    return;
  }
  // `const` is a list of one.
  const [one, other] = [before, after].map(({ fixed, values }) =>
    fixed === null ? values : new Set([fixed]),
  );
  if (one === undefined || other === undefined) return;
  if (one === null) tell('became-enum', { values: listed(other ?? []) });
  else if (other === null) tell('enum-dropped', { values: listed(one) });
  else {
    const gone = [...one].filter((value) => !other.has(value));
    const added = [...other].filter((value) => !one.has(value));
    if (gone.length > 0) tell('values-removed', { values: listed(gone) });
    if (added.length > 0) tell('values-added', { values: listed(added) });
  }
}

/** `"S", "M"`: the first ones, and how many more. */
export function listed(values: Iterable<string>): string {
  const all = [...values].sort();
  const shown = all.slice(0, 8).join(', ');
  return all.length > 8 ? `${shown} +${all.length - 8}` : shown;
}

function compareLimits(before: View, after: View, tell: (change: Change, values?: object) => void): void {
  for (const limit of [...UPPER, ...LOWER]) {
    const one = bound(before, limit);
    const other = bound(after, limit);
    if (one === other) continue;
    const isUpper = (UPPER as readonly string[]).includes(limit);
    const isTighter = other !== undefined && (one === undefined || (isUpper ? other < one : other > one));
    const change = !isTighter ? 'limit-loosened' : one === undefined ? 'limit-set' : 'limit-tightened';
    tell(change, { limit, from: one ?? '', to: other ?? '' });
  }
}

/** Nothing is shorter than 0: that limit says nothing. */
function bound(view: View, limit: Limit): number | undefined {
  const value = view.limits.get(limit);
  return value === 0 && ['minLength', 'minItems', 'minProperties'].includes(limit) ? undefined : value;
}

function compareConditions(before: View, after: View, tell: (change: Change, values?: object) => void): void {
  const words = [...new Set([...before.conditions.keys(), ...after.conditions.keys()])].sort();
  for (const word of words) {
    const [one, other] = [before.conditions.get(word), after.conditions.get(word)];
    if (one === other) continue;
    const change =
      one === undefined ? 'condition-added' : other === undefined ? 'condition-removed' : 'condition-changed';
    tell(change, { word });
  }
}
