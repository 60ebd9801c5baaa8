import type { Db, Schema } from '../database/index.ts';

/** A member in a server. */
export interface Whose {
  readonly guildId: string;
  readonly userId: string;
}

/** Somebody who is being forgotten. */
export interface Forgotten extends Whose {
  /**
   * Takes the place of their id where others built on what they did: 15 digits, which Discord gave to nobody (its ids of
   * accounts have 17 or more), so that it shows an unknown user in the reader's own language.
   */
  readonly alias: string;
  /** What they are called and what they called things, as it may stand in lines and messages to others: see `words`. */
  readonly words: readonly string[];
}

/**
 * What of a member can stand in a text column: their id, words that somebody typed (a name is one), both (JSON, keys made
 * of ids), or nothing, and why.
 */
export type Holding = 'member' | 'words' | 'both' | { readonly none: string };

/** The text columns of tables. */
export type Columns = {
  readonly [Table in keyof Schema]?: { readonly [Column in keyof Schema[Table]]?: Holding };
};

/** The id of a server, channel, thread, message or role. */
export const place: Holding = { none: 'an id that Discord gave to no person' };
/** A state, a kind, a key of a text: one of a few words that are ours. */
export const code: Holding = { none: 'one of our own words' };
/** A local date, a time, a time zone, a repeat: in the row of a member it goes with the row. */
export const moment: Holding = { none: 'a moment or a time zone' };

/**
 * A message of ours, deleted, or, with `without`, an id of a member that stands in it no more, as in what others read of
 * many; or a thread of ours, called `name` from then on.
 */
export type Shown =
  | { readonly channelId: string; readonly messageId: string; readonly without?: string }
  | { readonly threadId: string; readonly name: string };

/** What is kept of somebody under one heading: as many entries as there are, each with plain names for its values. */
export type Entry = Readonly<Record<string, string | number | boolean | null | readonly string[]>>;
/** By headings in plain English, such as `blocked members`. */
export type Exported = Readonly<Record<string, readonly Entry[]>>;

/**
 * What a feature keeps of members, and how they see and end that. tests/platform/keeps.test.ts holds it against the real
 * tables: a text column that no feature claims fails it, and so does a member's id or word that `forget` leaves behind.
 */
export interface Keeps {
  /** Every text column of the feature's tables. */
  readonly columns: Columns;
  /** Their names and titles that texts to others repeat (their name, their project's title), as they typed them. */
  readonly words?: (db: Db, whose: Whose) => Promise<readonly string[]>;
  /** What of ours in Discord has their words or their id, or is to them alone: before the rows that know of it go. */
  readonly messages?: (
    db: Db,
    whose: Whose & { readonly words: readonly string[] },
  ) => Promise<readonly Shown[]>;
  /** Ends what is kept no longer than a period (ms UTC), a little at a time. */
  readonly expire?: (trx: Db, now: number) => Promise<void>;
  /** What is kept of a member in a server. Their own data only: the names and words of others are left out. */
  readonly export?: (db: Db, whose: Whose) => Promise<Exported>;
  /**
   * Removes what is kept of a member in a server; what others built on stays under `alias`, and no word of theirs with
   * it. They have left every cohort and team by then. Called once for each server, later features first; also for
   * somebody of whom nothing is kept.
   */
  readonly forget?: (trx: Db, who: Forgotten) => Promise<void>;
  /** Cuts what its rows of a server refer to in tables of later features. For all features, before any `erase`. */
  readonly detach?: (trx: Db, guildId: string) => Promise<void>;
  /**
   * Removes at most about `limit` rows of a whole server and says how many; 0: nothing is left. Later features first, so
   * that nothing refers to what is removed.
   */
  readonly erase?: (trx: Db, guildId: string, limit: number) => Promise<number>;
  /** The same for what belongs to no server; `forget` is called when a member is to be forgotten everywhere. */
  readonly anywhere?: {
    readonly export: (db: Db, userId: string) => Promise<Exported>;
    readonly forget: (trx: Db, userId: string) => Promise<void>;
  };
}

/** As the frame collects them, in the order of the features. */
export interface FeatureKeeps extends Keeps {
  readonly feature: string;
}

/** An instant (ms UTC) as people can read it in a file; null stays null. */
export function instant(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}
