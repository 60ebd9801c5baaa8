import { type Message, text } from '@nexus/simulator';

/** A message's words with commands as they are written in the catalogues: they are sent as something to press. */
export function plain(message: Message): string {
  return text(message).replace(/<(\/[^:<>]+):\d+>/g, '`$1`');
}
