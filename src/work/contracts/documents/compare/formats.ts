import { type Json, own } from '../read/source.ts';
import type { Context, Spot } from './context.ts';
import { compareFields } from './fields.ts';
import { compareChoice, compareVariants } from './variants.ts';
import type { Node, View } from './view.ts';
import { joined } from './view.ts';
import { compareWords } from './words.ts';

/**
 * Compares two schemas at one spot. References are not followed but noted: the two formats they name are compared once,
 * for everybody who refers to them.
 */
export function compareSchemas(context: Context, spot: Spot, before: unknown, after: unknown): void {
  const one = context.before.node(before);
  const other = context.after.node(after);
  compareNotes(context, spot, one, other);
  if (one.pointer !== null && other.pointer !== null) {
    compareNull(context, spot, one.isNullable, other.isNullable);
    referTo(context, spot, one, other);
    return;
  }
  const seen = { node: one, view: context.before.view(one, spot.place), raw: before };
  const next = { node: other, view: context.after.view(other, spot.place), raw: after };
  const [was, is] = [seen, next].map(({ node, view }) => node.isNullable || view.isNullable);
  compareNull(context, spot, was === true, is === true);
  if (one.pointer === null && other.pointer === null) compareViews(context, spot, seen, next);
  else later(context, spot, seen, next);
}

function referTo(context: Context, spot: Spot, one: Node, other: Node): void {
  const { unit, isNew } = context.units.get(`${spot.direction} ${one.pointer ?? ''} ${other.pointer ?? ''}`);
  spot.unit.refersTo.add(unit);
  if (!isNew) return;
  context.waiting.push(() => {
    const seen = { node: one, view: context.before.view(one, spot.place), raw: one.schema };
    const next = { node: other, view: context.after.view(other, spot.place), raw: other.schema };
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
  /** As it is written here, reference and all. */
  readonly raw: unknown;
}

function compareViews(context: Context, spot: Spot, one: Seen, other: Seen): void {
  const [before, after] = [one.view, other.view];
  // A format that becomes one of several is compared with each of them, not with what is common to all.
  if (isChoice(before) !== isChoice(after)) {
    const [was, is] = [before.variants[0] ?? [one.raw], after.variants[0] ?? [other.raw]];
    compareChoice(context, spot, was, is);
    return;
  }
  if (!compareWords(context, spot, before, after)) return;
  compareFields(context, spot, before, after);
  compareVariants(context, spot, before, after);
  if (before.items !== undefined && after.items !== undefined)
    context.schemas({ ...spot, place: joined(before.owner, '[]') }, before.items, after.items);
}

/** Nothing but `oneOf` or `anyOf`. */
function isChoice(view: View): boolean {
  return view.variants.length === 1 && view.properties.size === 0 && view.items === undefined;
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
