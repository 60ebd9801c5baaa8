import type { Replacements } from '../../pairing/replacements/service.ts';
import type { Communities } from '../../people/communities/service.ts';
import type { Learners } from '../../people/learners/service.ts';
import type { Notices } from '../../people/notices/service.ts';
import type { Post } from '../../people/post/service.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Db } from '../../platform/database/index.ts';
import type { Outbox } from '../../platform/delivery/types.ts';
import type { Projects } from '../../work/projects/service.ts';
import type { Teams } from '../../work/teams/service.ts';

/** What the feature is built from. */
export interface SilencesDependencies {
  readonly db: Db;
  readonly clock: Clock;
  readonly outbox: Outbox;
  readonly communities: Communities;
  readonly learners: Learners;
  readonly notices: Notices;
  readonly post: Post;
  readonly projects: Projects;
  readonly teams: Teams;
  readonly replacements: Pick<Replacements, 'offer' | 'withdraw'>;
}
