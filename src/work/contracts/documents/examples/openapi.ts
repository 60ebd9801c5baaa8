import { type Endpoint, OpenApi } from '../openapi/document.ts';
import { isMap, type Json, own, ownList, ownMap } from '../read/source.ts';
import { exampleNumber, exampleText } from './values.ts';

/** How many values all examples of a contract, and those of one endpoint, may have; what comes later is null. */
const MAX_VALUES = 60_000;
const MAX_VALUES_EACH = 600;
const MAX_DEPTH = 8;

type Way = 'request' | 'response';

/** What each endpoint is sent and answers, for a frontend without a backend: JSON by endpoint. */
export function examplesOfOpenApi(normalised: string): string {
  const document = new OpenApi(normalised);
  const writer = new Writer(document);
  const endpoints = document
    .endpoints()
    .map((endpoint) => [endpoint.id, exampleOf(document, writer, endpoint)]);
  return `${JSON.stringify(Object.fromEntries(endpoints), null, 2)}\n`;
}

function exampleOf(document: OpenApi, writer: Writer, { operation }: Endpoint): Json {
  const request = document.resolve(own(operation, 'requestBody'));
  const body = writer.content(request, 'request');
  const success = document.successOf(operation);
  const answer = success === undefined ? undefined : writer.content(success.response, 'response');
  return {
    ...(body === undefined ? {} : { request: body }),
    status: Number(success?.status) || 200,
    ...(answer === undefined ? {} : { answer }),
  };
}

class Writer {
  readonly #document: OpenApi;
  #total = MAX_VALUES;
  #left = 0;

  constructor(document: OpenApi) {
    this.#document = document;
  }

  /** The learner's own example of a body, else one made from its format. */
  content(holder: Json, way: Way): unknown {
    const content = ownMap(holder, 'content');
    const types = Object.keys(content);
    const type = types.find((each) => /\bjson\b/i.test(each)) ?? types[0];
    if (type === undefined) return undefined;
    const media = content[type];
    this.#left = Math.min(MAX_VALUES_EACH, this.#total);
    return this.#own(media) ?? this.value(own(media, 'schema'), { name: '', way, open: [] });
  }

  value(schema: unknown, at: { name: string; way: Way; open: readonly string[] }): unknown {
    this.#left -= 1;
    this.#total -= 1;
    if (this.#left < 0 || at.open.length > MAX_DEPTH || !isMap(schema)) return null;
    const example = this.#own(schema);
    if (example !== undefined) return example;
    const reference = own(schema, '$ref');
    if (typeof reference === 'string')
      return at.open.includes(reference)
        ? null
        : this.value(this.#document.at(reference), { ...at, open: [...at.open, reference] });
    const values = own(schema, 'enum');
    if (Array.isArray(values) && values.length > 0) return values[0];
    const [variant] = [...ownList(schema, 'oneOf'), ...ownList(schema, 'anyOf')];
    const all = ownList(schema, 'allOf');
    if (all.length > 0 || variant !== undefined)
      return this.#joined([...all, ...(variant === undefined ? [] : [variant])], schema, at);
    return this.#typed(schema, at);
  }

  /** What is written down: example, const or default. */
  #own(holder: unknown): unknown {
    for (const word of ['example', 'const', 'default']) {
      const value = own(holder, word);
      if (value !== undefined && value !== null) return value;
    }
    const examples = own(holder, 'examples');
    if (Array.isArray(examples)) return examples[0] as unknown;
    const [first] = Object.values(isMap(examples) ? examples : {});
    return first === undefined ? undefined : own(this.#document.resolve(first), 'value');
  }

  #joined(
    parts: readonly unknown[],
    schema: Json,
    at: { name: string; way: Way; open: readonly string[] },
  ): unknown {
    const values = parts.map((part) => this.value(part, at));
    if (Object.hasOwn(schema, 'properties')) values.push(this.#typed(schema, at));
    const maps = values.filter(isMap);
    if (maps.length === 0) return values[0];
    return Object.assign({}, ...maps) as unknown;
  }

  #typed(schema: Json, at: { name: string; way: Way; open: readonly string[] }): unknown {
    const said = own(schema, 'type');
    const type = Array.isArray(said) ? said.find((each) => each !== 'null') : said;
    if (type === 'integer' || type === 'number') return exampleNumber(at.name, schema, type === 'integer');
    if (type === 'boolean') return true;
    if (type === 'string') return exampleText(at.name, schema);
    if (type === 'array' || Object.hasOwn(schema, 'items')) {
      const entry = this.value(own(schema, 'items'), { ...at, open: [...at.open] });
      return entry === null ? [] : [entry];
    }
    if (type === 'object' || Object.hasOwn(schema, 'properties')) return this.#object(schema, at);
    return null;
  }

  #object(schema: Json, at: { way: Way; open: readonly string[] }): Json {
    const without = at.way === 'request' ? 'readOnly' : 'writeOnly';
    const fields = Object.entries(ownMap(schema, 'properties')).filter(
      ([, property]) => own(property, without) !== true,
    );
    return Object.fromEntries(
      fields.map(([name, property]) => [name, this.value(property, { ...at, name })]),
    );
  }
}
