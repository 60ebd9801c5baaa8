import type { Post } from '../../people/post/service.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Db } from '../../platform/database/index.ts';
import type { EventMap } from '../../platform/events/events.ts';
import type { Feature } from '../../platform/feature.ts';
import type { Message } from '../../platform/i18n/index.ts';
import { literal } from '../../platform/text.ts';
import type { Projects } from '../projects/service.ts';
import type { Team } from '../teams/rules.ts';
import type { Teams } from '../teams/service.ts';

/**
 * Whoever stands in a team hears, privately, when it changes around them. What concerns the two of a pair themselves is
 * told by whoever ends or forms it.
 */
export function createTeamNews(parts: {
  clock: Clock;
  post: Pick<Post, 'toMember'>;
  projects: Projects;
  teams: Teams;
}): {
  readonly feature: Feature;
} {
  const { clock, post, projects, teams } = parts;

  async function tell(trx: Db, team: Team, userId: string, what: string, line: Message): Promise<void> {
    const dedupeKey = `team-news:${team.id}:${what}:${clock.now()}:${userId}`;
    await post.toMember(trx, {
      guildId: team.guildId,
      userId,
      line,
      privacy: 'private',
      urgency: 'answer',
      dedupeKey,
    });
  }

  async function joined(
    trx: Db,
    { teamId, userId: joinerId, hostId }: EventMap['member.joined-team'],
  ): Promise<void> {
    const team = await teams.find(teamId, trx);
    if (team === undefined) return;
    const params = { person: `<@${joinerId}>`, name: literal(team.name) };
    for (const userId of await teams.memberIds(teamId, trx)) {
      if (userId === hostId || userId === joinerId) continue;
      await tell(trx, team, userId, `joined:${joinerId}`, { key: 'teams:news.joined', params });
    }
  }

  /** Those who were no partner of whoever left: the team goes on, or it has ended for them too. */
  async function left(trx: Db, event: EventMap['member.left-team']): Promise<void> {
    const { teamId, userId: leaverId, by, partnerIds, strandedIds } = event;
    const team = await teams.find(teamId, trx);
    if (team === undefined) return;
    const params = { person: `<@${leaverId}>`, name: literal(team.name) };
    const rest = new Set([...(await teams.memberIds(teamId, trx)), ...strandedIds]);
    for (const userId of rest.difference(new Set([...partnerIds, by]))) {
      const isOver = team.endedAt !== null || strandedIds.includes(userId);
      const key = isOver ? 'teams:news.ended' : 'teams:news.left';
      await tell(trx, team, userId, `left:${leaverId}`, { key, params });
    }
  }

  /** Partners of the owner are told by replacements, with what they can do. */
  async function withdrawn(trx: Db, { projectId }: EventMap['project.withdrawn']): Promise<void> {
    const project = await projects.find(projectId, trx);
    const team = project?.teamId == null ? undefined : await teams.find(project.teamId, trx);
    if (project === undefined || team === undefined) return;
    const { all } = await teams.partners(team.id, project.ownerId, trx);
    const params = { person: `<@${project.ownerId}>`, title: literal(project.title) };
    for (const userId of await teams.memberIds(team.id, trx)) {
      if (userId === project.ownerId || all.includes(userId)) continue;
      await tell(trx, team, userId, `withdrawn:${projectId}`, { key: 'teams:news.withdrawn', params });
    }
  }

  async function handedOver(
    trx: Db,
    { projectId, fromId, toId }: EventMap['project.handed-over'],
  ): Promise<void> {
    const project = await projects.find(projectId, trx);
    const team = project?.teamId == null ? undefined : await teams.find(project.teamId, trx);
    if (project === undefined || team === undefined) return;
    const params = { from: `<@${fromId}>`, to: `<@${toId}>`, title: literal(project.title) };
    for (const userId of await teams.memberIds(team.id, trx)) {
      if (userId === fromId || userId === toId) continue;
      await tell(trx, team, userId, `owner:${projectId}`, { key: 'teams:news.handed-over', params });
    }
  }

  return {
    feature: {
      name: 'team-news',
      on: {
        'team.formed': (trx, { teamId, hostId, guestId }) => joined(trx, { teamId, userId: guestId, hostId }),
        'member.joined-team': joined,
        'member.left-team': left,
        'project.withdrawn': withdrawn,
        'project.handed-over': handedOver,
      },
    },
  };
}
