/** A document's values together with the lines they stand on. */
export type Path = readonly (string | number)[];

export interface Source {
  readonly value: unknown;
  /** The line, from 1, of the key at the path, or of the nearest thing around it that was written down. */
  lineOf(path: Path): number;
}

export type Json = Readonly<Record<string, unknown>>;

/** A map, not a list and not null. */
export function isMap(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value of a key of the document itself: `constructor` and `__proto__` are names like any other. */
export function own(map: unknown, key: string): unknown {
  return isMap(map) && Object.hasOwn(map, key) ? map[key] : undefined;
}

export function ownMap(map: unknown, key: string): Json {
  const value = own(map, key);
  return isMap(value) ? value : EMPTY;
}

export function ownText(map: unknown, key: string): string {
  const value = own(map, key);
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
}

export function ownList(map: unknown, key: string): readonly unknown[] {
  const value = own(map, key);
  return Array.isArray(value) ? value : [];
}

const EMPTY: Json = Object.freeze({});
