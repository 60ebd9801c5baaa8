import type { Entry } from '../delivery/types.ts';
import type { Team } from './rules.ts';
import type { TeamRow } from './store.ts';

/** Adds a member to the team's thread, or takes them out. */
export function memberTask(
  team: Team,
  kind: 'team-member' | 'team-member-left',
  userId: string,
  now: number,
): Entry {
  return {
    kind,
    guildId: team.guildId,
    target: { kind: 'team', id: String(team.id) },
    payload: { userId },
    dedupeKey: `${kind}:${team.id}:${userId}:${now}`,
    subject: String(team.id),
  };
}

export function teamOfRow(row: TeamRow): Team {
  return {
    id: row.id,
    guildId: row.guild_id,
    cohortId: row.cohort_id,
    name: row.name,
    threadName: row.thread_name ?? row.name,
    threadId: row.thread_id,
    checklistMessageId: row.checklist_message_id,
    introducedAt: row.introduced_at,
    revision: row.revision,
    endedAt: row.ended_at,
  };
}
