import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSchema, parse, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import { examples } from '../../../src/work/contracts/documents/examples/examples.ts';
import { starter } from '../../../src/work/contracts/documents/index.ts';
import { fromLines } from '../../../src/work/contracts/documents/lines/from-lines.ts';
import { toLines } from '../../../src/work/contracts/documents/lines/to-lines.ts';
import { read } from '../../../src/work/contracts/documents/read/read.ts';
import { summary } from '../../../src/work/contracts/documents/summary/summary.ts';
import { types } from '../../../src/work/contracts/documents/typescript/types.ts';
import { BRIEFS } from '../../../src/work/projects/rules.ts';
import { ROOT } from '../../support/program.ts';

const AWKWARD = JSON.stringify({
  openapi: '3.1.0',
  info: { title: 'Awkward */ names', version: '1' },
  paths: {
    '/a/{id}': {
      parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'integer' } }],
      post: {
        summary: 'Two\nlines */',
        parameters: [
          { name: 'X-Key', in: 'header', schema: { type: 'string' } },
          { name: 'tags[]', in: 'query', schema: { type: 'array', items: { enum: ['a"b', 1, null] } } },
        ],
        requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/class' } } } },
        responses: {
          200: {
            content: {
              'application/json': {
                schema: { type: ['array', 'null'], items: { $ref: '#/components/schemas/My Node' } },
              },
            },
          },
        },
      },
    },
  },
  components: {
    schemas: {
      class: {
        allOf: [
          { $ref: '#/components/schemas/My Node' },
          {
            properties: {
              'a-b': {
                oneOf: [{ type: 'string' }, { type: 'object', additionalProperties: { type: 'number' } }],
              },
            },
          },
        ],
      },
      'My Node': {
        type: 'object',
        required: ['next'],
        properties: {
          next: { $ref: '#/components/schemas/My_Node' },
          id: { type: 'integer', readOnly: true },
          constructor: { const: 3 },
        },
      },
      My_Node: { anyOf: [{ $ref: '#/components/schemas/My Node' }, { type: 'null' }] },
    },
  },
});

const FEED = starter('social-feed').text;

function documentOf(lines: string): string {
  const reading = fromLines(lines, 'Typed');
  if (reading.outcome !== 'accepted') throw new Error(reading.reason);
  return reading.contract.normalised;
}

function ref(name: string) {
  return { $ref: `#/components/schemas/${name}` };
}

/** Formats A, S1, S2 ... that lead to one with the field x. */
function chain(count: number, link: (next: string) => object): Record<string, object> {
  const links = Array.from({ length: count }, (_, at) => [at === 0 ? 'A' : `S${at}`, link(`S${at + 1}`)]);
  return { ...Object.fromEntries(links), [`S${count}`]: { properties: { x: { type: 'string' } } } };
}

