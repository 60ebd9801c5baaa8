import { readFileSync } from 'node:fs';
import type { Body, Example } from './examples.ts';

type Json = Record<string, unknown>;
export type Path = readonly (string | number)[];

/** One thing Discord's description demands of a property, with a body that keeps to it and one that does not. */
export interface Rule {
  /** What it is about: `POST /channels/{channel_id}/messages content: maxLength 2000`. */
  title: string;
  example: Example;
  path: Path;
  valid: Body;
  invalid: Body;
}

interface Schema {
  $ref?: string;
  type?: string | string[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  allOf?: Schema[];
  anyOf?: Schema[];
  oneOf?: Schema[];
  enum?: unknown[];
  const?: unknown;
  title?: string;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  minimum?: number;
  maximum?: number;
  format?: string;
}

/** All that the description says of one property, over references, unions and supplements. */
interface Facts {
  types: Set<string>;
  choices: unknown[] | undefined;
  minLength: number | undefined;
  maxLength: number | undefined;
  minItems: number | undefined;
  maxItems: number | undefined;
  minimum: number | undefined;
  maximum: number | undefined;
  isSnowflake: boolean;
}

/** Makes rules from Discord's own description of its API and bodies that hold what it describes. */
export class RuleMaker {
  readonly #document: Json;

  /** `file`: the description, as JSON. */
  constructor(file: string) {
    this.#document = JSON.parse(readFileSync(file, 'utf8')) as Json;
  }

  /** `deep`: also what another route's example has the same reader for. */
  rulesOf(example: Example, deep: boolean): Rule[] {
    const schema = this.#schemaOf(example);
    if (!schema) throw new Error(`The description has no body for ${example.method} ${example.route}.`);
    const rules = this.#below([schema], example.body, [], example);
    const { depth = Infinity } = example;
    return deep ? rules : rules.filter(({ path }) => path.length <= depth);
  }

  /** The properties that the description knows beside those of the example, each with a body that has it as well. */
  othersOf(example: Example): { path: Path; body: Body }[] {
    const schema = this.#schemaOf(example);
    return schema ? this.#others([schema], example.body, [], example) : [];
  }

