import groups from '../glossary.json' with { type: 'json' };
import { isStopWord, stemsOf, wordsOf } from './words.ts';

/**
 * Names of the same thing: French and English terms, abbreviations, what an error is called in everyday words. The file
 * is for anybody to extend: one list a thing, its names in any order and language.
 */

/** The stems of one name of a thing, in their order. */
export type Name = readonly string[];

interface Match {
  /** How many words of the text it covers. */
  readonly length: number;
  readonly names: readonly Name[];
}

/** The most words a name has. */
const LONGEST = 5;

const byName = new Map<string, Name[]>();
const words = new Map<string, { readonly word: string; readonly term: string }>();
/** Read with the first search, not at the start: its stems take 8 MB, and longer than an answer may keep others waiting. */
const reading = read();

/** Reads one more thing of the glossary; true when all are read. Whoever asks before reads the rest at once. */
export function readsOn(): boolean {
  return reading.next().done === true;
}

/** Every single word of the glossary, for spelling, with its stem. */
export function glossaryWords(): { readonly word: string; readonly term: string }[] {
  while (!readsOn());
  return [...words.values()];
}

/** Stops after each thing. */
function* read(): Generator<undefined, void> {
  for (const group of groups) {
    const names = distinct(group.flatMap((name) => namesOf(name)));
    for (const name of names) {
      const key = name.join(' ');
      byName.set(key, distinct([...(byName.get(key) ?? []), ...names]));
    }
    for (const { text } of group.flatMap((name) => wordsOf(name)))
      words.set(text, { word: text, term: stemsOf(text).en });
    yield;
  }
}

/** A name as English and as French stems. */
function namesOf(name: string): Name[] {
  const stems = wordsOf(name)
    .filter(({ text, joined }) => joined !== true && !isStopWord(text))
    .map(({ text }) => stemsOf(text));
  return [stems.map(({ en }) => en), stems.map(({ fr }) => fr)].filter((each) => each.length > 0);
}

function distinct(names: readonly Name[]): Name[] {
  return [...new Map(names.map((name) => [name.join(' '), name])).values()];
}

/** The longest name of something that begins at this place of a list of words, each with its stems. */
export function thingAt(
  words: readonly { readonly en: string; readonly fr: string }[],
  at: number,
): Match | undefined {
  while (!readsOn());
  for (let length = Math.min(LONGEST, words.length - at); length > 0; length--) {
    const part = words.slice(at, at + length);
    const names = [
      ...(byName.get(part.map(({ en }) => en).join(' ')) ?? []),
      ...(byName.get(part.map(({ fr }) => fr).join(' ')) ?? []),
    ];
    if (names.length > 0) return { length, names: distinct(names) };
  }
  return undefined;
}
