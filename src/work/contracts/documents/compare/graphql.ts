import { Kind, print, type TypeNode } from 'graphql';
import {
  type GraphqlDirective,
  type GraphqlField,
  type GraphqlInput,
  type GraphqlSchema,
  type GraphqlType,
  graphqlEndpoints,
  graphqlSchema,
} from '../graphql/schema.ts';
import { BUILT_IN, namedType } from '../graphql/words.ts';
import type { Comparison, Values } from '../types.ts';
import { Changes, compared, type Unit } from './changes.ts';
import type { Whole } from './rules.ts';
import { Units } from './units.ts';
import { listed } from './words.ts';

interface Context {
  readonly before: GraphqlSchema;
  readonly after: GraphqlSchema;
  readonly units: Units;
  readonly changes: Changes;
}

/** Compares two GraphQL schemas: each type once, then the queries and mutations that reach it. */
export function compareGraphql(before: string, after: string, today: string): Comparison {
  const context: Context = {
    before: graphqlSchema(before),
    after: graphqlSchema(after),
    units: new Units(),
    changes: new Changes(),
  };
  const endpoints = graphqlEndpoints(context.before);
  if (endpoints.length === 0) return { outcome: 'not-compared', reason: 'no-endpoints-before' };
  const units = endpoints.map(({ id }) => context.units.get(`endpoint ${id}`, id).unit);
  compareRoots(context);
  const roots = new Set([...context.before.roots.values(), ...context.after.roots.values()]);
  for (const type of context.before.types.values())
    if (!roots.has(type.name)) compareType(context, type, roots);
  for (const type of context.after.types.values())
    if (!roots.has(type.name) && !context.before.types.has(type.name))
      context.changes.whole('graphql-type-added', { unit: unitOf(context, type.name), place: type.name });
  compareDirectives(context, units);
  return compared(context.changes.findings({ reach: context.units.reach(), isDraft: () => false, today }));
}

function unitOf({ units }: Context, type: string): Unit {
  return units.get(`type ${type}`).unit;
}

function compareRoots(context: Context): void {
  const next = new Map(graphqlEndpoints(context.after).map((endpoint) => [endpoint.id, endpoint]));
  const known = new Set<string>();
  for (const { id, field, root } of graphqlEndpoints(context.before)) {
    known.add(id);
    const unit = context.units.get(`endpoint ${id}`, id).unit;
    const twin = next.get(id);
    const marks = { isDeprecated: field.isDeprecated };
    if (twin === undefined) context.changes.whole('graphql-operation-removed', { unit, place: id, marks });
    else compareField(context, { unit, place: `${root}.${field.name}` }, field, twin.field);
  }
  for (const id of next.keys())
    if (!known.has(id))
      context.changes.whole('graphql-operation-added', {
        unit: context.units.get(`endpoint ${id}`, id).unit,
        place: id,
      });
}

function compareType(context: Context, type: GraphqlType, roots: ReadonlySet<string>): void {
  const unit = unitOf(context, type.name);
  const at = { unit, place: type.name };
  for (const part of type.kind === 'interface' ? implementing(context.before, type.name) : type.members)
    refer(context, unit, part);
  const next = context.after.types.get(type.name);
  if (next === undefined) context.changes.whole('graphql-type-removed', at);
  else if (next.kind !== type.kind)
    context.changes.whole('graphql-kind-changed', { ...at, values: { from: type.kind, to: next.kind } });
  else if (!roots.has(next.name)) compareInside(context, at, type, next);
}

function implementing(schema: GraphqlSchema, name: string): string[] {
  return [...schema.types.values()].filter(({ interfaces }) => interfaces.has(name)).map((type) => type.name);
}

interface At {
  readonly unit: Unit;
  readonly place: string;
}

