import { isMap, type Json, own } from '../read/source.ts';
import type { Context, Spot } from './context.ts';
import { compareFields } from './fields.ts';
import { compareChoice, compareVariants } from './variants.ts';
import type { Node, View, Views } from './view.ts';
import { joined } from './view.ts';
import { compareWords } from './words.ts';

/**
 * Compares two schemas at one spot. References are not followed but noted: the two formats they name are compared once,
 * for everybody who refers to them.
 */
export function compareSchemas(context: Context, spot: Spot, before: unknown, after: unknown): void {
  const one = seenAt(context.before, spot, before);
  const other = seenAt(context.after, spot, after);
  compareNotes(context, spot, one.node, other.node);
  const areBothNamed = one.node.pointer !== null && other.node.pointer !== null;
  const [was, is] = [one, other].map(
    ({ node, view }) => node.isNullable || (!areBothNamed && view.isNullable),
  );
  compareNull(context, spot, was === true, is === true);
  compareFormats(context, spot, one, other);
}

/**
 * Compares one of several variants with its twin. Whether there may be null, what holds when nothing is sent and what is
 * deprecated is said of all of them together and was compared there, wherever each document writes it.
 */
export function compareMembers(context: Context, spot: Spot, before: unknown, after: unknown): void {
  compareFormats(context, spot, seenAt(context.before, spot, before), seenAt(context.after, spot, after));
}

function compareFormats(context: Context, spot: Spot, one: Seen, other: Seen): void {
  const named = [one, other].filter(({ node }) => node.pointer !== null).length;
  if (named === 2) referTo(context, spot, one.node, other.node);
  else if (named === 1) later(context, spot, one, other);
  else compareViews(context, spot, one, other);
}

function seenAt(views: Views, spot: Spot, schema: unknown): Seen {
  const node = views.node(schema);
  return { node, view: views.view(node, spot.place) };
}

function referTo(context: Context, spot: Spot, one: Node, other: Node): void {
  const { unit, isNew } = context.units.get(`${spot.direction} ${one.pointer ?? ''} ${other.pointer ?? ''}`);
  spot.unit.refersTo.add(unit);
  if (!isNew) return;
  context.waiting.push(() => {
    const seen = { node: one, view: context.before.view(one, spot.place) };
    const next = { node: other, view: context.after.view(other, spot.place) };
    const own = { unit, place: seen.view.owner, direction: spot.direction };
    compareNull(context, own, seen.view.isNullable, next.view.isNullable);
    compareViews(context, own, seen, next);
  });
}

/** A reference on one side only: it may lead back here, so it is a unit too. */
function later(context: Context, spot: Spot, one: Seen, other: Seen): void {
  const pair = `${context.before.number(one.node.schema)} ${context.after.number(other.node.schema)}`;
  const { unit, isNew } = context.units.get(`${spot.direction} ${pair} at ${spot.place}`);
  spot.unit.refersTo.add(unit);
  if (isNew) context.waiting.push(() => compareViews(context, { ...spot, unit }, one, other));
}

interface Seen {
  readonly node: Node;
  readonly view: View;
}

function compareViews(context: Context, spot: Spot, one: Seen, other: Seen): void {
  const [before, after] = [one.view, other.view];
  // A format that becomes one of several is compared with each of them, not with what is common to all.
  if (isChoice(before) !== isChoice(after)) {
    compareChoice(
      context,
      spot,
      before.variants[0] ?? variantsOf(one),
      after.variants[0] ?? variantsOf(other),
    );
    return;
  }
  if (!compareWords(context, spot, before, after)) return;
  compareFields(context, spot, before, after);
  compareVariants(context, spot, before, after);
  if (before.items !== undefined && after.items !== undefined)
    context.schemas({ ...spot, place: joined(before.owner, '[]') }, before.items, after.items);
  for (const [at, position] of before.positions.slice(0, after.positions.length).entries())
    context.schemas({ ...spot, place: joined(before.owner, `[${at}]`) }, position, after.positions[at]);
}

/** Nothing but `oneOf` or `anyOf`. */
function isChoice(view: View): boolean {
  return view.variants.length === 1 && view.properties.size === 0 && view.items === undefined;
}

/** A format without variants is its own only one, or one for each of its types: `type: [string, integer]`. */
function variantsOf({ node: { pointer, schema }, view }: Seen): readonly unknown[] {
  if (isMap(schema) && view.types !== null && view.types.size > 1)
    return [...view.types].map((type) => ({ ...schema, type }));
  return [pointer === null ? schema : { $ref: pointer }];
}

function compareNull({ changes }: Context, spot: Spot, before: boolean, after: boolean): void {
  if (before !== after) changes.format(after ? 'now-nullable' : 'not-nullable', spot.direction, spot);
}

/** What is said of this place beside its format. */
function compareNotes({ changes }: Context, spot: Spot, before: Node, after: Node): void {
  const [one, other] = [isDeprecated(before.notes), isDeprecated(after.notes)];
  if (one !== other)
    changes.format(other ? 'field-deprecated' : 'field-not-deprecated', spot.direction, spot);
  const [from, to] = [defaultOf(before.notes), defaultOf(after.notes)];
  if (from !== to)
    changes.format(
      spot.place.startsWith('?') ? 'parameter-default-changed' : 'default-changed',
      spot.direction,
      {
        ...spot,
        values: { from, to },
      },
    );
}

function isDeprecated(notes: readonly Json[]): boolean {
  return notes.some((note) => own(note, 'deprecated') === true);
}

function defaultOf(notes: readonly Json[]): string {
  const [found] = notes.map((note) => own(note, 'default')).filter((value) => value !== undefined);
  return found === undefined ? '' : JSON.stringify(found);
}
