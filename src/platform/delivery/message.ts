/**
 * What a row's message carries besides its payload, and how it is known again in a channel's history.
 *
 * Discord refuses a second copy by its nonce for some minutes only, and does not show nonces in a channel's history.
 * A message whose sending is in doubt later than that is looked for by a mark that members do not see:
 *
 * - with components (buttons, or a card of Components V2): the `id` of its first component. Discord takes any 32-bit
 *   number there and gives it back with the message; ours holds 30 bits of the row's nonce.
 * - without components: its own words (and file names). A message with the same words that belongs to another row is
 *   passed over, and two rows with the same words in the same channel may take either.
 */
import { translator } from '../i18n/index.ts';
import type { StoredRow } from './store.ts';
import type { MessagePayload } from './types.ts';

/** A message that leaves later than this after it was due, in ms, says so. */
export const LATE = 10 * 60_000;

const IS_COMPONENTS_V2 = 1 << 15;
const TEXT_DISPLAY = 10;

type Component = Readonly<Record<string, unknown>>;

/** Whether a payload is a message, and not the data one is made of. */
export function isMessage(payload: MessagePayload): boolean {
  return ['content', 'components', 'embeds'].some((part) => part in payload);
}

/** Whose ids stand in a message: as mentions, and in what its buttons say when they are pressed. */
export function namedIn(message: MessagePayload): string[] {
  const found = JSON.stringify({ ...message, files: [] }).matchAll(/(?:<@!?|:)(\d{17,20})\b/g);
  return [...new Set(Array.from(found, ([, id = '']) => id))];
}

/** The message as it is sent now: marked, labelled when late, addressed when it could not go to a direct message. */
export function outgoing(row: StoredRow, payload: MessagePayload, now: number): MessagePayload {
  return marked(row, dressed(row, payload, isLate(row, now)));
}

export function isLate(row: StoredRow, now: number): boolean {
  return now - row.due_at > LATE;
}

/** Whether a message of a channel's history is the one of this row. */
export function isMessageOf(row: StoredRow, payload: MessagePayload, message: MessagePayload): boolean {
  if (componentsOf(payload).length > 0) {
    return componentsOf(message).some((component) => component['id'] === markOf(row));
  }
  const words = wordsOf(message);
  return [false, true].some((late) => words === wordsOf(dressed(row, payload, late)));
}

function dressed(row: StoredRow, payload: MessagePayload, late: boolean): MessagePayload {
  const lines = [
    ...(row.rerouted_to === null ? [] : [`<@${row.target_id}>`]),
    ...(late && row.late_note !== null ? [row.late_note] : []),
  ];
  if (lines.length === 0) return payload;
  const first = lines.join(' ');
  if ((Number(payload['flags'] ?? 0) & IS_COMPONENTS_V2) !== 0) {
    return { ...payload, components: [{ type: TEXT_DISPLAY, content: first }, ...componentsOf(payload)] };
  }
  const content = typeof payload['content'] === 'string' ? payload['content'] : '';
  return { ...payload, content: content === '' ? first : `${first}\n${content}` };
}

function marked(row: StoredRow, payload: MessagePayload): MessagePayload {
  const [first, ...others] = componentsOf(payload);
  if (first === undefined) return payload;
  return { ...payload, components: [{ ...first, id: markOf(row) }, ...others] };
}

/** 2^30 and more, so that it cannot meet the small numbers Discord gives to components without an id. */
function markOf(row: StoredRow): number {
  return 0x4000_0000 + (Buffer.from(row.nonce, 'base64url').readUInt32BE() & 0x3fff_ffff);
}

function componentsOf(message: MessagePayload): readonly Component[] {
  return Array.isArray(message['components']) ? (message['components'] as Component[]) : [];
}

/** All that is written in a message, without what Discord may change about it: spaces and invisible characters. */
function wordsOf(message: MessagePayload): string {
  const embeds = Array.isArray(message['embeds']) ? (message['embeds'] as Component[]) : [];
  const files = Array.isArray(message['attachments']) ? (message['attachments'] as Component[]) : [];
  const texts = [
    message['content'],
    ...embeds.flatMap((embed) => [embed['title'], embed['description']]),
    ...files.map((file) => file['filename']),
  ];
  return (
    texts
      .filter((text) => typeof text === 'string' && text !== '')
      .join('|')
      // Commands are sent as something to press.
      .replace(/<(\/[^:<>]+):\d+>/g, '`$1`')
      .replace(/[\s\p{Cf}\u{fe0f}]/gu, '')
  );
}

/** What is written for `lateNote` where the usual line is meant. */
export const USUAL_NOTE = 'usual';

/** The usual line above a late message, in the language of the place it goes to. */
export function lateNote(language: 'en' | 'fr', dueAt: number): string {
  return translator(language)('delivery:late', { due: Math.floor(dueAt / 1000) });
}
