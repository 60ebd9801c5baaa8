import { readFileSync } from 'node:fs';
import type { Entry } from '../../src/journal/search/service.ts';

type Solution = readonly [
  slug: string,
  technologies: readonly string[],
  title: string,
  details: string,
  cause: string,
  diagnosis: string,
  solution: string,
  lesson: string,
];
/** `about`: a slug, or several that answer it as well, with | between. */
type Query = readonly [language: 'en' | 'fr', text: string, about: string];

export interface Sample {
  /** The solutions first, then the distractors. */
  readonly entries: readonly Entry[];
  readonly queries: readonly {
    readonly isFrench: boolean;
    readonly text: string;
    /** Any of them answers it. */
    readonly sourceIds: readonly number[];
  }[];
}

export const GUILD = '1';
/** The last so many entries of a sample are made to mislead. */
export const DISTRACTORS = 1_000;

/**
 * The `folders` hold solutions.json, `asked` the queries.json; the distractors are made of the words of these solutions
 * and of those in the `other` folders.
 */
export function readSample(folders: readonly string[], asked: string, other: readonly string[] = []): Sample {
  const solutions = folders.flatMap((folder) => read(folder, 'solutions.json') as Solution[]);
  const queries = read(asked, 'queries.json') as Query[];
  const places = new Map(solutions.map(([slug], index) => [slug, index + 1]));
  const entries = solutions.map(
    ([, technologies, title, details, cause, diagnosis, solution, lesson], index) =>
      entryOf(index + 1, title, technologies, { details, cause, diagnosis, solution, lesson }),
  );
  const words = [...solutions, ...other.flatMap((each) => read(each, 'solutions.json') as Solution[])];
  const random = generator(7);
  for (let made = 0; made < DISTRACTORS; made++) entries.push(distractor(words, entries.length + 1, random));
  return {
    entries,
    queries: queries.map(([language, text, about]) => {
      const sourceIds = about.split('|').map((slug) => {
        const sourceId = places.get(slug);
        if (sourceId === undefined) throw new Error(`${slug} is asked for, and there is no such solution`);
        return sourceId;
      });
      return { isFrench: language === 'fr', text, sourceIds };
    }),
  };
}

function read(folder: string, name: string): unknown {
  return JSON.parse(readFileSync(`${folder}/${name}`, 'utf8'));
}

export function entryOf(
  sourceId: number,
  title: string,
  technologies: readonly string[],
  texts: Readonly<Record<string, string>>,
): Entry {
  return {
    guildId: GUILD,
    kind: 'solution',
    sourceId,
    authorId: '5',
    title,
    texts,
    technologies,
    link: undefined,
    at: 1,
  };
}

/** Words of three solutions, shaken: as near to each as anything that is about none of them can be. */
function distractor(solutions: readonly Solution[], sourceId: number, random: () => number): Entry {
  const pick = <T>(from: readonly T[]): T => {
    const found = from[Math.floor(random() * from.length)];
    if (found === undefined) throw new Error('nothing to pick from');
    return found;
  };
  const three = [pick(solutions), pick(solutions), pick(solutions)];
  const pool = three.flatMap(([, , ...texts]) => texts.join(' ').split(' '));
  const words = (count: number): string => Array.from({ length: count }, () => pick(pool)).join(' ');
  const technologies = [...new Set(three.flatMap(([, each]) => each))].slice(0, 2);
  return entryOf(sourceId, words(7), technologies, {
    details: words(14),
    cause: words(10),
    diagnosis: words(8),
    solution: words(12),
    lesson: words(6),
  });
}

/** The same numbers each time, 0 to 1. */
export function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
