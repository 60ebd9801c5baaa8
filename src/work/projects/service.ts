import type { Cohorts } from '../../people/cohorts/service.ts';
import type { Communities } from '../../people/communities/service.ts';
import type { Track } from '../../people/learners/rules.ts';
import type { Learners } from '../../people/learners/service.ts';
import type { Presence } from '../../people/presence/service.ts';
import type { Audit } from '../../platform/audit/service.ts';
import type { Clock } from '../../platform/clock.ts';
import { type Db, write } from '../../platform/database/index.ts';
import type { Outbox } from '../../platform/delivery/types.ts';
import { UserError } from '../../platform/errors.ts';
import type { Events } from '../../platform/events/events.ts';
import type { Feature } from '../../platform/feature.ts';
import type { Limits } from '../../platform/limits/service.ts';
import { rowId } from '../../platform/numbers.ts';
import { literal, titleKey } from '../../platform/text.ts';
import { findTeamMemberIds } from '../members/service.ts';
import type { Announcement, ProjectChanges } from './announcement.ts';
import { type Announced, createAnnouncing } from './announcing.ts';
import { cardKey, createProjectCards } from './card-life.ts';
import { createDepartures, createRest } from './departures.ts';
import { createEditing, refuseEnded } from './editing.ts';
import { projectFacts } from './facts/store.ts';
import { projectKeeps } from './keeps/store.ts';
import { type Brief, type Project, type Status, type Supply, seeks } from './rules.ts';
import {
  changeProject,
  countProjects,
  countSeekers,
  countSides,
  deleteFollow,
  type Filter,
  findByThread,
  findByTitle,
  findFollowers,
  findLinked,
  findOfTeam,
  findOwn,
  findPage,
  findProject,
  freePlace,
  insertFollow,
  type ProjectRow,
  projectOfRow,
  searchTitles,
  takePlace,
} from './store.ts';

export type { Announcement, ProjectChanges } from './announcement.ts';

export interface Projects {
  /** Throws a UserError that names the first one when the owner has an open project of this title. */
  announce(input: Announcement): Promise<Announced>;
  /** As {@link Projects.announce}, inside a transaction; wake the outbox after it. */
  announceIn(trx: Db, input: Announcement): Promise<Project>;
  /** The key under which the outbox knows the card's delivery. */
  cardKey(projectId: number): string;
  find(id: number, trx?: Db): Promise<Project | undefined>;
  /** A project of this server by the id in an option or a button; throws a UserError when there is none. */
  get(guildId: string, id: string | number, trx?: Db): Promise<Project>;
  /** The project whose thread (or whose team's thread) this is. */
  ofThread(threadId: string): Promise<Project | undefined>;
  own(guildId: string, ownerId: string, trx?: Db): Promise<Project[]>;
  browse(
    filter: Filter,
    page: { offset: number; limit: number },
  ): Promise<{ projects: Project[]; total: number }>;
  search(guildId: string, typed: string): Promise<Project[]>;
  /** How many owners of a brief build each side. */
  supply(cohortId: number, brief: Brief): Promise<Supply>;
  /** Of each brief with any, how many of each side look for a partner. */
  seekers(cohortId: number): Promise<ReadonlyMap<string, Supply>>;
  /** Idempotent, as a double click needs it. */
  /** Throws a UserError for whoever builds it, and when it was withdrawn: nothing becomes of it any more. */
  follow(projectId: number, userId: string): Promise<void>;
  unfollow(projectId: number, userId: string): Promise<void>;
  followers(projectId: number, trx?: Db): Promise<string[]>;
  /** What was deleted in Discord, or could not be posted. */
  lost(project: Project): Promise<'card' | 'thread' | undefined>;
  /** Whether it has a thread, or will have one as soon as its card stands. */
  hasThread(project: Project): Promise<boolean>;
  /** Brings back a card or thread that was deleted; undefined: both stand, are on their way, or are no longer needed. */
  repost(id: number): Promise<'card' | 'thread' | undefined>;
  /** Takes one place. Undefined when the project is not looking or has none left. */
  takePlace(trx: Db, id: number, teamId: number): Promise<Project | undefined>;
  freePlace(trx: Db, id: number): Promise<Project | undefined>;
  /** Only for its owner. An empty `repo` or `docs` takes the link away. */
  edit(id: number, ownerId: string, changes: ProjectChanges): Promise<Project>;
  /**
   * Only for its owner, and not once it is withdrawn or handed in. Open requests for its places end when it no longer
   * looks for partners.
   */
  setStatus(id: number, ownerId: string, status: Exclude<Status, 'submitted'>): Promise<Project>;
  /** As {@link Projects.setStatus}, inside a transaction. */
  setStatusIn(trx: Db, id: number, ownerId: string, status: Exclude<Status, 'submitted'>): Promise<Project>;
  /** Everybody who builds it has handed it in. What has ended already stays as it is. */
  submit(trx: Db, id: number): Promise<void>;
  /** Somebody took back what they handed in: it is built on. Others stay as they are. */
  unsubmit(trx: Db, id: number): Promise<void>;
  /** Throws a UserError for a project that is withdrawn or handed in. */
  refuseEnded(project: Project): void;
  setTeam(trx: Db, id: number, teamId: number): Promise<Project>;
  /** The projects of these owners are no longer built by the team, also those that were withdrawn. */
  unlink(trx: Db, teamId: number, ownerIds: readonly string[]): Promise<void>;
  /** The projects that a team builds, the oldest first. What was withdrawn is not built. */
  ofTeam(teamId: number, trx?: Db): Promise<Project[]>;
  /** Gives a project to another owner, who builds `track`. Throws a UserError when they have one of that title. */
  handOver(trx: Db, id: number, to: { userId: string; track: Track }): Promise<Project>;
  readonly feature: Feature;
}

