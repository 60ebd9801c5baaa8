import type { RawBuilder } from 'kysely';
import type { Schema } from './schema.ts';

/** The learner a fact is about, as columns of the query that asks for it, and the instant (ms) of the question. */
export interface FactSubject {
  readonly cohortId: RawBuilder<number>;
  readonly guildId: RawBuilder<string>;
  readonly userId: RawBuilder<string>;
  readonly now: number;
  /** A column of their membership, and one of their profile (null for who has none): read in any case, so they cost nothing. */
  readonly membership: (column: keyof Schema['cohort_members']) => RawBuilder<unknown>;
  readonly profile: (column: keyof Schema['members']) => RawBuilder<unknown>;
}

/**
 * What a feature knows of a learner in a cohort, as one piece of SQL: an expression about one row, so that it serves for
 * one learner, for all of a cohort, and for counting them. It must look things up by an index.
 */
export interface Fact<Name extends string = string> {
  readonly name: Name;
  readonly sql: (of: FactSubject) => RawBuilder<unknown>;
}
