import type { Fields } from '../form.ts';
import type { Emoji } from '../wire.ts';

const UNICODE_EMOJI = /^(?:\p{RGI_Emoji}|\p{Emoji}\uFE0F?)$/v;

/** The emoji of a button or option: a real Unicode emoji by name, or a custom one by id. */
export function readEmoji(fields: Fields | undefined): Emoji | undefined {
  if (!fields) return undefined;
  const id = fields.snowflake('id');
  const name = fields.text('name');
  const animated = fields.boolean('animated') ?? false;
  if (id === undefined && (name === undefined || !isUnicodeEmoji(name))) {
    fields.fail('name', 'BUTTON_COMPONENT_INVALID_EMOJI', 'Invalid emoji');
  }
  return id === undefined ? { name: name ?? null } : { id, name: name ?? null, animated };
}

export function isUnicodeEmoji(name: string): boolean {
  return UNICODE_EMOJI.test(name) && !/^[\d#*]$/.test(name);
}
