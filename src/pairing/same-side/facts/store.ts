import { sql } from 'kysely';
import type { FactName } from '../../../people/standing/rules.ts';
import type { Fact } from '../../../platform/database/facts.ts';

/** What requests between learners of one side know of a learner. */
export const sameSideFacts: readonly Fact<FactName>[] = (
  [
    ['asked', 'addressee_id'],
    ['asking', 'sender_id'],
  ] as const
).map(([name, member]) => ({
  name,
  sql: ({ cohortId, userId, now }) => sql`(
    select count(*) from same_side_requests
    where ${sql.ref(member)} = ${userId} and state = 'open' and cohort_id = ${cohortId} and expires_at > ${now})`,
}));
