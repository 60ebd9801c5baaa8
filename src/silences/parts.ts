import type { Clock } from '../clock.ts';
import type { Communities } from '../communities/service.ts';
import type { Db } from '../database/index.ts';
import type { Outbox } from '../delivery/types.ts';
import type { Learners } from '../learners/service.ts';
import type { Letters } from '../letters/service.ts';
import type { Notices } from '../notices/service.ts';
import type { Projects } from '../projects/service.ts';
import type { Replacements } from '../replacements/service.ts';
import type { Teams } from '../teams/service.ts';

/** What the feature is built from. */
export interface SilencesParts {
  readonly db: Db;
  readonly clock: Clock;
  readonly outbox: Outbox;
  readonly communities: Communities;
  readonly learners: Learners;
  readonly notices: Notices;
  readonly letters: Letters;
  readonly projects: Projects;
  readonly teams: Teams;
  readonly replacements: Pick<Replacements, 'offer' | 'withdraw'>;
}
