import { examplesOfGraphql } from './graphql.ts';
import { examplesOfOpenApi } from './openapi.ts';

/** Example requests and answers of every endpoint of a normalised contract, as JSON. */
export function examples(normalised: string): string {
  return normalised.startsWith('{') ? examplesOfOpenApi(normalised) : examplesOfGraphql(normalised);
}
