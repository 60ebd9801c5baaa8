import { type DefinitionNode, Kind, type TypeNode } from 'graphql';

export const BUILT_IN = ['ID', 'String', 'Int', 'Float', 'Boolean'];

/** The name inside `[Product!]!`. */
export function namedType(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedType(type.type);
}

/** Where GraphQL operations live: `query`, `mutation`, `subscription` and the types they are fields of. */
export function rootTypes(definitions: readonly DefinitionNode[]): Map<string, string> {
  const roots = new Map<string, string>();
  let isNamed = false;
  for (const definition of definitions) {
    if (definition.kind !== Kind.SCHEMA_DEFINITION && definition.kind !== Kind.SCHEMA_EXTENSION) continue;
    isNamed ||= definition.kind === Kind.SCHEMA_DEFINITION;
    for (const { operation, type } of definition.operationTypes ?? []) roots.set(operation, type.name.value);
  }
  if (isNamed) return roots;
  const names = new Set(
    definitions.flatMap((each) => ('name' in each && each.name ? [each.name.value] : [])),
  );
  for (const operation of ['query', 'mutation', 'subscription']) {
    const name = `${operation[0]?.toUpperCase() ?? ''}${operation.slice(1)}`;
    if (!roots.has(operation) && names.has(name)) roots.set(operation, name);
  }
  return roots;
}
