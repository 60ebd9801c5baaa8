import type { RawBuilder } from 'kysely';

/** Members of one server, by their ids; at least one. */
export interface BarrierSubject {
  readonly guildId: string;
  readonly userIds: readonly string[];
}

/**
 * What a feature knows that keeps members from asking and accepting each other, as one piece of SQL: it selects, as
 * `user_id`, each of them whom it is about. Whoever judges a request asks all of them in one query.
 */
export interface Barrier {
  /** Its word; people/requests names every one, and has the sentence for it. */
  readonly reason: string;
  readonly sql: (of: BarrierSubject) => RawBuilder<unknown>;
}
