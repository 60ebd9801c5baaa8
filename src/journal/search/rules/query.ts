import { thingAt } from './glossary.ts';
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

/** Longer questions are cut: their first words say what they are about. */
const MOST_WORDS = 24;
const OTHER_NAME = 0.8;
const JOINED = 0.9;

export function asked(query: string): Asked {
  const all = wordsOf(query).filter(({ joined }) => joined !== true);
  const meaningful = all.filter(({ text }) => !isStopWord(text));
  // A question of nothing but small words is still a question.
  const words = (meaningful.length > 0 ? meaningful : all).slice(0, MOST_WORDS).map(({ text }) => text);
  const stems = words.map(stemsOf);
  const groups: Group[] = [];
  for (let at = 0; at < words.length; ) {
    const thing = thingAt(stems, at);
    const length = thing?.length ?? 1;
    groups.push(groupOf(words.slice(at, at + length), stems.slice(at, at + length), thing?.names ?? []));
    at += length;
  }
  return { groups: withJoined(groups, words), words };
}

function groupOf(
  words: readonly string[],
  stems: readonly Stems[],
  names: readonly (readonly string[])[],
): Group {
  const own = [stems.map(({ en }) => en), stems.map(({ fr }) => fr)];
  const ways = [
    ...own.map((terms) => ({ terms, worth: 1 })),
    ...names.map((terms) => ({ terms, worth: OTHER_NAME })),
  ];
  return {
    typed: words.join(' '),
    stems: words.length === 1 ? [...new Set(own.flat())] : [],
    ways: distinct(ways),
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
function withJoined(groups: readonly Group[], words: readonly string[]): Group[] {
  let at = 0;
  return groups.map((group) => {
    const [before, first, behind] = [words[at - 1], words[at], words[at + group.words]];
    at += group.words;
    if (group.words !== 1 || first === undefined) return group;
    const joined = [
      before === undefined ? [] : [before + first],
      behind === undefined ? [] : [first + behind],
    ];
    const ways = joined.flat().map((word) => ({ terms: [stemsOf(word).en], worth: JOINED }));
    return { ...group, ways: distinct([...group.ways, ...ways]) };
  });
}

/** The group with what was probably meant in the place of what nothing holds. */
export function correctedGroup(
  group: Group,
  found: readonly { readonly term: string; readonly nearness: number }[],
): Group {
  const ways = found.flatMap(({ term, nearness }) => {
    const thing = thingAt([{ en: term, fr: term }], 0);
    return [
      { terms: [term], worth: nearness },
      ...(thing?.names ?? []).map((terms) => ({ terms, worth: nearness * OTHER_NAME })),
    ];
  });
  return { ...group, ways: distinct([...group.ways, ...ways]) };
}

/** Every term that a question may be answered by, each once. */
export function termsAsked(groups: readonly Group[]): string[] {
  return [...new Set(groups.flatMap(({ ways }) => ways.flatMap(({ terms }) => terms)))];
}

/** The group with only the ways that some entry holds at least in part: what nothing holds need not be compared. */
export function heldGroup(group: Group, isHeld: (term: string) => boolean): Group {
  return { ...group, ways: group.ways.filter(({ terms }) => terms.some(isHeld)) };
}
