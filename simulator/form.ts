import { DiscordError, type ErrorTree, type FieldError } from './errors.ts';
import { isSnowflake } from './snowflake.ts';

export type Path = readonly (string | number)[];
export type Json = Record<string, unknown>;

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A value that should be a scalar as text; anything else as nothing. */
export function scalar(value: unknown): string {
  return ['string', 'number', 'boolean', 'bigint'].includes(typeof value) ? String(value) : '';
}

/** Discord counts Unicode code points, not UTF-16 units. */
export function lengthOf(text: string): number {
  let length = text.length;
  for (let i = 0; i < text.length - 1; i++) {
    const unit = text.charCodeAt(i);
    if (unit >= 0xd800 && unit < 0xdc00) length--;
  }
  return length;
}

/**
 * Collects what is wrong with a body and refuses it as a whole, with Discord's nested tree:
 * https://discord.com/developers/docs/reference#error-messages
 */
export class Form {
  readonly #tree: ErrorTree = {};
  readonly #fallback: (() => ErrorTree | undefined) | undefined;
  #failed = false;

  /** `fallback`: what to refuse the body with when nothing else is found; asked once all is read. */
  constructor(fallback?: () => ErrorTree | undefined) {
    this.#fallback = fallback;
  }

  fail(path: Path, code: string, message: string): void {
    this.#failed = true;
    let node = this.#tree;
    for (const step of path) {
      const next = node[step];
      node = node[step] = next === undefined || Array.isArray(next) ? {} : (next as ErrorTree);
    }
    const known = (node['_errors'] ?? []) as readonly FieldError[];
    node['_errors'] = [...known, { code, message }];
  }

  get failed(): boolean {
    return this.#failed;
  }

  get tree(): ErrorTree {
    return this.#tree;
  }

  /** Throws 50035 if anything failed. */
  end(): void {
    if (this.#failed) throw new DiscordError('invalidFormBody', this.#tree);
    const other = this.#fallback?.();
    if (other) throw new DiscordError('invalidFormBody', other);
  }

  /** The fields of a body that must be an object; of anything else, no field is there. */
  read(body: unknown, path: Path = []): Fields {
    if (isObject(body)) return new Fields(this, body, path);
    this.fail(path, 'DICT_TYPE_CONVERT', 'Only dictionaries may be used in a DictType');
    return new Fields(this, {}, path);
  }

  /** A form of its own for one body. */
  static read(body: unknown, path: Path = []): Fields {
    return new Form().read(body, path);
  }
}

export interface Limits {
  min?: number;
  max?: number;
  required?: boolean;
}

/** Which properties of an object of a body any reader has asked for: see openapi/ignored.ts */
const asked = new WeakMap<Json, Set<string>>();

/** Undefined: nobody read this object property by property. */
export function askedOf(object: Json): ReadonlySet<string> | undefined {
  return asked.get(object);
}

/** Reads one object of a body; what is of the wrong kind is reported to the form and read as undefined. */
export class Fields {
  readonly form: Form;
  readonly path: Path;
  readonly #raw: Json;
  readonly #asked: Set<string>;

