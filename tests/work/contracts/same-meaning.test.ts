import { describe, expect, it } from 'vitest';
import { compareOpenApi } from '../../../src/work/contracts/documents/compare/openapi.ts';

const text = { type: 'string' };
const whole = { type: 'integer' };
const nothing = { type: 'null' };
const size = { $ref: '#/components/schemas/Size' };

/** An API that sends and takes a field `f`; all else is the same. */
function api(f: unknown, more: object = {}): string {
  const content = { 'application/json': { schema: { type: 'object', properties: { f } } } };
  return JSON.stringify({
    openapi: '3.1.0',
    info: { title: 'Shop', version: '1' },
    paths: { '/p': { post: { requestBody: { content }, responses: { 200: { description: '', content } } } } },
    components: { schemas: { Size: { enum: ['S', 'M'] } } },
    ...more,
  });
}

function told(before: string, after: string): string[] {
  const comparison = compareOpenApi(before, after, '2026-12-01');
  if (comparison.outcome !== 'compared') throw new Error(comparison.reason);
  return comparison.findings.map(({ level, rule }) => `${level} ${rule}`);
}

describe('one meaning, written in two ways', () => {
  it.each<[string, unknown, unknown]>([
    ['types in a list', { anyOf: [text, whole] }, { type: ['string', 'integer'] }],
    [
      'types in a list, and nothing',
      { anyOf: [text, whole, nothing] },
      { type: ['string', 'integer', 'null'] },
    ],
    [
      'nothing said by all, or by one',
      { oneOf: [text, whole], nullable: true },
      { oneOf: [{ ...text, nullable: true }, whole] },
    ],
    ['a value, and a list of one', { const: 'a' }, { enum: ['a'] }],
    ['a value twice', { const: 'a', enum: ['a'] }, { const: 'a' }],
    ['a file', { ...text, format: 'binary' }, { ...text, contentMediaType: 'application/octet-stream' }],
    ['bytes', { ...text, format: 'byte' }, { ...text, contentEncoding: 'base64' }],
  ])('changes nothing: %s', (_, one, other) => {
    expect(told(api(one), api(other))).toEqual([]);
    expect(told(api(other), api(one))).toEqual([]);
  });

  it.each<[string, unknown, unknown]>([
    ['a variant that is nothing', { anyOf: [text, whole, nothing] }, { anyOf: [text, nothing] }],
    ['a format of its own', { anyOf: [size, whole, nothing] }, { anyOf: [size, nothing] }],
    [
      'an object',
      { anyOf: [{ type: 'object', properties: { a: text } }, whole, nothing] },
      { anyOf: [{ type: 'object', properties: { a: text } }, nothing] },
    ],
    ['the word nullable', { oneOf: [size, whole], nullable: true }, { oneOf: [size], nullable: true }],
    [
      'a default and an end',
      { anyOf: [text, whole], default: 'a', deprecated: true },
      { ...text, default: 'a', deprecated: true },
    ],
  ])('tells the variant that goes and comes, and nothing beside it: %s', (_, more, fewer) => {
    expect(told(api(more), api(fewer))).toEqual([
      'breaking request-variant-removed',
      'safe response-variant-removed',
    ]);
    expect(told(api(fewer), api(more))).toEqual([
      'breaking response-variant-added',
      'safe request-variant-added',
    ]);
  });

  it('tells that there may be nothing once, whichever variant says it', () => {
    expect(
      told(api({ anyOf: [text, whole] }), api({ anyOf: [{ type: ['string', 'null'] }, whole] })),
    ).toEqual(['breaking response-now-nullable', 'safe request-now-nullable']);
  });

  it('reads addresses with the values their variables have', () => {
    const at = (version: string) => ({
      servers: [
        {
          url: 'https://{host}/{version}',
          variables: { host: { default: 'a.io' }, version: { default: version } },
        },
      ],
    });
    const plain = api(text, { servers: [{ url: 'https://a.io/v1' }] });
    expect(told(plain, api(text, at('v1')))).toEqual([]);
    expect(told(api(text, at('v1')), api(text, at('v2')))).toEqual(['breaking base-path-changed']);
  });

  it('compares what stands at each place of a list that has places', () => {
    const point = (...prefixItems: object[]) => api({ type: 'array', prefixItems });
    expect(told(point(text, whole), point(whole, whole))).toEqual([
      'breaking type-changed',
      'breaking type-changed',
    ]);
    expect(told(point(text, whole), point(text, whole))).toEqual([]);
  });
});
