import type { Comparison } from '../types.ts';
import { compareGraphql } from './graphql.ts';
import { compareOpenApi } from './openapi.ts';

/** Compares two normalised contracts of any format; see `compareOpenApi`. */
export function compare(before: string, after: string, today: string): Comparison {
  const [isJson, isJsonToo] = [before, after].map((text) => text.startsWith('{'));
  if (isJson !== isJsonToo) return { outcome: 'not-compared', reason: 'other-format' };
  return isJson === true ? compareOpenApi(before, after, today) : compareGraphql(before, after, today);
}
