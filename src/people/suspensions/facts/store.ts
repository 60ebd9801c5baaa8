import { sql } from 'kysely';
import type { Fact } from '../../../platform/database/facts.ts';
import type { FactName } from '../../standing/rules.ts';

/** Whoever may not ask and post is not reminded to, and counts as on a break. */
export const suspensionFacts: readonly Fact<FactName>[] = [
  {
    name: 'onBreak',
    sql: ({ guildId, userId }) => sql`exists (
      select 1 from suspensions
      where suspensions.guild_id = ${guildId} and suspensions.user_id = ${userId}
        and suspensions.ended_at is null)`,
  },
];
