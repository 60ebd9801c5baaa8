import {
  type ConstDirectiveNode,
  type DefinitionNode,
  type DirectiveDefinitionNode,
  type FieldDefinitionNode,
  type InputValueDefinitionNode,
  Kind,
  parse,
  print,
  type TypeNode,
} from 'graphql';
import { rootTypes } from './words.ts';

export type TypeKind = 'object' | 'interface' | 'input' | 'enum' | 'union' | 'scalar';

/** A type with all its extensions. */
export interface GraphqlType {
  readonly name: string;
  readonly kind: TypeKind;
  readonly description: string;
  /** Of objects and interfaces. */
  readonly fields: Map<string, GraphqlField>;
  /** Of inputs. */
  readonly inputs: Map<string, GraphqlInput>;
  readonly values: Set<string>;
  /** What a union may be. */
  readonly members: Set<string>;
  readonly interfaces: Set<string>;
}

export interface GraphqlField {
  readonly name: string;
  readonly description: string;
  readonly type: TypeNode;
  readonly inputs: Map<string, GraphqlInput>;
  readonly isDeprecated: boolean;
}

export interface GraphqlInput {
  readonly name: string;
  readonly type: TypeNode;
  /** As written; null without one. */
  readonly default: string | null;
  readonly isDeprecated: boolean;
}

export interface GraphqlDirective {
  readonly inputs: Map<string, GraphqlInput>;
  readonly locations: ReadonlySet<string>;
  readonly isRepeatable: boolean;
}

export interface GraphqlSchema {
  readonly types: Map<string, GraphqlType>;
  readonly directives: Map<string, GraphqlDirective>;
  /** `query` -> the type whose fields are the queries. */
  readonly roots: ReadonlyMap<string, string>;
}

const KINDS: Readonly<Record<string, TypeKind>> = {
  [Kind.OBJECT_TYPE_DEFINITION]: 'object',
  [Kind.OBJECT_TYPE_EXTENSION]: 'object',
  [Kind.INTERFACE_TYPE_DEFINITION]: 'interface',
  [Kind.INTERFACE_TYPE_EXTENSION]: 'interface',
  [Kind.INPUT_OBJECT_TYPE_DEFINITION]: 'input',
  [Kind.INPUT_OBJECT_TYPE_EXTENSION]: 'input',
  [Kind.ENUM_TYPE_DEFINITION]: 'enum',
  [Kind.ENUM_TYPE_EXTENSION]: 'enum',
  [Kind.UNION_TYPE_DEFINITION]: 'union',
  [Kind.UNION_TYPE_EXTENSION]: 'union',
  [Kind.SCALAR_TYPE_DEFINITION]: 'scalar',
  [Kind.SCALAR_TYPE_EXTENSION]: 'scalar',
};

/** Reads normalised SDL. */
export function graphqlSchema(sdl: string): GraphqlSchema {
  const { definitions } = parse(sdl, { noLocation: true });
  const types = new Map<string, GraphqlType>();
  const directives = new Map<string, GraphqlDirective>();
  for (const definition of definitions) {
    if (definition.kind === Kind.DIRECTIVE_DEFINITION)
      directives.set(definition.name.value, directiveOf(definition));
    else addType(types, definition);
  }
  return { types, directives, roots: rootTypes(definitions) };
}

function addType(types: Map<string, GraphqlType>, definition: DefinitionNode): void {
  const kind = KINDS[definition.kind];
  if (kind === undefined || !('name' in definition) || definition.name === undefined) return;
  const name = definition.name.value;
  const type =
    types.get(name) ??
    emptyType(name, kind, 'description' in definition ? (definition.description?.value ?? '') : '');
  types.set(name, type);
  if ('interfaces' in definition)
    for (const each of definition.interfaces ?? []) type.interfaces.add(each.name.value);
  if ('types' in definition) for (const each of definition.types ?? []) type.members.add(each.name.value);
  if ('values' in definition) for (const each of definition.values ?? []) type.values.add(each.name.value);
  if (!('fields' in definition)) return;
  for (const field of definition.fields ?? []) {
    if (field.kind === Kind.FIELD_DEFINITION) type.fields.set(field.name.value, fieldOf(field));
    else type.inputs.set(field.name.value, inputOf(field));
  }
}

function emptyType(name: string, kind: TypeKind, description: string): GraphqlType {
  return {
    name,
    kind,
    description,
    fields: new Map(),
    inputs: new Map(),
    values: new Set(),
    members: new Set(),
    interfaces: new Set(),
  };
}

function fieldOf(field: FieldDefinitionNode): GraphqlField {
  return {
    name: field.name.value,
    description: field.description?.value ?? '',
    type: field.type,
    inputs: inputsOf(field.arguments),
    isDeprecated: isDeprecated(field.directives),
  };
}

function inputsOf(nodes: readonly InputValueDefinitionNode[] | undefined): Map<string, GraphqlInput> {
  return new Map((nodes ?? []).map((node) => [node.name.value, inputOf(node)]));
}

function inputOf(node: InputValueDefinitionNode): GraphqlInput {
  return {
    name: node.name.value,
    type: node.type,
    default: node.defaultValue === undefined ? null : print(node.defaultValue),
    isDeprecated: isDeprecated(node.directives),
  };
}

function directiveOf(node: DirectiveDefinitionNode): GraphqlDirective {
  return {
    inputs: inputsOf(node.arguments),
    locations: new Set(node.locations.map(({ value }) => value)),
    isRepeatable: node.repeatable,
  };
}

function isDeprecated(directives: readonly ConstDirectiveNode[] | undefined): boolean {
  return (directives ?? []).some(({ name }) => name.value === 'deprecated');
}

export interface GraphqlEndpoint {
  /** `query products` */
  readonly id: string;
  readonly operation: string;
  readonly field: GraphqlField;
  /** The type it is a field of. */
  readonly root: string;
}

/** Every query, mutation and subscription, in the document's order. */
export function graphqlEndpoints(schema: GraphqlSchema): GraphqlEndpoint[] {
  return ['query', 'mutation', 'subscription'].flatMap((operation) => {
    const root = schema.roots.get(operation) ?? '';
    return [...(schema.types.get(root)?.fields.values() ?? [])].map((field) => ({
      id: `${operation} ${field.name}`,
      operation,
      field,
      root,
    }));
  });
}
