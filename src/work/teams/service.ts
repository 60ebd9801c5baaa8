import { hasTeamPlace } from '../../people/cohorts/service.ts';
import type { Communities } from '../../people/communities/service.ts';
import type { Learners } from '../../people/learners/service.ts';
import type { Notices } from '../../people/notices/service.ts';
import type { Presence } from '../../people/presence/service.ts';
import type { Standings } from '../../people/standing/service.ts';
import type { Clock } from '../../platform/clock.ts';
import { type Db, write } from '../../platform/database/index.ts';
import type { Outbox, PlaceKind } from '../../platform/delivery/types.ts';
import { UserError } from '../../platform/errors.ts';
import type { Events } from '../../platform/events/events.ts';
import type { Feature } from '../../platform/feature.ts';
import type { Limits } from '../../platform/limits/service.ts';
import { findTeamMemberIds } from '../members/service.ts';
import type { Project } from '../projects/rules.ts';
import type { Projects } from '../projects/service.ts';
import { createTeamDeliveries } from './deliveries.ts';
import { createDepartures } from './departures.ts';
import { teamFacts } from './facts/store.ts';
import { createFormation, type Formed, type Joining } from './formation.ts';
import { forgetInTeams, teamKeeps } from './keeps/store.ts';
import { createLeaving } from './leaving.ts';
import type { Team, ThreadState } from './rules.ts';
import {
  findSignsOfLife,
  findUnsigned,
  findUnsignedIn,
  recordCheckIn,
  recordSign,
  type SignsOfLife,
} from './signs/store.ts';
import {
  findArchivedTeamsOf,
  findFormerTeam,
  findIdsOfCohort,
  findPairs,
  findTeam,
  findTeamByThread,
  findTeamsOf,
  forgetThread,
  hasBuilt,
  teamOfRow,
  updateTeam,
} from './store.ts';
import { createTeamThread, threadKey } from './thread.ts';

export interface Teams {
  /**
   * Inside the transaction of an acceptance: takes the places on both sides or throws a UserError that says whose is
   * missing. Links the guest's project of the same brief when it seeks the other side. Enqueues thread and members.
   */
  form(trx: Db, joining: Joining): Promise<Formed>;
  /** Adds one more of a side to a standing team: uses one of their team places, and no place of a project. */
  joinSameSide(trx: Db, teamId: number, userId: string): Promise<void>;
  /** The key under which the outbox knows the delivery of a team's thread. */
  threadKey(teamId: number): string;
  threadState(team: Team): Promise<ThreadState>;
  /** Makes a missing thread anew, for a member. Throws a UserError for others, and while it stands or is on its way. */
  reopenThread(teamId: number, userId: string): Promise<Team>;
  find(id: number, trx?: Db): Promise<Team | undefined>;
  ofThread(threadId: string): Promise<Team | undefined>;
  ofMember(guildId: string, userId: string, trx?: Db): Promise<Team[]>;
  /** In which they were when its cohort was archived, newest first: to be read, they take no changes. */
  archived(guildId: string, userId: string): Promise<Team[]>;
  memberIds(teamId: number, trx?: Db): Promise<string[]>;
  /** Whether a member of a cohort may join one more team. */
  hasPlace(trx: Db, cohortId: number, userId: string): Promise<boolean>;
  /** Who is in it, with their signs of life. */
  signsOfLife(teamId: number, trx?: Db): Promise<SignsOfLife[]>;
  /** Ends the member's pairs, frees every place they held and takes them out of the thread. False when not a member. */
  leave(teamId: number, userId: string): Promise<boolean>;
  /** As `leave`, inside a transaction; `by` is whoever decided it: they need not be told. Only staff read `reason`. */
  release(trx: Db, teamId: number, userId: string, by: string, reason?: string): Promise<boolean>;
  /**
   * Whom a member builds with in a team, as a pair; `hosts`: those whose project they joined. Others in the team, such as
   * one more of a side or another guest, are no partners. `sameSide`: who joined a member's own project as one more of a
   * side.
   */
  partners(
    teamId: number,
    userId: string,
    trx?: Db,
  ): Promise<{ all: string[]; hosts: string[]; sameSide: string[] }>;
  /** The project of somebody else that a member builds or built in a team. */
  builtOn(teamId: number, userId: string, trx?: Db): Promise<Project | undefined>;
  /** Whether somebody builds a project of another one, or did. */
  hasBuilt(projectId: number, userId: string): Promise<boolean>;
  /** The team of a running cohort that a member was in last, where they are in none now. */
  former(guildId: string, userId: string): Promise<Team | undefined>;
  /** Only for a member. The new name is in code points 1-80, trimmed; the thread follows. */
  rename(teamId: number, userId: string, name: string): Promise<Team>;
  /** A member says that they are there. */
  checkIn(teamId: number, userId: string, trx?: Db): Promise<void>;
  /**
   * Records a sign of life at `at` (ms UTC). True when it is news: none was recorded in the five minutes before, or, with
   * `exact`, none as late as this.
   */
  sign(trx: Db, sign: { teamId: number; userId: string; at: number; exact?: boolean }): Promise<boolean>;
  /**
   * The ids of a member's teams of which a sign of life at `at` (ms UTC) would be news: all of a server, or those whose
   * thread, or whose project's thread, it was given in.
   */
  unsigned(
    place: { readonly guildId: string } | { readonly threadId: string },
    userId: string,
    at: number,
  ): Promise<number[]>;
  /** The members have said hello; ticks the first line of the checklist. */
  introduced(teamId: number): Promise<void>;
  readonly feature: Feature;
}

