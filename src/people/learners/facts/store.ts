import { sql } from 'kysely';
import type { Fact } from '../../../platform/database/facts.ts';
import type { FactName } from '../../standing/rules.ts';

/** What profiles know of a learner. */
export const learnerFacts: readonly Fact<FactName>[] = [
  // In another cohort they may build another side.
  {
    name: 'track',
    sql: ({ membership, profile }) => sql`coalesce(${membership('track')}, ${profile('track')})`,
  },
  { name: 'reminders', sql: ({ profile }) => profile('reminders') },
  { name: 'zone', sql: ({ profile }) => profile('timezone') },
  { name: 'locale', sql: ({ profile }) => profile('locale') },
  { name: 'dm', sql: ({ profile }) => sql`coalesce(${profile('dm')}, 0)` },
  { name: 'onBreak', sql: ({ profile, now }) => sql`coalesce(${profile('paused_until')} > ${now}, false)` },
  {
    name: 'hours',
    sql: ({ guildId, userId }) => sql`(
      select coalesce(sum(to_minute - from_minute), 0) from availability
      where guild_id = ${guildId} and user_id = ${userId})`,
  },
];
