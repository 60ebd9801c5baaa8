import type { Hints, Problem, Reading } from '../types.ts';
import { fromIntrospection, isIntrospection, looksLikeGraphql, readGraphql } from './graphql.ts';
import { readJson } from './json.ts';
import { isOpenApi, readOpenApi } from './openapi.ts';
import { listed, RefusedError, refused } from './outcome.ts';
import { checkEndpoints, checkValues } from './size.ts';
import { textOf } from './text.ts';
import { readYaml } from './yaml.ts';

/**
 * Reads a contract: OpenAPI 3, Swagger 2.0, GraphQL SDL or introspection; JSON or YAML by what is in it, whatever its
 * name. What can be read is accepted with a list of problems. Never throws for what a document holds.
 */
export function read(bytes: Uint8Array, hints: Hints = {}): Reading {
  try {
    const { text, problems } = textOf(bytes);
    const found = readText(text, hints);
    return { outcome: 'accepted', contract: found.contract, ...listed([...problems, ...found.problems]) };
  } catch (error) {
    if (error instanceof RefusedError) return refused(error.reason, error.problems);
    // "Maximum call stack size exceeded"
    if (error instanceof RangeError) return refused('too-deep');
    throw error;
  }
}

function readText(
  text: string,
  { name = '' }: Hints,
): ReturnType<typeof readOpenApi> & { problems: Problem[] } {
  if (/^\s*<(?:!doctype|html|\?xml|[a-z]+[\s>])/i.test(text)) throw new RefusedError('web-page');
  if (!/^\s*[{[]/.test(text) && looksLikeGraphql(text, name)) return readGraphql(text);
  const source = readJson(text) ?? readYaml(text);
  if (isIntrospection(source.value)) return readGraphql(fromIntrospection(source.value));
  if (!isOpenApi(source.value)) throw new RefusedError('not-a-contract');
  checkEndpoints(source.value);
  checkValues(source);
  return readOpenApi(source);
}
