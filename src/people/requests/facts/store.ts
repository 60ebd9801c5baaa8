import { sql } from 'kysely';
import type { Fact } from '../../../platform/database/facts.ts';
import type { FactName } from '../../standing/rules.ts';

/** What requests of all kinds know of a learner: those that wait for their answer, and those they wait for. */
export const requestFacts: readonly Fact<FactName>[] = [
  {
    name: 'asked',
    sql: ({ cohortId, userId, now }) => sql`(
      select count(*) from request_answers cross join requests
      where request_answers.user_id = ${userId} and answer is null and requests.id = request_id
        and state = 'open' and cohort_id = ${cohortId} and expires_at > ${now})`,
  },
  {
    name: 'asking',
    sql: ({ cohortId, userId, now }) => sql`(
      select count(*) from requests
      where sender_id = ${userId} and state = 'open' and cohort_id = ${cohortId} and expires_at > ${now})`,
  },
];
