import { nameOf, type OpenApi } from '../openapi/document.ts';
import { isMap, type Json, own, ownList, ownMap, ownText } from '../read/source.ts';

/** What a schema allows in all: its own words and those of everything in `allOf`, in the words of JSON Schema 2020-12. */
export interface View {
  /** What its places are called by: the component's name, or where it stands. */
  readonly owner: string;
  /** Without `null`; null: anything. */
  types: ReadonlySet<string> | null;
  isNullable: boolean;
  format: string;
  pattern: string;
  encoding: string;
  /** The values as JSON; null: any. */
  values: ReadonlySet<string> | null;
  /** `const` as JSON. */
  fixed: string | null;
  readonly limits: Map<Limit, number>;
  readonly properties: Map<string, Property>;
  readonly required: Set<string>;
  /** `true`: any; `false`: none; else their schema. */
  extra: unknown;
  items: unknown;
  positions: readonly unknown[];
  /** `oneOf` and `anyOf`, the word null left out. */
  readonly variants: (readonly unknown[])[];
  /** Keyword -> what it says, as JSON. */
  readonly conditions: Map<string, string>;
  discriminator: string;
  default: string | null;
}

export interface Property {
  readonly schema: unknown;
  /** `Product.price`: where it was written down, be it in a format that others take over. */
  readonly place: string;
}

/** A schema freed of what only wraps it. */
export interface Node {
  /** The component that it is; null when it is written where it stands. */
  readonly pointer: string | null;
  readonly schema: unknown;
  /** Said by a wrapper: `nullable` beside a reference, or null as a variant. */
  readonly isNullable: boolean;
  /** The wrappers, and the schema itself when it stands here: what they say of this place and not of the format. */
  readonly notes: readonly Json[];
}

/** Larger means looser for the first, tighter for the second. */
export const UPPER = [
  'maximum',
  'exclusiveMaximum',
  'maxLength',
  'maxItems',
  'maxProperties',
  'maxContains',
] as const;
export const LOWER = [
  'minimum',
  'exclusiveMinimum',
  'minLength',
  'minItems',
  'minProperties',
  'minContains',
] as const;
export type Limit = (typeof UPPER)[number] | (typeof LOWER)[number];

const CONDITIONS = [
  'not',
  'if',
  'then',
  'else',
  'dependentRequired',
  'dependentSchemas',
  'contains',
  'propertyNames',
  'patternProperties',
  'unevaluatedItems',
  'unevaluatedProperties',
  'contentSchema',
  'uniqueItems',
  'multipleOf',
] as const;

/** Beside a reference or a single `allOf` these say something of the place and do not change the format. */
const NOTES = new Set([
  'description',
  'title',
  'summary',
  'readOnly',
  'writeOnly',
  'deprecated',
  'nullable',
  'default',
  'example',
  'examples',
  'externalDocs',
  'xml',
  '$comment',
]);

export class Views {
  readonly document: OpenApi;
  readonly #views = new WeakMap<object, View>();
  readonly #texts = new WeakMap<object, string>();
  readonly #numbers = new WeakMap<object, number>();
  #count = 0;

  constructor(document: OpenApi) {
    this.document = document;
  }

  node(value: unknown): Node {
    const notes: Json[] = [];
    const seen = new Set<string>();
    let pointer: string | null = null;
    let isNullable = false;
    for (let current = value; ; ) {
      if (!isMap(current)) return { pointer, schema: current, isNullable, notes };
      if (pointer === null) notes.push(current);
      const wrapped = this.#wrapped(current);
      if (wrapped === undefined) return { pointer, schema: current, isNullable, notes };
      isNullable ||= wrapped.isNullable || own(current, 'nullable') === true;
      if (wrapped.pointer === undefined) {
        current = wrapped.schema;
        continue;
      }
      const target = this.document.at(wrapped.pointer);
      // A circle of references, or one that leads nowhere, allows anything.
      if (seen.has(wrapped.pointer) || target === undefined)
        return { pointer: null, schema: true, isNullable, notes };
      seen.add(wrapped.pointer);
      pointer = wrapped.pointer;
      current = target;
    }
  }

