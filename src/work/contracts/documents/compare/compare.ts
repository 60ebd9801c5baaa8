import type { Comparison } from '../types.ts';

/** Compares two normalised contracts of any format; see `compareOpenApi`. */
export async function compare(before: string, after: string, today: string): Promise<Comparison> {
  const [isJson, isJsonToo] = [before, after].map((text) => text.startsWith('{'));
  if (isJson !== isJsonToo) return { outcome: 'not-compared', reason: 'other-format' };
  if (isJson !== true) return (await import('./graphql.ts')).compareGraphql(before, after, today);
  return (await import('./openapi.ts')).compareOpenApi(before, after, today);
}
