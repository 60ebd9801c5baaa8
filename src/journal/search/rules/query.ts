import type { AskedWord, Glossary, Thing } from './names.ts';
import { isFrenchQuestion, NOT, readAsNot, reworded, unglued } from './typed.ts';
import { isStopWord, type Stems, stemsOf, wordsOf } from './words.ts';

/** What was asked for, as groups: an entry should hold one of the ways of each. */
export interface Asked {
  readonly groups: readonly Group[];
  /** Folded, for the pieces of its words. */
  readonly words: readonly string[];
}

export interface Group {
  /** The typed word, or words; corrections are looked for where nothing here holds any way. */
  readonly typed: string;
  readonly stems: readonly string[];
  readonly ways: readonly Way[];
  /** How many typed words it stands for. */
  readonly words: number;
}

/** Terms that say it together; an entry with some of them says it in part. */
export interface Way {
  readonly terms: readonly string[];
  /** 1 for what was typed, less for another name of it and for a correction. */
  readonly worth: number;
}

/** Said around a problem by whoever asks, never by who answers; so it is left out of questions only. */
const SAID_AROUND = new Set(
  `cant wont didnt havent shouldnt couldnt wouldnt isnt thats ive im theres say says said tell tells really just also want
  wants lot very ever dit dire juste seulement alor encor toujour tjrs tjr bcp pk pq pcq parceque pasque paske ke ki koi kan
  kand qd ds ptet mtn auj sinon hyper vraiment truc trucs machin histoire cause fais vois sais crois pense chui jsuis
  jcomprend comprend comprends kesako fe apre avan pendan
  depui tt cmt coment qq fo pask kelkun coucou slt bonsoir bjr bsr hello desole excusez urgent plz pls lol mdr bah ben
  hein voila bref frere freres gars chef besoin idee idees moyen franchement normalement pourtant tellement carrement
  surtout certain certaine certains justement evidemment apparemment malheureusement heureusement enfin simplement
  clairement absolument selon parmi sauf malgre durant vers lors jusqu etant ayant avais avait avaient avons avez aurait
  auraient serait seront sera soit etaient sont faisait fasse doivent devait devrait devrais pourrait pourrais pourraient
  puisse voudrais voulais voulait veulent aimerais pouvoir vouloir devoir falloir aller savoir sait savez connait
  connaitre chose choses sui voi maintenant pourtan chak chake chaq ac fair kon quant dpuis dpui jme jte tps tjs di dites veu voudrai voulai jvoulai jvoudrai jvoudrais puissent soient aie faite faites faits quelquechose quelquun qqun qqn qqch elles eux leurs autant ya yavait alx nexus prodev`.split(
    /\s+/,
  ),
);
/** Longer questions are cut: their first words say what they are about. */
const MOST_WORDS = 24;
/**
 * What a way counts for next to the typed words; chosen on the sets 1, 3 and 4 of bench/knowledge. What is near stays under
 * SAME (ranking.ts): it is no name.
 */
const WORTH = { same: 0.8, joined: 0.9, scattered: 0.9, near: 0.5, combined: 0.59 } as const;

/** `meant`: what is to be read in the place of typed words. */
export async function asked(
  query: string,
  glossary: Glossary,
  meant?: ReadonlyMap<string, string>,
): Promise<Asked> {
  const words = wordsAsked(query, glossary);
  const stems = words.map((typed): AskedWord => {
    const word = meant?.get(typed) ?? typed;
    return { word, ...stemsOf(word) };
  });
  const named = await glossary.named(stems);
  const groups: Group[] = [];
  for (let at = 0; at < words.length; ) {
    const here = named.filter(({ places, isTogether }) => isTogether && places[0] === at);
    const length = Math.max(1, ...here.map(({ places }) => places.length));
    const longest = here.filter(({ places }) => places.length === length);
    const apart = named.filter(
      ({ places, isTogether }) => !isTogether && places.some((place) => place >= at && place < at + length),
    );
    const ways = [
      ...longest.flatMap((thing) => waysOf(thing, WORTH.same, WORTH.near)),
      ...apart.flatMap((thing) =>
        waysOf(thing, WORTH.scattered, thing.isCombined === true ? WORTH.combined : WORTH.near),
      ),
    ];
    const said = words.slice(at, at + length).filter((word) => word !== NOT);
    const own = stems.slice(at, at + length).filter((_, index) => words[at + index] !== NOT);
    if (said.length > 0) groups.push(groupOf(said, own, ways));
    at += length;
  }
  return { groups: withJoined(groups), words: words.filter((word) => word !== NOT) };
}