function compareInside(context: Context, at: At, before: GraphqlType, after: GraphqlType): void {
  compareFields(context, at, before, after);
  compareInputs(context, { ...at, of: 'input' }, before.inputs, after.inputs);
  compareSets(context, at, [before.values, after.values], ['graphql-values-removed', 'graphql-values-added']);
  compareSets(context, at, [before.members, after.members], ['graphql-union-removed', 'graphql-union-added']);
  compareSets(
    context,
    at,
    [before.interfaces, after.interfaces],
    ['graphql-interface-removed', 'graphql-interface-added'],
  );
}

function compareSets(
  { changes }: Context,
  at: At,
  [before, after]: readonly [ReadonlySet<string>, ReadonlySet<string>],
  [goneRule, addedRule]: readonly [Whole, Whole],
): void {
  const gone = [...before].filter((each) => !after.has(each));
  const added = [...after].filter((each) => !before.has(each));
  if (gone.length > 0) changes.whole(goneRule, { ...at, values: { values: listed(gone) } });
  if (added.length > 0) changes.whole(addedRule, { ...at, values: { values: listed(added) } });
}

function compareFields(context: Context, { unit, place }: At, before: GraphqlType, after: GraphqlType): void {
  const added = new Map([...after.fields].filter(([name]) => !before.fields.has(name)));
  for (const [name, field] of before.fields) {
    const at = { unit, place: `${place}.${name}`, field: name };
    const twin = after.fields.get(name);
    const marks = { isDeprecated: field.isDeprecated };
    const renamed = [...added.values()].find((other) => isSame(field, other));
    if (twin !== undefined) compareField(context, at, field, twin);
    else if (renamed === undefined) context.changes.whole('graphql-field-removed', { ...at, marks });
    else {
      added.delete(renamed.name);
      context.changes.whole('graphql-field-renamed', { ...at, marks, values: { to: renamed.name } });
    }
  }
  for (const name of added.keys())
    context.changes.whole('graphql-field-added', { unit, place: `${place}.${name}`, field: name });
}

/** `created_at` and `createdAt` of the same type. */
function isSame(one: GraphqlField, other: GraphqlField): boolean {
  const plain = ({ name }: GraphqlField): string => name.toLowerCase().replaceAll('_', '');
  return plain(one) === plain(other) && print(one.type) === print(other.type);
}

function compareField(
  context: Context,
  at: At & { field?: string },
  before: GraphqlField,
  after: GraphqlField,
): void {
  refer(context, at.unit, namedType(before.type));
  if (!before.isDeprecated && after.isDeprecated) context.changes.whole('graphql-field-deprecated', at);
  const change = changeOf(context, before.type, after.type);
  const values = { from: print(before.type), to: print(after.type) };
  if (change === 'other') context.changes.whole('graphql-field-type-changed', { ...at, values });
  // Looser: null may come where none came.
  if (change === 'looser' || change === 'both')
    context.changes.whole('graphql-field-now-nullable', { ...at, values });
  if (change === 'tighter') context.changes.whole('graphql-field-not-nullable', { ...at, values });
  compareInputs(context, { ...at, of: 'argument' }, before.inputs, after.inputs);
}

function compareInputs(
  context: Context,
  { unit, place, of }: At & { of: 'input' | 'argument' },
  before: ReadonlyMap<string, GraphqlInput>,
  after: ReadonlyMap<string, GraphqlInput>,
): void {
  const placeOf = (name: string): string => (of === 'input' ? `${place}.${name}` : `${place}(${name})`);
  for (const [name, input] of before) {
    const at = { unit, place: placeOf(name), field: name };
    const twin = after.get(name);
    if (twin === undefined)
      context.changes.whole(`graphql-${of}-removed`, { ...at, marks: { isDeprecated: input.isDeprecated } });
    else compareInput(context, at, of, input, twin);
  }
  for (const [name, input] of after) {
    if (before.has(name)) continue;
    const isNeeded = input.type.kind === Kind.NON_NULL_TYPE && input.default === null;
    context.changes.whole(isNeeded ? `graphql-${of}-added-required` : `graphql-${of}-added`, {
      unit,
      place: placeOf(name),
      field: name,
    });
  }
}

