/**
 * What an endpoint feels of a change, found the plain way: every endpoint is walked through on its own, with everything it
 * refers to written out, until a pair of formats comes again. Slow, and shares no line with the comparison it checks.
 */
export type Direction = 'request' | 'response';

export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly format?: string;
  readonly enum?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly allOf?: readonly Schema[];
  readonly readOnly?: boolean;
  readonly writeOnly?: boolean;
}

export interface Spec {
  readonly schemas: Readonly<Record<string, Schema>>;
  readonly endpoints: Readonly<Record<string, { readonly body?: Schema; readonly answer?: Schema }>>;
}

export interface Felt {
  readonly change: string;
  readonly place: string;
  readonly direction: Direction;
  readonly endpoint: string;
}

interface Field {
  readonly schema: Schema;
  readonly place: string;
  isRequired: boolean;
}

interface Flat {
  readonly name: string | null;
  readonly owner: string;
  readonly kind: string;
  readonly format: string;
  readonly values: readonly string[] | null;
  readonly items: Schema | undefined;
  readonly fields: Map<string, Field>;
}

export function feltOf(before: Spec, after: Spec): Felt[] {
  const felt: Felt[] = [];
  for (const [endpoint, one] of Object.entries(before.endpoints)) {
    const other = after.endpoints[endpoint];
    const told = new Set<string>();
    const seen = new Set<string>();
    const tell = (direction: Direction) => (change: string, place: string) => {
      const key = `${direction} ${change} ${place}`;
      if (!told.has(key)) felt.push({ change, place, direction, endpoint });
      told.add(key);
    };
    const walk = (
      direction: Direction,
      place: string,
      a: Schema | undefined,
      b: Schema | undefined,
    ): void => {
      if (a !== undefined && b !== undefined)
        compare({ before, after, direction, seen, tell: tell(direction) }, place, a, b);
    };
    walk('request', `${endpoint} body:`, one.body, other?.body);
    walk('response', `${endpoint} 200:`, one.answer, other?.answer);
  }
  return felt;
}

interface Walk {
  readonly before: Spec;
  readonly after: Spec;
  readonly direction: Direction;
  readonly seen: Set<string>;
  tell(change: string, place: string): void;
}

function compare(walk: Walk, place: string, a: Schema, b: Schema): void {
  const one = flat(walk.before, a, place);
  const other = flat(walk.after, b, place);
  const inside = one.name !== null && other.name !== null ? one.owner : place;
  if (one.name !== null || other.name !== null) {
    // Where only one side refers, it may lead back here as well.
    const isBoth = one.name !== null && other.name !== null;
    const [left, right] = [one.name ?? JSON.stringify(a), other.name ?? JSON.stringify(b)];
    const pair = `${walk.direction} ${left} ${right} ${isBoth ? '' : place}`;
    if (walk.seen.has(pair)) return;
    walk.seen.add(pair);
  }
  if (one.kind !== other.kind) {
    walk.tell('type-changed', inside);
    return;
  }
  if (one.format !== other.format) walk.tell('format-changed', inside);
  compareValues(walk, inside, one, other);
  if (one.items !== undefined && other.items !== undefined)
    compare(walk, dotted(one.owner, '[]'), one.items, other.items);
  compareFields(walk, one, other);
}

function compareValues(walk: Walk, place: string, { values: one }: Flat, { values: other }: Flat): void {
  if (one === null && other !== null) walk.tell('became-enum', place);
  if (one !== null && other === null) walk.tell('enum-dropped', place);
  if (one === null || other === null) return;
  if (one.some((value) => !other.includes(value))) walk.tell('values-removed', place);
  if (other.some((value) => !one.includes(value))) walk.tell('values-added', place);
}

function compareFields(walk: Walk, one: Flat, other: Flat): void {
  const travels = (field: Field | undefined): field is Field =>
    field !== undefined && !(walk.direction === 'request' ? field.schema.readOnly : field.schema.writeOnly);
  for (const [name, field] of one.fields) {
    const next = other.fields.get(name);
    if (!travels(field)) continue;
    if (!travels(next)) {
      walk.tell('field-removed', field.place);
      continue;
    }
    if (field.isRequired && !next.isRequired) walk.tell('field-now-optional', field.place);
    if (!field.isRequired && next.isRequired) walk.tell('field-now-required', field.place);
    compare(walk, field.place, field.schema, next.schema);
  }
  for (const [name, field] of other.fields) {
    if (!travels(field) || travels(one.fields.get(name))) continue;
    const place = field.place === dotted(other.owner, name) ? dotted(one.owner, name) : field.place;
    walk.tell(
      field.isRequired && walk.direction === 'request' ? 'field-added-required' : 'field-added',
      place,
    );
  }
}

/** Everything a schema says, references and `allOf` written out. */
function flat(spec: Spec, schema: Schema, place: string): Flat {
  let [current, name]: [Schema, string | null] = [schema, null];
  for (;;) {
    if (current.$ref !== undefined) {
      name = current.$ref.replace('#/components/schemas/', '');
      current = spec.schemas[name] ?? {};
    } else if (
      current.allOf?.length === 1 &&
      current.properties === undefined &&
      current.required === undefined
    )
      current = current.allOf[0] ?? {};
    else break;
  }
  const owner = name ?? place;
  const fields = new Map<string, Field>();
  const required = new Set<string>();
  const words: { kind?: string; format?: string; values?: readonly string[]; items?: Schema } = {};
  const add = (part: Schema, from: string, open: readonly string[]): void => {
    if (part.$ref !== undefined) {
      const base = part.$ref.replace('#/components/schemas/', '');
      if (!open.includes(base)) add(spec.schemas[base] ?? {}, base, [...open, base]);
      return;
    }
    for (const each of part.allOf ?? []) add(each, from, open);
    if (part.type !== undefined) words.kind = part.type;
    if (part.format !== undefined) words.format = part.format;
    if (part.enum !== undefined) words.values = part.enum;
    if (part.items !== undefined) words.items = part.items;
    for (const [field, property] of Object.entries(part.properties ?? {}))
      if (!fields.has(field))
        fields.set(field, { schema: property, place: dotted(from, field), isRequired: false });
    for (const field of part.required ?? []) required.add(field);
  };
  add(current, owner, name === null ? [] : [name]);
  for (const [field, each] of fields) each.isRequired = required.has(field);
  return {
    name,
    owner,
    kind: words.kind ?? 'object',
    format: words.format ?? '',
    values: words.values ?? null,
    items: words.items,
    fields,
  };
}

function dotted(owner: string, name: string): string {
  return owner.endsWith(':') ? `${owner} ${name}` : name === '[]' ? `${owner}[]` : `${owner}.${name}`;
}
