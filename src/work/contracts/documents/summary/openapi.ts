import { isOpenTo, schemesOf, waysOf } from '../compare/security.ts';
import { type View, Views } from '../compare/view.ts';
import { type Endpoint, nameOf, OpenApi } from '../openapi/document.ts';
import { type Json, own, ownList, ownMap, ownText } from '../read/source.ts';
import type { EndpointSummary, FieldSummary, Summary } from '../types.ts';
import { lintOf } from './lint.ts';

/** What a contract holds, for a card. */
export function summaryOfOpenApi(normalised: string): Summary {
  const document = new OpenApi(normalised);
  const views = new Views(document);
  const endpoints = document.endpoints();
  const info = ownMap(document.root, 'info');
  return {
    format: 'openapi',
    title: ownText(info, 'title').trim(),
    version: ownText(info, 'version').trim(),
    servers: ownList(document.root, 'servers')
      .map((server) => ownText(server, 'url'))
      .filter((url) => url !== ''),
    endpointCount: endpoints.length,
    groups: groupsOf(views, endpoints),
    formats: Object.entries(ownMap(ownMap(document.root, 'components'), 'schemas')).map(([name, schema]) => ({
      name,
      fields: fieldsOf(views, schema),
    })),
    authentication: authenticationOf(document, endpoints),
    lint: lintOf(views, endpoints),
  };
}

function groupsOf(views: Views, endpoints: readonly Endpoint[]): Summary['groups'] {
  const groups = Map.groupBy(endpoints, (endpoint) => {
    const [tag] = ownList(endpoint.operation, 'tags');
    return typeof tag === 'string' && tag.trim() !== '' ? tag.trim() : firstPart(endpoint.path);
  });
  return [...groups].map(([name, all]) => ({
    name,
    endpoints: all.map((endpoint) => endpointOf(views, endpoint)),
  }));
}

/** `/api/v1/products/{id}` -> `products`: the first part that says something. */
function firstPart(path: string): string {
  return path.split('/').find((part) => part !== '' && !/^(?:api|v\d+|\{.*\})$/i.test(part)) ?? '/';
}

function endpointOf(views: Views, endpoint: Endpoint): EndpointSummary {
  const { document } = views;
  const { operation } = endpoint;
  const body = document.schemaOf(document.resolve(own(operation, 'requestBody')));
  const parameters = endpoint.parameters
    .filter((parameter) => ['path', 'query'].includes(ownText(parameter, 'in')))
    .toSorted((a, b) => Number(ownText(b, 'in') === 'path') - Number(ownText(a, 'in') === 'path'))
    .map((parameter) => `${ownText(parameter, 'name')}${own(parameter, 'required') === true ? '' : '?'}`);
  const success = document.successOf(operation);
  return {
    id: endpoint.id,
    summary: ownText(operation, 'summary').trim(),
    needsToken: !isOpenTo(waysOf(document, operation)),
    isDeprecated: own(operation, 'deprecated') === true,
    takes: [...parameters, ...namesIn(views, body, 'readOnly')],
    gives: success === undefined ? [] : namesIn(views, document.schemaOf(success.response), 'writeOnly'),
  };
}

/** The names of an object's fields that travel, or of those in a list. */
function namesIn(views: Views, schema: unknown, without: 'readOnly' | 'writeOnly'): string[] {
  if (schema === undefined) return [];
  const view = viewOf(views, schema);
  if (view.items !== undefined) return ['[]', ...namesOf(views, viewOf(views, view.items), without)];
  return namesOf(views, view, without);
}

function namesOf(views: Views, view: View, without: 'readOnly' | 'writeOnly'): string[] {
  return [...view.properties]
    .filter(([, { schema }]) => !views.node(schema).notes.some((note) => own(note, without) === true))
    .map(([name]) => `${name}${view.required.has(name) ? '' : '?'}`);
}

function fieldsOf(views: Views, schema: unknown): FieldSummary[] {
  const view = viewOf(views, schema);
  return [...view.properties].map(([name, property]) => ({
    name,
    type: typeName(views, property.schema),
    isRequired: view.required.has(name),
  }));
}

function viewOf(views: Views, schema: unknown): View {
  return views.view(views.node(schema), '');
}

/** A type as code, the same in every language: `string`, `Product[]`, `"S" | "M"`, `string (email)`. */
function typeName(views: Views, schema: unknown, depth = 0): string {
  const node = views.node(schema);
  if (node.pointer !== null) {
    const inside = views.view(node, '');
    return inside.properties.size > 0 || inside.values === null
      ? nameOf(node.pointer)
      : typeOf(views, inside, depth);
  }
  return typeOf(views, views.view(node, ''), depth);
}

function typeOf(views: Views, view: View, depth: number): string {
  if (view.values !== null) {
    const all = [...view.values];
    return `${all.slice(0, 6).join(' | ')}${all.length > 6 ? ' | …' : ''}`;
  }
  if (view.items !== undefined) return `${depth > 3 ? '…' : typeName(views, view.items, depth + 1)}[]`;
  if (view.variants.length > 0 && depth < 3)
    return (view.variants[0] ?? [])
      .slice(0, 6)
      .map((each) => typeName(views, each, depth + 1))
      .join(' | ');
  if (view.types === null) return view.properties.size > 0 ? 'object' : 'any';
  const name = [...view.types].join(' | ');
  return view.format === '' ? name : `${name} (${view.format})`;
}

function authenticationOf(document: OpenApi, endpoints: readonly Endpoint[]): Summary['authentication'] {
  const used = new Set(
    endpoints.flatMap(({ operation }) => waysOf(document, operation).flatMap((way) => [...way.keys()])),
  );
  const schemes = schemesOf(document);
  return Object.keys(schemes)
    .filter((name) => used.has(name))
    .map((name) => authentication(document.resolve(schemes[name])));
}

function authentication(scheme: Json): Summary['authentication'][number] {
  const type = ownText(scheme, 'type');
  const kind = ownText(scheme, 'scheme').toLowerCase();
  if (type === 'http' && kind === 'bearer') return { kind: 'bearer', values: {} };
  if (type === 'http' && kind === 'basic') return { kind: 'basic', values: {} };
  if (type === 'apiKey')
    return { kind: 'key', values: { name: ownText(scheme, 'name'), place: ownText(scheme, 'in') } };
  if (type === 'oauth2') return { kind: 'oauth2', values: {} };
  if (type === 'openIdConnect') return { kind: 'openid', values: {} };
  return { kind: 'other', values: { name: `${type} ${kind}`.trim() } };
}
