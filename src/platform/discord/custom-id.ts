import { UserError } from '../errors.ts';
import { rowId, wholeNumber } from '../numbers.ts';

/**
 * custom_ids carry everything a press needs, so that a button on a message sent today still works next week and after
 * any restart: `<version>:<route>:<argument>...`, at most 100 characters (Discord's limit).
 */
const VERSION = 'n1';
const LIMIT = 100;
/** The version with the server a press acts in, where the message itself does not tell: `n1@<id in base 36>`. */
const IN_SERVER = /^n1(?:@([\da-z]{1,13}))?$/;

/** Arguments are ids and slugs; a colon in one, or a text that does not fit, is a mistake of ours and throws. */
export function customId(route: string, ...args: readonly (string | number)[]): string {
  const parts = [VERSION, route, ...args.map(String)];
  const id = parts.join(':');
  if (id.length > LIMIT || parts.some((part) => part.includes(':')))
    throw new Error(`custom_id does not fit: ${id}`);
  return id;
}

/** Undefined for what is not ours or of a version this program no longer knows. */
export function parseCustomId(
  id: string,
): { route: string; args: string[]; guildId?: string | undefined } | undefined {
  const [version = '', route, ...args] = id.split(':');
  const known = IN_SERVER.exec(version);
  if (known === null || route === undefined || route === '') return undefined;
  return known[1] === undefined ? { route, args } : { route, args, guildId: snowflake(known[1]) };
}

/**
 * What is sent in answer to a direct message, with every custom_id in it saying which server it is about: of such a
 * message nothing else tells when its buttons are pressed.
 */
export function aboutServer<T>(sent: T, guildId: string): T {
  const server = BigInt(guildId).toString(36);
  const named = (value: unknown, name: string): unknown => {
    if (Array.isArray(value)) return value.map((item) => named(item, ''));
    if (name === 'custom_id' && typeof value === 'string' && value.startsWith(`${VERSION}:`)) {
      const longer = `${VERSION}@${server}${value.slice(VERSION.length)}`;
      return longer.length > LIMIT ? value : longer;
    }
    if (typeof value !== 'object' || value === null || Buffer.isBuffer(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, named(inner, key)]));
  };
  return named(sent, '') as T;
}

function snowflake(base36: string): string {
  return Array.from(base36)
    .reduce((sum, digit) => sum * 36n + BigInt(Number.parseInt(digit, 36)), 0n)
    .toString();
}

/** The id of a row in an argument. Throws {@link UserError} for what cannot be one: we never made that button. */
export function idIn(argument: string | undefined): number {
  return rowId(argument) ?? oldButton();
}

/** The id of a member in an argument. Throws {@link UserError} for what cannot be one. */
export function memberIn(argument: string | undefined): string {
  return argument !== undefined && /^\d{15,20}$/.test(argument) ? argument : oldButton();
}

/** A number in an argument: a page, an offset, an instant (ms). Throws {@link UserError} for one out of its range. */
export function numberIn(argument: string | undefined, { min, max }: { min: number; max: number }): number {
  return wholeNumber(argument, min, max) ?? oldButton();
}

/** One of our own words in an argument: a state, a kind. Throws {@link UserError} for another. */
export function oneIn<Word extends string>(words: readonly Word[], argument: string | undefined): Word {
  return words.find((word) => word === argument) ?? oldButton();
}

function oldButton(): never {
  throw new UserError({ key: 'common:error.old-button' });
}
