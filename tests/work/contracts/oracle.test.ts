import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { compareOpenApi } from '../../../src/work/contracts/documents/compare/openapi.ts';
import { ONE_SIDED, TWO_SIDED, verdictOf } from '../../../src/work/contracts/documents/compare/rules.ts';
import { feltOf, type Schema, type Spec } from './oracle.ts';

/** A tenth in `npm test`; all of them in CI. */
const PAIRS = Number(process.env['ORACLE_PAIRS'] ?? 250);

const NAMES = ['Ant', 'Bee', 'Cat', 'Dog', 'Elk'];
const ref = fc.constantFrom(...NAMES).map((name): Schema => ({ $ref: `#/components/schemas/${name}` }));
const plain = fc.oneof(
  fc.constantFrom<Schema>(
    { type: 'string' },
    { type: 'integer' },
    { type: 'boolean' },
    { type: 'string', format: 'date' },
  ),
  fc.subarray(['s', 'm', 'l'], { minLength: 1 }).map((values): Schema => ({ type: 'string', enum: values })),
);
const marks = fc.constantFrom<Schema>({}, {}, {}, {}, { readOnly: true }, { writeOnly: true });

const USUAL = ['one', 'two', 'three', 'four'];

function objectOf(field: fc.Arbitrary<Schema>, names: readonly string[] = USUAL): fc.Arbitrary<Schema> {
  const fields = fc.dictionary(fc.constantFrom(...names), fc.tuple(field, marks), {
    maxKeys: 3,
  });
  return fc.tuple(fields, fc.subarray([...names])).map(
    ([all, required]): Schema => ({
      type: 'object',
      properties: Object.fromEntries(
        // Beside a bare reference nothing counts in OpenAPI 3.0: people wrap it.
        Object.entries(all).map(([name, [schema, mark]]) => [
          name,
          Object.keys(mark).length === 0
            ? schema
            : schema.$ref === undefined
              ? { ...schema, ...mark }
              : { allOf: [schema], ...mark },
        ]),
      ),
      required,
    }),
  );
}

const leaf = fc.oneof(
  { weight: 3, arbitrary: ref },
  { weight: 3, arbitrary: plain },
  ref.map((each): Schema => ({ type: 'array', items: each })),
  ref.map((each): Schema => ({ allOf: [each] })),
);
const field = fc.oneof({ weight: 5, arbitrary: leaf }, objectOf(leaf));
const format = fc.oneof(
  { weight: 5, arbitrary: objectOf(field) },
  plain,
  ref.map((each): Schema => ({ type: 'array', items: each })),
);
/** Formats that take over another's fields and have some of their own. */
const heir = fc
  .tuple(fc.constantFrom('Ant', 'Bee'), objectOf(field, ['five', 'six']))
  .map(([base, own]): Schema => ({ allOf: [{ $ref: `#/components/schemas/${base}` }, own] }));
const place = fc.oneof(
  ref,
  ref.map((each): Schema => ({ type: 'array', items: each })),
  objectOf(leaf),
);
const schemas = fc.record({
  Ant: objectOf(field),
  Bee: objectOf(field),
  Cat: format,
  Dog: fc.oneof(format, heir),
  Elk: fc.oneof(format, heir),
});
const endpoint = fc.record({ answer: place, body: place });
const spec = fc.record({
  schemas,
  endpoints: fc.dictionary(fc.constantFrom('POST /a', 'POST /b', 'POST /c', 'POST /d'), endpoint, {
    minKeys: 1,
  }),
});

/** A document and its next version: some formats and places written anew, the rest as it was. */
const pair = fc
  .tuple(spec, spec, fc.subarray(NAMES), fc.boolean())
  .map(([before, other, changed, isMoved]): { before: Spec; after: Spec } => ({
    before,
    after: {
      schemas: {
        ...before.schemas,
        ...Object.fromEntries(Object.entries(other.schemas).filter(([name]) => changed.includes(name))),
      },
      endpoints: Object.fromEntries(
        Object.entries(before.endpoints).map(([id, each]) => [
          id,
          (isMoved ? other.endpoints[id] : undefined) ?? each,
        ]),
      ),
    },
  }));

/** Rings and chains, in which everything reaches everything or all that follows. */
const ring = fc
  .tuple(fc.integer({ min: 2, max: 12 }), fc.boolean(), fc.nat(11), fc.nat(11))
  .map(([length, isClosed, at, entry]): { before: Spec; after: Spec } => {
    const schemaOf = (index: number, isAfter: boolean): Schema => ({
      type: 'object',
      properties: {
        ...(index < length - 1 || isClosed
          ? { next: { $ref: `#/components/schemas/N${(index + 1) % length}` } }
          : {}),
        value: { type: isAfter && index === at % length ? 'integer' : 'string' },
      },
    });
    const specOf = (isAfter: boolean): Spec => ({
      schemas: Object.fromEntries(
        Array.from({ length }, (_, index) => [`N${index}`, schemaOf(index, isAfter)]),
      ),
      endpoints: {
        'POST /a': { answer: { $ref: `#/components/schemas/N${entry % length}` } },
        'POST /b': { body: { $ref: '#/components/schemas/N0' } },
      },
    });
    return { before: specOf(false), after: specOf(true) };
  });