  /** What a wrapper wraps: its reference, the one member of `allOf`, the one variant that is not null. */
  #wrapped(schema: Json): { pointer?: string; schema?: unknown; isNullable: boolean } | undefined {
    const reference = own(schema, '$ref');
    if (reference !== undefined)
      return typeof reference === 'string' && saysOnly(schema, '$ref')
        ? { pointer: reference, isNullable: false }
        : undefined;
    const all = own(schema, 'allOf');
    if (Array.isArray(all) && all.length === 1 && saysOnly(schema, 'allOf'))
      return { schema: all[0], isNullable: false };
    for (const word of ['anyOf', 'oneOf']) {
      const any = own(schema, word);
      if (!Array.isArray(any) || !saysOnly(schema, word)) continue;
      const members = any.filter((member) => !this.#isNull(member));
      if (members.length === 1) return { schema: members[0], isNullable: members.length < any.length };
    }
    return undefined;
  }

  #isNull(schema: unknown): boolean {
    const target = this.document.resolve(schema);
    if (own(target, 'type') === 'null') return true;
    const values = own(target, 'enum');
    return Array.isArray(values) && values.length === 1 && values[0] === null;
  }

  /** Says so itself, here: what a component says is told of the component. */
  #mayBeNull(member: unknown): boolean {
    const { pointer, schema, isNullable } = this.node(member);
    if (isNullable || pointer !== null || !isMap(schema)) return isNullable;
    const view = emptyView('');
    absorbWords(view, schema);
    return view.isNullable;
  }

  /** A number of the schema's own, by which it is known again. */
  number(schema: unknown): number {
    if (!isMap(schema)) return schema === false ? -2 : -1;
    const number = this.#numbers.get(schema) ?? (this.#count += 1);
    this.#numbers.set(schema, number);
    return number;
  }

  /** The view of a node; `place` is what its own places are called by unless it is a component. */
  view(node: Node, place: string): View {
    const owner = node.pointer === null ? place : nameOf(node.pointer);
    if (!isMap(node.schema)) {
      const view = emptyView(owner);
      if (node.schema === false) view.types = new Set();
      return view;
    }
    const known = this.#views.get(node.schema);
    if (known !== undefined) return known;
    const view = emptyView(owner);
    this.#absorb(view, node.schema, owner, new Set());
    this.#views.set(node.schema, view);
    return view;
  }

  /** The schema as JSON, keys sorted, descriptions and examples left out: equal texts allow the same. */
  text(value: unknown): string {
    if (Array.isArray(value)) return `[${value.map((each) => this.text(each)).join()}]`;
    if (!isMap(value)) return JSON.stringify(value) ?? 'null';
    const known = this.#texts.get(value);
    if (known !== undefined) return known;
    const parts = Object.keys(value)
      .filter((key) => !WORDLESS.has(key) || typeof value[key] === 'object')
      .sort()
      .map((key) => `${JSON.stringify(key)}:${this.text(value[key])}`);
    const text = `{${parts.join()}}`;
    this.#texts.set(value, text);
    return text;
  }

  #absorb(view: View, schema: Json, owner: string, within: Set<object>): void {
    if (within.has(schema)) return;
    within.add(schema);
    const reference = own(schema, '$ref');
    if (typeof reference === 'string') this.#absorbMember(view, { $ref: reference }, owner, within);
    for (const member of ownList(schema, 'allOf')) this.#absorbMember(view, member, owner, within);
    absorbWords(view, schema);
    this.#absorbFields(view, schema, owner);
    for (const word of ['oneOf', 'anyOf']) {
      const any = ownList(schema, word);
      const members = any.filter((member) => !this.#isNull(member));
      if (members.length < any.length || members.some((member) => this.#mayBeNull(member)))
        view.isNullable = true;
      if (members.length > 0) view.variants.push(members);
    }
    for (const word of CONDITIONS) {
      const value = own(schema, word);
      if (value !== undefined && value !== false) view.conditions.set(word, this.text(value));
    }
  }

  #absorbMember(view: View, member: unknown, owner: string, within: Set<object>): void {
    const { pointer, schema } = this.node(member);
    if (isMap(schema)) this.#absorb(view, schema, pointer === null ? owner : nameOf(pointer), within);
  }

  #absorbFields(view: View, schema: Json, owner: string): void {
    for (const [name, property] of Object.entries(ownMap(schema, 'properties'))) {
      const before = view.properties.get(name);
      view.properties.set(name, {
        schema: before === undefined ? property : { allOf: [before.schema, property] },
        place: before?.place ?? joined(owner, name),
      });
    }
    for (const name of ownList(schema, 'required')) if (typeof name === 'string') view.required.add(name);
    const items = own(schema, 'items');
    if (items !== undefined) view.items = view.items === undefined ? items : { allOf: [view.items, items] };
    const extra = own(schema, 'additionalProperties');
    if (extra !== undefined && view.extra !== false)
      view.extra = isMap(extra) && Object.keys(extra).length === 0 ? true : extra;
    const positions = ownList(schema, 'prefixItems');
    if (positions.length > 0) view.positions = positions;
  }
}

