import type { Cohorts } from '../../people/cohorts/service.ts';
import type { Communities } from '../../people/communities/service.ts';
import type { Learners } from '../../people/learners/service.ts';
import type { Clock } from '../../platform/clock.ts';
import { type Db, write } from '../../platform/database/index.ts';
import { UserError } from '../../platform/errors.ts';
import type { Limits } from '../../platform/limits/service.ts';
import { literal } from '../../platform/text.ts';
import { type Announcement, announcementColumns } from './announcement.ts';
import type { ProjectCards } from './card-life.ts';
import { cardLink } from './cards.ts';
import type { Rest } from './departures.ts';
import { LIMITS, type Project } from './rules.ts';
import { findByTitle, insertProject, projectOfRow } from './store.ts';

export interface Announced {
  readonly project: Project;
  /** Whether its owner has said when they have time. */
  readonly hasHours: boolean;
  /** The answer asks its owner, this once, whether they want direct messages. */
  readonly asksAboutDms: boolean;
}

/** A project is announced: it is written down, and its card posted, in one transaction. */
export interface Announcing {
  /** Throws a UserError that names the first one when the owner has an open project of this title. */
  announce(input: Announcement): Promise<Announced>;
  /** As {@link Announcing.announce}, inside a transaction and without counting it. */
  announceIn(trx: Db, input: Announcement): Promise<Project>;
  /** Throws a UserError when the project's owner has another open one under this `key`. */
  refuseSecondTitle(trx: Db, project: Project, key: string | undefined): Promise<void>;
}

export function createAnnouncing(parts: {
  readonly db: Db;
  readonly clock: Clock;
  readonly cards: ProjectCards;
  readonly rest: Rest;
  readonly cohorts: Cohorts;
  readonly communities: Communities;
  readonly learners: Learners;
  readonly limits: Limits;
}): Announcing {
  const { db, clock, cards, rest, cohorts, communities, learners, limits } = parts;

  async function announce(input: Announcement): Promise<Announced> {
    const { guildId, ownerId: userId } = input;
    return await write(db, async (trx) => {
      const announced = await begin(trx, input);
      await limits.use(trx, { guildId, userId, what: 'announcement' }, LIMITS.announcements);
      const asksAboutDms = await learners.askAboutDms(guildId, userId, clock.now(), trx);
      return { ...announced, asksAboutDms };
    });
  }

  async function begin(trx: Db, input: Announcement): Promise<Omit<Announced, 'asksAboutDms'>> {
    const community = await communities.get(input.guildId, trx);
    if (community.channels.projects === null) throw new UserError({ key: 'projects:error.no-channel' });
    const values = announcementColumns(input);
    await cohorts.join(trx, input.cohortId, input.ownerId);
    const learner = await learners.find(input.guildId, input.ownerId, trx);
    if (learner?.track === null)
      await learners.change(input.guildId, input.ownerId, { track: input.track }, trx);
    const row = await insertProject(trx, { ...values, created_at: clock.now() });
    if (row === undefined) throw await alreadyAnnounced(trx, values);
    const project = projectOfRow(learner?.goneAt === null ? row : await rest(trx, row));
    await cards.post(trx, project);
    return { project, hasHours: (learner?.week.length ?? 0) > 0 };
  }

  async function alreadyAnnounced(
    trx: Db,
    values: { cohort_id: number; owner_id: string; title_key: string },
  ): Promise<UserError> {
    const first = await findByTitle(trx, values.cohort_id, values.owner_id, values.title_key);
    if (first === undefined) return new UserError({ key: 'common:error.try-again' });
    const project = projectOfRow(first);
    return new UserError({
      key: 'projects:error.duplicate',
      params: { title: literal(project.title), link: cardLink(project) ?? `#${project.id}` },
    });
  }

  async function refuseSecondTitle(trx: Db, project: Project, key: string | undefined): Promise<void> {
    if (key === undefined) return;
    const values = { cohort_id: project.cohortId, owner_id: project.ownerId, title_key: key };
    const other = await findByTitle(trx, values.cohort_id, values.owner_id, key);
    if (other !== undefined && other.id !== project.id) throw await alreadyAnnounced(trx, values);
  }

  return {
    announce,
    announceIn: async (trx, input) => (await begin(trx, input)).project,
    refuseSecondTitle,
  };
}
