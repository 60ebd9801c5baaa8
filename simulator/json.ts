/** A whole number with so many digits that a JavaScript number may not hold them all. */
const MANY_DIGITS = /[:,[\s]-?\d{16,}/;

/** Thrown for what is no JSON. */
export class BrokenJson extends Error {}

export interface Parsed {
  /** For those who read: integers that do not fit a number are bigints. */
  exact: unknown;
  /** For those who compare with a schema, and for the log: the same integers as strings of digits. */
  plain: unknown;
}

/**
 * Reads JSON without losing digits: ids may come as integers (discord.py sends them so), and more than 2^53 of them
 * would be somebody else's id after JSON.parse.
 * https://docs.discord.com/developers/reference#snowflakes
 */
export function parseJson(text: string): Parsed {
  if (!MANY_DIGITS.test(text)) {
    const value = parse(text);
    return { exact: value, plain: value };
  }
  return { exact: parse(text, BigInt), plain: parse(text, String) };
}

function parse(text: string, large?: (digits: string) => unknown): unknown {
  try {
    return large ? JSON.parse(text, exactly(large)) : JSON.parse(text);
  } catch {
    throw new BrokenJson(text.slice(0, 100));
  }
}

/** What Node's JSON.parse tells a reviver about a value: the text it stood in the source as. */
interface Source {
  source?: string;
}

function exactly(
  large: (digits: string) => unknown,
): (this: unknown, key: string, value: unknown, context?: Source) => unknown {
  return (_key, value, context) => {
    if (typeof value !== 'number' || Number.isSafeInteger(value)) return value;
    const source = context?.source ?? '';
    return /^-?\d+$/.test(source) ? large(source) : value;
  };
}
