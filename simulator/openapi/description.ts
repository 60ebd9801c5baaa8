import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv2020, type AnySchema, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import type { ErrorTree } from '../errors.ts';
import { isObject, type Json, type Path } from '../form.ts';
import { Ignored } from './ignored.ts';

/** Checks bodies against Discord's own OpenAPI description (https://github.com/discord/discord-api-spec). */
export interface OpenApi {
  /** Problems of a request body; undefined: none, or the description does not know the route. */
  checkRequest(method: string, route: string, body: unknown): Problems | undefined;
  checkResponse(method: string, route: string, status: number, body: unknown): Problems | undefined;
  knows(method: string, route: string): boolean;
  /** Properties of a request body that the description knows and no reader asked for. */
  ignored(method: string, route: string, body: unknown): Path[];
}

export interface Problems {
  messages: string[];
  tree: ErrorTree;
}

/** The file named, else DISCORD_OPENAPI, else the one beside the repository; undefined when it is not there. */
export function findOpenApi(named?: string): string | undefined {
  const beside = path.join(import.meta.dirname, '../../../shared/data/discord-openapi.json');
  const file = named ?? process.env['DISCORD_OPENAPI'] ?? beside;
  return existsSync(file) ? file : undefined;
}

const loaded = new Map<string, OpenApi>();

export function loadOpenApi(file: string): OpenApi {
  const known = loaded.get(file);
  if (known) return known;
  const document = JSON.parse(readFileSync(file, 'utf8')) as Json;
  const api = new DescribedApi(document);
  loaded.set(file, api);
  return api;
}

interface Operation {
  requestBody?: { content?: Record<string, { schema: AnySchema }> };
  responses?: Record<string, { content?: Record<string, { schema: AnySchema }> }>;
}

class DescribedApi implements OpenApi {
  readonly #paths: Record<string, Record<string, Operation>>;
  readonly #requests: Ajv2020;
  readonly #responses: Ajv2020;
  readonly #ignored: Ignored;
  readonly #compiled = new Map<string, ValidateFunction | undefined>();

  constructor(document: Json) {
    this.#paths = document['paths'] as Record<string, Record<string, Operation>>;
    this.#ignored = new Ignored(document);
    this.#requests = validator(document, true);
    this.#responses = validator(document, false);
  }

  knows(method: string, route: string): boolean {
    return this.#paths[route]?.[method.toLowerCase()] !== undefined;
  }

  ignored(method: string, route: string, body: unknown): Path[] {
    const content = this.#paths[route]?.[method.toLowerCase()]?.requestBody?.content;
    return this.#ignored.find(content?.['application/json']?.schema, body);
  }

  checkRequest(method: string, route: string, body: unknown): Problems | undefined {
    const validate = this.#compile(`request ${method} ${route}`, this.#requests, 'req', () => {
      const operation = this.#paths[route]?.[method.toLowerCase()];
      return pointer(operation?.requestBody?.content) && [route, method, 'requestBody', 'content'];
    });
    return validate && !validate(body ?? {}) ? problems(validate.errors ?? []) : undefined;
  }

  checkResponse(method: string, route: string, status: number, body: unknown): Problems | undefined {
    const validate = this.#compile(`response ${status} ${method} ${route}`, this.#responses, 'res', () => {
      const operation = this.#paths[route]?.[method.toLowerCase()];
      const found = operation?.responses?.[String(status)];
      return pointer(found?.content) && [route, method, 'responses', String(status), 'content'];
    });
    return validate && !validate(body) ? problems(validate.errors ?? []) : undefined;
  }

  #compile(
    key: string,
    ajv: Ajv2020,
    id: string,
    locate: () => string[] | undefined,
  ): ValidateFunction | undefined {
    if (this.#compiled.has(key)) return this.#compiled.get(key);
    const steps = locate();
    const validate = steps && ajv.compile({ $ref: reference(id, steps) });
    this.#compiled.set(key, validate);
    return validate;
  }
}

