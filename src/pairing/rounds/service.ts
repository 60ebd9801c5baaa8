import { join } from 'node:path';
import type { Blocks } from '../../people/blocks/service.ts';
import type { Cohorts } from '../../people/cohorts/service.ts';
import type { Communities } from '../../people/communities/service.ts';
import type { Learners } from '../../people/learners/service.ts';
import type { Notices } from '../../people/notices/service.ts';
import type { Presence } from '../../people/presence/service.ts';
import type { RequestingFeature } from '../../people/requests/kinds.ts';
import type { Requests } from '../../people/requests/service.ts';
import type { Audit } from '../../platform/audit/service.ts';
import type { Clock } from '../../platform/clock.ts';
import { afterCommit, type Db } from '../../platform/database/index.ts';
import type { Outbox } from '../../platform/delivery/types.ts';
import type { HeavyWork } from '../../platform/heavy/queue.ts';
import type { Logger } from '../../platform/log.ts';
import type { Keeps } from '../../platform/privacy/keeps.ts';
import type { Projects } from '../../work/projects/service.ts';
import type { Teams } from '../../work/teams/service.ts';
import type { Asking } from '../asking/service.ts';
import { RoundWorker } from '../matching/client.ts';
import { removeKept } from './files.ts';
import { roundKeeps } from './keeps/store.ts';
import { createPreviews, type Preview, type Previews } from './previews.ts';
import { createPublication, type Outcome, type Publication } from './publication.ts';
import { findRoundIds } from './store.ts';
import { suggestionKind } from './suggestions.ts';
import { createTeamFormation } from './team-formation.ts';

export type { Outcome, Preview };

/** The cohort round: computed for staff, published as suggestions that its members answer, or as teams. */
export interface Rounds extends Previews, Pick<Publication, 'publish' | 'finished' | 'cohortOf'> {
  readonly feature: RequestingFeature;
}

const SECOND = 1_000;

export function createRounds(parts: {
  db: Db;
  clock: Clock;
  audit: Pick<Audit, 'record'>;
  outbox: Outbox;
  cohorts: Cohorts;
  blocks: Blocks;
  communities: Communities;
  learners: Learners;
  notices: Notices;
  presence: Presence;
  projects: Projects;
  asking: Asking;
  requests: Requests;
  teams: Teams;
  log: Logger;
  heavy: HeavyWork;
  /** Where files are kept that are too large to attach. */
  folder: string;
  worker?: RoundWorker;
}): Rounds {
  const worker = parts.worker ?? new RoundWorker();
  const { projects, requests } = parts;
  const formation = createTeamFormation(parts);
  const previews = createPreviews({ ...parts, worker });
  const publication = createPublication({ ...parts, formation });

  /** A suggestion may be about a project of either of the two. */
  async function recheckOwners(trx: Db, projectId: number, userIds: readonly string[]): Promise<void> {
    const project = await projects.find(projectId, trx);
    if (project === undefined) return;
    const { guildId, ownerId } = project;
    await requests.recheck(trx, { members: { guildId, userIds: [ownerId, ...userIds] } });
  }

  /** The files kept on the disk go with whoever is in them. */
  async function dropFiles(trx: Db, guildId: string, userId?: string): Promise<void> {
    const ids = await findRoundIds(trx, guildId, userId);
    afterCommit(trx, () => {
      for (const id of ids)
        removeKept(join(parts.folder, String(id))).catch((error: unknown) =>
          parts.log.error({ err: error, round: id }, 'files of a round could not be removed'),
        );
    });
  }

  const forget: Keeps['forget'] = async (trx, who) => {
    await dropFiles(trx, who.guildId, who.userId);
    await roundKeeps.forget?.(trx, who);
  };
  const erase: Keeps['erase'] = async (trx, guildId, limit) => {
    await dropFiles(trx, guildId);
    return (await roundKeeps.erase?.(trx, guildId, limit)) ?? 0;
  };

  return {
    ...previews,
    ...publication,
    feature: {
      name: 'rounds',
      keeps: { ...roundKeeps, forget, erase },
      requests: [suggestionKind({ ...parts, formation })],
      deliveries: [{ kind: 'round-headline' }],
      on: {
        'project.changed': (trx, { projectId }) => recheckOwners(trx, projectId, []),
        'project.handed-over': (trx, { projectId, fromId }) => recheckOwners(trx, projectId, [fromId]),
      },
      pollers: [{ name: 'round publication', every: SECOND, run: () => publication.run() }],
      settled: () => publication.settled(),
      /** Computes and publishes nothing more; what is being published is taken up by the next process. */
      async close() {
        await Promise.all([publication.stop(), worker.close()]);
      },
    },
  };
}
