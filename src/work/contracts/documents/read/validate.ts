import { valueAt } from '../openapi/document.ts';
import type { Problem, ProblemRule, Values } from '../types.ts';
import { checkSchema, isUnknownWord, type WordPlace } from './schemas.ts';
import { isMap, type Json, own, ownList, ownMap, ownText, type Path, type Source } from './source.ts';

/** What the checks of one document share. */
export interface Check {
  readonly root: unknown;
  /** Whether the document is Swagger 2.0, whose schemas stand elsewhere. */
  readonly isSwagger: boolean;
  report(rule: ProblemRule, path: Path, values?: Values): void;
}

/** What a learner should mend in an OpenAPI or Swagger document: nothing that keeps it from being read. */
export function problemsOf(source: Source): Problem[] {
  const problems: Problem[] = [];
  const root = source.value;
  const check: Check = {
    root,
    isSwagger: ownText(root, 'swagger') !== '',
    report: (rule, path, values = {}) => problems.push({ rule, line: source.lineOf(path), values }),
  };
  checkHead(check);
  checkReferences(check);
  const ids = new Map<string, string>();
  checkPaths(check, ids);
  checkComponents(check);
  return problems;
}

function checkHead(check: Check): void {
  const { root } = check;
  if (ownText(root, 'openapi') === '' && !check.isSwagger) check.report('no-version', []);
  if (ownText(ownMap(root, 'info'), 'title').trim() === '') check.report('no-title', ['info', 'title']);
  if (!isMap(own(root, 'paths')) && !isMap(own(root, 'webhooks'))) check.report('no-paths', ['paths']);
  words(check, 'document', root, []);
}

/** Every reference leads to something inside the document. */
function checkReferences(check: Check): void {
  const walk = (value: unknown, path: (string | number)[]): void => {
    if (Array.isArray(value)) for (const [index, each] of value.entries()) walk(each, [...path, index]);
    if (!isMap(value)) return;
    const reference = own(value, '$ref');
    if (typeof reference === 'string') checkReference(check, reference, [...path, '$ref']);
    for (const [key, each] of Object.entries(value)) {
      // Examples are data: a `$ref` in them is a word of theirs.
      if (key !== 'example' && key !== 'examples' && key !== 'default' && typeof each === 'object')
        walk(each, [...path, key]);
    }
  };
  walk(check.root, []);
}

function checkReference(check: Check, reference: string, path: Path): void {
  const values = { reference: reference.slice(0, 100) };
  if (!reference.startsWith('#')) {
    check.report('reference-outside', path, values);
    return;
  }
  const seen = new Set<string>();
  for (let next: unknown = reference; typeof next === 'string'; ) {
    if (seen.has(next)) {
      check.report('reference-circle', path, values);
      return;
    }
    seen.add(next);
    const target = valueAt(check.root, next);
    if (target === undefined) {
      check.report('reference-nowhere', path, values);
      return;
    }
    next = own(target, '$ref');
  }
}

function checkPaths(check: Check, ids: Map<string, string>): void {
  const templates = new Map<string, string>();
  for (const [name, item] of Object.entries(ownMap(check.root, 'paths'))) {
    if (name.startsWith('x-')) continue;
    const path = ['paths', name];
    if (!isMap(item)) {
      check.report('not-a-map', path, { name });
      continue;
    }
    if (!name.startsWith('/')) check.report('path-no-slash', path, { path: name });
    const template = name.replaceAll(/\{[^{}]*\}/g, '{}');
    const twin = templates.get(template);
    if (twin !== undefined) check.report('path-twice', path, { path: name, other: twin });
    templates.set(template, name);
    words(check, 'item', item, path);
    checkParameters(check, item, path);
    for (const method of METHODS) {
      const operation = own(item, method);
      if (isMap(operation)) checkOperation(check, { name, item, method, operation, ids });
    }
  }
}

const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace', 'query'];

function checkOperation(
  check: Check,
  given: { name: string; item: Json; method: string; operation: Json; ids: Map<string, string> },
): void {
  const { name, item, method, operation, ids } = given;
  const path = ['paths', name, method];
  const endpoint = `${method.toUpperCase()} ${name}`;
  words(check, 'operation', operation, path);
  checkParameters(check, operation, path);
  checkPathParameters(check, { name, item, operation, path, endpoint });
  const id = ownText(operation, 'operationId');
  const other = ids.get(id);
  if (id !== '' && other !== undefined)
    check.report('operation-id-twice', [...path, 'operationId'], { id, other });
  if (id !== '') ids.set(id, endpoint);
  const responses = ownMap(operation, 'responses');
  if (Object.keys(responses).length === 0) check.report('no-responses', path, { endpoint });
  for (const [status, response] of Object.entries(responses))
    checkResponse(check, response, [...path, 'responses', status], { status, endpoint });
  checkBody(check, own(operation, 'requestBody'), [...path, 'requestBody']);
  checkSecurity(check, operation, path);
}

