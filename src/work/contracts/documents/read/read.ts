import { fromLines } from '../lines/from-lines.ts';
import { looksLikeLines } from '../lines/grammar.ts';
import type { Hints, Problem, Reading } from '../types.ts';
import { readJson } from './json.ts';
import { isIntrospection, isPostman, looksLikeGraphql } from './kind.ts';
import { isOpenApi, readOpenApi } from './openapi.ts';
import { listed, RefusedError, refused } from './outcome.ts';
import { checkEndpoints, checkValues } from './size.ts';
import { textOf } from './text.ts';

/**
 * Reads a contract: OpenAPI 3, Swagger 2.0, GraphQL SDL or introspection, or lines as they are typed; JSON or YAML by
 * what is in it, whatever its name. What can be read is accepted with a list of problems. Never throws for what a document holds.
 */
export async function read(bytes: Uint8Array, hints: Hints = {}): Promise<Reading> {
  try {
    const { text, problems } = textOf(bytes);
    if (looksLikeLines(text)) return fromLines(text, 'API');
    const found = await readText(text, hints);
    return { outcome: 'accepted', contract: found.contract, ...listed([...problems, ...found.problems]) };
  } catch (error) {
    if (error instanceof RefusedError) return refused(error.reason, error.problems);
    // "Maximum call stack size exceeded"
    if (error instanceof RangeError) return refused('too-deep');
    throw error;
  }
}

/** YAML and GraphQL are loaded where they are needed: each takes as long as reading a contract. */
async function readText(
  text: string,
  { name = '' }: Hints,
): Promise<ReturnType<typeof readOpenApi> & { problems: Problem[] }> {
  if (/^\s*<(?:!doctype|html|\?xml|[a-z]+[\s>])/i.test(text)) throw new RefusedError('web-page');
  if (!/^\s*[{[]/.test(text) && looksLikeGraphql(text, name))
    return (await import('./graphql.ts')).readGraphql(text);
  const source = readJson(text) ?? (await import('./yaml.ts')).readYaml(text);
  if (isIntrospection(source.value)) {
    const { fromIntrospection, readGraphql } = await import('./graphql.ts');
    return readGraphql(fromIntrospection(source.value));
  }
  if (!isOpenApi(source.value))
    throw new RefusedError(isPostman(source.value) ? 'postman' : 'not-a-contract');
  checkEndpoints(source.value);
  checkValues(source);
  return readOpenApi(source);
}
