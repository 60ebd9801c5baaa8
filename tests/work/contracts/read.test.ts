import { buildSchema, introspectionFromSchema } from 'graphql';
import { afterAll, describe, expect, it } from 'vitest';
import { createDocuments, type Reading } from '../../../src/work/contracts/documents/index.ts';

const documents = createDocuments();
afterAll(() => documents.close());

const SHOP = `openapi: 3.0.3
info:
  title: Shop
  version: 1.2.0
paths:
  /products:
    get:
      responses:
        '200':
          description: All products
          content:
            application/json:
              schema:
                type: array
                items:
                  $ref: '#/components/schemas/Product'
components:
  schemas:
    Product:
      type: object
      properties:
        id: { type: integer }
        name: { type: string }
`;

async function read(text: string | Uint8Array, name = ''): Promise<Reading> {
  return await documents.read(typeof text === 'string' ? Buffer.from(text) : text, { name });
}

function problems(reading: Reading): string[] {
  return reading.problems.map(({ rule, line }) => `${line ?? '-'} ${rule}`);
}

function hashOf(reading: Reading): string {
  return reading.outcome === 'accepted' ? reading.contract.hash : reading.reason;
}

describe('a contract that is right', () => {
  it('is read with its title, version and endpoints', async () => {
    const reading = await read(SHOP);
    expect(reading).toMatchObject({
      outcome: 'accepted',
      contract: { format: 'openapi', title: 'Shop', version: '1.2.0', endpointCount: 1 },
      problems: [],
    });
  });

  it('is also a file of lines as they are typed', async () => {
    const lines = await read('# our shop\n\nGET /products -> id, name', 'contract.txt');
    expect(lines).toMatchObject({ outcome: 'accepted', contract: { endpointCount: 1 } });
  });

  it('has the same hash as YAML, as JSON, with a byte order mark, in UTF-16 and whatever the order of its keys', async () => {
    const yaml = await read(SHOP);
    if (yaml.outcome !== 'accepted') throw new Error(yaml.reason);
    const turned = Object.fromEntries(
      Object.entries(JSON.parse(yaml.contract.normalised) as object).toReversed(),
    );
    const spellings = [
      JSON.stringify(turned, null, 4),
      `\uFEFF${SHOP}`,
      Buffer.from(`\uFEFF${SHOP}`, 'utf16le'),
      SHOP.replaceAll('\n', '\r\n'),
    ];
    for (const spelling of spellings) expect(hashOf(await read(spelling))).toBe(yaml.contract.hash);
    expect(hashOf(await read(SHOP.replace('name:', 'title:')))).not.toBe(yaml.contract.hash);
  });

  it('may be YAML in a file called .json, and valid without an endpoint', async () => {
    expect(hashOf(await read(SHOP, 'openapi.json'))).toBe(hashOf(await read(SHOP)));
    const empty = await read(
      'openapi: 3.0.3\ninfo: {title: Jobs, version: 1.0.0}\npaths: {}\ncomponents: {}\n',
    );
    expect(empty).toMatchObject({ outcome: 'accepted', contract: { endpointCount: 0 }, problems: [] });
  });

  it('may be Swagger 2.0, which becomes OpenAPI 3', async () => {
    const reading = await read(`swagger: '2.0'
info: {title: Old, version: '1'}
basePath: /api
paths:
  /jobs:
    post:
      parameters:
        - {in: body, name: body, schema: {$ref: '#/definitions/Job'}}
      responses: {'201': {description: Made, schema: {$ref: '#/definitions/Job'}}}
definitions:
  Job: {type: object, properties: {title: {type: string}}}
`);
    if (reading.outcome !== 'accepted') throw new Error(reading.reason);
    expect(JSON.parse(reading.contract.normalised)).toMatchObject({
      openapi: expect.stringMatching(/^3\./),
      components: { schemas: { Job: { properties: { title: { type: 'string' } } } } },
    });
    expect(reading.problems).toEqual([]);
  });

  it('may be GraphQL', async () => {
    const sdl = await read('type Query { products: [Product!]! }\ntype Product { id: ID!, name: String }\n');
    expect(sdl).toMatchObject({
      outcome: 'accepted',
      contract: { format: 'graphql', endpointCount: 1 },
      problems: [],
    });
  });
});

it('may be the answer to an introspection query, saved as a file, and is then the same contract', async () => {
  const sdl = `type Query { products(page: Int = 1): [Product!]! }
type Product { id: ID!, name: String, price: Float @deprecated(reason: "See cost"), kind: Kind }
enum Kind { NEW USED }`;
  const [one] = [await read(sdl)];
  const saved = JSON.stringify({ data: introspectionFromSchema(buildSchema(sdl)) }, null, 2);
  const file = await read(saved, 'schema.json');
  expect(file).toMatchObject({ outcome: 'accepted', contract: { format: 'graphql', endpointCount: 1 } });
  if (file.outcome !== 'accepted' || one?.outcome !== 'accepted') throw new Error('not read');
  expect(
    await documents.compare(one.contract.normalised, file.contract.normalised, '2026-11-29'),
  ).toMatchObject({
    outcome: 'compared',
    findings: [],
  });
  // With and without its `data`, it is one contract.
  expect(hashOf(await read(JSON.stringify(JSON.parse(saved).data)))).toBe(hashOf(file));
});

