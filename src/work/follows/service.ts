import type { Post } from '../../people/post/service.ts';
import type { Db } from '../../platform/database/index.ts';
import type { Featured, StillNews } from '../../platform/feature.ts';
import { literal } from '../../platform/text.ts';
import { isOpen } from '../projects/rules.ts';
import type { Projects } from '../projects/service.ts';
import { followNews } from './cards.ts';
import type { FollowNews } from './rules.ts';

const KIND = 'follow-news';

/** Whoever follows a project hears of what becomes of it, by direct message or under their next private answer. */
export function createFollows({ post, projects }: { post: Post; projects: Projects }): Featured {
  async function tell(trx: Db, projectId: number, what: FollowNews): Promise<void> {
    const project = await projects.find(projectId, trx);
    if (project === undefined) return;
    for (const userId of await projects.followers(projectId, trx)) {
      await post.toMember(trx, {
        guildId: project.guildId,
        userId,
        line: { key: `projects:news.${what}`, params: { title: literal(project.title) } },
        about: `followed:${projectId}:${what}`,
        privacy: 'private',
        urgency: 'unasked',
        kind: KIND,
        data: { projectId, what },
        dedupeKey: `follow:${projectId}:${what}:${project.revision}:${userId}`,
      });
    }
  }

  /** `id` is project:what. A free place is news while it is free. */
  const isNews: StillNews = async (on, { id, userId }) => {
    const [projectId, what] = id.split(':');
    const project = await projects.find(Number(projectId), on);
    if (project === undefined || !(await projects.followers(project.id, on)).includes(userId)) return false;
    return what !== 'free' || isOpen(project);
  };

  return {
    feature: {
      name: 'follows',
      deliveries: [
        post.kind({
          kind: KIND,
          card: async (_, { data, line }, { t }) =>
            followNews(t, line, data as { projectId: number; what: FollowNews }),
        }),
      ],
      subjects: { followed: isNews },
      on: {
        'project.opened': (trx, { projectId }) => tell(trx, projectId, 'free'),
        'project.withdrawn': (trx, { projectId }) => tell(trx, projectId, 'withdrawn'),
        'project.submitted': (trx, { projectId }) => tell(trx, projectId, 'submitted'),
        async 'contract.agreed'(trx, { teamId, isFirst }) {
          // What they agree on later is the team's own matter.
          if (!isFirst) return;
          for (const { id } of await projects.ofTeam(teamId, trx)) await tell(trx, id, 'contract');
        },
      },
    },
  };
}