  #others(
    schemas: readonly Schema[],
    value: unknown,
    path: Path,
    example: Example,
  ): { path: Path; body: Body }[] {
    const branches = this.#branches(schemas);
    if (Array.isArray(value)) {
      const items = branches.flatMap((schema) => schema.items ?? []);
      return value.flatMap((item, index) => this.#others(items, item, [...path, index], example));
    }
    if (typeof value !== 'object' || value === null) return [];
    const object = value as Json;
    const fitting = branches.filter((schema) => schema.properties && this.#fits(schema, object));
    const names = new Set(fitting.flatMap((schema) => Object.keys(schema.properties ?? {})));
    return [...names].flatMap((key) => {
      const known = fitting.flatMap((schema) => schema.properties?.[key] ?? []);
      const place = [...path, key];
      if (object[key] !== undefined) return this.#others(known, object[key], place, example);
      return [{ path: place, body: put(example.body, place, this.#sample(known)) }];
    });
  }

  /** Some value of the kind. */
  #sample(schemas: readonly Schema[]): unknown {
    const all = this.#branches(schemas);
    const fixed = all.flatMap((schema) =>
      schema.const === undefined ? (schema.enum ?? []) : [schema.const],
    );
    if (fixed.length > 0) return fixed[0];
    if (all.some(({ format }) => format === 'snowflake')) return '1';
    const { type } = all.find((schema) => schema.type !== undefined && schema.type !== 'null') ?? {};
    const kinds = [type].flat();
    if (kinds.includes('integer') || kinds.includes('number')) return 1;
    if (kinds.includes('boolean')) return true;
    if (kinds.includes('array')) return [this.#sample(all.flatMap(({ items }) => items ?? []))];
    if (kinds.includes('string')) return 'x';
    const object = all.find(({ properties }) => properties) ?? {};
    const entries = Object.entries(object.properties ?? {});
    return Object.fromEntries(entries.map(([key, schema]) => [key, this.#sample([schema])]));
  }

  #schemaOf({ method, route }: Example): Schema | undefined {
    const paths = this.#document['paths'] as Record<
      string,
      Record<string, { requestBody?: { content?: Record<string, { schema: Schema }> } }>
    >;
    return paths[route]?.[method.toLowerCase()]?.requestBody?.content?.['application/json']?.schema;
  }

  #below(schemas: readonly Schema[], value: unknown, path: Path, example: Example): Rule[] {
    const branches = this.#branches(schemas);
    if (Array.isArray(value)) {
      const items = branches.flatMap((schema) => schema.items ?? []);
      return value.flatMap((item, index) => this.#below(items, item, [...path, index], example));
    }
    if (typeof value !== 'object' || value === null) return [];
    const object = value as Json;
    const fitting = branches.filter((schema) => schema.properties && this.#fits(schema, object));
    return Object.entries(object).flatMap(([key, item]) => {
      const known = fitting.flatMap((schema) => schema.properties?.[key] ?? []);
      if (known.length === 0) return [];
      const required = fitting.every((schema) => schema.required?.includes(key) ?? false);
      const place = [...path, key];
      return [
        ...this.#about(example, place, item, this.#facts(known), required),
        ...this.#below(known, item, place, example),
      ];
    });
  }

  /** The rules about one property of the example. */
  #about(example: Example, path: Path, value: unknown, facts: Facts, required: boolean): Rule[] {
    const rules: Rule[] = [];
    const add = (what: string, valid: unknown, invalid: unknown): void => {
      rules.push({
        title: `${nameOf(example)} ${path.join('.')}: ${what}`,
        example,
        path,
        valid: put(example.body, path, valid),
        invalid: put(example.body, path, invalid),
      });
    };
    if (required) add('required', value, undefined);
    if (facts.types.has('null')) add('null or not', null, wrong(value));
    else add('type', value, wrong(value));
    if (facts.choices) add('one of', value, typeof value === 'number' ? 4_711 : 'no such choice');
    if (typeof value === 'string' && !facts.isSnowflake) this.#lengths(value, facts, add);
    if (typeof value === 'number' && !facts.choices) ranges(value, facts, add);
    if (Array.isArray(value)) sizes(value, facts, add);
    return rules;
  }

  #lengths(value: string, facts: Facts, add: Add): void {
    const { maxLength, minLength } = facts;
    // Addresses, times and pictures have a form, so that they cannot be of any length.
    const isFree = !/[:/]/.test(value);
    if (maxLength !== undefined && maxLength < 10_000) {
      const longest = isFree ? 'x'.repeat(maxLength) : value;
      add(`maxLength ${maxLength}`, longest, value + 'x'.repeat(maxLength));
    }
    if (minLength !== undefined && minLength > 0) add(`minLength ${minLength}`, value, '');
  }

  #facts(schemas: readonly Schema[]): Facts {
    const all = this.#branches(schemas);
    const types = new Set(all.flatMap(({ type }) => type ?? []));
    const fixed = all.flatMap((schema) =>
      schema.const === undefined ? (schema.enum ?? []) : [schema.const],
    );
    const isOpen = all.some(({ type, enum: choices, const: one, oneOf, anyOf, $ref, allOf }) => {
      const isUnion = oneOf ?? anyOf ?? allOf ?? $ref;
      return type !== undefined && type !== 'null' && !choices && one === undefined && !isUnion;
    });
    return {
      types,
      choices: fixed.length > 0 && !isOpen ? fixed : undefined,
      minLength: limit(all, 'minLength', Math.min),
      maxLength: limit(all, 'maxLength', Math.max),
      minItems: limit(all, 'minItems', Math.min),
      maxItems: limit(all, 'maxItems', Math.max),
      minimum: limit(all, 'minimum', Math.min),
      maximum: limit(all, 'maximum', Math.max),
      isSnowflake: all.some(({ format }) => format === 'snowflake'),
    };
  }

  #branches(schemas: readonly Schema[]): Schema[] {
    return schemas.flatMap((schema) => {
      const { $ref, allOf = [], anyOf = [], oneOf = [] } = schema;
      const target = $ref === undefined ? [] : [this.#resolve($ref)];
      return [schema, ...this.#branches([...allOf, ...anyOf, ...oneOf, ...target])];
    });
  }

  #resolve(reference: string): Schema {
    let node: unknown = this.#document;
    for (const step of reference.split('/').slice(1)) {
      node = (node as Json)[decodeURIComponent(step).replaceAll('~1', '/')];
    }
    return node as Schema;
  }

  /** Whether a branch of a union is about such an object, by properties of which it fixes the value. */
  #fits(schema: Schema, value: Json): boolean {
    const { properties = {}, required = [] } = schema;
    const fixes = Object.entries(properties).every(([key, { enum: choices, const: one }]) => {
      const allowed = one === undefined ? choices : [one];
      return !allowed || value[key] === undefined || allowed.includes(value[key]);
    });
    return fixes && required.every((key) => value[key] !== undefined);
  }
}

/** Method, route and, where there are several of it, which example. */
function nameOf({ method, route, kind }: Example): string {
  return `${method} ${route}${kind === undefined ? '' : ` (${kind})`}`;
}

type Add = (what: string, valid: unknown, invalid: unknown) => void;

function ranges(value: number, { minimum, maximum }: Facts, add: Add): void {
  // A limit that is only that of the number's type is no rule of its own.
  if (minimum !== undefined && Math.abs(minimum) < 2 ** 31) add(`minimum ${minimum}`, value, minimum - 1);
  if (maximum !== undefined && maximum < 2 ** 31 - 1) add(`maximum ${maximum}`, value, maximum + 1);
}

function sizes(value: readonly unknown[], { minItems, maxItems }: Facts, add: Add): void {
  if (minItems !== undefined && minItems > 0) add(`minItems ${minItems}`, value, []);
  if (maxItems !== undefined && value.length > 0 && maxItems < 1_000) {
    add(
      `maxItems ${maxItems}`,
      value,
      Array.from({ length: maxItems + 1 }, () => value[0]),
    );
  }
}

/** A value of another kind. */
function wrong(value: unknown): unknown {
  if (typeof value === 'object') return 'neither list nor object';
  return { of: 'another kind' };
}

function limit(
  schemas: readonly Schema[],
  key: 'minLength' | 'maxLength' | 'minItems' | 'maxItems' | 'minimum' | 'maximum',
  widest: (...values: number[]) => number,
): number | undefined {
  const values = schemas.flatMap((schema) => schema[key] ?? []);
  return values.length > 0 ? widest(...values) : undefined;
}

/** A copy of the body with another value at the path; undefined takes the property out. */
function put(body: Body, path: Path, value: unknown): Body {
  const copy = structuredClone(body);
  let node = copy as Json;
  for (const step of path.slice(0, -1)) node = node[step] as Json;
  const last = path.at(-1) ?? '';
  if (value === undefined) delete node[last];
  else node[last] = value;
  return copy;
}
