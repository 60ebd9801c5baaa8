import { distance } from 'fastest-levenshtein';
import { isMap, own, ownMap, type Path } from './source.ts';
import type { Check } from './validate.ts';

/** The words of the specification, by where they stand (OpenAPI 3.0 to 3.2, and JSON Schema 2020-12). */
const WORDS = {
  document:
    'openapi info paths components security tags servers externalDocs webhooks jsonSchemaDialect $self swagger',
  item: 'summary description parameters servers get put post delete options head patch trace query additionalOperations $ref',
  operation:
    'tags summary description externalDocs operationId parameters requestBody responses callbacks deprecated security servers',
  parameter:
    'name in description required deprecated allowEmptyValue style explode allowReserved schema example examples content',
  response: 'description headers content links summary',
  body: 'description content required',
  media: 'schema example examples encoding itemSchema itemEncoding prefixEncoding description',
  schema: `type format title description default enum const properties required items additionalProperties allOf anyOf oneOf
    not nullable readOnly writeOnly deprecated example examples discriminator xml externalDocs minimum maximum
    exclusiveMinimum exclusiveMaximum multipleOf minLength maxLength pattern minItems maxItems uniqueItems minProperties
    maxProperties patternProperties propertyNames contains minContains maxContains prefixItems if then else
    dependentRequired dependentSchemas unevaluatedItems unevaluatedProperties contentEncoding contentMediaType
    contentSchema $ref $defs $id $anchor $comment $schema $dynamicRef $dynamicAnchor definitions dependencies
    additionalItems readonly`,
} as const;
export type WordPlace = keyof typeof WORDS;

const KNOWN = new Map(Object.entries(WORDS).map(([place, words]) => [place, words.split(/\s+/)]));

/** The word that was probably meant; undefined for words that are right, or nobody's business. */
export function isUnknownWord(place: WordPlace, word: string, among: object): string | undefined {
  const known = KNOWN.get(place) ?? [];
  if (word.startsWith('x-') || word.length < 4 || word.length > 30 || known.includes(word)) return undefined;
  return known.find(
    (each) =>
      each.length > 3 && !Object.hasOwn(among, each) && distance(each.toLowerCase(), word.toLowerCase()) <= 2,
  );
}

const TYPES = ['string', 'number', 'integer', 'boolean', 'array', 'object', 'null', 'file'];

/** Words of bodies, answers and parameters, which mean nothing in a schema. */
const MISPLACED = new Set(['content', 'requestBody', 'responses', 'schema', 'parameters']);

/** A schema and everything written inside it. */
export function checkSchema(check: Check, schema: unknown, path: Path): void {
  if (schema === undefined || typeof schema === 'boolean') return;
  if (!isMap(schema)) {
    check.report('not-a-map', path, { name: String(path.at(-1)) });
    return;
  }
  if (own(schema, '$ref') !== undefined) return;
  checkTypes(check, schema, path);
  for (const key of Object.keys(schema)) {
    const meant = check.isSwagger ? undefined : isUnknownWord('schema', key, schema);
    if (meant !== undefined) check.report('unknown-word', [...path, key], { word: key, meant });
    // A whole body or answer where its schema should stand.
    if (MISPLACED.has(key)) check.report('misplaced-word', [...path, key], { word: key });
  }
  checkParts(check, schema, path);
}

function checkTypes(check: Check, schema: object, path: Path): void {
  const type = own(schema, 'type');
  const types: readonly unknown[] = Array.isArray(type) ? type : type === undefined ? [] : [type];
  for (const each of types)
    if (typeof each !== 'string' || !TYPES.includes(each))
      check.report('unknown-type', [...path, 'type'], { type: String(each).slice(0, 40) });
  if (
    types.includes('array') &&
    own(schema, 'items') === undefined &&
    own(schema, 'prefixItems') === undefined
  )
    check.report('list-without-items', path, { name: String(path.at(-1)) });
  const required = own(schema, 'required');
  if (required !== undefined && !Array.isArray(required))
    check.report('required-not-a-list', [...path, 'required']);
}

function checkParts(check: Check, schema: object, path: Path): void {
  for (const key of [
    'items',
    'additionalProperties',
    'not',
    'if',
    'then',
    'else',
    'contains',
    'propertyNames',
  ])
    checkSchema(check, own(schema, key), [...path, key]);
  for (const key of ['allOf', 'anyOf', 'oneOf', 'prefixItems']) {
    const all = own(schema, key);
    if (Array.isArray(all))
      for (const [index, each] of all.entries()) checkSchema(check, each, [...path, key, index]);
  }
  for (const key of ['properties', 'patternProperties', '$defs', 'dependentSchemas'])
    for (const [name, each] of Object.entries(ownMap(schema, key)))
      checkSchema(check, each, [...path, key, name]);
}