function written({ schemas: all, endpoints }: Spec): string {
  const content = (schema: Schema) => ({ content: { 'application/json': { schema } } });
  const paths = Object.entries(endpoints).map(([id, { body, answer }]) => [
    id.replace('POST ', ''),
    {
      post: {
        ...(body === undefined ? {} : { requestBody: content(body) }),
        responses: answer === undefined ? {} : { 200: content(answer) },
      },
    },
  ]);
  return JSON.stringify({ openapi: '3.0.3', paths: Object.fromEntries(paths), components: { schemas: all } });
}

/** `change place` -> the endpoints that feel its worst side, as the oracle sees it. */
function expected(before: Spec, after: Spec): Map<string, Set<string>> {
  const causes = Map.groupBy(
    feltOf(before, after),
    ({ change, place: at }) => `${change} ${at.replace(/:$/, '')}`,
  );
  return new Map(
    [...causes].map(([cause, felt]) => {
      const levels = felt.map(({ change, direction }) => verdictOf(change as never, direction).level);
      const isFelt = levels.some((level) => level !== 'safe');
      return [
        cause,
        new Set(felt.filter((_, at) => (levels[at] !== 'safe') === isFelt).map((each) => each.endpoint)),
      ];
    }),
  );
}

function found(before: Spec, after: Spec): Map<string, Set<string>> {
  const comparison = compareOpenApi(written(before), written(after), '2026-11-29');
  if (comparison.outcome !== 'compared') throw new Error(comparison.reason);
  const causes = new Map<string, Set<string>>();
  for (const { rule, place: at, endpoints } of comparison.findings) {
    const change = rule === 'list-now-wrapped' ? 'type-changed' : rule.replace(/^(?:request|response)-/, '');
    const key = `${change} ${at}`;
    causes.set(key, (causes.get(key) ?? new Set()).union(new Set(endpoints)));
  }
  return causes;
}

function sorted(causes: ReadonlyMap<string, ReadonlySet<string>>): string[] {
  return [...causes].map(([cause, endpoints]) => `${cause}: ${[...endpoints].sort().join(', ')}`).sort();
}

it(`names every endpoint that feels a change, as walking through each does, in ${PAIRS} pairs of documents`, () => {
  let changed = 0;
  fc.assert(
    fc.property(fc.oneof({ weight: 5, arbitrary: pair }, ring), ({ before, after }) => {
      const wanted = sorted(expected(before, after));
      if (wanted.length > 0) changed += 1;
      expect(sorted(found(before, after))).toEqual(wanted);
    }),
    { numRuns: PAIRS, seed: 11 },
  );
  expect(changed).toBeGreaterThan(PAIRS / 2);
});

it('knows every change the oracle tells', () => {
  for (const change of [
    'field-removed',
    'field-added',
    'type-changed',
    'values-added',
    'format-changed',
    'became-enum',
  ])
    expect(change in TWO_SIDED || change in ONE_SIDED).toBe(true);
});

it('answers the same in 50 runs on formats in circles, and names all endpoints', () => {
  const document = (type: string): string =>
    JSON.stringify({
      openapi: '3.0.3',
      paths: Object.fromEntries(
        ['User', 'Order', 'Product', 'Category'].map((name) => [
          `/${name}`,
          {
            get: {
              responses: {
                200: {
                  content: { 'application/json': { schema: { $ref: `#/components/schemas/${name}` } } },
                },
              },
            },
          },
        ]),
      ),
      components: {
        schemas: {
          User: { properties: { orders: { type: 'array', items: { $ref: '#/components/schemas/Order' } } } },
          Order: { properties: { product: { $ref: '#/components/schemas/Product' } } },
          Product: { properties: { category: { $ref: '#/components/schemas/Category' }, price: { type } } },
          Category: {
            properties: { products: { type: 'array', items: { $ref: '#/components/schemas/Product' } } },
          },
        },
      },
    });
  const answers = new Set(
    Array.from({ length: 50 }, () =>
      JSON.stringify(compareOpenApi(document('number'), document('string'), '2026-11-29')),
    ),
  );
  expect(answers.size).toBe(1);
  expect(JSON.parse([...answers][0] ?? '')).toMatchObject({
    findings: [
      {
        rule: 'type-changed',
        place: 'Product.price',
        endpoints: ['GET /User', 'GET /Order', 'GET /Product', 'GET /Category'],
      },
    ],
  });
});