function pointer(content: Record<string, unknown> | undefined): true | undefined {
  return content?.['application/json'] === undefined ? undefined : true;
}

function reference(id: string, [route = '', method = '', ...rest]: string[]): string {
  const steps = ['paths', route, method.toLowerCase(), ...rest, 'application/json', 'schema'];
  const escape = (step: string): string =>
    encodeURIComponent(step.replaceAll('~', '~0').replaceAll('/', '~1'));
  return `${id}#/${steps.map(escape).join('/')}`;
}

function validator(document: Json, forRequests: boolean): Ajv2020 {
  const ajv = new Ajv2020({
    strict: false,
    allErrors: false,
    validateFormats: true,
    logger: false,
    code: { optimize: false },
    inlineRefs: false,
    validateSchema: false,
    meta: false,
  });
  formats.default(ajv, ['date-time', 'uri']);
  for (const name of ['int32', 'int64', 'double', 'nonce', 'snowflake']) ajv.addFormat(name, true);
  // attachment://name and the like are URIs as well, but not to every checker.
  ajv.addFormat('uri', (value: string) => /^[a-z][a-z0-9+.-]*:/i.test(value));
  ajv.addSchema(adapt(document, forRequests) as AnySchema, forRequests ? 'req' : 'res');
  return ajv;
}

/**
 * oneOf becomes anyOf, because unknown keys are allowed and branches therefore overlap; in requests, integers may
 * arrive as numeric strings and snowflakes as numbers ("id": 0 in the documentation of uploads).
 */
function adapt(node: unknown, forRequests: boolean): unknown {
  if (Array.isArray(node)) return node.map((item) => adapt(item, forRequests));
  if (!isObject(node)) return node;
  const copy: Json = {};
  for (const [key, value] of Object.entries(node)) {
    copy[key === 'oneOf' && Array.isArray(value) ? 'anyOf' : key] = adapt(value, forRequests);
  }
  if (forRequests && copy['format'] === 'snowflake') copy['type'] = ['string', 'integer'];
  const type = copy['type'];
  const types = Array.isArray(type) ? type : [type];
  if (forRequests && types.includes('integer') && !types.includes('string') && copy['enum'] === undefined) {
    copy['type'] = [...types, 'string'];
    copy['pattern'] = '^-?[0-9]+$';
  }
  return copy;
}

function problems(errors: readonly ErrorObject[]): Problems {
  // Of a union that fits nowhere, the branch that got furthest says most.
  const depth = (error: ErrorObject): number => error.instancePath.split('/').length;
  const deepest = Math.max(...errors.map(depth));
  const telling = errors.filter((error) => depth(error) === deepest);
  const messages = telling.map((error) => `${error.instancePath || '/'} ${error.message ?? error.keyword}`);
  const tree: ErrorTree = {};
  for (const error of telling) {
    let node = tree;
    const missing = error.keyword === 'required' ? [String(error.params['missingProperty'])] : [];
    for (const step of [...error.instancePath.split('/').slice(1), ...missing]) {
      node = node[step] = (node[step] as ErrorTree | undefined) ?? {};
    }
    const code = CODES[error.keyword] ?? `OPENAPI_${error.keyword.toUpperCase()}`;
    node['_errors'] = [{ code, message: error.message ?? '' }];
  }
  return { messages, tree };
}

/** Discord's names for what a schema can have against a value. */
const CODES: Record<string, string> = {
  required: 'BASE_TYPE_REQUIRED',
  maxLength: 'BASE_TYPE_MAX_LENGTH',
  minLength: 'BASE_TYPE_MIN_LENGTH',
  maxItems: 'BASE_TYPE_MAX_LENGTH',
  minItems: 'BASE_TYPE_MIN_LENGTH',
  enum: 'BASE_TYPE_CHOICES',
  maximum: 'NUMBER_TYPE_MAX',
  minimum: 'NUMBER_TYPE_MIN',
};