describe('TypeScript types', () => {
  it('compile, whatever names a contract uses, and say what an endpoint takes and gives', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'types-'));
    try {
      const shop = await types(documentOf(starter('ecommerce').text));
      writeFileSync(join(folder, 'shop.ts'), shop);
      writeFileSync(join(folder, 'awkward.ts'), await types(AWKWARD));
      writeFileSync(join(folder, 'feed.ts'), await types(FEED));
      writeFileSync(
        join(folder, 'use.ts'),
        `import type { Endpoints, Product } from './shop.ts';
import type { Endpoints as Feed } from './feed.ts';
export const product: Product = { id: 1, name: 'Shirt', slug: 'shirt', price: 9.5, stock: 2, category: { id: 1, name: 'Men' } };
export const orders: Endpoints['GET /orders']['answer']['results'][number]['status'] = 'paid';
export const like: Feed['mutation like']['data']['like']['likeCount'] = 2;
// @ts-expect-error a status that is not in the contract
export const wrong: Endpoints['GET /orders']['answer']['results'][number]['status'] = 'lost';
`,
      );
      const tsc = spawnSync(
        join(ROOT, 'node_modules/.bin/tsc'),
        [
          '--noEmit',
          '--strict',
          '--target',
          'esnext',
          '--module',
          'preserve',
          '--allowImportingTsExtensions',
          '--ignoreConfig',
          join(folder, 'use.ts'),
          join(folder, 'awkward.ts'),
        ],
        { encoding: 'utf8' },
      );
      expect(tsc.stdout).toBe('');
      expect(tsc.status).toBe(0);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('examples', () => {
  it('follow the formats, leave out what does not travel, and end in circles', async () => {
    expect(JSON.parse(await examples(AWKWARD))).toEqual({
      'POST /a/{id}': {
        request: { next: null, constructor: 3, 'a-b': 'text' },
        status: 200,
        answer: [{ next: null, id: 1, constructor: 3 }],
      },
    });
  });

  it('of GraphQL are queries that the schema takes', async () => {
    const schema = buildSchema(FEED);
    const all = Object.values(JSON.parse(await examples(FEED)) as Record<string, { query: string }>);
    expect(all.length).toBe(13);
    expect(all.flatMap(({ query }) => validate(schema, parse(query)))).toEqual([]);
  });
});

describe('typed lines', () => {
  it('become a contract without problems, and lines again', async () => {
    const lines = `GET /products?page&search -> id, name, price
GET /products/{id} -> id, name, price
POST /orders items [product_id, quantity], note?: string -> id, status: open | paid, total: number (token)
DELETE /orders/{id} (token)`;
    const normalised = documentOf(lines);
    expect(toLines(normalised, 4_000)).toBe(
      `GET /products?page&search -> id, name, price
GET /products/{id} -> id, name, price
POST /orders items [product_id, quantity], note? -> id, status: open | paid, total (token)
DELETE /orders/{id} (token)`.replace('total (', 'total: number ('),
    );
    expect(documentOf(toLines(normalised, 4_000) ?? '')).toBe(normalised);
    expect(await read(Buffer.from(normalised))).toMatchObject({ outcome: 'accepted', problems: [] });
    const { groups, formats, authentication } = await summary(normalised);
    expect(groups[0]?.endpoints[0]).toEqual({
      id: 'GET /products',
      summary: '',
      needsToken: false,
      isDeprecated: false,
      takes: ['page?', 'search?'],
      gives: ['[]', 'id', 'name', 'price'],
    });
    expect(formats.map(({ name }) => name)).toEqual(['Product', 'Order', 'Error']);
    expect(authentication).toEqual([{ kind: 'bearer', values: {} }]);
  });

  it.each([
    ['GET /products->id,name', 'GET /products -> id, name'],
    ['GET /products—>id', 'GET /products -> id'],
    ['GET /products --> id', 'GET /products -> id'],
    ['GET /products?page→id', 'GET /products?page -> id'],
    ['1. GET /products -> id', 'GET /products -> id'],
    ['• GET /products -> id', 'GET /products -> id'],
    ['GET /users/[id] -> id', 'GET /users/{id} -> id'],
    ['GET /products -> id, name  // all of them', 'GET /products -> id, name'],
    ['DELETE /products/{id} -> 204', 'DELETE /products/{id}'],
    ['DELETE /products/{id} -> 200', 'DELETE /products/{id} -> 200'],
    [
      'POST /login email, password -> 200 {access, refresh}',
      'POST /login email, password -> 200 access, refresh',
    ],
    ['POST /orders items: [{id, qty}] -> 201 id', 'POST /orders items [id, qty] -> id'],
    ['GET /me -> [{id}]', 'GET /me -> [id]'],
  ])('are read as they are typed: %s', (typed, line) => {
    const written = documentOf(typed);
    expect(toLines(written, 4_000)).toBe(line);
    expect(documentOf(line)).toBe(written);
  });

  it('that answer with an error, or with a figure, are none', () => {
    for (const line of ['GET /a -> 404', 'GET /a -> 200px', 'GET /a -> [{id}', 'GET /a -> [{id]]'])
      expect(fromLines(line, 'T')).toMatchObject({ outcome: 'refused', reason: 'no-lines' });
  });

  it.each([
    [
      'each other',
      { A: { allOf: [ref('B')] }, B: { allOf: [ref('A'), { properties: { x: { type: 'string' } } }] } },
    ],
    ['thousands', chain(3_000, (next) => ({ allOf: [ref(next)] }))],
    ['one twice, again and again', chain(22, (next) => ({ allOf: [ref(next), ref(next)] }))],
  ])('of formats that inherit from %s are written once', (_, schemas) => {
    const answer = { 200: { description: '', content: { 'application/json': { schema: ref('A') } } } };
    const contract = {
      openapi: '3.0.0',
      paths: { '/as': { get: { responses: answer } } },
      components: { schemas },
    };
    expect(toLines(JSON.stringify(contract), 4_000)).toBe('GET /as -> x?');
  });

  it('that would be longer than what is typed into are none, at once', () => {
    const wide = (next: string): object => ({
      properties: Object.fromEntries(Array.from({ length: 300 }, (_, at) => [`f${at}`, ref(next)])),
    });
    const answer = { 200: { description: '', content: { 'application/json': { schema: ref('A') } } } };
    const paths = Object.fromEntries(
      Array.from({ length: 200 }, (_, at) => [`/p${at}`, { get: { responses: answer } }]),
    );
    const contract = { openapi: '3.0.0', paths, components: { schemas: chain(4, wide) } };
    expect(toLines(JSON.stringify(contract), 4_000)).toBeNull();
  });

  it('keep an answer that cannot be written as lines as an answer', () => {
    const answer = { 200: { description: '', content: { 'text/csv': { schema: { type: 'string' } } } } };
    const lines = toLines(
      JSON.stringify({ openapi: '3.0.0', paths: { '/csv': { get: { responses: answer } } } }),
      4_000,
    );
    expect(lines).toBe('GET /csv -> 200');
    expect(documentOf(lines ?? '')).toContain('"200"');
  });

  it('understand paths as frameworks write them, and say which lines they do not', () => {
    const reading = fromLines(
      'get /posts/:id => title\nPUT /posts/<int:id>/ title -> title\nhello\nFETCH /x\n# a remark\nGET /a -> [',
      'T',
    );
    expect(reading).toMatchObject({ outcome: 'accepted', problems: [{ line: 3 }, { line: 4 }, { line: 6 }] });
    if (reading.outcome !== 'accepted') throw new Error(reading.reason);
    expect(toLines(reading.contract.normalised, 4_000)).toBe(
      'GET /posts/{id} -> title\nPUT /posts/{id}/ title -> title',
    );
    const loose = fromLines(
      'POST /orders: product_id, quantity -> id\nGET /orders: id, total\nGET /orders/{id} expand -> id',
      'T',
    );
    if (loose.outcome !== 'accepted') throw new Error(loose.reason);
    expect(toLines(loose.contract.normalised, 4_000)).toBe(
      'GET /orders -> id, total\nPOST /orders product_id, quantity -> id\nGET /orders/{id}?expand -> id',
    );
    expect(fromLines('hello', 'T')).toMatchObject({
      outcome: 'refused',
      reason: 'no-lines',
      problems: [{ line: 1 }],
    });
  });
});

it.each(BRIEFS)('the starter for %s is a contract without problems', async (brief) => {
  const { format, text } = starter(brief);
  const reading = format === 'lines' ? fromLines(text, brief) : await read(Buffer.from(text));
  expect(reading).toMatchObject({ outcome: 'accepted', problems: [] });
  if (reading.outcome !== 'accepted') return;
  expect(await read(Buffer.from(reading.contract.normalised))).toMatchObject({
    outcome: 'accepted',
    problems: [],
  });
  expect((await summary(reading.contract.normalised)).lint.map(({ rule }) => rule)).not.toContain(
    'no-answer-format',
  );
});