describe('problems', () => {
  it('are listed with the lines of the learner’s own file, and the contract is read all the same', async () => {
    const reading = await read(`openapi: 3.0.3
info: {version: '1'}
paths:
  products/{id}:
    get:
      operationId: one
      security: [{jwt: []}]
      responses:
        '200':
          content:
            application/json:
              schema: {$ref: '#/components/schemas/Nowhere'}
  /orders:
    post:
      operationId: one
      requestBody:
        content:
          application/json:
            schema:
              type: object
              proprties: {a: {type: strng}}
              required: a
components:
  schemas:
    My Order: {type: array}
    Outside: {$ref: 'http://example.com/a.yaml'}
`);
    expect(reading.outcome).toBe('accepted');
    expect(problems(reading)).toEqual([
      '2 no-title',
      '4 path-no-slash',
      '5 path-parameter-missing',
      '7 security-unknown',
      '9 response-no-description',
      '12 reference-nowhere',
      '14 no-responses',
      '15 operation-id-twice',
      '21 unknown-word',
      '22 required-not-a-list',
      '25 component-name',
      '25 list-without-items',
      '26 reference-outside',
    ]);
  });

  it('are told of what stands in the wrong place', async () => {
    const reading = await read(`openapi: 3.0.3
info: {title: T, version: '1'}
paths:
  /a:
    post:
      requestBody:
        content:
          type: object
          properties: {a: {type: string}}
      responses:
        '200':
          description: x
          content:
            application/json:
              schema:
                content: {application/json: {}}
`);
    expect(problems(reading)).toEqual(['8 not-a-media-type', '9 not-a-media-type', '16 misplaced-word']);
  });

  it('name the lines of JSON as well', async () => {
    const reading = await read(
      '{\n "openapi": "3.1.0",\n "info": {"title": "T", "version": "1"},\n "paths": {\n  "a": {}\n }\n}',
    );
    expect(problems(reading)).toEqual(['5 path-no-slash']);
  });
});

it('takes as many lines as there are, and calls none of them no endpoint', async () => {
  const lines = Array.from({ length: 600 }, (_, index) => `GET /a${index} -> id`);
  const reading = await read(lines.join('\n'));
  expect(problems(reading)).toEqual([]);
  expect(reading).toMatchObject({ contract: { endpointCount: 600 } });
});

describe('what is refused', () => {
  it.each([
    ['YAML', `${SHOP}    Product: {}\n    Product: {}\n`, ['24 duplicate-key', '25 duplicate-key']],
    [
      'JSON',
      '{"openapi":"3.0.0",\n"paths":{"/a":{},\n"/a":{}},\n"openapi":"3.1.0"}',
      ['3 duplicate-key', '4 duplicate-key'],
    ],
  ])('says every line of a key that stands twice in %s', async (_, text, lines) => {
    const reading = await read(text);
    expect(hashOf(reading)).toBe('duplicate-keys');
    expect(problems(reading)).toEqual(lines);
  });

  it.each([
    ['a web page', '<!doctype html><html></html>', 'web-page'],
    ['nothing', ' \n', 'empty'],
    ['JSON that is no contract', '{"title":"Docs","endpoints":{}}', 'not-a-contract'],
    ['plain words', 'GET the products', 'not-a-contract'],
    [
      'a Postman collection',
      '{"info":{"name":"Shop","schema":"https://schema.getpostman.com/json/collection/v2.1.0/collection.json"},"item":[]}',
      'postman',
    ],
    ['a Postman collection by its id', '{"info":{"_postman_id":"1","name":"Shop"},"item":[]}', 'postman'],
    ['a PDF', '%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>', 'not-text'],
    ['GraphQL queries', 'query Q { products { id } }', 'graphql-operations'],
    ['a zip', new Uint8Array([0x50, 0x4b, 3, 4, 0, 0]), 'archive'],
    ['a picture', new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 1]), 'not-text'],
    ['more than a MiB', new Uint8Array(1_048_577).fill(0x20), 'too-large'],
    ['more lines than a contract has', 'GET /a -> id\n'.repeat(5_001), 'too-many-endpoints'],
    ['YAML that ends in the middle', 'openapi: "3.0.0\npaths: {}\n', 'syntax'],
  ])('has its own reason: %s', async (_, content, reason) => {
    expect(hashOf(await read(content, 'schema'))).toBe(reason);
  });
});
