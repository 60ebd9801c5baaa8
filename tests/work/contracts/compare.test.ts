import { describe, expect, it } from 'vitest';
import { translator } from '../../../src/platform/i18n/index.ts';
import { compare } from '../../../src/work/contracts/documents/compare/compare.ts';
import { compareOpenApi } from '../../../src/work/contracts/documents/compare/openapi.ts';
import { RULES } from '../../../src/work/contracts/documents/compare/rules.ts';
import { type Finding, page, sentence, usesHit } from '../../../src/work/contracts/documents/index.ts';

const TODAY = '2026-11-29';

function shop(product: object, more: object = {}): string {
  const ref = { $ref: '#/components/schemas/Product' };
  const list = { type: 'array', items: ref };
  const answer = (schema: object) => ({
    responses: { 200: { content: { 'application/json': { schema } } } },
  });
  return JSON.stringify({
    openapi: '3.0.3',
    paths: {
      '/products': { get: answer(list) },
      '/products/{id}': { get: answer(ref) },
      '/cart': { get: answer({ $ref: '#/components/schemas/Cart' }) },
      '/health': { get: answer({ type: 'object' }) },
      ...more,
    },
    components: {
      schemas: {
        Product: { type: 'object', properties: product },
        Cart: { type: 'object', properties: { items: list, friend: { $ref: '#/components/schemas/User' } } },
        User: { type: 'object', properties: { cart: { $ref: '#/components/schemas/Cart' } } },
      },
    },
  });
}

function findings(before: string, after: string): readonly Finding[] {
  const comparison = compareOpenApi(before, after, TODAY);
  if (comparison.outcome !== 'compared') throw new Error(comparison.reason);
  return comparison.findings;
}

const NUMBER = { type: 'number' };

describe('a comparison', () => {
  it('takes addresses that differ in a parameter’s name alone for what they are, in one document and between two', () => {
    const get = { get: { responses: { 200: {} } } };
    const both = shop({ id: NUMBER }, { '/users/{id}': get, '/users/{name}': get });
    expect(findings(both, both)).toEqual([]);
    const one = findings(both, shop({ id: NUMBER }, { '/users/{name}': get }));
    expect(one).toMatchObject([{ rule: 'endpoint-removed', endpoints: ['GET /users/{id}'] }]);
    const added = findings(shop({ id: NUMBER }, { '/users/{name}': get }), both);
    expect(added).toMatchObject([{ rule: 'endpoint-added', endpoints: ['GET /users/{id}'] }]);
    const renamed = findings(both, shop({ id: NUMBER }, { '/users/{id}': get, '/users/{slug}': get }));
    expect(renamed).toMatchObject([{ rule: 'path-parameter-renamed', endpoints: ['GET /users/{name}'] }]);
  });

  it('tells one cause once and names every endpoint that feels it, in plain words', () => {
    const [gone, ...others] = findings(shop({ id: NUMBER, price: NUMBER }), shop({ id: NUMBER }));
    expect(others).toEqual([]);
    expect(gone).toMatchObject({
      rule: 'response-field-removed',
      level: 'breaking',
      place: 'Product.price',
      field: 'price',
      endpoints: ['GET /products', 'GET /products/{id}', 'GET /cart'],
      endpointCount: 3,
    });
    if (gone === undefined) throw new Error('There is one');
    expect(sentence(gone, translator('en'))).toBe('`Product.price` is gone from the answers.');
    expect(sentence(gone, translator('fr'))).toBe('`Product.price` a disparu des réponses.');
    expect(usesHit(gone, [{ endpoint: 'GET /cart' }, { endpoint: 'GET /health' }])).toEqual(['GET /cart']);
    expect(usesHit(gone, [{ endpoint: 'GET /cart', fields: ['name'] }])).toEqual([]);
  });

  it('finds nothing between a contract and itself', () => {
    expect(findings(shop({ price: NUMBER }), shop({ price: NUMBER }))).toEqual([]);
  });

  it('says that it did not compare rather than that nothing changed', async () => {
    const empty = JSON.stringify({ openapi: '3.0.3', paths: {} });
    expect(await compare(empty, shop({}), TODAY)).toEqual({
      outcome: 'not-compared',
      reason: 'no-endpoints-before',
    });
    expect(await compare('type Query { a: Int }', shop({}), TODAY)).toEqual({
      outcome: 'not-compared',
      reason: 'other-format',
    });
  });

  it('says when a change weighs less: a draft, deprecated, or past its announced end', () => {
    const before = (marks: object) => shop({}, { '/old': { get: { responses: { 200: {} }, ...marks } } });
    const levels = [
      {},
      { 'x-stability': 'draft' },
      { deprecated: true },
      { deprecated: true, 'x-sunset': '2026-11-01' },
      { deprecated: true, 'x-sunset': '2027-01-01' },
    ].map((marks) => {
      const [first] = findings(before(marks), shop({}));
      return `${first?.rule ?? ''} ${first?.level ?? ''} ${first?.lowered?.by ?? ''}`.trim();
    });
    expect(levels).toEqual([
      'endpoint-removed breaking',
      'endpoint-removed risky draft',
      'endpoint-removed risky deprecated',
      'endpoint-removed safe sunset',
      'endpoint-removed breaking',
    ]);
  });
});

it.each(['en', 'fr'] as const)('every rule has a sentence and a page in %s', (locale) => {
  const t = translator(locale);
  for (const rule of RULES) {
    const said = sentence(
      {
        rule,
        values: {
          place: 'P',
          from: 'a',
          to: 'b',
          values: 'v',
          limit: 'maximum',
          word: 'w',
          list: 'l',
          status: '200',
          schemes: 's',
          scopes: 's',
          name: 'n',
        },
        lowered: null,
      },
      t,
    );
    expect([rule, said]).toEqual([rule, expect.not.stringMatching(/\{\{|contract-rules|^rule\./)]);
    expect(Object.values(page(rule, t)).every((text) => text.length > 5 && !text.startsWith('page.'))).toBe(
      true,
    );
  }
});