export type { Formed, Joining } from './formation.ts';
export { outOfThread } from './outsiders.ts';
export { type SignsOfLife, setNextCheck } from './signs/store.ts';
export { beginAnew, passPairs, unlinkHandedOver } from './store.ts';

/** A sign of life is recorded at most so often, in ms: most interactions cost no write. */
const SIGNS_APART = 5 * 60_000;
/** How often a member may rename a team: its thread says so to everybody in it. */
const RENAMES = { hour: 4, day: 8 } as const;

/** A team's private thread. */
export const teamThreads: PlaceKind = {
  kind: 'team',
  channelOf: async (db, id) => (await findTeam(db, Number(id)))?.thread_id ?? undefined,
  forget: (trx, id) => updateTeam(trx, Number(id), { thread_id: null }),
};

export function createTeams(parts: {
  db: Db;
  clock: Clock;
  outbox: Outbox;
  events: Events;
  communities: Communities;
  projects: Projects;
  learners: Pick<Learners, 'findMany'>;
  limits: Pick<Limits, 'use'>;
  standings: Pick<Standings, 'some'>;
  notices: Notices;
  presence: Presence;
}): Teams {
  const { db, clock, outbox, events, limits, projects } = parts;
  const thread = createTeamThread(parts);
  const formation = createFormation({ ...parts, thread });
  const leaving = createLeaving({ events, projects, thread });

  async function release(
    trx: Db,
    teamId: number,
    userId: string,
    by: string,
    reason?: string,
  ): Promise<boolean> {
    return await leaving.release(trx, { teamId, userId, by, reason, now: clock.now() });
  }

  async function rename(teamId: number, userId: string, name: string): Promise<Team> {
    const renamed = await write(db, async (trx) => {
      const row = await findTeam(trx, teamId);
      if (row === undefined || !(await findTeamMemberIds(trx, teamId)).includes(userId))
        throw new UserError({ key: 'teams:error.not-member' });
      // Its thread is known by its name until it stands.
      if (row.thread_id === null) throw new UserError({ key: 'teams:rename.too-early' });
      await limits.use(trx, { guildId: row.guild_id, userId, what: 'team-name' }, RENAMES);
      const threadName = await formation.freeThreadName(trx, row.guild_id, name, [], teamId);
      await updateTeam(trx, teamId, { name, thread_name: threadName });
      await thread.refreshChecklist(trx, teamId);
      const team = teamOfRow({ ...row, name, thread_name: threadName });
      await outbox.enqueue(trx, {
        kind: 'team-thread-name',
        guildId: team.guildId,
        target: { kind: 'team', id: String(teamId) },
        payload: {},
        dedupeKey: `team-thread-name:${teamId}:${row.revision}`,
        subject: String(teamId),
      });
      return team;
    });
    return renamed;
  }

  const departures = createDepartures({ ...parts, thread, release, formation });
  const deliveries = createTeamDeliveries(parts);

  return {
    form: (trx, joining) => formation.form(trx, joining),
    joinSameSide: (trx, teamId, userId) => formation.joinSameSide(trx, teamId, userId),
    leave: (teamId, userId) => write(db, (trx) => release(trx, teamId, userId, userId)),
    release,
    rename,
    threadKey,
    threadState: (team) => thread.state(team),
    reopenThread: (teamId, userId) => thread.reopen(teamId, userId),
    feature: {
      name: 'teams',
      keeps: {
        ...teamKeeps,
        async forget(trx, who) {
          for (const id of await forgetInTeams(trx, who)) await thread.refreshChecklist(trx, id);
        },
      },
      deliveries,
      home: {
        isPrivate: true,
        async of(on, guildId, userId) {
          const team = (await findTeamsOf(on, guildId, userId)).find((row) => row.thread_id !== null);
          return team === undefined ? undefined : { kind: 'team', id: String(team.id) };
        },
      },
      places: [teamThreads],
      facts: teamFacts,
      on: {
        ...departures,
        'cohort.archived': async (trx, { cohortId }) =>
          outbox.cancelTo(trx, 'team', await findIdsOfCohort(trx, cohortId)),
        'contract.agreed': (trx, { teamId }) => thread.refreshChecklist(trx, teamId),
        /** The checklist has a line for it. */
        async 'progress.shared'(trx, { guildId, cohortId, userId }) {
          for (const team of await findTeamsOf(trx, guildId, userId))
            if (team.cohort_id === cohortId) await thread.refreshChecklist(trx, team.id);
        },
        'channel.deleted': (trx, { guildId, channelId }) => forgetThread(trx, guildId, channelId),
      },
    },
    async find(id, trx = db) {
      const row = await findTeam(trx, id);
      return row === undefined ? undefined : teamOfRow(row);
    },
    async ofThread(threadId) {
      const row = await findTeamByThread(db, threadId);
      return row === undefined ? undefined : teamOfRow(row);
    },
    async ofMember(guildId, userId, trx = db) {
      return (await findTeamsOf(trx, guildId, userId)).map(teamOfRow);
    },
    archived: async (guildId, userId) => (await findArchivedTeamsOf(db, guildId, userId)).map(teamOfRow),
    async partners(teamId, userId, trx = db) {
      const standing = (await findPairs(trx, teamId)).filter((pair) => pair.ended_at === null);
      const pairs = standing.filter((pair) => pair.guest_id === userId || pair.host_id === userId);
      const hosts = pairs.filter((pair) => pair.guest_id === userId).map((pair) => pair.host_id);
      const guests = pairs.filter((pair) => pair.host_id === userId).map((pair) => pair.guest_id);
      const owns = (await projects.ofTeam(teamId, trx)).some(({ ownerId }) => ownerId === userId);
      const paired = new Set([userId, ...standing.flatMap((pair) => [pair.host_id, pair.guest_id])]);
      const members = owns ? await findTeamMemberIds(trx, teamId) : [];
      const sameSide = members.filter((id) => !paired.has(id));
      return { all: [...hosts, ...guests], hosts, sameSide };
    },
    async builtOn(teamId, userId, trx = db) {
      const pairs = await findPairs(trx, teamId);
      const own = pairs.filter((pair) => pair.host_id === userId || pair.guest_id === userId);
      for (const pair of (own.length > 0 ? own : pairs).toReversed()) {
        for (const id of [pair.host_project_id, pair.guest_project_id]) {
          const project = id === null ? undefined : await projects.find(id, trx);
          if (project !== undefined && project.ownerId !== userId) return project;
        }
      }
      return undefined;
    },
    hasBuilt: (projectId, userId) => hasBuilt(db, projectId, userId),
    async former(guildId, userId) {
      const row = await findFormerTeam(db, guildId, userId);
      return row === undefined ? undefined : teamOfRow(row);
    },
    hasPlace: hasTeamPlace,
    signsOfLife: (teamId, trx = db) => findSignsOfLife(trx, teamId),
    async checkIn(teamId, userId, within = db) {
      await write(within, (trx) => recordCheckIn(trx, teamId, userId, clock.now()));
    },
    sign: (trx, { exact = false, ...sign }) => recordSign(trx, { ...sign, apart: exact ? 0 : SIGNS_APART }),
    unsigned(place, userId, at) {
      const since = at - SIGNS_APART;
      return 'threadId' in place
        ? findUnsignedIn(db, { ...place, userId, since })
        : findUnsigned(db, { ...place, userId, since });
    },
    async memberIds(teamId, trx = db) {
      return await findTeamMemberIds(trx, teamId);
    },
    async introduced(teamId) {
      await write(db, async (trx) => {
        const team = await findTeam(trx, teamId);
        if (team === undefined || team.introduced_at !== null) return;
        await updateTeam(trx, teamId, { introduced_at: clock.now() });
        await thread.refreshChecklist(trx, teamId);
      });
    },
  };
}
