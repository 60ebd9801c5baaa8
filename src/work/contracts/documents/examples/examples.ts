/** Example requests and answers of every endpoint of a normalised contract, as JSON. */
export async function examples(normalised: string): Promise<string> {
  if (!normalised.startsWith('{')) return (await import('./graphql.ts')).examplesOfGraphql(normalised);
  return (await import('./openapi.ts')).examplesOfOpenApi(normalised);
}
