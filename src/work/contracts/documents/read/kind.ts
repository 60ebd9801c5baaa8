import { isMap, own, ownMap } from './source.ts';

/** Whether a line of the text begins a GraphQL definition, or the file is named like one. */
export function looksLikeGraphql(text: string, name: string): boolean {
  if (/\.(?:graphqls?|gql)$/i.test(name)) return true;
  return (
    /^(?:extend\s+)?(?:(?:type|interface|input|enum|union|scalar|query|mutation|subscription|fragment)\s+[_A-Za-z]\w*|schema)\b[^:\n]*(?:[{=@]|$)/m.test(
      text.slice(0, 100_000),
    ) && !/^\s*["']?(?:openapi|swagger)["']?\s*:/m.test(text)
  );
}

/** The answer to an introspection query, with or without its `data`. */
export function isIntrospection(value: unknown): boolean {
  return isMap(own(value, '__schema')) || isMap(own(ownMap(value, 'data'), '__schema'));
}

/** A collection as Postman exports it: requests, and seldom what is answered. */
export function isPostman(value: unknown): boolean {
  const { schema, _postman_id: id } = ownMap(value, 'info');
  return id !== undefined || (typeof schema === 'string' && schema.includes('getpostman.com'));
}
