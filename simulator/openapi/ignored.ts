import { askedOf, isObject, type Json, type Path } from '../form.ts';

/** A JSON schema as far as it says which properties there are. */
interface Schema {
  $ref?: string;
  properties?: Record<string, Schema>;
  items?: Schema;
  allOf?: Schema[];
  anyOf?: Schema[];
  oneOf?: Schema[];
  enum?: unknown[];
  const?: unknown;
}

/**
 * Finds what Discord would obey and the simulator would drop: properties of a body that Discord's description knows at
 * their place and no reader asked for. What the description does not know, Discord itself ignores.
 */
export class Ignored {
  readonly #document: Json;
  readonly #unfolded = new Map<Schema, Schema[]>();

  /** `document`: the description as it stands in its file. */
  constructor(document: Json) {
    this.#document = document;
  }

  /** The paths of such properties; null counts as not sent. */
  find(schema: unknown, body: unknown): Path[] {
    const found: Path[] = [];
    if (isObject(schema)) this.#walk([schema], body, [], found);
    return found;
  }

  #walk(schemas: readonly Schema[], value: unknown, path: Path, found: Path[]): void {
    if (Array.isArray(value)) {
      const items = this.#branches(schemas).flatMap((schema) => schema.items ?? []);
      value.forEach((item, index) => this.#walk(items, item, [...path, index], found));
      return;
    }
    if (!isObject(value)) return;
    const asked = askedOf(value) ?? (path.length === 0 ? new Set<string>() : undefined);
    // An object below the body that was not read property by property was taken or refused as a whole.
    if (!asked) return;
    const fitting = this.#branches(schemas).filter((schema) => this.#fits(schema, value));
    for (const [key, item] of Object.entries(value)) {
      const known = fitting.flatMap((schema) => schema.properties?.[key] ?? []);
      if (known.length === 0 || item === undefined || item === null) continue;
      if (asked.has(key)) this.#walk(known, item, [...path, key], found);
      else found.push([...path, key]);
    }
  }

  /** The plain schemas behind references and unions. */
  #branches(schemas: readonly Schema[]): Schema[] {
    return schemas.flatMap((schema) => {
      const known = this.#unfolded.get(schema);
      if (known) return known;
      const { $ref, allOf = [], anyOf = [], oneOf = [] } = schema;
      const target = $ref === undefined ? [] : [this.#resolve($ref)];
      const unfolded = [schema, ...this.#branches([...allOf, ...anyOf, ...oneOf, ...target])];
      this.#unfolded.set(schema, unfolded);
      return unfolded;
    });
  }

  /** Whether a branch of a union is about such an object: its `type` and the like, where they are fixed. */
  #fits({ properties = {} }: Schema, value: Json): boolean {
    return Object.entries(properties).every(([key, schema]) => {
      const choices = schema.const === undefined ? schema.enum : [schema.const];
      const given = value[key];
      return !choices || given === undefined || choices.includes(given);
    });
  }

  #resolve(reference: string): Schema {
    let node: unknown = this.#document;
    for (const step of reference.split('/').slice(1)) {
      const key = decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~');
      node = isObject(node) ? node[key] : undefined;
    }
    return isObject(node) ? node : {};
  }
}
