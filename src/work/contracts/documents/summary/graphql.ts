import { print } from 'graphql';
import {
  type GraphqlEndpoint,
  type GraphqlInput,
  type GraphqlSchema,
  graphqlEndpoints,
  graphqlSchema,
} from '../graphql/schema.ts';
import { namedType } from '../graphql/words.ts';
import type { EndpointSummary, Summary } from '../types.ts';

/** What a GraphQL schema holds, for a card: queries, mutations and subscriptions are its endpoints. */
export function summaryOfGraphql(sdl: string): Summary {
  const schema = graphqlSchema(sdl);
  const endpoints = graphqlEndpoints(schema);
  const roots = new Set(schema.roots.values());
  return {
    format: 'graphql',
    title: '',
    version: '',
    servers: [],
    endpointCount: endpoints.length,
    groups: [...Map.groupBy(endpoints, ({ operation }) => operation)].map(([name, all]) => ({
      name,
      endpoints: all.map((endpoint) => summaryOf(schema, endpoint)),
    })),
    formats: [...schema.types.values()]
      .filter(({ name, kind }) => !roots.has(name) && kind !== 'scalar')
      .map((type) => ({
        name: type.name,
        fields: [
          ...[...type.fields.values(), ...type.inputs.values()].map((field) => ({
            name: field.name,
            type: print(field.type).replace(/!$/, ''),
            isRequired: print(field.type).endsWith('!'),
          })),
          ...[...type.values, ...type.members].map((name) => ({ name, type: type.kind, isRequired: false })),
        ],
      })),
    authentication: [],
    lint: lintOf(endpoints),
  };
}

function summaryOf(schema: GraphqlSchema, { id, field }: GraphqlEndpoint): EndpointSummary {
  const type = schema.types.get(namedType(field.type));
  const text = print(field.type);
  return {
    id,
    summary: field.description.split('\n')[0] ?? '',
    needsToken: false,
    isDeprecated: field.isDeprecated,
    takes: [...field.inputs.values()].map(nameOf),
    gives: [
      ...(text.startsWith('[') ? ['[]'] : []),
      ...[...(type?.fields.values() ?? [])].map(
        (each) => `${each.name}${print(each.type).endsWith('!') ? '' : '?'}`,
      ),
    ],
  };
}

function nameOf({ name, type, default: value }: GraphqlInput): string {
  return `${name}${print(type).endsWith('!') && value === null ? '' : '?'}`;
}

/** A query that answers with a list and takes nothing to ask for a part of it. */
function lintOf(endpoints: readonly GraphqlEndpoint[]): Summary['lint'] {
  const whole = endpoints.filter(
    ({ operation, field }) =>
      operation === 'query' &&
      print(field.type).startsWith('[') &&
      ![...field.inputs.keys()].some((name) => /page|limit|offset|cursor|after|skip|take|first/i.test(name)),
  );
  const [first] = whole;
  if (first === undefined) return [];
  return [
    { rule: 'no-pagination', values: { count: whole.length, total: endpoints.length, example: first.id } },
  ];
}
