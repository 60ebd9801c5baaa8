import { isMap, type Json, own, ownList, ownMap, ownText } from '../read/source.ts';

export const METHODS = [
  'get',
  'post',
  'put',
  'patch',
  'delete',
  'head',
  'options',
  'trace',
  'query',
] as const;

export interface Endpoint {
  /** `GET /products/{id}` */
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly operation: Json;
  readonly item: Json;
  /** Of the operation and, unless it names the same one, of its path; references resolved. */
  readonly parameters: readonly Json[];
}

/** An OpenAPI 3 document. References are followed inside it and nowhere else. */
export class OpenApi {
  readonly root: Json;
  readonly #resolved = new Map<string, unknown>();

  constructor(normalised: string) {
    const root: unknown = JSON.parse(normalised);
    this.root = isMap(root) ? root : {};
  }

  /** What stands at `#/components/schemas/Product`; undefined when there is nothing, or it is outside. */
  at(pointer: string): unknown {
    if (this.#resolved.has(pointer)) return this.#resolved.get(pointer);
    const found = valueAt(this.root, pointer);
    this.#resolved.set(pointer, found);
    return found;
  }

  /** The map a value stands for: itself, or what its chain of references ends at; empty when that leads nowhere. */
  resolve(value: unknown): Json {
    let current = value;
    const seen = new Set<string>();
    for (;;) {
      if (!isMap(current)) return {};
      const reference = own(current, '$ref');
      if (typeof reference !== 'string') return current;
      if (seen.has(reference)) return {};
      seen.add(reference);
      current = this.at(reference);
    }
  }

  /** Every operation of `paths`, in the document's order. */
  endpoints(): Endpoint[] {
    return Object.entries(ownMap(this.root, 'paths')).flatMap(([path, item]) =>
      path.startsWith('x-') ? [] : this.operationsOf(path, this.resolve(item)),
    );
  }

  /** The operations of one path item; `path` is what they are called by. */
  operationsOf(path: string, item: Json): Endpoint[] {
    return METHODS.flatMap((method) => {
      const operation = own(item, method);
      if (!isMap(operation)) return [];
      return [
        {
          id: `${method.toUpperCase()} ${path}`,
          method,
          path,
          operation,
          item,
          parameters: this.#parameters(operation, item),
        },
      ];
    });
  }

  /** The successful answer that matters: the first of 2xx, else `default`. */
  successOf(operation: Json): { status: string; response: Json } | undefined {
    const responses = ownMap(operation, 'responses');
    const status =
      Object.keys(responses).find((each) => each.startsWith('2')) ??
      ('default' in responses ? 'default' : undefined);
    return status === undefined ? undefined : { status, response: this.resolve(responses[status]) };
  }

  /** The schema of a body: JSON if there is one, else the first. */
  schemaOf(body: Json): unknown {
    const content = ownMap(body, 'content');
    const types = Object.keys(content);
    const type = types.find((each) => /\bjson\b/i.test(each)) ?? types[0];
    return type === undefined ? undefined : own(content[type], 'schema');
  }

  #parameters(operation: Json, item: Json): Json[] {
    const found = new Map<string, Json>();
    for (const each of [...ownList(item, 'parameters'), ...ownList(operation, 'parameters')]) {
      const parameter = this.resolve(each);
      found.set(`${ownText(parameter, 'in')} ${ownText(parameter, 'name')}`, parameter);
    }
    return [...found.values()];
  }
}

/** `#/components/schemas/Product` -> `Product`; the pointer itself when it names something else. */
export function nameOf(pointer: string): string {
  const [, name = pointer] = /^#\/components\/[^/]+\/([^/]+)$/.exec(pointer) ?? [];
  return unescaped(name);
}

export function valueAt(root: unknown, pointer: string): unknown {
  if (pointer === '#') return root;
  if (!pointer.startsWith('#/')) return undefined;
  let value = root;
  for (const step of pointer.slice(2).split('/').map(unescaped))
    value = Array.isArray(value) ? (value[Number(step)] as unknown) : own(value, step);
  return value;
}

/** RFC 6901, section 6: a pointer in a URI fragment. */
function unescaped(step: string): string {
  let plain = step;
  try {
    plain = decodeURIComponent(step);
  } catch {
    // A lone percent sign stands for itself.
  }
  return plain.replaceAll('~1', '/').replaceAll('~0', '~');
}
