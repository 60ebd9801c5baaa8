import type { Cohort } from '../../people/cohorts/rules.ts';
import type { Communities } from '../../people/communities/service.ts';
import type { Learners } from '../../people/learners/service.ts';
import type { Db } from '../../platform/database/index.ts';
import { UserError } from '../../platform/errors.ts';
import { translator } from '../../platform/i18n/index.ts';
import { oneLine, truncated } from '../../platform/text.ts';
import { isOpen, type Project } from '../../work/projects/rules.ts';
import type { Projects } from '../../work/projects/service.ts';
import type { Formed, Joining, Teams } from '../../work/teams/service.ts';
import type { Requests } from '../requests/service.ts';
import type { PairRow } from './store.ts';

/** Makes a pair of a round a team, inside a transaction. Throws a UserError that says what stands against it. */
export type FormPair = (trx: Db, cohort: Cohort, pair: PairRow) => Promise<Formed>;

export function createForming(parts: {
  communities: Communities;
  learners: Learners;
  projects: Projects;
  requests: Requests;
  teams: Teams;
}): FormPair {
  const { communities, learners, projects, requests, teams } = parts;

  /**
   * Whose project it is: one whose team stands already, so that nobody has to change teams, else the backend's. Where
   * both build without a project of their own, they get one that they fill in together.
   */
  async function joining(trx: Db, cohort: Cohort, pair: PairRow): Promise<Joining> {
    const { backend_id: backend, frontend_id: frontend } = pair;
    const find = async (id: number | null) => (id === null ? undefined : await projects.find(id, trx));
    const [theirs, others] = [await find(pair.backend_project_id), await find(pair.frontend_project_id)];
    const offers = [
      ...(theirs === undefined ? [] : [{ project: theirs, hostId: backend, guestId: frontend }]),
      ...(others === undefined ? [] : [{ project: others, hostId: frontend, guestId: backend }]),
    ];
    const open = offers.filter(({ project }) => isOpen(project));
    const found = open.find(({ project }) => project.teamId !== null) ?? open[0] ?? offers[0];
    return found ?? { project: await blank(trx, cohort, pair), hostId: backend, guestId: frontend };
  }

  async function blank(trx: Db, cohort: Cohort, pair: PairRow): Promise<Project> {
    const { backend_id: backend, frontend_id: frontend } = pair;
    const t = translator((await communities.get(cohort.guildId, trx)).language);
    const known = await learners.findMany(cohort.guildId, [backend, frontend], trx);
    const nameOf = (id: string) =>
      truncated(oneLine(known.find(({ userId }) => userId === id)?.displayName ?? id), 30);
    return await projects.announceIn(trx, {
      guildId: cohort.guildId,
      cohortId: cohort.id,
      ownerId: backend,
      title: `${nameOf(backend)} + ${nameOf(frontend)}`,
      brief: 'other',
      summary: t('rounds:blank-summary'),
      track: 'backend',
      partners: 1,
    });
  }

  return async (trx, cohort, pair) => {
    if (await requests.isBlocked(trx, cohort.guildId, pair.backend_id, pair.frontend_id))
      throw new UserError({ key: 'requests:error.unavailable' });
    const wanted = await joining(trx, cohort, pair);
    const formed = await teams.form(trx, wanted);
    await requests.endMoot(trx, formed, {
      guildId: cohort.guildId,
      cohortId: cohort.id,
      hostId: wanted.hostId,
      guestId: wanted.guestId,
    });
    return formed;
  };
}
