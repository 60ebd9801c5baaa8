import type { Fact } from './database/facts.ts';
import type { Db } from './database/index.ts';
import type { DeliveryKind, PlaceKind } from './delivery/types.ts';
import type { Handlers } from './events/events.ts';
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
  /** What it looks for by itself. */
  readonly pollers?: readonly Poller[];
  /**
   * Whom it offers to others in a server: user ids. Whether they are still there is known to be at most a day old. What
   * costs nothing to offer once more may be left out.
   */
  readonly offered?: (db: Db, guildId: string) => Promise<readonly string[]>;
  /** What it does when something happens elsewhere, in the same transaction. */
  readonly on?: Handlers;
  /** Ends what it keeps running outside of the database. */
  readonly close?: () => Promise<void>;
}

/** A service with what its feature gives to the house. */
export interface Featured {
  readonly feature: Feature;
}
