import type { Endpoint } from '../openapi/document.ts';
import { type Json, own, ownMap, ownText } from '../read/source.ts';
import type { Unit } from './changes.ts';
import { type Context, marksIn } from './context.ts';

/**
 * Compares what is sent beside the body. A parameter's place is its own name, so that a change which many endpoints make
 * alike is one cause.
 */
export function compareParameters(
  context: Context,
  { unit, before, after }: { unit: Unit; before: Endpoint; after: Endpoint },
): void {
  comparePathNames(context, { unit, before, after });
  const [ones, others] = [sentOf(before), sentOf(after)];
  for (const [place, one] of ones) {
    const other = others.get(place);
    const at = { unit, place, field: ownText(one, 'name') };
    if (other === undefined) context.changes.whole('parameter-removed', { ...at, marks: marksIn([one]) });
    else compareParameter(context, at, one, other);
  }
  for (const [place, other] of others) {
    if (ones.has(place)) continue;
    const isNeeded = own(other, 'required') === true && !hasDefault(context, other);
    context.changes.whole(isNeeded ? 'parameter-added-required' : 'parameter-added', {
      unit,
      place,
      field: ownText(other, 'name'),
    });
  }
}

type At = { readonly unit: Unit; readonly place: string; readonly field: string };

function compareParameter(context: Context, at: At, one: Json, other: Json): void {
  const [was, is] = [own(one, 'required') === true, own(other, 'required') === true];
  const isPath = ownText(one, 'in') === 'path';
  if (was && !is && !isPath) context.changes.whole('parameter-now-optional', at);
  if (!was && is && !isPath && !hasDefault(context, other))
    context.changes.whole('parameter-now-required', at);
  const [wasOld, isOld] = [own(one, 'deprecated') === true, own(other, 'deprecated') === true];
  if (wasOld !== isOld)
    context.changes.format(isOld ? 'field-deprecated' : 'field-not-deprecated', 'request', at);
  const [from, to] = [styleOf(one), styleOf(other)];
  if (from !== to) context.changes.whole('parameter-style-changed', { ...at, values: { from, to } });
  context.schemas({ ...at, direction: 'request', marks: marksIn([one]) }, schemaOf(one), schemaOf(other));
}

/** `?page`, `header X-Key`, `cookie session`, `{id}`: those of the path by their position. */
function sentOf({ path, parameters }: Endpoint): Map<string, Json> {
  const positions = [...path.matchAll(/\{([^{}]*)\}/g)].map(([, name = '']) => name);
  const found = new Map<string, Json>();
  for (const parameter of parameters) {
    const name = ownText(parameter, 'name');
    const kind = ownText(parameter, 'in');
    if (kind === 'query') found.set(`?${name}`, parameter);
    else if (kind === 'header') found.set(`header ${name.toLowerCase()}`, parameter);
    else if (kind === 'path' && positions.includes(name))
      found.set(`{${positions.indexOf(name) + 1}}`, parameter);
    else if (kind !== 'path') found.set(`${kind} ${name}`, parameter);
  }
  return found;
}

function comparePathNames(
  { changes }: Context,
  { unit, before, after }: { unit: Unit; before: Endpoint; after: Endpoint },
): void {
  const [one, other] = [before, after].map(({ path }) =>
    [...path.matchAll(/\{[^{}]*\}/g)].map(([name]) => name).join(', '),
  );
  if (one !== other)
    changes.whole('path-parameter-renamed', {
      unit,
      place: before.id,
      values: { from: one ?? '', to: other ?? '' },
    });
}

/** How lists and objects are written in an address (OpenAPI, "Style Values"); it changes nothing for single values. */
function styleOf(parameter: Json): string {
  const schema = own(parameter, 'schema');
  if (!['array', 'object'].includes(ownText(schema, 'type'))) return '';
  const style =
    ownText(parameter, 'style') ||
    (['query', 'cookie'].includes(ownText(parameter, 'in')) ? 'form' : 'simple');
  const said = own(parameter, 'explode');
  return `${style}${(typeof said === 'boolean' ? said : style === 'form') ? ' explode' : ''}`;
}

function schemaOf(parameter: Json): unknown {
  const schema = own(parameter, 'schema');
  if (schema !== undefined) return schema;
  const [media] = Object.values(ownMap(parameter, 'content'));
  return own(media, 'schema') ?? true;
}

function hasDefault({ after }: Context, parameter: Json): boolean {
  return after.node(schemaOf(parameter)).notes.some((note) => own(note, 'default') !== undefined);
}
