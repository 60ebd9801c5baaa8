import { askedOf, isObject, type Json, type Path, scalar } from '../form.ts';

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
  readonly #places = new Map<Schema, Place>();

  /** `document`: the description as it stands in its file. */
  constructor(document: Json) {
    this.#document = document;
  }

  /** The paths of such properties; null counts as not sent. */
  find(schema: unknown, body: unknown): Path[] {
    const found: Path[] = [];
    if (!isObject(schema)) return found;
    const place = this.#places.get(schema) ?? new Place([schema], (reference) => this.#resolve(reference));
    this.#places.set(schema, place);
    walk(place, body, [], found);
    return found;
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

function walk(place: Place, value: unknown, path: Path, found: Path[]): void {
  if (Array.isArray(value)) {
    value.forEach((item, index) => walk(place.items, item, [...path, index], found));
    return;
  }
  if (!isObject(value)) return;
  const asked = askedOf(value) ?? (path.length === 0 ? new Set<string>() : undefined);
  // An object below the body that was not read property by property was taken or refused as a whole.
  if (!asked) return;
  const known = place.propertiesOf(value);
  for (const [key, item] of Object.entries(value)) {
    const below = item === undefined || item === null ? undefined : known.get(key);
    if (!below) continue;
    if (!asked.has(key)) found.push([...path, key]);
    else if (typeof item === 'object') walk(below, item, [...path, key], found);
  }
}

/**
 * All that may stand at one place of a body, over references and unions. Worked out when first asked for and kept:
 * every body goes through here.
 */
class Place {
  readonly #branches: readonly Schema[];
  readonly #resolve: (reference: string) => Schema;
  /** Properties that some branch of a union fixes the value of, as `type`. */
  readonly #telling: readonly string[];
  readonly #known = new Map<string, Map<string, Place>>();
  #items: Place | undefined;

  constructor(schemas: readonly Schema[], resolve: (reference: string) => Schema) {
    this.#resolve = resolve;
    this.#branches = this.#unfold(schemas);
    this.#telling = [
      ...new Set(
        this.#branches.flatMap(({ properties = {} }) =>
          Object.entries(properties).flatMap(([key, schema]) => (choicesOf(schema) ? key : [])),
        ),
      ),
    ];
  }

  get items(): Place {
    this.#items ??= this.#below(this.#branches.flatMap(({ items }) => items ?? []));
    return this.#items;
  }

  /** The properties of the branches that are about such an object. */
  propertiesOf(value: Json): ReadonlyMap<string, Place> {
    const signature = this.#telling.map((key) => scalar(value[key])).join('\n');
    const known = this.#known.get(signature) ?? this.#properties(value);
    this.#known.set(signature, known);
    return known;
  }

  #properties(value: Json): Map<string, Place> {
    const schemas = new Map<string, Schema[]>();
    for (const { properties = {} } of this.#branches) {
      if (!fits(properties, value)) continue;
      for (const [key, schema] of Object.entries(properties)) {
        schemas.set(key, [...(schemas.get(key) ?? []), schema]);
      }
    }
    return new Map(Array.from(schemas, ([key, list]) => [key, this.#below(list)]));
  }

  #below(schemas: readonly Schema[]): Place {
    return new Place(schemas, this.#resolve);
  }

  #unfold(schemas: readonly Schema[]): Schema[] {
    return schemas.flatMap((schema) => {
      const { $ref, allOf = [], anyOf = [], oneOf = [] } = schema;
      const target = $ref === undefined ? [] : [this.#resolve($ref)];
      return [schema, ...this.#unfold([...allOf, ...anyOf, ...oneOf, ...target])];
    });
  }
}

function choicesOf(schema: Schema): unknown[] | undefined {
  return schema.const === undefined ? schema.enum : [schema.const];
}

function fits(properties: Record<string, Schema>, value: Json): boolean {
  return Object.entries(properties).every(([key, schema]) => {
    const choices = choicesOf(schema);
    const given = value[key];
    return !choices || given === undefined || choices.includes(given);
  });
}