function checkPathParameters(
  check: Check,
  given: { name: string; item: Json; operation: Json; path: Path; endpoint: string },
): void {
  const { name, item, operation, path, endpoint } = given;
  const inTemplate = [...name.matchAll(/\{([^{}]*)\}/g)].map(([, parameter = '']) => parameter);
  const declared = [...ownList(item, 'parameters'), ...ownList(operation, 'parameters')]
    .map((each) => target(check, each))
    .filter((parameter) => ownText(parameter, 'in') === 'path')
    .map((parameter) => ownText(parameter, 'name'));
  for (const each of inTemplate)
    if (!declared.includes(each)) check.report('path-parameter-missing', path, { parameter: each, endpoint });
  for (const each of declared)
    if (!inTemplate.includes(each))
      check.report('path-parameter-unused', path, { parameter: each, endpoint });
}

function checkParameters(check: Check, holder: Json, path: Path): void {
  for (const [index, each] of ownList(holder, 'parameters').entries())
    checkParameter(check, each, [...path, 'parameters', index]);
}

function checkParameter(check: Check, value: unknown, path: Path): void {
  if (own(value, '$ref') !== undefined) return;
  const name = ownText(value, 'name');
  const place = ownText(value, 'in');
  if (name === '' || !PLACES.includes(place)) check.report('parameter-incomplete', path, { name });
  if (place === 'path' && own(value, 'required') !== true)
    check.report('parameter-optional-in-path', path, { name });
  if (check.isSwagger) {
    checkSchema(check, own(value, 'schema'), [...path, 'schema']);
    return;
  }
  words(check, 'parameter', value, path);
  checkSchema(check, own(value, 'schema'), [...path, 'schema']);
  checkContent(check, value, path);
}

const PLACES = ['query', 'header', 'path', 'cookie', 'querystring', 'body', 'formData'];

function checkResponse(check: Check, value: unknown, path: Path, values: Values): void {
  if (own(value, '$ref') !== undefined) return;
  if (!isMap(value)) {
    check.report('not-a-map', path, { name: String(path.at(-1)) });
    return;
  }
  if (typeof own(value, 'description') !== 'string') check.report('response-no-description', path, values);
  checkSchema(check, own(value, 'schema'), [...path, 'schema']);
  words(check, 'response', value, path);
  checkContent(check, value, path);
  for (const [name, header] of Object.entries(ownMap(value, 'headers')))
    checkSchema(check, own(header, 'schema'), [...path, 'headers', name, 'schema']);
}

function checkBody(check: Check, value: unknown, path: Path): void {
  if (value === undefined || own(value, '$ref') !== undefined) return;
  words(check, 'body', value, path);
  checkContent(check, value, path);
}

function checkContent(check: Check, holder: unknown, path: Path): void {
  for (const [type, media] of Object.entries(ownMap(holder, 'content'))) {
    const inside = [...path, 'content', type];
    if (!type.includes('/')) {
      check.report('not-a-media-type', inside, { type });
      continue;
    }
    words(check, 'media', media, inside);
    checkSchema(check, own(media, 'schema'), [...inside, 'schema']);
  }
}

function checkSecurity(check: Check, holder: unknown, path: Path): void {
  const schemes = check.isSwagger
    ? ownMap(check.root, 'securityDefinitions')
    : ownMap(ownMap(check.root, 'components'), 'securitySchemes');
  for (const requirement of ownList(holder, 'security'))
    for (const name of Object.keys(isMap(requirement) ? requirement : {}))
      if (!Object.hasOwn(schemes, name)) check.report('security-unknown', [...path, 'security'], { name });
}

function checkComponents(check: Check): void {
  checkSecurity(check, check.root, []);
  if (check.isSwagger) {
    for (const [name, schema] of Object.entries(ownMap(check.root, 'definitions')))
      checkSchema(check, schema, ['definitions', name]);
    return;
  }
  const components = ownMap(check.root, 'components');
  for (const [kind, all] of Object.entries(components)) {
    for (const [name, value] of Object.entries(isMap(all) && !kind.startsWith('x-') ? all : {})) {
      const path = ['components', kind, name];
      if (!/^[\w.-]+$/.test(name)) check.report('component-name', path, { name });
      if (kind === 'schemas') checkSchema(check, value, path);
      else if (kind === 'parameters') checkParameter(check, value, path);
      else if (kind === 'responses') checkResponse(check, value, path, { status: name, endpoint: name });
      else if (kind === 'requestBodies') checkBody(check, value, path);
    }
  }
}

/** Words that look like a mistyped one of the specification. */
export function words(check: Check, place: WordPlace, value: unknown, path: Path): void {
  if (check.isSwagger || !isMap(value) || own(value, '$ref') !== undefined) return;
  for (const key of Object.keys(value)) {
    const meant = isUnknownWord(place, key, value);
    if (meant !== undefined) check.report('unknown-word', [...path, key], { word: key, meant });
  }
}

function target(check: Check, value: unknown): unknown {
  const reference = own(value, '$ref');
  return typeof reference === 'string' ? valueAt(check.root, reference) : value;
}