function compareInput(
  context: Context,
  at: At & { field: string },
  of: 'input' | 'argument',
  before: GraphqlInput,
  after: GraphqlInput,
): void {
  refer(context, at.unit, namedType(before.type));
  const values: Values = { from: print(before.type), to: print(after.type) };
  const change = changeOf(context, before.type, after.type);
  if (change === 'other') context.changes.whole(`graphql-${of}-type-changed`, { ...at, values });
  if (change === 'tighter' || change === 'both')
    context.changes.whole(`graphql-${of}-now-required`, { ...at, values });
  if (change === 'looser') context.changes.whole(`graphql-${of}-now-optional`, { ...at, values });
  if (before.default !== after.default)
    context.changes.whole('graphql-default-changed', {
      ...at,
      values: { from: before.default ?? '', to: after.default ?? '' },
    });
}

type TypeChange = 'none' | 'tighter' | 'looser' | 'both' | 'other';

/** How a type changed: only in where null may stand, or otherwise. */
function changeOf(context: Context, before: TypeNode, after: TypeNode): TypeChange {
  const [one, other] = [bare(before), bare(after)];
  if (one.shape !== other.shape) return 'other';
  // A type that is gone is a cause of its own; what takes its place everywhere is not told at each field.
  if (
    one.name !== other.name &&
    (context.after.types.has(one.name) || BUILT_IN.includes(one.name) || context.before.types.has(other.name))
  )
    return 'other';
  const tighter = one.nulls.some((canBeNull, at) => canBeNull && other.nulls[at] === false);
  const looser = one.nulls.some((canBeNull, at) => !canBeNull && other.nulls[at] === true);
  return tighter && looser ? 'both' : tighter ? 'tighter' : looser ? 'looser' : 'none';
}

/** `[Product!]` -> a list (`[`) of Product; null may stand for the list, not for its members. */
function bare(type: TypeNode): { name: string; shape: string; nulls: boolean[] } {
  const canBeNull = type.kind !== Kind.NON_NULL_TYPE;
  const inner = type.kind === Kind.NON_NULL_TYPE ? type.type : type;
  if (inner.kind === Kind.NAMED_TYPE) return { name: inner.name.value, shape: '', nulls: [canBeNull] };
  const { name, shape, nulls } = bare(inner.type);
  return { name, shape: `[${shape}`, nulls: [canBeNull, ...nulls] };
}

function refer(context: Context, unit: Unit, type: string): void {
  if (context.before.types.has(type)) unit.refersTo.add(unitOf(context, type));
}

function compareDirectives(context: Context, units: readonly Unit[]): void {
  for (const [name, directive] of context.before.directives) {
    const next = context.after.directives.get(name);
    for (const unit of units) {
      const at = { unit, place: `@${name}` };
      if (next === undefined) context.changes.whole('graphql-directive-removed', at);
      else compareDirective(context, at, directive, next);
    }
  }
}

function compareDirective(
  { changes }: Context,
  at: At,
  before: GraphqlDirective,
  after: GraphqlDirective,
): void {
  const gone = [...before.inputs.keys()].filter((name) => !after.inputs.has(name));
  const needed = [...after.inputs.values()].filter(
    ({ name, type, default: value }) =>
      !before.inputs.has(name) && type.kind === Kind.NON_NULL_TYPE && value === null,
  );
  const locations = [...before.locations].filter((location) => !after.locations.has(location));
  if (gone.length > 0)
    changes.whole('graphql-directive-argument-removed', { ...at, values: { values: listed(gone) } });
  if (needed.length > 0)
    changes.whole('graphql-directive-argument-required', {
      ...at,
      values: { values: listed(needed.map(({ name }) => name)) },
    });
  if (locations.length > 0)
    changes.whole('graphql-directive-location-removed', { ...at, values: { values: listed(locations) } });
  if (before.isRepeatable && !after.isRepeatable) changes.whole('graphql-directive-not-repeatable', at);
}
