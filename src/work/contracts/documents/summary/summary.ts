import type { Summary } from '../types.ts';
import { summaryOfGraphql } from './graphql.ts';
import { summaryOfOpenApi } from './openapi.ts';

/** What a normalised contract holds. */
export function summary(normalised: string): Summary {
  return normalised.startsWith('{') ? summaryOfOpenApi(normalised) : summaryOfGraphql(normalised);
}
