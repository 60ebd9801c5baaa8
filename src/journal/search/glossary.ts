import { inSlices } from '../../platform/async.ts';
import near from './glossary/near.json' with { type: 'json' };
import same from './glossary/same.json' with { type: 'json' };
import together from './glossary/together.json' with { type: 'json' };
import type { AskedWord, Glossary, Name, Named, Thing } from './rules/names.ts';
import { meaningOf, NOT } from './rules/typed.ts';
import { infinitivesOf } from './rules/verbs.ts';
import { loadStemmers, type Stems, stemsOf, trigramsOf } from './rules/words.ts';

/**
 * Names of the same thing, and what is near to it: French and English terms, abbreviations, what an error is called in
 * everyday words, what it usually comes from. Three files for anybody to extend (what a line says stands at their top); they
 * are used when somebody searches, never when something is kept.
 */

/** How many words apart the words of a scattered name may be. */
const APART = 4;
/** How many words are looked at for a mistyped one. */
const ALIKE = 40;
/** Words whose forms are remembered. */
const REMEMBERED = 5_000;

let made: Promise<Glossary> | undefined;
/** Read by the first search, in slices. Stems are made of what is asked for only: all would take half a second. */
export const glossary = (): Promise<Glossary> => (made ??= inSlices(reading()));

/** Long work, a small step at a time. */
type Steps<T> = Generator<undefined, T>;

interface List {
  readonly names: readonly string[];
  near: string[];
  stems?: Thing;
}
/** What several things together come from, whatever each of them is called. */
interface Rule {
  readonly parts: readonly (readonly List[])[];
  readonly list: List;
}
/** One name as its words, without those that say nothing. */
interface Entry {
  readonly words: readonly string[];
  /** Its words may stand apart: "the page stays quite white". What is denied stands beside it, and parts of react_app do. */
  readonly isLoose: boolean;
  readonly list: List;
}

const linesOf = (lines: readonly string[]): string[] => lines.filter((line) => !line.startsWith('#'));

const listed = (part: string): string[] => part.split('|').map((name) => name.trim());

/** A step loads the stemmers, reads a line, or sorts in a word. */
export function* reading(): Steps<Glossary> {
  loadStemmers();
  const entries: Entry[] = [];
  const words = new Set<string>();
  const alone = new Set<string>();
  const byFirst = new Map<string, List[]>();
  const byName = new Map<string, List[]>();
  const rules: Rule[] = [];
  const note = (names: readonly string[], list: List): void => {
    for (const name of names) {
      const said = meaningOf(name);
      const isLoose = said.length > 1 && said.length < 4 && !said.includes(NOT) && !name.includes('_');
      entries.push({ words: said, isLoose, list });
      for (const word of said) words.add(word);
      const key = said.join(' ');
      if (said.length === 1) alone.add(key);
      byName.set(key, [...(byName.get(key) ?? []), list]);
    }
  };
  const partOf = (name: string): readonly List[] => {
    const key = meaningOf(name).join(' ');
    const known = byFirst.get(key) ?? byName.get(key);
    if (known !== undefined) return known;
    const list: List = { names: [], near: [] };
    note([name], list);
    return [list];
  };
  for (const line of linesOf(same)) {
    yield;
    const list: List = { names: listed(line), near: [] };
    note(list.names, list);
    const first = meaningOf(list.names[0] ?? '').join(' ');
    byFirst.set(first, [...(byFirst.get(first) ?? []), list]);
  }
  for (const line of linesOf(near)) {
    yield;
    const [asked = '', said = ''] = line.split('=>');
    const terms = listed(said);
    for (const text of terms.flatMap(meaningOf)) words.add(text);
    for (const name of listed(asked)) {
      const known = byFirst.get(meaningOf(name).join(' '));
      if (known === undefined) note([name], { names: [], near: terms });
      else for (const list of known) list.near.push(...terms);
    }
  }
  for (const line of linesOf(together)) {
    yield;
    const [asked = '', said = ''] = line.split('=>');
    const list: List = { names: [], near: listed(said) };
    for (const text of list.near.flatMap(meaningOf)) words.add(text);
    for (const names of listed(asked)) rules.push({ parts: names.split(' + ').map(partOf), list });
  }
  return lookedUp({
    known: words,
    alone,
    byWord: yield* grouped(entries, (entry) => entry.words),
    byStart: yield* grouped(words, (word) => [startOf(word)]),
    byPiece: yield* grouped(words, trigramsOf),
    byLetters: yield* grouped(words, (word) => [lettersOf(word)]),
    byPart: yield* grouped(rules, ({ parts }) => parts[0] ?? []),
  });
}

interface Tables {
  readonly known: ReadonlySet<string>;
  /** Words that are a name by themselves. */
  readonly alone: ReadonlySet<string>;
  readonly byWord: ReadonlyMap<string, readonly Entry[]>;
  readonly byStart: ReadonlyMap<string, readonly string[]>;
  readonly byPiece: ReadonlyMap<string, readonly string[]>;
  readonly byLetters: ReadonlyMap<string, readonly string[]>;
  readonly byPart: ReadonlyMap<List, readonly Rule[]>;
}

