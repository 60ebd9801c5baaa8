import type { Stems } from './words.ts';

/** What a glossary answers (glossary.ts reads it). */

/** The stems of one name of a thing, in their order. */
export type Name = readonly string[];

export interface Thing {
  /** Other names of the same. */
  readonly same: readonly Name[];
  /** What it usually comes from and is mended with. */
  readonly near: readonly Name[];
}

export interface Named extends Thing {
  /** Which of the words name it, from 0, in their order. */
  readonly places: readonly number[];
  /** Side by side and in order; otherwise the words stand apart: "the page stays quite white". */
  readonly isTogether: boolean;
  /** Several things together: what they come from is surer. */
  readonly isCombined?: true;
}

/** A word of a question. */
export interface AskedWord extends Stems {
  readonly word: string;
}

export interface Glossary {
  /** Everything that some of these words name. Stems are made of what was never asked for, a few at a time. */
  named(words: readonly AskedWord[]): Promise<readonly Named[]>;
  /** Whether it is a word of some name, as it stands. */
  knows(word: string): boolean;
  /** Single words with the most pieces of a mistyped one, each with its stem. */
  alike(word: string): readonly { readonly word: string; readonly term: string }[];
}
