import { isOpenTo, waysOf } from '../compare/security.ts';
import { type Endpoint, OpenApi } from '../openapi/document.ts';
import { own, ownList, ownMap, ownText } from '../read/source.ts';
import { guess, isCollection, usualStatus } from './grammar.ts';

/** How deep objects are written out; what stands deeper is `object`. */
const MAX_DEPTH = 2;

/** A contract as lines to type on from; null for GraphQL, which is written as it is. Fields beyond names and types are lost. */
export function toLines(normalised: string): string | null {
  if (!normalised.startsWith('{')) return null;
  const document = new OpenApi(normalised);
  return document
    .endpoints()
    .map((endpoint) => lineOf(document, endpoint))
    .join('\n');
}

function lineOf(document: OpenApi, { method, path, operation, parameters }: Endpoint): string {
  const query = parameters
    .filter((parameter) => ownText(parameter, 'in') === 'query')
    .map((parameter) => ownText(parameter, 'name'));
  const body = document.schemaOf(document.resolve(own(operation, 'requestBody')));
  const success = document.successOf(operation);
  const answer = success === undefined ? undefined : document.schemaOf(success.response);
  const verb = method.toUpperCase();
  const isUsual = success?.status === usualStatus(verb, answer !== undefined);
  const said = isUsual || !/^2\d\d$/.test(success?.status ?? '') ? undefined : success?.status;
  return [
    `${verb} ${path}${query.length === 0 ? '' : `?${query.join('&')}`}`,
    ...(body === undefined ? [] : [fieldsOf(document, body, 0, 'readOnly')]),
    ...(said === undefined && answer === undefined ? [] : ['->']),
    ...(said === undefined ? [] : [said]),
    ...(answer === undefined ? [] : [answerOf(document, answer, isCollection(verb, path))]),
    ...(isOpenTo(waysOf(document, operation)) ? [] : ['(token)']),
  ]
    .filter((part) => part !== '')
    .join(' ');
}

/** In brackets only where the address alone would be read otherwise. */
function answerOf(document: OpenApi, schema: unknown, isList: boolean): string {
  const target = document.resolve(schema);
  const items = own(target, 'items');
  if (items !== undefined) {
    const inside = fieldsOf(document, items, 0);
    return isList && inside !== ''
      ? inside
      : inside === ''
        ? `[${typeOf(document.resolve(items))}]`
        : `[${inside}]`;
  }
  const fields = fieldsOf(document, schema, 0);
  return isList || fields === '' ? `{${fields}}`.replace('{}', '') : fields;
}

/** The fields that travel: without what only the server writes in a body, or only takes in an answer. */
function fieldsOf(document: OpenApi, schema: unknown, depth: number, without = 'writeOnly'): string {
  const target = document.resolve(schema);
  const inherited = ownList(target, 'allOf')
    .map((part) => fieldsOf(document, part, depth, without))
    .filter((part) => part !== '');
  const required = new Set(ownList(target, 'required'));
  const fields = Object.entries(ownMap(target, 'properties'))
    .filter(([, property]) => own(property, without) !== true)
    .map(
      ([name, property]) =>
        `${name}${required.has(name) ? '' : '?'}${shapeOf(document, name, property, depth)}`,
    );
  return [...inherited, ...fields].join(', ');
}

function shapeOf(document: OpenApi, name: string, schema: unknown, depth: number): string {
  const target = document.resolve(schema);
  const values = own(target, 'enum');
  if (Array.isArray(values) && values.length > 1 && values.every((value) => /^[\w.-]+$/.test(String(value))))
    return `: ${values.join(' | ')}`;
  const items = own(target, 'items');
  if (items !== undefined) {
    const inside = depth < MAX_DEPTH ? fieldsOf(document, items, depth + 1) : '';
    return inside === '' ? `: ${typeOf(document.resolve(items))}[]` : ` [${inside}]`;
  }
  const inside = depth < MAX_DEPTH ? fieldsOf(document, target, depth + 1) : '';
  if (inside !== '') return ` {${inside}}`;
  const type = typeOf(target);
  return type === guess(name) ? '' : `: ${type}`;
}

function typeOf(schema: object): string {
  const said = own(schema, 'type');
  const type = Array.isArray(said) ? said.find((each) => each !== 'null') : said;
  if (type !== 'string') return typeof type === 'string' && type !== 'array' ? type : 'any';
  return BY_FORMAT[ownText(schema, 'format')] ?? 'string';
}

const BY_FORMAT: Readonly<Record<string, string>> = {
  date: 'date',
  'date-time': 'datetime',
  email: 'email',
  uri: 'url',
  url: 'url',
  uuid: 'uuid',
  binary: 'file',
};
