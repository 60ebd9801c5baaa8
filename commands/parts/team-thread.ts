import type { Team } from '../../src/work/teams/rules.ts';
import type { Services } from '../services.ts';

/** How long the answer to an acceptance waits for the team's thread (ms). */
const PATIENCE = 20_000;

/** The thread of a team that has just been formed, once it stands; undefined when it stood before or takes too long. */
export async function teamThread({ outbox, teams }: Services, team: Team): Promise<string | undefined> {
  if (team.threadId !== null) return undefined;
  const sent = await outbox.settled(teams.threadKey(team.id), PATIENCE);
  return sent?.channelId;
}