const WORDLESS = new Set(['description', 'title', 'summary', 'example', 'examples', '$comment']);

/** `Product` and `price`: `Product.price`; `GET /products 200:` and `price`: `GET /products 200: price`. */
export function joined(owner: string, name: string): string {
  return owner.endsWith(':')
    ? `${owner} ${name}`
    : name.startsWith('[')
      ? `${owner}${name}`
      : `${owner}.${name}`;
}

function saysOnly(schema: Json, word: string): boolean {
  return Object.keys(schema).every((key) => key === word || NOTES.has(key) || key.startsWith('x-'));
}

function emptyView(owner: string): View {
  return {
    owner,
    types: null,
    isNullable: false,
    format: '',
    pattern: '',
    encoding: '',
    values: null,
    fixed: null,
    limits: new Map(),
    properties: new Map(),
    required: new Set(),
    extra: true,
    items: undefined,
    positions: [],
    variants: [],
    conditions: new Map(),
    discriminator: '',
    default: null,
  };
}

/** The words about single values. */
function absorbWords(view: View, schema: Json): void {
  const type = own(schema, 'type');
  const types = (Array.isArray(type) ? type : type === undefined ? [] : [type]).map(String);
  if (types.includes('null') || own(schema, 'nullable') === true) view.isNullable = true;
  const others = types.filter((each) => each !== 'null');
  if (others.length > 0) view.types = narrowed(view.types, others);
  else if (view.types === null && Object.hasOwn(schema, 'properties')) view.types = new Set(['object']);
  const values = own(schema, 'enum');
  if (Array.isArray(values)) absorbValues(view, values);
  const fixed = own(schema, 'const');
  if (fixed !== undefined) view.fixed = JSON.stringify(fixed);
  view.format = ownText(schema, 'format') || view.format;
  view.pattern = ownText(schema, 'pattern') || view.pattern;
  view.encoding =
    [ownText(schema, 'contentEncoding'), ownText(schema, 'contentMediaType')].join(' ').trim() ||
    view.encoding;
  const discriminator = own(schema, 'discriminator');
  if (isMap(discriminator))
    view.discriminator = `${ownText(discriminator, 'propertyName')} ${JSON.stringify(own(discriminator, 'mapping') ?? {})}`;
  absorbLimits(view, schema);
}

function absorbValues(view: View, values: readonly unknown[]): void {
  if (values.includes(null)) view.isNullable = true;
  const texts = values.filter((each) => each !== null).map((each) => JSON.stringify(each));
  const before = view.values;
  view.values = new Set(before === null ? texts : texts.filter((each) => before.has(each)));
}

function absorbLimits(view: View, schema: Json): void {
  for (const limit of [...UPPER, ...LOWER]) {
    const value = own(schema, limit);
    const isUpper = (UPPER as readonly string[]).includes(limit);
    // OpenAPI 3.0 writes `exclusiveMaximum: true` beside `maximum`.
    const other =
      limit === 'exclusiveMaximum' ? 'maximum' : limit === 'exclusiveMinimum' ? 'minimum' : undefined;
    const bound = value === true && other !== undefined ? own(schema, other) : value;
    if (typeof bound !== 'number') continue;
    if (
      (limit === 'maximum' || limit === 'minimum') &&
      own(schema, limit === 'maximum' ? 'exclusiveMaximum' : 'exclusiveMinimum') === true
    )
      continue;
    const before = view.limits.get(limit);
    view.limits.set(
      limit,
      before === undefined ? bound : isUpper ? Math.min(before, bound) : Math.max(before, bound),
    );
  }
}

/** Both together; a whole number is a number. */
function narrowed(before: ReadonlySet<string> | null, types: readonly string[]): ReadonlySet<string> {
  if (before === null) return new Set(types);
  return new Set(
    types
      .filter((type) => before.has(type) || (type === 'integer' && before.has('number')))
      .concat(types.includes('number') && before.has('integer') ? ['integer'] : []),
  );
}
