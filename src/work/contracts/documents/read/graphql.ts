import {
  buildClientSchema,
  type DocumentNode,
  GraphQLError,
  isTypeSystemDefinitionNode,
  isTypeSystemExtensionNode,
  Kind,
  parse,
  print,
  printSchema,
  Source,
  visit,
} from 'graphql';
import { BUILT_IN, namedType, rootTypes } from '../graphql/words.ts';
import { type Contract, LIMITS, type Problem } from '../types.ts';
import { contractOf } from './hash.ts';
import { RefusedError } from './outcome.ts';
import { isMap, own, ownMap } from './source.ts';

const MAX_TOKENS = 200_000;

/** @throws RefusedError when it cannot be parsed, or holds queries instead of types. */
export function readGraphql(text: string): { contract: Contract; problems: Problem[] } {
  const document = parsed(text);
  const types = document.definitions.filter(
    (each) => isTypeSystemDefinitionNode(each) || isTypeSystemExtensionNode(each),
  );
  if (types.length === 0) throw new RefusedError('graphql-operations');
  const problems = problemsOf({ ...document, definitions: types });
  // Comments go, descriptions stay; the same types give the same text.
  const normalised = print({ ...document, definitions: types });
  const roots = rootTypes(types);
  const names = new Set(roots.values());
  let endpointCount = 0;
  for (const each of types)
    if (
      (each.kind === Kind.OBJECT_TYPE_DEFINITION || each.kind === Kind.OBJECT_TYPE_EXTENSION) &&
      names.has(each.name.value)
    )
      endpointCount += each.fields?.length ?? 0;
  if (endpointCount > LIMITS.endpoints) throw new RefusedError('too-many-endpoints');
  if (roots.size === 0) problems.push({ rule: 'graphql-no-query', line: null, values: {} });
  return {
    contract: contractOf({
      format: 'graphql',
      normalised,
      value: normalised,
      title: '',
      version: '',
      endpointCount,
    }),
    problems,
  };
}

/** Introspection written out as SDL. */
export function fromIntrospection(value: unknown): string {
  const data = isMap(own(value, '__schema')) ? value : ownMap(value, 'data');
  try {
    return printSchema(buildClientSchema(data as never, { assumeValid: true }));
  } catch (error) {
    if (error instanceof RangeError) throw error;
    throw new RefusedError('not-a-contract');
  }
}

function parsed(text: string): DocumentNode {
  try {
    return parse(new Source(text), { maxTokens: MAX_TOKENS });
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    if (error.message.startsWith('Syntax Error: Document contains more than'))
      throw new RefusedError('too-many-values');
    const line = error.locations?.[0]?.line ?? null;
    const written = text.split('\n')[(line ?? 1) - 1] ?? '';
    throw new RefusedError('syntax', [
      { rule: 'syntax', line, values: { text: written.trim().slice(0, 60) } },
    ]);
  }
}

/** Names that are defined twice or nowhere: once through, each name looked up in a set. */
function problemsOf(document: DocumentNode): Problem[] {
  const problems: Problem[] = [];
  const defined = new Set(BUILT_IN);
  for (const each of document.definitions) {
    if (
      !isTypeSystemDefinitionNode(each) ||
      each.kind === Kind.SCHEMA_DEFINITION ||
      each.kind === Kind.DIRECTIVE_DEFINITION
    )
      continue;
    if (defined.has(each.name.value))
      problems.push({
        rule: 'graphql-twice',
        line: each.loc?.startToken.line ?? null,
        values: { name: each.name.value },
      });
    defined.add(each.name.value);
  }
  const told = new Set<string>();
  visit(document, {
    NamedType(node) {
      const name = namedType(node);
      if (defined.has(name) || told.has(name)) return;
      told.add(name);
      problems.push({
        rule: 'graphql-unknown-type',
        line: node.loc?.startToken.line ?? null,
        values: { name },
      });
    },
  });
  return problems;
}
