import { type Endpoint, nameOf, OpenApi } from '../openapi/document.ts';
import { isMap, type Json, own, ownList, ownMap, ownText } from '../read/source.ts';
import { comment, identifiers, key, text } from './words.ts';

/** TypeScript of every format, and `Endpoints`: what each endpoint takes and gives. */
export function typesOfOpenApi(normalised: string): string {
  const document = new OpenApi(normalised);
  const schemas = ownMap(ownMap(document.root, 'components'), 'schemas');
  const names = identifiers(Object.keys(schemas), ['Endpoints']);
  const writer = new Writer(document, names);
  const info = ownMap(document.root, 'info');
  const head = comment(`${ownText(info, 'title')} ${ownText(info, 'version')}`.trim(), '');
  const formats = Object.entries(schemas).map(([name, schema]) =>
    writer.declaration(names.get(name) ?? name, schema),
  );
  const endpoints = document.endpoints().map((endpoint) => writer.endpoint(endpoint));
  return `${head}${[...formats, `export interface Endpoints {\n${endpoints.join('')}}\n`].join('\n')}`;
}

class Writer {
  readonly #document: OpenApi;
  readonly #names: ReadonlyMap<string, string>;

  constructor(document: OpenApi, names: ReadonlyMap<string, string>) {
    this.#document = document;
    this.#names = names;
  }

  declaration(name: string, schema: unknown): string {
    return `${comment(ownText(schema, 'description'), '')}export type ${name} = ${this.type(schema, '')};\n`;
  }

  endpoint({ id, operation, parameters }: Endpoint): string {
    const document = this.#document;
    const inside = '    ';
    const parts = ['path', 'query', 'header'].flatMap((place) => {
      const all = parameters.filter((parameter) => ownText(parameter, 'in') === place);
      if (all.length === 0) return [];
      const isNeeded = all.some((parameter) => own(parameter, 'required') === true);
      const fields = all.map(
        (parameter) =>
          `${key(ownText(parameter, 'name'))}${own(parameter, 'required') === true ? '' : '?'}: ${this.type(own(parameter, 'schema'), inside)}`,
      );
      return [`${inside}${place}${isNeeded ? '' : '?'}: { ${fields.join('; ')} };\n`];
    });
    const request = document.resolve(own(operation, 'requestBody'));
    const body = document.schemaOf(request);
    if (body !== undefined)
      parts.push(
        `${inside}body${own(request, 'required') === true ? '' : '?'}: ${this.type(body, inside)};\n`,
      );
    const success = document.successOf(operation);
    const answer = success === undefined ? undefined : document.schemaOf(success.response);
    parts.push(`${inside}answer: ${answer === undefined ? 'void' : this.type(answer, inside)};\n`);
    return `${comment(ownText(operation, 'summary'), '  ')}  ${text(id)}: {\n${parts.join('')}  };\n`;
  }

  type(schema: unknown, indent: string): string {
    if (schema === false) return 'never';
    if (!isMap(schema)) return 'unknown';
    const reference = own(schema, '$ref');
    if (typeof reference === 'string') return this.#reference(reference);
    const parts = [
      ...ownList(schema, 'allOf').map((each) => this.type(each, indent)),
      ...['oneOf', 'anyOf'].flatMap((word) => {
        const any = ownList(schema, word);
        return any.length === 0 ? [] : [union(any.map((each) => this.type(each, indent)))];
      }),
    ].filter((part) => part !== 'unknown');
    const plain = this.#plain(schema, indent, parts.length > 0);
    if (plain !== '') parts.push(plain);
    const whole =
      parts.length === 0
        ? 'unknown'
        : [...new Set(parts)].map((part) => (parts.length > 1 ? bracketed(part) : part)).join(' & ');
    return own(schema, 'nullable') === true ? union([whole, 'null']) : whole;
  }

  #reference(reference: string): string {
    if (this.#document.at(reference) === undefined) return 'unknown';
    const name = this.#names.get(nameOf(reference));
    return reference.startsWith('#/components/schemas/') && name !== undefined ? name : 'unknown';
  }

  #plain(schema: Json, indent: string, isPart: boolean): string {
    const fixed = own(schema, 'const');
    if (fixed !== undefined) return literal(fixed);
    const values = own(schema, 'enum');
    if (Array.isArray(values) && values.length > 0) return union(values.map(literal));
    const type = own(schema, 'type');
    const types = (Array.isArray(type) ? type : type === undefined ? [] : [type]).map(String);
    if (types.length === 0 && Object.hasOwn(schema, 'properties')) types.push('object');
    if (types.length === 0 && Object.hasOwn(schema, 'items')) types.push('array');
    if (types.length === 0) return isPart ? '' : 'unknown';
    return union(types.map((each) => this.#typed(each, schema, indent, isPart)));
  }

  #typed(type: string, schema: Json, indent: string, isPart: boolean): string {
    if (type === 'integer' || type === 'number') return 'number';
    if (type === 'boolean' || type === 'null') return type;
    if (type === 'array') return `${bracketed(this.type(own(schema, 'items'), indent))}[]`;
    if (type === 'object') return this.#object(schema, indent, isPart);
    return /binary/.test(ownText(schema, 'format')) ? 'Blob | string' : 'string';
  }

  #object(schema: Json, indent: string, isPart: boolean): string {
    const required = new Set(ownList(schema, 'required'));
    const inside = `${indent}  `;
    const fields = Object.entries(ownMap(schema, 'properties')).map(([name, property]) => {
      const isReadOnly = own(property, 'readOnly') === true ? 'readonly ' : '';
      return `${comment(ownText(property, 'description'), inside)}${inside}${isReadOnly}${key(name)}${required.has(name) ? '' : '?'}: ${this.type(property, inside)};\n`;
    });
    const extra = own(schema, 'additionalProperties');
    if (fields.length === 0)
      return isMap(extra)
        ? `Record<string, ${this.type(extra, indent)}>`
        : isPart
          ? ''
          : 'Record<string, unknown>';
    return `{\n${fields.join('')}${indent}}`;
  }
}

function union(types: readonly string[]): string {
  const all = [...new Set(types)].filter((type) => type !== '');
  return all.includes('unknown')
    ? 'unknown'
    : all.map((type) => (type.includes(' & ') ? `(${type})` : type)).join(' | ');
}

/** In brackets where an operator would tear it apart. */
function bracketed(type: string): string {
  return /[|&]/.test(type) && !/^(?:\{[^]*\}|"[^"]*")$/.test(type) ? `(${type})` : type;
}

function literal(value: unknown): string {
  return typeof value === 'string'
    ? text(value)
    : typeof value === 'object' && value !== null
      ? 'unknown'
      : JSON.stringify(value);
}
