import { createRequire } from 'node:module';
import type Snowball from 'snowball-stemmers';
import { lazily } from '../../../platform/lazily.ts';

/**
 * Words of short technical texts in English and French. Accents and case are folded here and not by the database, so that
 * every engine finds the same.
 */

/** Words that say nothing about a problem. */
const STOP_WORDS = new Set(
  `a an and are as at be been but by can could did do does doesn doesnt dont for from get gets got had has have how i if im
  in into is isn isnt it its just ll me my no not of off on or our please should so some than that the their them then
  there this to too was wasn we were what when where which while who why will with won would you your re ve anyone
  someone help need want trying try tried keep keeps always still after before again
  au aux avec ce ces cet cette comment dans de des du elle en es est et etait ete etre eu fait faire il ils je la le les
  leur lui ma mais me mes moi mon ne nos notre nous on ont ou par pas plus pour pourquoi qu quand que quel quelle quelles
  quels qui sa sans se ses si son sont sur ta te tes toi ton tu un une vos votre vous c d j l m n s t y ai as ca cela
  chaque comme donc alors apres avant encore toujours tout toute tous toutes bien quoi bonjour salut merci svp stp aide
  aidez probleme problem issue
  really very also even now because being having must may might us he she his her him
  suis sommes etes avoir peut peux pouvons peuvent veut veux dois doit faut deja aussi tres depuis quelqu quelque quelques
  puis ainsi ici lorsque chez via celui celle ceux va vais vont`.split(/\s+/),
);

/** French by its most usual small words; a text without them counts as English. */
const FRENCH =
  /(?:^|[^\p{L}])(?:le|la|les|un|une|des|du|et|est|pas|dans|pour|avec|sur|que|qui|je|mon|ma|mes|ne|au|aux|plus|il|ce|cette|ont)(?=$|[^\p{L}])/gu;
const ENGLISH =
  /(?:^|[^\p{L}])(?:the|and|is|not|in|for|with|to|of|it|my|that|was|when|from|are|an|have|but|on|by)(?=$|[^\p{L}])/gu;

/** Loaded by the first word, or by whoever has the time for its 10 ms: 8 MB that a bot does not need to start. */
export const loadStemmers = lazily(() => {
  const { newStemmer } = createRequire(import.meta.url)('snowball-stemmers') as typeof Snowball;
  return { en: newStemmer('english'), fr: newStemmer('french') };
});

/** A stem takes some 30 microseconds to make, and most words come again. */
const REMEMBERED = 20_000;
const remembered = new Map<string, Stems>();

export interface Stems {
  readonly en: string;
  readonly fr: string;
}

const BEYOND_ASCII = /\P{ASCII}/u;

/** Lower case, without accents and ligatures. */
export function folded(text: string): string {
  // Most texts are, and need not be taken apart.
  if (!BEYOND_ASCII.test(text)) return text.toLowerCase().replaceAll('`', "'");
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll('œ', 'oe')
    .replaceAll('æ', 'ae')
    .replace(/[’‘`´]/g, "'");
}

export interface Word {
  /** Folded. */
  readonly text: string;
  /** Stands for itself and is also part of the joined word before or behind it: `nextjs` beside `next` and `js`. */
  readonly joined?: true;
}

// Letters and figures; inside a word also what holds technical names together: next.js, docker-compose, MAX_SIZE, n+1.
const COMPOUND = /[\p{L}\p{N}]+(?:[.+_#/@:-]+[\p{L}\p{N}]+)*/gu;
const PIECES = /[\p{L}\p{N}]+/gu;
const LONGEST_WORD = 40;
const LONGEST_JOINED = 24;

/** The words of a text in their order, with `nextjs` for `next.js` and `useeffect` for `useEffect` behind their parts. */
export function wordsOf(text: string): Word[] {
  // The humps of camelCase are lost by folding.
  const words: Word[] = [];
  for (const [compound] of text.normalize('NFKC').matchAll(COMPOUND)) {
    const pieces = [...compound.replace(HUMP, '$1 $2').matchAll(PIECES)].map(([piece]) => folded(piece));
    const long = pieces.filter(isWord);
    for (const text of long) words.push({ text });
    const joined = pieces.join('');
    if (pieces.length < 2 || pieces.length > 3 || joined.length > LONGEST_JOINED || !isWord(joined)) continue;
    // "n+1" has no other word than this one.
    words.push(long.length === 0 ? { text: joined } : { text: joined, joined: true });
  }
  return words;
}

const HUMP = /(\p{Ll}|\p{N})(\p{Lu})/gu;

function isWord(text: string): boolean {
  return text.length > 1 && text.length <= LONGEST_WORD;
}

export function isStopWord(word: string): boolean {
  return STOP_WORDS.has(word);
}

/** Both stems of a folded word; figures and mixed names stay as they are. */
export function stemsOf(word: string): Stems {
  const known = remembered.get(word);
  if (known !== undefined) return known;
  const stems = /^\p{L}{3,}$/u.test(word)
    ? { en: loadStemmers().en.stem(word), fr: frenchStem(word) }
    : { en: word, fr: word };
  if (remembered.size >= REMEMBERED) remembered.clear();
  remembered.set(word, stems);
  return stems;
}

/**
 * Snowball's French stem wants accents, which nobody types and we fold: "envoye", "envoyee" and "envoyees" would be three.
 * So plurals and participles are cut before, and what differs between the forms of one verb after it.
 */
function frenchStem(word: string): string {
  const plain = word.replace(/(?<=\p{L}{2}[^s])s$/u, '').replace(/(?<=\p{L}{2})ee$/u, 'e');
  return loadStemmers()
    .fr.stem(plain)
    .replace(/(?<=\p{L}{3}[^m])ent$/u, '')
    .replace(/(?<=\p{L}{5})ag$/u, '')
    .replace(/([^aeiou])\1$/u, '$1')
    .replace(/(?<=\p{L}{2})s$/u, '')
    .replace(/y$/u, 'i')
    .replace(/(?<=\p{L}{4})i$/u, '');
}

/** What a text is indexed under. A French text names half of its things in English, so it has both stems of a word. */
export function termsOf(text: string): { readonly term: string; readonly word: string }[] {
  const isFrench = looksFrench(text);
  return wordsOf(text).flatMap(({ text: word }) => {
    if (isStopWord(word)) return [];
    const { en, fr } = stemsOf(word);
    return isFrench && en !== fr
      ? [
          { term: fr, word },
          { term: en, word },
        ]
      : [{ term: en, word }];
  });
}

export function looksFrench(text: string): boolean {
  const lower = text.toLowerCase();
  return (lower.match(FRENCH)?.length ?? 0) > (lower.match(ENGLISH)?.length ?? 0);
}

/** The pieces of three letters, with a mark before the first. */
export function trigramsOf(word: string): string[] {
  const marked = `^${word}`;
  const found = new Set<string>();
  for (let at = 0; at + 3 <= marked.length; at++) found.add(marked.slice(at, at + 3));
  return [...found];
}
