import type { Blocks } from '../../people/blocks/service.ts';
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
import type { PairRow } from './store.ts';

/** How a pair of a round becomes a team. */
export interface TeamFormation {
  /**
   * Whose project it is, by the owners of now: one whose team stands already, so that nobody has to change teams, else
   * the backend's. Undefined: both build without a project of their own. 'taken': what they had offers no place now.
   */
  joiningOf(trx: Db, pair: PairRow): Promise<Joining | 'taken' | undefined>;
  /** Inside a transaction; two without a project get one. Throws a UserError that says what stands against it. */
  form(trx: Db, cohort: Cohort, pair: PairRow): Promise<Formed>;
}

export function createTeamFormation(parts: {
  blocks: Blocks;
  communities: Communities;
  learners: Learners;
  projects: Projects;
  teams: Teams;
}): TeamFormation {
  const { blocks, communities, learners, projects, teams } = parts;

  async function joiningOf(trx: Db, pair: PairRow): Promise<Joining | 'taken' | undefined> {
    const sides = [
      { id: pair.backend_project_id, hostId: pair.backend_id, guestId: pair.frontend_id },
      { id: pair.frontend_project_id, hostId: pair.frontend_id, guestId: pair.backend_id },
    ];
    const offers: Joining[] = [];
    for (const { id, hostId, guestId } of sides) {
      const project = id === null ? undefined : await projects.find(id, trx);
      if (project?.ownerId === hostId && isOpen(project)) offers.push({ project, hostId, guestId });
    }
    const found = offers.find(({ project }) => project.teamId !== null) ?? offers[0];
    return found ?? (sides.some(({ id }) => id !== null) ? 'taken' : undefined);
  }

  /** A project that they fill in together. */
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

  return {
    joiningOf,
    async form(trx, cohort, pair) {
      const { backend_id: backend, frontend_id: frontend } = pair;
      if ((await blocks.blocker(trx, cohort.guildId, backend, frontend)) !== undefined)
        throw new UserError({ key: 'requests:error.unavailable' });
      const found = await joiningOf(trx, pair);
      if (found === 'taken') throw new UserError({ key: 'rounds:ended.impossible' });
      const joining = found ?? {
        project: await blank(trx, cohort, pair),
        hostId: backend,
        guestId: frontend,
      };
      return await teams.form(trx, joining);
    },
  };
}
