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
