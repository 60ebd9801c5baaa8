import { typesOfGraphql } from './graphql.ts';
import { typesOfOpenApi } from './openapi.ts';

/** A normalised contract as TypeScript: one file, nothing to install. */
export function types(normalised: string): string {
  return normalised.startsWith('{') ? typesOfOpenApi(normalised) : typesOfGraphql(normalised);
}
