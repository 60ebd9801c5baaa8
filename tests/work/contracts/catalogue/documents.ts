/** The small documents that the catalogue's pairs are made of. */

export interface Case {
  readonly before: object;
  readonly after: object;
  /** What is found, and at which level. */
  readonly rule: string;
  readonly level: 'breaking' | 'risky' | 'safe';
  /** The change the other way round is the same change: only the document with itself has none. */
  readonly isSymmetric?: boolean;
}

export const text = { type: 'string' };
export const number = { type: 'number' };
export const list = { type: 'array', items: text };
export const object = (properties: object, more: object = {}) => ({ type: 'object', properties, ...more });

export const json = (schema: object) => ({ content: { 'application/json': { schema } } });
export const answer = (more: object = {}) => ({ responses: { 200: { description: 'x', ...more } } });

export function api(operation: object, more: object = {}): object {
  return {
    openapi: '3.1.0',
    info: { title: 'T', version: '1' },
    paths: { '/x': { post: { ...answer(), ...operation } } },
    ...more,
  };
}

/** A schema where the other tool's rule has it. */
export const PLACES: Readonly<Record<string, (schema: object) => object>> = {
  'request-body': (schema) => api({ requestBody: json(schema) }),
  'request-property': (schema) => api({ requestBody: json(object({ p: schema })) }),
  'request-parameter': (schema) => api({ parameters: [{ name: 'q', in: 'query', schema }] }),
  'request-parameter-property': (schema) =>
    api({ parameters: [{ name: 'q', in: 'query', schema: object({ p: schema }) }] }),
  'request-header-property': (schema) =>
    api({ parameters: [{ name: 'X-Q', in: 'header', schema: object({ p: schema }) }] }),
  'response-body': (schema) => api(answer(json(schema))),
  'response-property': (schema) => api(answer(json(object({ p: schema })))),
};

export const query = (more: object = {}) => ({
  parameters: [{ name: 'q', in: 'query', schema: text, ...more }],
});
export const sends = (schema: object, more: object = {}) => ({ requestBody: { ...json(schema), ...more } });
export const answers = (schema: object) => answer(json(schema));
export const heads = (more?: object) =>
  answer(more === undefined ? {} : { headers: { 'X-Total': { schema: number, ...more } } });
export const secured = (more: object) =>
  api(
    {},
    {
      components: {
        securitySchemes: {
          jwt: { type: 'http', scheme: 'bearer' },
          key: { type: 'apiKey', in: 'header', name: 'X-Key' },
          auth: { type: 'oauth2', flows: {} },
        },
      },
      ...more,
    },
  );
export const paths = (all: object, more: object = {}) => ({
  openapi: '3.1.0',
  info: { title: 'T', version: '1' },
  paths: all,
  ...more,
});
export const get = answer();
export const LATER = '2027-05-01';
