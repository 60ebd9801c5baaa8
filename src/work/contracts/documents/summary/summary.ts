import type { Summary } from '../types.ts';

/** What a normalised contract holds. What reads GraphQL is loaded for GraphQL alone: it takes as long as the work. */
export async function summary(normalised: string): Promise<Summary> {
  if (!normalised.startsWith('{')) return (await import('./graphql.ts')).summaryOfGraphql(normalised);
  return (await import('./openapi.ts')).summaryOfOpenApi(normalised);
}
