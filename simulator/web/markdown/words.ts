import type { Message } from '../../wire.ts';
import { nameOf } from '../names.ts';
import { parse, plain } from './parse.ts';

interface Textual {
  content?: string;
  components?: readonly Textual[];
}

/** What a message says, without markup: for a quotation and for screen readers. */
export function wordsOf(message: Message): string {
  const text = [message.content, ...textsOf(message.components)].filter(Boolean).join('\n');
  return plain(parse(text), nameOf).trim();
}

function textsOf(components: readonly Textual[]): string[] {
  return components.flatMap((component) => [component.content ?? '', ...textsOf(component.components ?? [])]);
}
