import { createHash } from 'node:crypto';
import type { Contract } from '../types.ts';
import { isMap } from './source.ts';

/** A contract with its hash: over the values with sorted keys, so that neither YAML nor the order of keys changes it. */
export function contractOf(parts: Omit<Contract, 'hash'> & { value: unknown }): Contract {
  const { value, ...contract } = parts;
  return {
    ...contract,
    hash: createHash('sha256')
      .update(JSON.stringify(sorted(value)))
      .digest('hex'),
  };
}

/** The same values; the keys of every map sorted. */
export function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isMap(value)) return value;
  const keys = Object.keys(value).sort();
  // Object.fromEntries defines properties: `__proto__` stays a name.
  return Object.fromEntries(keys.map((key) => [key, sorted(value[key])]));
}
