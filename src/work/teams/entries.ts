import type { Entry } from '../../platform/delivery/types.ts';
import type { Team } from './rules.ts';

/** Has the thread follow a member who joined or left just now. */
export function memberTask(team: Team, userId: string, now: number): Entry {
  return {
    kind: 'team-member',
    guildId: team.guildId,
    target: { kind: 'team', id: String(team.id) },
    payload: { userId },
    dedupeKey: `team-member:${team.id}:${userId}:${now}`,
    subject: String(team.id),
  };
}

/** Has the team's checklist drawn as it is now. */
export function checklistEdit(team: Team): Entry {
  return {
    kind: 'team-checklist-edit',
    guildId: team.guildId,
    target: { kind: 'team', id: String(team.id) },
    payload: {},
    dedupeKey: `team-checklist-edit:${team.id}:${team.revision}:${team.checklistMessageId ?? ''}`,
    subject: String(team.id),
  };
}
