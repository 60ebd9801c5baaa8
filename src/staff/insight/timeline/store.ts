import { sql } from 'kysely';
import type { Db } from '../../../platform/database/index.ts';
import type { Message } from '../../../platform/i18n/index.ts';
import { literal, oneLine, truncated } from '../../../platform/text.ts';
import type { Happening } from '../rules.ts';

type Cohort = { readonly id: number; readonly guildId: string };

interface Row {
  readonly at: number;
  readonly what: string;
  /** A title, a name or an id, by what it is. */
  readonly about: string | null;
}

/**
 * What somebody did in a cohort, and what happened to them, the latest first. What only their team reads is named without
 * its words.
 */
export async function findHappenings(
  db: Db,
  { id, guildId }: Cohort,
  userId: string,
  limit: number,
): Promise<Happening[]> {
  const { rows } = await sql<Row>`
    select at, what, about from (
      select joined_at as at, 'joined' as what, null as about from cohort_members
        where cohort_id = ${id} and user_id = ${userId}
      union all select created_at, 'announced', title from projects
        where guild_id = ${guildId} and owner_id = ${userId} and cohort_id = ${id}
      union all select m.joined_at, 'in-team', t.name from team_members m join teams t on t.id = m.team_id
        where m.user_id = ${userId} and t.cohort_id = ${id}
      union all select m.left_at, 'left-team', t.name from team_members m join teams t on t.id = m.team_id
        where m.user_id = ${userId} and t.cohort_id = ${id} and m.left_at is not null
      union all select r.created_at, 'asked', null from requests r
        where r.sender_id = ${userId} and r.cohort_id = ${id}
      union all select since, 'waits', null from waiting_list where cohort_id = ${id} and user_id = ${userId}
      union all select a.answered_at, 'agreed', v.title from contract_answers a
        join contract_versions v on v.id = a.version_id join teams t on t.id = v.team_id
        where a.user_id = ${userId} and t.cohort_id = ${id} and a.stance = 'agree'
      union all select created_at, 'progress', null from progress_entries
        where user_id = ${userId} and cohort_id = ${id}
      union all select created_at, 'blocked', case when public_at is null then null else title end from blockers
        where owner_id = ${userId} and cohort_id = ${id}
      union all select ended_at, 'solved', case when public_at is null then null else title end from blockers
        where owner_id = ${userId} and cohort_id = ${id} and state = 'solved'
      union all select handed_in_at, 'handed-in', null from submissions
        where user_id = ${userId} and cohort_id = ${id} and handed_in_at is not null
      union all select s.asked_at, 'quiet', t.name from silences s join teams t on t.id = s.team_id
        where s.guild_id = ${guildId} and s.user_id = ${userId} and s.cohort_id = ${id}
      union all select s.away_at, 'away', t.name from silences s join teams t on t.id = s.team_id
        where s.guild_id = ${guildId} and s.user_id = ${userId} and s.cohort_id = ${id} and s.away_at is not null
      union all select written_at, 'written-to', staff_id from outreach
        where guild_id = ${guildId} and user_id = ${userId} and cohort_id = ${id}
      union all select created_at, kind, null from staff_matters
        where guild_id = ${guildId} and user_id = ${userId} and cohort_id = ${id}
    ) as happenings
    order by at desc limit ${limit}`.execute(db);
  return rows.map(({ at, what, about }) => ({ at, what: messageOf(what, about) }));
}

function messageOf(what: string, about: string | null): Message {
  if (what === 'written-to')
    return { key: 'overview:timeline.written-to', params: { person: `<@${about ?? ''}>` } };
  const named = about === null ? '' : literal(truncated(oneLine(about), 60));
  switch (what) {
    case 'announced':
    case 'in-team':
    case 'left-team':
    case 'agreed':
    case 'quiet':
    case 'away':
      return { key: `overview:timeline.${what}`, params: { name: named } };
    case 'blocked':
    case 'solved':
      return named === ''
        ? { key: `overview:timeline.${what}-private` }
        : { key: `overview:timeline.${what}`, params: { name: named } };
    case 'joined':
    case 'asked':
    case 'waits':
    case 'progress':
    case 'handed-in':
    case 'fine':
    case 'answer':
    case 'look':
      return { key: `overview:timeline.${what}` };
    default:
      throw new Error(`nothing is said of "${what}"`);
  }
}