  constructor(form: Form, raw: Json, path: Path) {
    this.form = form;
    this.#raw = raw;
    this.path = path;
    this.#asked = asked.get(raw) ?? new Set();
    asked.set(raw, this.#asked);
  }

  /** The value as it was sent. */
  given(key: string): unknown {
    this.#asked.add(key);
    return this.#raw[key];
  }

  get keys(): string[] {
    return Object.keys(this.#raw);
  }

  /** The same object with other values in the place of some; what is asked of the copy is asked of this one. */
  over(defaults: Json, fixed: Json): Fields {
    const copy = { ...defaults, ...this.#raw, ...fixed };
    asked.set(copy, this.#asked);
    return new Fields(this.form, copy, this.path);
  }

  /** Properties that Discord takes and makes nothing of, from a bot. */
  passOver(...keys: string[]): void {
    for (const key of keys) this.#asked.add(key);
  }

  fail(key: string | number | undefined, code: string, message: string): void {
    this.form.fail(key === undefined ? this.path : [...this.path, key], code, message);
  }

  /** Whether the key was sent at all, null included: in an edit null clears and absence keeps. */
  has(key: string): boolean {
    return this.given(key) !== undefined;
  }

  text(key: string, limits: Limits = {}): string | undefined {
    const value = this.given(key);
    if (this.#absent(key, value, limits)) return undefined;
    if (typeof value !== 'string') {
      this.fail(key, 'STRING_TYPE_CONVERT', `Could not interpret "${describe(value)}" as string.`);
      return undefined;
    }
    const length = lengthOf(value);
    const { min = 0, max = Infinity } = limits;
    if (length < min && length === 0) this.#missing(key);
    else if (length < min || length > max) this.fail(key, ...lengthError(min, max));
    return value;
  }

  integer(key: string, limits: Limits = {}): number | undefined {
    const value = this.given(key);
    if (this.#absent(key, value, limits)) return undefined;
    const number = typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value;
    if (typeof number !== 'number' || !Number.isSafeInteger(number)) {
      this.fail(key, 'NUMBER_TYPE_COERCE', `Value "${describe(value)}" is not int.`);
      return undefined;
    }
    return this.#ranged(key, number, limits, 'int');
  }

  number(key: string, limits: Limits = {}): number | undefined {
    const value = this.given(key);
    if (this.#absent(key, value, limits)) return undefined;
    if (typeof value !== 'number' || !Number.isFinite(value)) {
      this.fail(key, 'NUMBER_TYPE_COERCE', `Value "${describe(value)}" is not a number.`);
      return undefined;
    }
    return this.#ranged(key, value, limits, 'number');
  }

  boolean(key: string): boolean | undefined {
    const value = this.given(key);
    if (value === undefined || value === null) return undefined;
    if (typeof value === 'boolean') return value;
    this.fail(key, 'BOOLEAN_TYPE_CONVERT', 'Must be either true or false.');
    return undefined;
  }

  choice<T extends number | string>(key: string, choices: readonly T[], required = false): T | undefined {
    const value = this.given(key);
    if (this.#absent(key, value, { required })) return undefined;
    if (choices.includes(value as T)) return value as T;
    this.fail(key, 'BASE_TYPE_CHOICES', `Value must be one of {${choices.join(', ')}}.`);
    return undefined;
  }

  snowflake(key: string, required = false): string | undefined {
    const value = this.given(key);
    if (this.#absent(key, value, { required })) return undefined;
    const text = digits(value);
    if (isSnowflake(text)) return text;
    this.fail(key, 'NUMBER_TYPE_COERCE', `Value "${describe(value)}" is not snowflake.`);
    return undefined;
  }

  /** Permission bits, a number in a string or a plain number; undefined when absent or null. */
  bits(key: string): string | undefined {
    const value = this.given(key);
    if (value === undefined || value === null) return undefined;
    if (/^\d+$/.test(scalar(value))) return scalar(value);
    this.fail(key, 'NUMBER_TYPE_COERCE', `Value "${describe(value)}" is not int.`);
    return undefined;
  }

  snowflakes(key: string, limits: Limits = {}): string[] | undefined {
    const list = this.array(key, limits)?.map(digits);
    if (list === undefined) return undefined;
    list.forEach((value, index) => {
      if (isSnowflake(value)) return;
      this.form.fail(
        [...this.path, key, index],
        'NUMBER_TYPE_COERCE',
        `Value "${describe(value)}" is not snowflake.`,
      );
    });
    if (new Set(list).size !== list.length) {
      this.fail(key, 'SET_TYPE_ALREADY_CONTAINS_VALUE', 'The set already contains this value');
    }
    return list.filter(isSnowflake);
  }

  timestamp(key: string, required = false): string | undefined {
    const value = this.text(key, { required });
    if (value === undefined) return undefined;
    if (/^\d{4}-\d\d-\d\d/.test(value) && !Number.isNaN(Date.parse(value))) return value;
    this.fail(key, 'DATETIME_TYPE_PARSE', `Could not parse ${value}. Should be ISO8601.`);
    return undefined;
  }

  array(key: string, limits: Limits = {}): unknown[] | undefined {
    const value = this.given(key);
    if (this.#absent(key, value, limits)) return undefined;
    if (!Array.isArray(value)) {
      this.fail(key, 'LIST_TYPE_CONVERT', 'Only iterables may be used in a ListType');
      return undefined;
    }
    const { min = 0, max = Infinity } = limits;
    if (value.length < min || value.length > max) this.fail(key, ...lengthError(min, max));
    return value;
  }

  /** The objects in a list, each with its own path. */
  list(key: string, limits: Limits = {}): Fields[] | undefined {
    const list = this.array(key, limits);
    if (list === undefined) return undefined;
    const fields: Fields[] = [];
    list.forEach((value, index) => {
      const path = [...this.path, key, index];
      if (isObject(value)) fields.push(new Fields(this.form, value, path));
      else this.form.fail(path, 'DICT_TYPE_CONVERT', 'Only dictionaries may be used in a DictType');
    });
    return fields;
  }

  object(key: string, required = false): Fields | undefined {
    const value = this.given(key);
    if (this.#absent(key, value, { required })) return undefined;
    if (isObject(value)) return new Fields(this.form, value, [...this.path, key]);
    this.fail(key, 'DICT_TYPE_CONVERT', 'Only dictionaries may be used in a DictType');
    return undefined;
  }

  #absent(key: string, value: unknown, { required = false }: Limits): boolean {
    if (value !== undefined && value !== null) return false;
    if (required) this.#missing(key);
    return true;
  }

  #missing(key: string): void {
    this.fail(key, 'BASE_TYPE_REQUIRED', 'This field is required');
  }

  #ranged(key: string, value: number, { min = -Infinity, max = Infinity }: Limits, kind: string): number {
    if (value < min)
      this.fail(key, 'NUMBER_TYPE_MIN', `${kind} value should be greater than or equal to ${min}.`);
    if (value > max)
      this.fail(key, 'NUMBER_TYPE_MAX', `${kind} value should be less than or equal to ${max}.`);
    return value;
  }
}

function lengthError(min: number, max: number): [code: string, message: string] {
  if (min <= 0) return ['BASE_TYPE_MAX_LENGTH', `Must be ${max} or fewer in length.`];
  if (max === Infinity) return ['BASE_TYPE_MIN_LENGTH', `Must be ${min} or more in length.`];
  return ['BASE_TYPE_BAD_LENGTH', `Must be between ${min} and ${max} in length.`];
}

/** An id sent as an integer in the form ids have everywhere else; large ones arrive as bigints (see json.ts). */
function digits(value: unknown): unknown {
  return typeof value === 'bigint' || Number.isSafeInteger(value) ? String(value) : value;
}

function describe(value: unknown): string {
  if (typeof value === 'string') return value;
  return (
    JSON.stringify(value, (_key, item: unknown) => (typeof item === 'bigint' ? String(item) : item)) ??
    'undefined'
  );
}
