import { own } from '../read/source.ts';
import { type Context, marksIn, type Spot } from './context.ts';
import { joined, type Property, type View, type Views } from './view.ts';

/** Compares the fields of two objects, as far as they travel in this direction. */
export function compareFields(context: Context, spot: Spot, before: View, after: View): void {
  const gone: [string, Property][] = [];
  for (const [name, property] of before.properties) {
    if (!travels(context.before, property, spot)) continue;
    const next = after.properties.get(name);
    if (next === undefined || !travels(context.after, next, spot)) gone.push([name, property]);
    else compareField(context, spot, { name, property, next, before, after });
  }
  const added = [...after.properties].filter(([name, property]) => {
    const previous = before.properties.get(name);
    return (
      travels(context.after, property, spot) &&
      (previous === undefined || !travels(context.before, previous, spot))
    );
  });
  const renamed = new Set<string>();
  for (const [name, property] of gone) {
    const to = added.find(
      ([other, next]) =>
        !renamed.has(other) && isSameField(context, { name, property }, { name: other, property: next }),
    );
    if (to !== undefined) renamed.add(to[0]);
    const at = {
      ...spot,
      place: property.place,
      field: name,
      marks: marksIn(context.before.node(property.schema).notes),
    };
    if (to === undefined) context.changes.format('field-removed', spot.direction, at);
    else context.changes.format('field-renamed', spot.direction, { ...at, values: { to: to[0] } });
  }
  for (const [name, property] of added)
    if (!renamed.has(name)) tellAdded(context, spot, { name, property, before, after });
  compareExtra(context, spot, before, after);
}

interface Field {
  readonly name: string;
  readonly property: Property;
}

function compareField(
  context: Context,
  spot: Spot,
  given: Field & { next: Property; before: View; after: View },
): void {
  const { name, property, next, before, after } = given;
  const at = { ...spot, place: property.place, field: name };
  const [was, is] = [before.required.has(name), after.required.has(name)];
  if (was && !is) context.changes.format('field-now-optional', spot.direction, at);
  // With a value of its own to fall back on the server refuses nobody who leaves it out.
  if (!was && is && !(spot.direction === 'request' && hasDefault(context.after, next)))
    context.changes.format('field-now-required', spot.direction, at);
  context.schemas(at, property.schema, next.schema);
}

function tellAdded(
  context: Context,
  spot: Spot,
  { name, property, before, after }: Field & { before: View; after: View },
): void {
  const place = property.place === joined(after.owner, name) ? joined(before.owner, name) : property.place;
  const isNeeded =
    after.required.has(name) && spot.direction === 'request' && !hasDefault(context.after, property);
  context.changes.format(isNeeded ? 'field-added-required' : 'field-added', spot.direction, {
    ...spot,
    place,
    field: name,
  });
}

/** What only the server writes is not sent; what is only sent does not come back. */
function travels(views: Views, { schema }: Property, { direction }: Spot): boolean {
  const word = direction === 'request' ? 'readOnly' : 'writeOnly';
  return !views.node(schema).notes.some((note) => own(note, word) === true);
}

function hasDefault(views: Views, { schema }: Property): boolean {
  return views.node(schema).notes.some((note) => own(note, 'default') !== undefined);
}

/** Written otherwise (`created_at`, `createdAt`) and else the same. */
function isSameField({ before, after }: Context, one: Field, other: Field): boolean {
  const plain = (name: string): string => name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
  return (
    plain(one.name) === plain(other.name) &&
    before.text(one.property.schema) === after.text(other.property.schema)
  );
}

function compareExtra(context: Context, spot: Spot, before: View, after: View): void {
  const [one, other] = [before.extra, after.extra];
  const place = joined(before.owner, '*');
  if (typeof one === 'object' && typeof other === 'object') context.schemas({ ...spot, place }, one, other);
  else if (one !== false && other === false)
    context.changes.format('extra-fields-closed', spot.direction, spot);
  else if (one === false && other !== false)
    context.changes.format('extra-fields-opened', spot.direction, spot);
}
