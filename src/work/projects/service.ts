import type { Cohorts } from '../../people/cohorts/service.ts';
import type { Communities } from '../../people/communities/service.ts';
import type { Track } from '../../people/learners/rules.ts';
import type { Learners } from '../../people/learners/service.ts';
import type { Clock } from '../../platform/clock.ts';
import { type Db, write } from '../../platform/database/index.ts';
import type { Outbox } from '../../platform/delivery/types.ts';
import { UserError } from '../../platform/errors.ts';
import type { EventMap, Events } from '../../platform/events/events.ts';
import type { Feature } from '../../platform/feature.ts';
import type { Limits } from '../../platform/limits/service.ts';
import { rowId } from '../../platform/numbers.ts';
import { literal, titleKey } from '../../platform/text.ts';
import {
  type Announcement,
  announcementColumns,
  changedColumns,
  type ProjectChanges,
  statusWith,
} from './announcement.ts';
import { cardKey, createProjectCards } from './card-life.ts';
import { cardLink } from './cards.ts';
import { projectFacts } from './facts/store.ts';
import { projectKeeps } from './keeps/store.ts';
import { type Brief, LIMITS, type Project, type Status, type Supply, seeks } from './rules.ts';
import {
  changeProject,
  countProjects,
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
  insertProject,
  type ProjectRow,
  searchTitles,
  takePlace,
} from './store.ts';

export type { Announcement, ProjectChanges } from './announcement.ts';

