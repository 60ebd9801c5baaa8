import type { Cohorts } from '../../people/cohorts/service.ts';
import type { Communities } from '../../people/communities/service.ts';
import type { Learners } from '../../people/learners/service.ts';
import type { Notices } from '../../people/notices/service.ts';
import type { Presence } from '../../people/presence/service.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Db } from '../../platform/database/index.ts';
import type { Outbox } from '../../platform/delivery/types.ts';
import type { Feature } from '../../platform/feature.ts';
import type { Logger } from '../../platform/log.ts';
import type { Projects } from '../../work/projects/service.ts';
import type { Teams } from '../../work/teams/service.ts';
import { RoundWorker } from '../matching/client.ts';
import type { Requests } from '../requests/service.ts';
import { roundFacts } from './facts/store.ts';
import { createForming } from './forming.ts';
import { createPreviews, type Preview, type Previews } from './previews.ts';
import { createProposals, type Proposals } from './proposals.ts';
import { createPublication, type Outcome, type Publication } from './publication.ts';

export type { Outcome, Preview };

/** The cohort round: computed for staff, published as requests or teams, answered by its members. */
export interface Rounds
  extends Previews,
    Pick<Publication, 'publish' | 'finished' | 'cohortOf'>,
    Omit<Proposals, 'propose' | 'endMoot' | 'runDue' | 'deliveries'> {
  readonly feature: Feature;
}

const SECOND = 1_000;

export function createRounds(parts: {
  db: Db;
  clock: Clock;
  outbox: Outbox;
  cohorts: Cohorts;
  communities: Communities;
  learners: Learners;
  notices: Notices;
  presence: Presence;
  projects: Projects;
  requests: Requests;
  teams: Teams;
  log: Logger;
  /** Where files are kept that are too large to attach. */
  folder: string;
  worker?: RoundWorker;
}): Rounds {
  const worker = parts.worker ?? new RoundWorker();
  const form = createForming(parts);
  const proposals = createProposals({ ...parts, form });
  const endMoot = (cohortId: number) => proposals.endMoot(cohortId);
  const previews = createPreviews({ ...parts, worker, endMoot });
  const publication = createPublication({
    ...parts,
    form,
    propose: (trx, cohort, round, pair) => proposals.propose(trx, cohort, round, pair),
  });
  return {
    ...previews,
    ...proposals,
    ...publication,
    feature: {
      name: 'rounds',
      facts: roundFacts,
      deliveries: proposals.deliveries,
      pollers: [
        { name: 'round publication', every: SECOND, run: () => publication.run() },
        { name: 'round answers', every: 30 * SECOND, run: () => proposals.runDue() },
      ],
      /** Computes and publishes nothing more; what is being published is taken up by the next process. */
      async close() {
        await Promise.all([publication.stop(), worker.close()]);
      },
    },
  };
}
