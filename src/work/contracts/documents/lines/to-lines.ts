import { isOpenTo, waysOf } from '../compare/security.ts';
import { type Endpoint, OpenApi } from '../openapi/document.ts';
import { own, ownList, ownMap, ownText } from '../read/source.ts';
import { guess, isCollection, usualStatus } from './grammar.ts';

/** How deep objects are written out; what stands deeper is `object`. */
const MAX_DEPTH = 2;

/** What is written to. Formats in formats in formats fill gigabytes: no more is written than is asked for. */
interface Page {
  readonly document: OpenApi;
  /** So many characters are still wanted. */
  left: number;
}

/**
 * A contract as lines to type on from; null for GraphQL, which is written as it is, and where they are longer than `most`
 * characters. Fields beyond names and types are lost.
 */
export function toLines(normalised: string, most: number): string | null {
  if (!normalised.startsWith('{')) return null;
  const page: Page = { document: new OpenApi(normalised), left: most };
  const lines: string[] = [];
  for (const endpoint of page.document.endpoints()) {
    lines.push(lineOf(page, endpoint));
    if (page.left < 0) return null;
  }
  const text = lines.join('\n');
  return text.length > most ? null : text;
}

function lineOf(page: Page, { method, path, operation, parameters }: Endpoint): string {
  const { document } = page;
  const query = parameters
    .filter((parameter) => ownText(parameter, 'in') === 'query')
    .map((parameter) => ownText(parameter, 'name'));
  const body = document.schemaOf(document.resolve(own(operation, 'requestBody')));
  const success = document.successOf(operation);
  const answer = success === undefined ? undefined : document.schemaOf(success.response);
  const verb = method.toUpperCase();
  const given = answer === undefined ? '' : answerOf(page, answer, isCollection(verb, path));
  const isUsual = success?.status === usualStatus(verb, given !== '');
  const said = isUsual || !/^2\d\d$/.test(success?.status ?? '') ? '' : (success?.status ?? '');
  return [
    `${verb} ${path}${query.length === 0 ? '' : `?${query.join('&')}`}`,
    ...(body === undefined ? [] : [fieldsOf(page, body, 0, 'readOnly')]),
    ...(said === '' && given === '' ? [] : ['->', said, given]),
    ...(isOpenTo(waysOf(document, operation)) ? [] : ['(token)']),
  ]
    .filter((part) => part !== '')
    .join(' ');
}

/** In brackets only where the address alone would be read otherwise. */
function answerOf(page: Page, schema: unknown, isList: boolean): string {
  const { document } = page;
  const target = document.resolve(schema);
  const items = own(target, 'items');
  if (items !== undefined) {
    const inside = fieldsOf(page, items, 0);
    return isList && inside !== ''
      ? inside
      : inside === ''
        ? `[${typeOf(document.resolve(items))}]`
        : `[${inside}]`;
  }
  const fields = fieldsOf(page, schema, 0);
  return isList || fields === '' ? `{${fields}}`.replace('{}', '') : fields;
}

/** The fields that travel: without what only the server writes in a body, or only takes in an answer. */
function fieldsOf(page: Page, schema: unknown, depth: number, without = 'writeOnly'): string {
  const parts = withInherited(page.document, schema);
  const required = new Set(parts.flatMap((part) => ownList(part, 'required')));
  const fields = new Map<string, unknown>();
  for (const part of parts)
    for (const [name, property] of Object.entries(ownMap(part, 'properties'))) fields.set(name, property);
  const written: string[] = [];
  for (const [name, property] of fields) {
    if (page.left < 0) break;
    if (own(property, without) === true) continue;
    page.left -= name.length;
    written.push(`${name}${required.has(name) ? '' : '?'}${shapeOf(page, name, property, depth)}`);
  }
  return written.join(', ');
}

/** A format behind all that it inherits from, each once: some inherit from each other, or from one another's thousands. */
function withInherited(document: OpenApi, schema: unknown): ReturnType<OpenApi['resolve']>[] {
  const found = new Set<ReturnType<OpenApi['resolve']>>();
  const open = [schema];
  while (open.length > 0) {
    const part = document.resolve(open.pop());
    if (found.has(part)) continue;
    found.add(part);
    open.push(...ownList(part, 'allOf'));
  }
  return [...found].reverse();
}

function shapeOf(page: Page, name: string, schema: unknown, depth: number): string {
  const { document } = page;
  const target = document.resolve(schema);
  const values = own(target, 'enum');
  if (Array.isArray(values) && values.length > 1 && values.every((value) => /^[\w.-]+$/.test(String(value))))
    return `: ${values.join(' | ')}`;
  const items = own(target, 'items');
  if (items !== undefined) {
    const inside = depth < MAX_DEPTH ? fieldsOf(page, items, depth + 1) : '';
    return inside === '' ? `: ${typeOf(document.resolve(items))}[]` : ` [${inside}]`;
  }
  const inside = depth < MAX_DEPTH ? fieldsOf(page, target, depth + 1) : '';
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