export interface Projects {
  /** Throws a UserError that names the first one when the owner has an open project of this title. */
  announce(input: Announcement): Promise<Project>;
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
  /** Idempotent, as a double click needs it. */
  follow(projectId: number, userId: string): Promise<void>;
  unfollow(projectId: number, userId: string): Promise<void>;
  followers(projectId: number, trx?: Db): Promise<string[]>;
  /** Whether its card stood once and was deleted in Discord. */
  isCardLost(project: Project): Promise<boolean>;
  /** Posts a card again that was deleted. False: it stands, is on its way, or is no longer needed. */
  repost(id: number): Promise<boolean>;
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

export function createProjects(parts: {
  db: Db;
  clock: Clock;
  outbox: Outbox;
  events: Events;
  communities: Communities;
  cohorts: Cohorts;
  learners: Learners;
  limits: Limits;
}): Projects {
  const { db, clock, events, communities, cohorts, learners, limits } = parts;
  const cards = createProjectCards({ ...parts, find });

  async function announce(input: Announcement): Promise<Project> {
    return await write(db, async (trx) => {
      const project = await announceIn(trx, input);
      const use = { guildId: input.guildId, userId: input.ownerId, what: 'announcement' };
      await limits.use(trx, use, LIMITS.announcements);
      return project;
    });
  }

  async function announceIn(trx: Db, input: Announcement): Promise<Project> {
    const community = await communities.get(input.guildId, trx);
    if (community.channels.projects === null) throw new UserError({ key: 'projects:error.no-channel' });
    const values = announcementColumns(input);
    await cohorts.join(trx, input.cohortId, input.ownerId);
    const learner = await learners.find(input.guildId, input.ownerId, trx);
    if (learner?.track === null)
      await learners.change(input.guildId, input.ownerId, { track: input.track }, trx);
    const row = await insertProject(trx, { ...values, created_at: clock.now() });
    if (row === undefined) throw await alreadyAnnounced(trx, values);
    const created = view(row);
    await cards.post(trx, created);
    return created;
  }

  async function alreadyAnnounced(
    trx: Db,
    values: { cohort_id: number; owner_id: string; title_key: string },
  ): Promise<UserError> {
    const first = await findByTitle(trx, values.cohort_id, values.owner_id, values.title_key);
    if (first === undefined) return new UserError({ key: 'common:error.try-again' });
    const project = view(first);
    return new UserError({
      key: 'projects:error.duplicate',
      params: { title: literal(project.title), link: cardLink(project) ?? `#${project.id}` },
    });
  }

  /** Every visible change of a project goes through here, so that its card follows. */
  async function refreshed(trx: Db, row: ProjectRow): Promise<Project> {
    const project = view(row);
    await cards.refresh(trx, project);
    return project;
  }

  /** A change by the owner, in one transaction with the card's and the end of requests that became pointless. */
  async function change(
    trx: Db,
    id: number,
    ownerId: string,
    decide: (project: Project) => Promise<Parameters<typeof changeProject>[2]>,
  ): Promise<Project> {
    const project = await find(id, trx);
    if (project === undefined) throw new UserError({ key: 'projects:error.unknown' });
    if (project.ownerId !== ownerId)
      throw new UserError({ key: 'projects:error.not-owner', params: { title: literal(project.title) } });
    const after = await refreshed(trx, await changeProject(trx, id, await decide(project)));
    if (seeks(project) && !seeks(after)) await events.emit(trx, 'project.closed', { projectId: id });
    if (!seeks(project) && seeks(after)) await events.emit(trx, 'project.opened', { projectId: id });
    if (after.status === 'withdrawn') await events.emit(trx, 'project.withdrawn', { projectId: id });
    await events.emit(trx, 'project.changed', { guildId: after.guildId, projectId: id });
    return after;
  }

  async function setStatusIn(
    trx: Db,
    id: number,
    ownerId: string,
    status: Exclude<Status, 'submitted'>,
  ): Promise<Project> {
    return await change(trx, id, ownerId, (project) => {
      refuseEnded(project);
      if (status === 'looking' && project.placesTaken >= project.partners)
        throw new UserError({
          key: 'projects:error.no-place-to-look',
          params: { title: literal(project.title) },
        });
      return Promise.resolve({ status, closed_by_hand: status === 'full' ? 1 : 0 });
    });
  }

  /** Whether somebody has a team place left decides whether their other projects offer one. */
  async function redraw(trx: Db, guildId: string, userIds: readonly string[]): Promise<void> {
    for (const userId of userIds)
      for (const row of await findOwn(trx, guildId, userId))
        if (row.team_id === null && seeks(view(row)))
          await refreshed(trx, await changeProject(trx, row.id, {}));
  }

  /** Nobody can join the projects of somebody who left the server: they rest until their owner is back. */
  async function ownerGone(trx: Db, { guildId, userId }: EventMap['member.gone']): Promise<void> {
    for (const row of await findOwn(trx, guildId, userId)) {
      if (row.status !== 'looking' && row.status !== 'full') continue;
      // With its last place taken it is full by itself, and will not be when the owner's team goes on without them.
      const before = row.status === 'full' && row.places_taken === 0 ? 'full' : 'looking';
      await refreshed(
        trx,
        await changeProject(trx, row.id, { status: 'paused', status_at_departure: before }),
      );
      if (seeks(view(row))) await events.emit(trx, 'project.closed', { projectId: row.id });
      await events.emit(trx, 'project.changed', { guildId, projectId: row.id });
    }
  }

  async function ownerBack(trx: Db, { guildId, userId }: EventMap['member.back']): Promise<void> {
    for (const row of await findOwn(trx, guildId, userId)) {
      if (row.status_at_departure === null) continue;
      const status = row.places_taken < row.partners ? row.status_at_departure : 'full';
      await refreshed(trx, await changeProject(trx, row.id, { status, status_at_departure: null }));
    }
  }

  /** Their projects leave with them; what their team built of others' stays. */
  async function ownerLeftCohort(
    trx: Db,
    { guildId, cohortId, userId }: EventMap['member.left-cohort'],
  ): Promise<void> {
    for (const row of await findOwn(trx, guildId, userId)) {
      if (row.cohort_id !== cohortId || row.status === 'submitted') continue;
      await refreshed(trx, await changeProject(trx, row.id, { status: 'withdrawn', team_id: null }));
      if (seeks(view(row))) await events.emit(trx, 'project.closed', { projectId: row.id });
      await events.emit(trx, 'project.changed', { guildId, projectId: row.id });
    }
  }

  async function refuseSecondTitle(trx: Db, project: Project, key: string | undefined): Promise<void> {
    if (key === undefined) return;
    const values = { cohort_id: project.cohortId, owner_id: project.ownerId, title_key: key };
    const other = await findByTitle(trx, values.cohort_id, values.owner_id, key);
    if (other !== undefined && other.id !== project.id) throw await alreadyAnnounced(trx, values);
  }

  async function find(id: number, trx: Db = db): Promise<Project | undefined> {
    const row = await findProject(trx, id);
    return row === undefined ? undefined : view(row);
  }

  return {
    announce,
    announceIn,
    cardKey,
    find,
    refuseEnded,
    repost: (id) => cards.repost(id),
    isCardLost: (project) => cards.isLost(project),
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
        'member.gone': ownerGone,
        'member.back': ownerBack,
        'team.changed': (trx, { guildId, userIds }) => redraw(trx, guildId, userIds),
        'profile.changed': (trx, { guildId, userId }) => redraw(trx, guildId, [userId]),
        'member.left-cohort': ownerLeftCohort,
      },
    },
    async get(guildId, id, trx = db) {
      const project = await find(rowId(String(id)) ?? 0, trx);
      if (project?.guildId !== guildId) throw new UserError({ key: 'projects:error.unknown' });
      return project;
    },
    async ofThread(threadId) {
      const row = await findByThread(db, threadId);
      return row === undefined ? undefined : view(row);
    },
    async own(guildId, ownerId, trx = db) {
      return (await findOwn(trx, guildId, ownerId)).map(view);
    },
    async browse(filter, page) {
      const [rows, total] = await Promise.all([findPage(db, filter, page), countProjects(db, filter)]);
      return { projects: rows.map(view), total };
    },
    async search(guildId, typed) {
      return (await searchTitles(db, guildId, titleKey(typed), 25)).map(view);
    },
    async supply(cohortId, brief) {
      const sides = await countSides(db, cohortId, brief);
      return { backend: sides.backend ?? 0, frontend: sides.frontend ?? 0, fullstack: sides.fullstack ?? 0 };
    },
    async follow(projectId, userId) {
      await write(db, (trx) => insertFollow(trx, projectId, userId, clock.now()));
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
    async edit(id, ownerId, changes) {
      return await write(db, (trx) =>
        change(trx, id, ownerId, async (project) => {
          const columns = changedColumns(changes);
          const partners = changes.partners ?? project.partners;
          if (partners < project.placesTaken) {
            const params = { title: literal(project.title), count: project.placesTaken };
            throw new UserError({ key: 'projects:error.partners-below-taken', params });
          }
          await refuseSecondTitle(trx, project, columns.title_key);
          return { ...columns, ...statusWith(project, partners) };
        }),
      );
    },
    setStatus: (id, ownerId, status) => write(db, (trx) => setStatusIn(trx, id, ownerId, status)),
    setStatusIn,
    async setTeam(trx, id, teamId) {
      return await refreshed(trx, await changeProject(trx, id, { team_id: teamId }));
    },
    async unlink(trx, teamId, ownerIds) {
      for (const id of await findLinked(trx, teamId, ownerIds))
        await refreshed(trx, await changeProject(trx, id, { team_id: null }));
    },
    async ofTeam(teamId, trx = db) {
      return (await findOfTeam(trx, teamId)).map(view);
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

/** What has ended stays so: a button of an earlier day must not bring it back. */
function refuseEnded({ status, title }: Project): void {
  if (status === 'withdrawn' || status === 'submitted')
    throw new UserError({ key: `projects:error.ended-${status}`, params: { title: literal(title) } });
}

function view(row: ProjectRow): Project {
  const hasCard = row.card_channel_id !== null && row.card_message_id !== null;
  return {
    id: row.id,
    guildId: row.guild_id,
    cohortId: row.cohort_id,
    ownerId: row.owner_id,
    title: row.title,
    brief: row.brief as Brief,
    summary: row.summary,
    track: row.track,
    api: row.api,
    stack: JSON.parse(row.stack) as string[],
    partners: row.partners,
    placesTaken: row.places_taken,
    repo: row.repo,
    docs: row.docs,
    status: row.status,
    closedByHand: row.closed_by_hand === 1,
    continuesId: row.continues_id,
    teamId: row.team_id,
    ownerHasPlace: row.owner_has_place === 1,
    card: hasCard ? { channelId: row.card_channel_id ?? '', messageId: row.card_message_id ?? '' } : null,
    threadId: row.thread_id,
    revision: row.revision,
    createdAt: row.created_at,
  };
}
