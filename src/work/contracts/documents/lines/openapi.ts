import type { Field, Line, Shape } from './grammar.ts';
import { isCollection, usualStatus } from './grammar.ts';

type Schema = Readonly<Record<string, unknown>>;

const PLAIN: Readonly<Record<string, Schema>> = {
  string: { type: 'string' },
  number: { type: 'number' },
  integer: { type: 'integer' },
  boolean: { type: 'boolean' },
  date: { type: 'string', format: 'date' },
  datetime: { type: 'string', format: 'date-time' },
  email: { type: 'string', format: 'email' },
  url: { type: 'string', format: 'uri' },
  uuid: { type: 'string', format: 'uuid' },
  file: { type: 'string', format: 'binary' },
  object: { type: 'object' },
  any: {},
};

/** The OpenAPI document of typed lines. What several endpoints give alike becomes one data format. */
export function documentOf(lines: readonly Line[], title: string): object {
  const formats = new Map<string, Schema>();
  const paths: Record<string, Record<string, unknown>> = {};
  for (const line of lines) (paths[line.path] ??= {})[line.method.toLowerCase()] = operationOf(line, formats);
  const needsToken = lines.some((line) => line.needsToken);
  return {
    openapi: '3.0.3',
    info: { title, version: '1.0.0' },
    paths,
    components: {
      schemas: { ...Object.fromEntries(formats), Error: ERROR },
      ...(needsToken ? { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } } : {}),
    },
  };
}

const ERROR = { type: 'object', properties: { detail: { type: 'string' } }, required: ['detail'] };

function operationOf(line: Line, formats: Map<string, Schema>): object {
  const { method, path, query, body, answer, needsToken } = line;
  const inPath = [...path.matchAll(/\{([^{}]*)\}/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    schema: /id$/i.test(name) ? PLAIN['integer'] : PLAIN['string'],
  }));
  const inQuery = query.map(({ name, shape }) => ({ name, in: 'query', schema: schemaOf(shape) }));
  const parameters = [...inPath, ...inQuery];
  return {
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(body.length === 0
      ? {}
      : { requestBody: { required: true, content: { 'application/json': { schema: objectOf(body) } } } }),
    responses: responsesOf(line, answer === null ? undefined : answerSchema(method, path, answer, formats)),
    ...(needsToken ? { security: [{ token: [] }] } : {}),
  };
}

function responsesOf({ method, path, body, status, needsToken }: Line, schema: Schema | undefined): object {
  const error = {
    description: 'What went wrong',
    content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
  };
  const success = status ?? usualStatus(method, schema !== undefined);
  return {
    [success]: {
      description: 'All went well',
      ...(schema === undefined ? {} : { content: { 'application/json': { schema } } }),
    },
    ...(body.length > 0 ? { 400: error } : {}),
    ...(needsToken ? { 401: error } : {}),
    ...(path.includes('{') ? { 404: error } : {}),
  };
}

function answerSchema(method: string, path: string, shape: Shape, formats: Map<string, Schema>): Schema {
  if (shape.kind === 'list' && shape.of.kind === 'object')
    return { type: 'array', items: named(path, shape.of.fields, formats) };
  if (shape.kind !== 'object') return schemaOf(shape);
  const page = pageOf(method, path, shape.fields, formats);
  if (page !== undefined) return page;
  const format = named(path, shape.fields, formats);
  return shape.isGuess && isCollection(method, path) ? { type: 'array', items: format } : format;
}

/** `{count, results [id, name]}` of a collection: what is in the list is the path's thing, the page around it is not. */
function pageOf(
  method: string,
  path: string,
  fields: readonly Field[],
  formats: Map<string, Schema>,
): Schema | undefined {
  if (!isCollection(method, path)) return undefined;
  const lists = fields.filter(({ shape }) => shape.kind === 'list' && shape.of.kind === 'object');
  const [list] = lists;
  if (list?.shape.kind !== 'list' || list.shape.of.kind !== 'object' || lists.length > 1) return undefined;
  const schema = objectOf(fields);
  const items = named(path, list.shape.of.fields, formats);
  return {
    ...schema,
    properties: { ...(schema['properties'] as object), [list.name]: { type: 'array', items } },
  };
}

/** A reference when the path's thing has this very format, or none yet. */
function named(path: string, fields: readonly Field[], formats: Map<string, Schema>): Schema {
  const schema = objectOf(fields);
  const name = nameIn(path);
  if (name === '') return schema;
  const known = formats.get(name);
  if (known === undefined) formats.set(name, schema);
  else if (JSON.stringify(known) !== JSON.stringify(schema)) return schema;
  return { $ref: `#/components/schemas/${name}` };
}

/** `/api/job-posts/{id}/` -> `JobPost` */
function nameIn(path: string): string {
  const parts = path.split('/').filter((part) => part !== '' && !part.startsWith('{'));
  const words = (parts.at(-1) ?? '').split(/[^A-Za-z0-9]+/).filter((word) => word !== '');
  const name = words.map((word) => `${word[0]?.toUpperCase() ?? ''}${word.slice(1)}`).join('');
  const single = name.endsWith('ies')
    ? `${name.slice(0, -3)}y`
    : /(?:ss|us)$/.test(name)
      ? name
      : name.replace(/s$/, '');
  return /^[A-Z]\w*$/.test(single) && single !== 'Error' ? single : '';
}

function objectOf(fields: readonly Field[]): Schema {
  const required = fields.filter(({ isOptional }) => !isOptional).map(({ name }) => name);
  return {
    type: 'object',
    properties: Object.fromEntries(fields.map(({ name, shape }) => [name, schemaOf(shape)])),
    ...(required.length === 0 ? {} : { required }),
  };
}

function schemaOf(shape: Shape): Schema {
  if (shape.kind === 'plain') return PLAIN[shape.type] ?? {};
  if (shape.kind === 'values') return { type: 'string', enum: shape.values };
  if (shape.kind === 'list') return { type: 'array', items: schemaOf(shape.of) };
  return objectOf(shape.fields);
}