/** Whether a word says nothing of a problem. */
export function isSaidAround(word: string): boolean {
  return isStopWord(word) || SAID_AROUND.has(word);
}

function wordsAsked(query: string, glossary: Glossary): string[] {
  const isFrench = isFrenchQuestion(query);
  const isKnown = (word: string): boolean => glossary.knows(word) || SAID_AROUND.has(word);
  const reading = { isKnown, isFrench };
  const all = wordsOf(reworded(query, isFrench)).flatMap(({ text, joined }) =>
    joined === true ? [] : [readAsNot(unglued(text, reading))],
  );
  const said = all.filter((word) => !isSaidAround(word));
  // A question of nothing but small words is still a question.
  const words = said.length === 0 ? all : all.filter((word) => word === NOT || !isSaidAround(word));
  return words.slice(0, MOST_WORDS);
}

function waysOf({ same, near }: Thing, sameWorth: number, nearWorth: number): Way[] {
  return [
    ...same.map((terms) => ({ terms, worth: sameWorth })),
    ...near.map((terms) => ({ terms, worth: nearWorth })),
  ];
}

function groupOf(words: readonly string[], stems: readonly Stems[], more: readonly Way[]): Group {
  const own = [stems.map(({ en }) => en), stems.map(({ fr }) => fr)];
  return {
    typed: words.join(' '),
    stems: words.length === 1 ? [...new Set(own.flat())] : [],
    ways: distinct([...own.map((terms) => ({ terms, worth: 1 })), ...more]),
    words: words.length,
  };
}

function distinct(ways: readonly Way[]): Way[] {
  const best = new Map<string, Way>();
  for (const way of ways) {
    const key = way.terms.join(' ');
    if ((best.get(key)?.worth ?? 0) < way.worth) best.set(key, way);
  }
  return [...best.values()];
}

/** "next js" finds what is called nextjs: two neighbours are also asked for as one word. */
function withJoined(groups: readonly Group[]): Group[] {
  return groups.map((group, at) => {
    if (group.words !== 1) return group;
    const before = groups[at - 1]?.typed.split(' ').at(-1);
    const behind = groups[at + 1]?.typed.split(' ')[0];
    const joined = [
      ...(before === undefined ? [] : [before + group.typed]),
      ...(behind === undefined ? [] : [group.typed + behind]),
    ];
    const ways = joined.map((word) => ({ terms: [stemsOf(word).en], worth: WORTH.joined }));
    return { ...group, ways: distinct([...group.ways, ...ways]) };
  });
}

/** The group with what was probably meant in the place of what nothing holds. */
export async function correctedGroup(
  group: Group,
  found: readonly { readonly word: string; readonly term: string; readonly nearness: number }[],
  glossary: Glossary,
): Promise<Group> {
  const ways: Way[] = [];
  for (const { word, term, nearness } of found) {
    ways.push({ terms: [term], worth: nearness });
    for (const thing of await glossary.named([{ word, en: term, fr: term }]))
      ways.push(...waysOf(thing, nearness * WORTH.same, nearness * WORTH.near));
  }
  return { ...group, ways: distinct([...group.ways, ...ways]) };
}

/** The group with the ways of both. */
export function joinedGroups(group: Group, other: Group): Group {
  return { ...group, ways: distinct([...group.ways, ...other.ways]) };
}

/** Every term that a question may be answered by, each once. */
export function termsAsked(groups: readonly Group[]): string[] {
  return [...new Set(groups.flatMap(({ ways }) => ways.flatMap(({ terms }) => terms)))];
}

/** The group with only the ways that some entry holds at least in part: what nothing holds need not be compared. */
export function heldGroup(group: Group, isHeld: (term: string) => boolean): Group {
  return { ...group, ways: group.ways.filter(({ terms }) => terms.some(isHeld)) };
}
