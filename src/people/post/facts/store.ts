import { sql } from 'kysely';
import type { Fact } from '../../../platform/database/facts.ts';
import type { FactName } from '../../standing/rules.ts';

/** Whom a direct message reaches, as far as is known. */
export const postFacts: readonly Fact<FactName>[] = [
  {
    name: 'reachable',
    sql: ({ profile, userId }) => sql`(coalesce(${profile('dm')}, 0) = 1 and not exists (
      select 1 from dm_channels where dm_channels.user_id = ${userId} and refused_at is not null))`,
  },
];
