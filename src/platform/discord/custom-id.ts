import { UserError } from '../errors.ts';
import { rowId, wholeNumber } from '../numbers.ts';

/**
 * custom_ids carry everything a press needs, so that a button on a message sent today still works next week and after
 * any restart: `<version>:<route>:<argument>...`, at most 100 characters (Discord's limit).
 */
const VERSION = 'n1';
const LIMIT = 100;

/** Arguments are ids and slugs; a colon in one, or a text that does not fit, is a mistake of ours and throws. */
export function customId(route: string, ...args: readonly (string | number)[]): string {
  const parts = [VERSION, route, ...args.map(String)];
  const id = parts.join(':');
  if (id.length > LIMIT || parts.some((part) => part.includes(':')))
    throw new Error(`custom_id does not fit: ${id}`);
  return id;
}

/** Undefined for what is not ours or of a version this program no longer knows. */
export function parseCustomId(id: string): { route: string; args: string[] } | undefined {
  const [version, route, ...args] = id.split(':');
  return version === VERSION && route !== undefined && route !== '' ? { route, args } : undefined;
}

/** The id of a row in an argument. Throws {@link UserError} for what cannot be one: we never made that button. */
export function idIn(argument: string | undefined): number {
  return rowId(argument) ?? oldButton();
}

/** A number in an argument: a page, an offset, an instant (ms). Throws {@link UserError} for one out of its range. */
export function numberIn(argument: string | undefined, { min, max }: { min: number; max: number }): number {
  return wholeNumber(argument, min, max) ?? oldButton();
}

function oldButton(): never {
  throw new UserError({ key: 'common:error.old-button' });
}
