import type { Barrier } from './database/barriers.ts';
import type { Fact } from './database/facts.ts';
import type { Db } from './database/index.ts';
import type { DeliveryKind, PlaceKind } from './delivery/types.ts';
import type { Handlers } from './events/events.ts';
import type { Keeps } from './privacy/keeps.ts';
import type { Poller } from './schedule/scheduler.ts';

/**
 * What a feature gives to the house besides its service. The frame (src/features.ts) collects it: a new feature is its
 * folder, its command, its migration and one line there.
 */
export interface Feature {
  readonly name: string;
  /** What it sends. */
  readonly deliveries?: readonly DeliveryKind[];
  /** Where its places are. */
  readonly places?: readonly PlaceKind[];
  /** What it knows of a learner in a cohort; people/standing names every fact. */
  readonly facts?: readonly Fact[];
  /** What it knows that keeps members from asking and accepting each other; people/requests names every one. */
  readonly barriers?: readonly Barrier[];
  /** What it looks for by itself. */
  readonly pollers?: readonly Poller[];
  /**
   * Whom it offers to others in a server: user ids. Whether they are still there is known to be at most a day old. What
   * costs nothing to offer once more may be left out.
   */
  readonly offered?: (db: Db, guildId: string) => Promise<readonly string[]>;
  /** What it does when something happens elsewhere, in the same transaction. */
  readonly on?: Handlers;
  /** What it keeps of members, and how they see and end that. */
  readonly keeps?: Keeps;
  /** Threads in which a member may be mentioned when something waits for them. */
  readonly home?: HomeSource;
  /**
   * By the kind of what a line or letter is about (`request` for `request:12`): whether it is still news. It is asked
   * when a letter is sent and when a line is shown.
   */
  readonly subjects?: Readonly<Record<string, StillNews>>;
  /** What it does beside interactions and what it looks for has come to its end. */
  readonly settled?: () => Promise<void>;
  /** Ends what it keeps running outside of the database. */
  readonly close?: () => Promise<void>;
}

/** The thread of a project or team. */
export interface Home {
  readonly kind: 'project' | 'team';
  readonly id: string;
}

export interface HomeSource {
  /** Only the team reads it. */
  readonly isPrivate: boolean;
  /** Undefined for a member who has none, or whose thread does not stand. */
  readonly of: (db: Db, guildId: string, userId: string) => Promise<Home | undefined>;
}

/** `id` is what follows the colon in what it is about, `key` the text of the line. */
export type StillNews = (
  db: Db,
  news: { readonly guildId: string; readonly userId: string; readonly id: string; readonly key: string },
) => Promise<boolean>;

/** A service with what its feature gives to the house. */
export interface Featured {
  readonly feature: Feature;
}