function lookedUp({ known, alone, byWord, byStart, byPiece, byLetters, byPart }: Tables): Glossary {
  const forms = new Map<string, readonly string[]>();
  /** The words of the glossary that are forms of this one. */
  function* formsOf({ en, fr }: Stems): Steps<readonly string[]> {
    const key = `${en} ${fr}`;
    const before = forms.get(key);
    if (before !== undefined) return before;
    const found = new Set<string>();
    for (const word of [en, fr].flatMap((stem) => byStart.get(startOf(stem)) ?? [])) {
      yield;
      const stems = stemsOf(word);
      if (stems.en === en || stems.fr === fr) found.add(word);
    }
    if (forms.size >= REMEMBERED) forms.clear();
    forms.set(key, [...found]);
    return [...found];
  }
  /** Also of what an irregular verb is a form of. */
  function* formsOfWord({ word, ...stems }: AskedWord): Steps<readonly string[]> {
    const found = [...(yield* formsOf(stems))];
    for (const verb of infinitivesOf(word))
      if (known.has(verb)) found.push(...(yield* formsOf(stemsOf(verb))));
    return [...new Set(found)];
  }
  function* naming(asked: readonly AskedWord[]): Steps<readonly Named[]> {
    const places = new Map<string, number[]>();
    const alonePlaces = new Map<string, number[]>();
    for (const [at, word] of asked.entries())
      for (const form of yield* formsOfWord(word)) {
        places.set(form, [...(places.get(form) ?? []), at]);
        // What is a name itself is no other of the same stem: "donne" is no "done", "redis" no "red".
        if (!alone.has(word.word) || isFormOf(word.word, form))
          alonePlaces.set(form, [...(alonePlaces.get(form) ?? []), at]);
      }
    const met = new Set([...places.keys()].flatMap((form) => byWord.get(form) ?? []));
    const found: Named[] = [];
    const where = new Map<List, readonly number[]>();
    for (const { list, ...entry } of met) {
      const at = placesOf(entry, entry.words.length === 1 ? alonePlaces : places);
      if (at === undefined) continue;
      found.push({ ...(yield* thingOf(list)), ...at });
      where.set(list, at.places);
    }
    for (const { parts, list } of new Set([...where.keys()].flatMap((each) => byPart.get(each) ?? []))) {
      const at = placesOfAll(parts, where);
      if (at === undefined) continue;
      found.push({ ...(yield* thingOf(list)), places: at, isTogether: false, isCombined: true });
    }
    return found;
  }
  return {
    knows: (word) => known.has(word),
    alike(word) {
      const counts = new Map<string, number>();
      for (const each of trigramsOf(word).flatMap((piece) => byPiece.get(piece) ?? []))
        counts.set(each, (counts.get(each) ?? 0) + 1);
      const best = [...counts].toSorted((a, b) => b[1] - a[1]).slice(0, ALIKE);
      // Swapped letters leave a short word no piece of it.
      const swapped = byLetters.get(lettersOf(word)) ?? [];
      const found = new Set([...swapped, ...best.map(([each]) => each)]);
      return [...found].map((each) => ({ word: each, term: stemsOf(each).en }));
    },
    named: (asked) => inSlices(naming(asked)),
  };
}

function* grouped<T, K = string>(items: Iterable<T>, keysOf: (item: T) => readonly K[]): Steps<Map<K, T[]>> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    yield;
    for (const key of keysOf(item)) {
      const known = groups.get(key);
      if (known === undefined) groups.set(key, [item]);
      else known.push(item);
    }
  }
  return groups;
}

/** Whether one is the other with an ending: requete, requetes; bloque, bloquee; connecte, connecter. */
function isFormOf(one: string, other: string): boolean {
  const [short, long] = one.length < other.length ? [one, other] : [other, one];
  return long.startsWith(short) && /^(?:s|x|e|es|r|nt)?$/u.test(long.slice(short.length));
}

/** Its letters in their alphabetical order. */
const lettersOf = (word: string): string => Array.from(word).toSorted().join('');

/** A stem begins as its word does, but for the last letter of a short one: payer, paiement. */
const startOf = (word: string): string => word.slice(0, 3).replace('y', 'i');

/** Where the words of a name stand: side by side, or near to each other in any order. Undefined when one is missing. */
function placesOf(
  { words, isLoose }: Pick<Entry, 'words' | 'isLoose'>,
  places: ReadonlyMap<string, readonly number[]>,
): Pick<Named, 'places' | 'isTogether'> | undefined {
  const firsts = words.length === 0 ? [] : (places.get(words[0] ?? '') ?? []);
  for (const first of firsts)
    if (words.every((word, index) => places.get(word)?.includes(first + index)))
      return { places: words.map((_, index) => first + index), isTogether: true };
  if (!isLoose) return undefined;
  for (const first of firsts) {
    const near = words.map((word) => places.get(word)?.find((at) => Math.abs(at - first) < APART));
    const found = near.flatMap((at) => at ?? []);
    if (found.length === words.length && new Set(found).size === words.length)
      return { places: found.toSorted((a, b) => a - b), isTogether: false };
  }
  return undefined;
}

/** Where all parts of a rule stand; undefined when one is missing, or when one word would be two of them. */
function placesOfAll(
  parts: Rule['parts'],
  where: ReadonlyMap<List, readonly number[]>,
): readonly number[] | undefined {
  const at = parts.map((lists) => lists.flatMap((each) => where.get(each) ?? []));
  const all = [...new Set(at.flat())].toSorted((a, b) => a - b);
  return at.some((each) => each.length === 0) || all.length < parts.length ? undefined : all;
}

function* thingOf(list: List): Steps<Thing> {
  list.stems ??= { same: yield* namesOf(list.names), near: yield* namesOf(list.near) };
  return list.stems;
}

/** Names as English and as French stems. */
function* namesOf(names: readonly string[]): Steps<Name[]> {
  const found = new Map<string, Name>();
  for (const name of names) {
    yield;
    const stems = meaningOf(name)
      .filter((word) => word !== NOT)
      .map(stemsOf);
    if (stems.length === 0) continue;
    for (const each of [stems.map(({ en }) => en), stems.map(({ fr }) => fr)])
      found.set(each.join(' '), each);
  }
  return [...found.values()];
}
