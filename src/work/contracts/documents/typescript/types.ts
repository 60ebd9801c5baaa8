/** A normalised contract as TypeScript: one file, nothing to install. */
export async function types(normalised: string): Promise<string> {
  if (!normalised.startsWith('{')) return (await import('./graphql.ts')).typesOfGraphql(normalised);
  return (await import('./openapi.ts')).typesOfOpenApi(normalised);
}
