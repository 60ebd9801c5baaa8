import { Kind, type TypeNode } from 'graphql';
import { type GraphqlInput, type GraphqlType, graphqlEndpoints, graphqlSchema } from '../graphql/schema.ts';
import { comment, identifiers, text } from './words.ts';

const SCALARS: Readonly<Record<string, string>> = {
  ID: 'string',
  String: 'string',
  Int: 'number',
  Float: 'number',
  Boolean: 'boolean',
  Date: 'string',
  DateTime: 'string',
  Time: 'string',
  UUID: 'string',
  Decimal: 'string',
};

/** TypeScript of every type, and `Endpoints`: the variables and the data of each query and mutation. */
export function typesOfGraphql(sdl: string): string {
  const schema = graphqlSchema(sdl);
  const roots = new Set(schema.roots.values());
  const types = [...schema.types.values()].filter(({ name }) => !roots.has(name));
  const names = identifiers(
    types.map(({ name }) => name),
    ['Endpoints'],
  );
  const typed = (type: TypeNode): string => typeOf(type, names);
  const formats = types.map(
    (type) =>
      `${comment(type.description, '')}export type ${names.get(type.name) ?? type.name} = ${bodyOf(type, names)};\n`,
  );
  const endpoints = graphqlEndpoints(schema).map(
    ({ id, field }) =>
      `${comment(field.description, '  ')}  ${text(id)}: { variables: ${inputsOf(field.inputs, names)}; data: { ${field.name}: ${typed(field.type)} } };\n`,
  );
  return [...formats, `export interface Endpoints {\n${endpoints.join('')}}\n`].join('\n');
}

function bodyOf(type: GraphqlType, names: ReadonlyMap<string, string>): string {
  if (type.kind === 'scalar') return SCALARS[type.name] ?? 'unknown';
  if (type.kind === 'enum') return [...type.values].map(text).join(' | ') || 'never';
  if (type.kind === 'union')
    return [...type.members].map((name) => names.get(name) ?? 'unknown').join(' | ') || 'never';
  if (type.kind === 'input') return inputsOf(type.inputs, names);
  const fields = [...type.fields.values()].map(
    (field) => `${comment(field.description, '  ')}  ${field.name}: ${typeOf(field.type, names)};\n`,
  );
  return `{\n${fields.join('')}}`;
}

function inputsOf(inputs: ReadonlyMap<string, GraphqlInput>, names: ReadonlyMap<string, string>): string {
  if (inputs.size === 0) return 'Record<string, never>';
  const fields = [...inputs.values()].map(({ name, type, default: value }) => {
    const isNeeded = type.kind === Kind.NON_NULL_TYPE && value === null;
    return `${name}${isNeeded ? '' : '?'}: ${typeOf(type, names)}`;
  });
  return `{ ${fields.join('; ')} }`;
}

function typeOf(type: TypeNode, names: ReadonlyMap<string, string>): string {
  if (type.kind === Kind.NON_NULL_TYPE) return bare(type.type, names);
  return `${bare(type, names)} | null`;
}

function bare(type: TypeNode, names: ReadonlyMap<string, string>): string {
  if (type.kind === Kind.NON_NULL_TYPE) return bare(type.type, names);
  if (type.kind === Kind.LIST_TYPE) {
    const inside = typeOf(type.type, names);
    return `${inside.includes(' ') ? `(${inside})` : inside}[]`;
  }
  return names.get(type.name.value) ?? SCALARS[type.name.value] ?? 'unknown';
}