const NOBODY: Supply = { backend: 0, frontend: 0, fullstack: 0 };

export function createProjects(parts: {
  db: Db;
  clock: Clock;
  audit: Pick<Audit, 'record'>;
  outbox: Outbox;
  events: Events;
  communities: Communities;
  cohorts: Cohorts;
  learners: Learners;
  presence: Pick<Presence, 'isGone'>;
  limits: Limits;
}): Projects {
  const { db, clock, events } = parts;
  const cards = createProjectCards({ ...parts, find });
  const rest = createRest(parts.presence);
  const announcing = createAnnouncing({ ...parts, cards, rest });
  const editing = createEditing({ db, events, announcing, find, refreshed });

  /** Every visible change of a project goes through here, so that its card follows. */
  async function refreshed(trx: Db, row: ProjectRow): Promise<Project> {
    const project = projectOfRow(await rest(trx, row));
    await cards.refresh(trx, project);
    return project;
  }

  async function find(id: number, trx: Db = db): Promise<Project | undefined> {
    const row = await findProject(trx, id);
    return row === undefined ? undefined : projectOfRow(row);
  }

  return {
    announce: (input) => announcing.announce(input),
    announceIn: (trx, input) => announcing.announceIn(trx, input),
    cardKey,
    find,
    refuseEnded,
    repost: (id) => cards.repost(id),
    lost: (project) => cards.lost(project),
    hasThread: (project) => cards.hasThread(project),
    feature: {
      ...cards.feature,
      keeps: projectKeeps,
      home: {
        isPrivate: false,
        async of(on, guildId, userId) {
          const own = (await findOwn(on, guildId, userId)).find((row) => row.thread_id !== null);
          return own === undefined ? undefined : { kind: 'project', id: String(own.id) };
        },
      },
      facts: projectFacts,
      on: {
        ...cards.feature.on,
        ...createDepartures({ events, refreshed }),
      },
    },
    async get(guildId, id, trx = db) {
      const project = await find(rowId(String(id)) ?? 0, trx);
      if (project?.guildId !== guildId) throw new UserError({ key: 'projects:error.unknown' });
      return project;
    },
    async ofThread(threadId) {
      const row = await findByThread(db, threadId);
      return row === undefined ? undefined : projectOfRow(row);
    },
    async own(guildId, ownerId, trx = db) {
      return (await findOwn(trx, guildId, ownerId)).map(projectOfRow);
    },
    async browse(filter, page) {
      const [rows, total] = await Promise.all([findPage(db, filter, page), countProjects(db, filter)]);
      return { projects: rows.map(projectOfRow), total };
    },
    async search(guildId, typed) {
      return (await searchTitles(db, guildId, titleKey(typed), 25)).map(projectOfRow);
    },
    async supply(cohortId, brief) {
      const sides = await countSides(db, cohortId, brief);
      return { backend: sides.backend ?? 0, frontend: sides.frontend ?? 0, fullstack: sides.fullstack ?? 0 };
    },
    async seekers(cohortId) {
      const found = new Map<string, Supply>();
      for (const { brief, track, count } of await countSeekers(db, cohortId))
        found.set(brief, { ...NOBODY, ...found.get(brief), [track]: count });
      return found;
    },
    follow(projectId, userId) {
      return write(db, async (trx) => {
        const project = await findProject(trx, projectId);
        if (project === undefined) throw new UserError({ key: 'projects:error.unknown' });
        const params = { title: literal(project.title) };
        const builders = project.team_id === null ? [] : await findTeamMemberIds(trx, project.team_id);
        if (project.owner_id === userId || builders.includes(userId))
          throw new UserError({ key: 'projects:error.follows-own', params });
        if (project.status === 'withdrawn')
          throw new UserError({ key: 'projects:error.follows-ended', params });
        await insertFollow(trx, projectId, userId, clock.now());
      });
    },
    async unfollow(projectId, userId) {
      await write(db, (trx) => deleteFollow(trx, projectId, userId));
    },
    async followers(projectId, trx = db) {
      return await findFollowers(trx, projectId);
    },
    async takePlace(trx, id, teamId) {
      const taken = await takePlace(trx, id);
      if (taken === undefined) return undefined;
      return await refreshed(trx, await changeProject(trx, id, { team_id: teamId }));
    },
    async freePlace(trx, id) {
      const row = await freePlace(trx, id);
      if (row === undefined) return undefined;
      const freed = await refreshed(trx, row);
      if (seeks(freed)) await events.emit(trx, 'project.opened', { projectId: id });
      return freed;
    },
    edit: (id, ownerId, changes) => editing.edit(id, ownerId, changes),
    setStatus: (id, ownerId, status) => write(db, (trx) => editing.setStatus(trx, id, ownerId, status)),
    setStatusIn: (trx, id, ownerId, status) => editing.setStatus(trx, id, ownerId, status),
    submit: (trx, id) => editing.submit(trx, id),
    unsubmit: (trx, id) => editing.unsubmit(trx, id),
    async setTeam(trx, id, teamId) {
      return await refreshed(trx, await changeProject(trx, id, { team_id: teamId }));
    },
    async unlink(trx, teamId, ownerIds) {
      for (const id of await findLinked(trx, teamId, ownerIds))
        await refreshed(trx, await changeProject(trx, id, { team_id: null }));
    },
    async ofTeam(teamId, trx = db) {
      return (await findOfTeam(trx, teamId)).map(projectOfRow);
    },
    async handOver(trx, id, { userId, track }) {
      const row = await findProject(trx, id);
      if (row === undefined) throw new UserError({ key: 'projects:error.unknown' });
      const other = await findByTitle(trx, row.cohort_id, userId, row.title_key);
      if (other !== undefined) {
        const params = { title: literal(row.title), person: `<@${userId}>` };
        throw new UserError({ key: 'projects:error.hand-over-title', params });
      }
      return await refreshed(trx, await changeProject(trx, id, { owner_id: userId, track }));
    },
  };
}
