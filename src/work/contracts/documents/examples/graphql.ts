import { Kind, type TypeNode } from 'graphql';
import {
  type GraphqlEndpoint,
  type GraphqlSchema,
  graphqlEndpoints,
  graphqlSchema,
} from '../graphql/schema.ts';
import { namedType } from '../graphql/words.ts';
import { exampleNumber, exampleText } from './values.ts';

const MAX_VALUES = 60_000;
const MAX_DEPTH = 3;

/** A query and its answer for each query and mutation: JSON by endpoint. */
export function examplesOfGraphql(sdl: string): string {
  const schema = graphqlSchema(sdl);
  const budget = { left: MAX_VALUES };
  const endpoints = graphqlEndpoints(schema).map((endpoint) => [
    endpoint.id,
    exampleOf(schema, budget, endpoint),
  ]);
  return `${JSON.stringify(Object.fromEntries(endpoints), null, 2)}\n`;
}

interface Budget {
  left: number;
}

function exampleOf(schema: GraphqlSchema, budget: Budget, { field, operation }: GraphqlEndpoint): unknown {
  const variables = Object.fromEntries(
    [...field.inputs.values()].map(({ name, type }) => [
      name,
      inputValue(schema, budget, type, { name, depth: 0 }),
    ]),
  );
  const data = outputValue(schema, budget, field.type, { name: field.name, depth: 0 });
  return {
    query: queryOf(operation, field.name, [...field.inputs.values()], data),
    variables,
    data: { [field.name]: data },
  };
}

function queryOf(
  operation: string,
  name: string,
  inputs: readonly { name: string; type: TypeNode }[],
  data: unknown,
): string {
  const declared = inputs.map((input) => `$${input.name}: ${written(input.type)}`).join(', ');
  const passed = inputs.map((input) => `${input.name}: $${input.name}`).join(', ');
  return `${operation}${declared === '' ? '' : `(${declared})`} { ${name}${passed === '' ? '' : `(${passed})`}${selection(data)} }`;
}

function written(type: TypeNode): string {
  if (type.kind === Kind.NON_NULL_TYPE) return `${written(type.type)}!`;
  return type.kind === Kind.LIST_TYPE ? `[${written(type.type)}]` : type.name.value;
}

/** The fields of an answer, as a query asks for them; of a union, those of the one type it shows. */
function selection(data: unknown): string {
  const one: unknown = Array.isArray(data) ? selectable(data[0]) : selectable(data);
  if (one === undefined) return '';
  const { __typename: type, ...fields } = one as Record<string, unknown>;
  const names = Object.entries(fields)
    .map(([name, value]) => `${name}${selection(value)}`)
    .join(' ');
  if (typeof type !== 'string') return ` { ${names === '' ? '__typename' : names} }`;
  return ` { __typename${names === '' ? '' : ` ... on ${type} { ${names} }`} }`;
}

function selectable(data: unknown): object | undefined {
  if (Array.isArray(data)) return selectable(data[0]);
  return typeof data === 'object' && data !== null ? data : undefined;
}

interface At {
  readonly name: string;
  readonly depth: number;
}

function outputValue(schema: GraphqlSchema, budget: Budget, type: TypeNode, at: At): unknown {
  if (isList(type)) return [outputValue(schema, budget, inside(type), at)];
  budget.left -= 1;
  const named = schema.types.get(namedType(type));
  if (named === undefined || named.kind === 'scalar') return scalar(namedType(type), at.name);
  if (named.kind === 'enum') return [...named.values][0] ?? null;
  const shape = named.kind === 'union' ? schema.types.get([...named.members][0] ?? '') : named;
  // What leads further ends somewhere, and a field that must be told something is not asked for in passing.
  const fields = [...(shape?.fields.values() ?? [])].filter((field) => {
    if (
      [...field.inputs.values()].some(
        ({ type: input, default: value }) => input.kind === Kind.NON_NULL_TYPE && value === null,
      )
    )
      return false;
    const next = schema.types.get(namedType(field.type));
    const isPlain = next === undefined || next.kind === 'scalar' || next.kind === 'enum';
    return isPlain || (at.depth < MAX_DEPTH - 1 && budget.left > 0);
  });
  const values = fields.map((field) => [
    field.name,
    outputValue(schema, budget, field.type, { name: field.name, depth: at.depth + 1 }),
  ]);
  return {
    ...(named.kind === 'union' ? { __typename: shape?.name ?? '' } : {}),
    ...(Object.fromEntries(values) as object),
  };
}

function inputValue(schema: GraphqlSchema, budget: Budget, type: TypeNode, at: At): unknown {
  if (isList(type)) return [inputValue(schema, budget, inside(type), at)];
  budget.left -= 1;
  const named = schema.types.get(namedType(type));
  if (named === undefined || named.kind === 'scalar') return scalar(namedType(type), at.name);
  if (named.kind === 'enum') return [...named.values][0] ?? null;
  const inputs = [...named.inputs.values()].filter(
    ({ type: next }) => next.kind === Kind.NON_NULL_TYPE || (at.depth < 1 && budget.left > 0),
  );
  if (at.depth > 6) return {};
  return Object.fromEntries(
    inputs.map((input) => [
      input.name,
      inputValue(schema, budget, input.type, { name: input.name, depth: at.depth + 1 }),
    ]),
  );
}

function isList(type: TypeNode): boolean {
  return (
    type.kind === Kind.LIST_TYPE || (type.kind === Kind.NON_NULL_TYPE && type.type.kind === Kind.LIST_TYPE)
  );
}

function inside(type: TypeNode): TypeNode {
  if (type.kind === Kind.NON_NULL_TYPE) return inside(type.type);
  return type.kind === Kind.LIST_TYPE ? type.type : type;
}

function scalar(type: string, name: string): unknown {
  if (type === 'Int') return exampleNumber(name, {}, true);
  if (type === 'Float') return exampleNumber(name, {}, false);
  if (type === 'Boolean') return true;
  if (type === 'ID') return '1';
  return exampleText(/date/i.test(type) ? `${name}_at` : name, {});
}
