import type { Message } from '../../wire.ts';
import { channelById, nameOf, titleOf } from '../names.ts';
import { stamp } from '../time.ts';
import { type Names, parse, plain } from './parse.ts';

interface Textual {
  content?: string;
  components?: readonly Textual[];
}

const NAMES: Names = {
  user: nameOf,
  channel(id) {
    const channel = channelById(id);
    return channel === undefined ? 'No access' : `#${titleOf(channel)}`;
  },
  moment: stamp,
};

/** What a message says, without markup: for a quotation and for screen readers. */
export function wordsOf(message: Message): string {
  const text = [message.content, ...textsOf(message.components)].filter(Boolean).join('\n');
  return plain(parse(text), NAMES).trim();
}

function textsOf(components: readonly Textual[]): string[] {
  return components.flatMap((component) => [component.content ?? '', ...textsOf(component.components ?? [])]);
}
