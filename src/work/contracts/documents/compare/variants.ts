import { nameOf } from '../openapi/document.ts';
import { isMap, own, ownMap, ownText } from '../read/source.ts';
import type { Context, Spot } from './context.ts';
import type { View, Views } from './view.ts';
import { listed, typeWords } from './words.ts';

/** Compares `oneOf` and `anyOf`: a schema without variants is its own only one. */
export function compareVariants(context: Context, spot: Spot, before: View, after: View): void {
  const count = Math.max(before.variants.length, after.variants.length);
  for (let at = 0; at < count; at += 1) {
    const one = before.variants[at];
    const other = after.variants[at];
    if (one !== undefined && other !== undefined) compareChoice(context, spot, one, other);
    // Where there was no choice, or is none any more, the words beside it were compared already.
    else if (one === undefined)
      tell(
        context,
        spot,
        'variant-added',
        (other ?? []).map((each) => labelOf(context.after, each)),
      );
    else
      tell(
        context,
        spot,
        'variant-removed',
        one.map((each) => labelOf(context.before, each)),
      );
  }
}

/** Compares two lists of variants: the same ones with each other, the rest came or went. */
export function compareChoice(
  context: Context,
  spot: Spot,
  before: readonly unknown[],
  after: readonly unknown[],
): void {
  const gone: unknown[] = [];
  const left = new Set(after);
  for (const member of before) {
    const twin = [...left].find((each) => isTwin(context, member, each));
    if (twin === undefined) gone.push(member);
    else {
      left.delete(twin);
      context.members(spot, member, twin);
    }
  }
  const added = [...left];
  // One went and one came, written where they stand: it was changed.
  if (
    gone.length === 1 &&
    added.length === 1 &&
    [gone[0], added[0]].every((each) => own(each, '$ref') === undefined)
  ) {
    context.members(spot, gone[0], added[0]);
    return;
  }
  const kinds = [...before, ...after].every(
    (member) => valuesOf(context.before, member) ?? valuesOf(context.after, member),
  );
  if (gone.length > 0)
    tell(
      context,
      spot,
      'variant-removed',
      gone.map((each) => labelOf(context.before, each)),
      kinds,
    );
  if (added.length > 0)
    tell(
      context,
      spot,
      'variant-added',
      added.map((each) => labelOf(context.after, each)),
      kinds,
    );
}

function tell(
  context: Context,
  spot: Spot,
  change: 'variant-added' | 'variant-removed',
  labels: readonly string[],
  areValues = false,
): void {
  const rule = areValues ? (change === 'variant-added' ? 'values-added' : 'values-removed') : change;
  context.changes.format(rule, spot.direction, { ...spot, values: { values: listed(labels) } });
}

function isTwin({ before, after }: Context, one: unknown, other: unknown): boolean {
  const [a, b] = [before.node(one), after.node(other)];
  if (a.pointer !== null || b.pointer !== null) return a.pointer === b.pointer;
  return (
    before.text(one) === after.text(other) ||
    (labelOf(before, one) === labelOf(after, other) && labelOf(before, one) !== 'object')
  );
}

/** Texts of an enum's values when a variant is nothing else. */
function valuesOf(views: Views, member: unknown): readonly unknown[] | undefined {
  const values = own(views.node(member).schema, 'enum');
  return Array.isArray(values) ? values : undefined;
}

/** What a variant is called by people: its component, title or values, else its type. */
function labelOf(views: Views, member: unknown): string {
  const node = views.node(member);
  const values = valuesOf(views, member);
  if (values !== undefined) return values.map((each) => JSON.stringify(each)).join(', ');
  if (node.pointer !== null) return nameOf(node.pointer);
  const title = ownText(node.schema, 'title');
  if (title !== '') return title;
  for (const property of Object.values(ownMap(node.schema, 'properties'))) {
    const fixed = isMap(property) ? own(property, 'const') : undefined;
    if (fixed !== undefined) return JSON.stringify(fixed);
  }
  return typeWords(views.view(node, ''));
}
