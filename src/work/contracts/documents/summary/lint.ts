import type { Views } from '../compare/view.ts';
import type { Endpoint } from '../openapi/document.ts';
import { own, ownList, ownMap, ownText } from '../read/source.ts';
import type { LintRule, Summary, Values } from '../types.ts';

/** What a frontend would miss, worst first: each told once, with how many endpoints and one of them. */
export function lintOf(views: Views, endpoints: readonly Endpoint[]): Summary['lint'] {
  const { document } = views;
  const found: { rule: LintRule; values: Values }[] = [];
  const tell = (rule: LintRule, lacking: readonly Endpoint[]): void => {
    const [first] = lacking;
    if (first !== undefined)
      found.push({ rule, values: { count: lacking.length, total: endpoints.length, example: first.id } });
  };
  tell(
    'no-answer-format',
    endpoints.filter((endpoint) => answersWithout(views, endpoint)),
  );
  tell(
    'no-error-responses',
    endpoints.filter(
      ({ operation }) =>
        !Object.keys(ownMap(operation, 'responses')).some((status) => /^(?:[45]|default)/.test(status)),
    ),
  );
  tell(
    'no-pagination',
    endpoints.filter((endpoint) => isWholeList(views, endpoint)),
  );
  tell(
    'no-examples',
    endpoints.filter((endpoint) => endpoint.method !== 'delete' && !hasExample(views, endpoint)),
  );
  if (endpoints.length > 0 && ownList(document.root, 'servers').length === 0)
    found.push({ rule: 'no-servers', values: {} });
  return found;
}

/** It answers with something, and nothing says what. */
function answersWithout({ document }: Views, { operation, method }: Endpoint): boolean {
  const success = document.successOf(operation);
  if (success === undefined)
    return Object.keys(ownMap(operation, 'responses')).length > 0 && method === 'get';
  if (success.status === '204' || success.status === '205' || method === 'delete' || method === 'head')
    return false;
  return document.schemaOf(success.response) === undefined;
}

/** A GET that answers with a list and takes nothing to ask for a part of it. */
function isWholeList(views: Views, { operation, method, parameters }: Endpoint): boolean {
  const success = views.document.successOf(operation);
  if (method !== 'get' || success === undefined) return false;
  const schema = views.document.schemaOf(success.response);
  if (schema === undefined || views.view(views.node(schema), '').items === undefined) return false;
  return !parameters.some((parameter) =>
    /page|limit|offset|cursor|after|skip|take|first|per_?page/i.test(ownText(parameter, 'name')),
  );
}

/** An example for the answer, or in the format that it is. */
function hasExample(views: Views, { operation }: Endpoint): boolean {
  const success = views.document.successOf(operation);
  if (success === undefined) return true;
  const medias = Object.values(ownMap(success.response, 'content'));
  if (medias.length === 0) return true;
  return medias.some((media) => {
    const schema = own(media, 'schema');
    const node = views.node(schema);
    const view = views.view(node, '');
    const inside = view.items === undefined ? [] : [views.node(view.items).schema];
    return [
      media,
      schema,
      node.schema,
      ...inside,
      ...[...view.properties.values()].map((property) => property.schema),
    ].some((each) => own(each, 'example') !== undefined || own(each, 'examples') !== undefined);
  });
}
