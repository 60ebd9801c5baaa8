import { takeTeamPlace } from '../../people/cohorts/service.ts';
import { complements } from '../../people/learners/rules.ts';
import type { Learners } from '../../people/learners/service.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Db } from '../../platform/database/index.ts';
import { UserError } from '../../platform/errors.ts';
import type { Events } from '../../platform/events/events.ts';
import { literal, truncated } from '../../platform/text.ts';
import { isOpen, type Project } from '../projects/rules.ts';
import type { Projects } from '../projects/service.ts';
import { LIMITS, type Team, threadNameOf } from './rules.ts';
import { findTeam, insertPair, insertTeam, insertTeamMember, isThreadNameTaken, teamOfRow } from './store.ts';
import type { TeamThread } from './thread.ts';

/** Who joins whom: the guest takes one place of the host's project. */
export interface Joining {
  readonly project: Project;
  readonly hostId: string;
  readonly guestId: string;
}

export interface Formed {
  readonly team: Team;
  /** The guest's own project when it was linked: it has one place less too. */
  readonly linked: Project | undefined;
  /** The host's project after the place was taken. */
  readonly project: Project;
  /** Projects of the guest that build something else: paused, until they say what becomes of them. */
  readonly otherProjects: readonly Project[];
}

/** How teams come to be, and who joins them. */
export interface Formation {
  /** Inside a transaction. Throws a UserError where the place, or a team place of one of the two, is taken. */
  form(trx: Db, joining: Joining): Promise<Formed>;
  /** One more of a side joins a team; no project's place is taken. */
  joinSameSide(trx: Db, teamId: number, userId: string): Promise<void>;
  /** A name that no other team's thread of the server has. */
  freeThreadName(
    trx: Db,
    guildId: string,
    name: string,
    people: readonly string[],
    teamId?: number,
  ): Promise<string>;
  /** Tells the features that a team, its projects or its members have changed. */
  changed(trx: Db, team: Team, projectIds: readonly number[], userIds: readonly string[]): Promise<void>;
}

export function createFormation(parts: {
  readonly clock: Clock;
  readonly events: Events;
  readonly learners: Pick<Learners, 'findMany'>;
  readonly projects: Projects;
  readonly thread: TeamThread;
}): Formation {
  const { clock, events, learners, projects, thread } = parts;

  async function form(trx: Db, { project, hostId, guestId }: Joining): Promise<Formed> {
    const now = clock.now();
    // Before the guest's team place is taken: with it, their own projects may offer none any more.
    const own = (await projects.own(project.guildId, guestId, trx)).filter(
      (each) => each.cohortId === project.cohortId,
    );
    const team = await teamOf(trx, { project, hostId, guestId }, now);
    const taken = await projects.takePlace(trx, project.id, team.id);
    if (taken === undefined)
      throw new UserError({ key: 'teams:error.place-taken', params: { title: literal(project.title) } });
    await join(trx, team, guestId, now);
    const linkable = own.find((each) => isLinkable(each, project));
    const linked = linkable === undefined ? undefined : await projects.takePlace(trx, linkable.id, team.id);
    const paired = await insertPair(trx, {
      cohort_id: project.cohortId,
      team_id: team.id,
      host_id: hostId,
      guest_id: guestId,
      host_project_id: project.id,
      guest_project_id: linked?.id ?? null,
      formed_at: now,
    });
    if (!paired) throw new UserError({ key: 'teams:error.paired-already' });
    const others = own.filter(
      (each) => each.id !== linked?.id && each.brief !== project.brief && isOpen(each),
    );
    // Until the guest says what becomes of them.
    const otherProjects: Project[] = [];
    for (const { id } of others) otherProjects.push(await projects.setStatusIn(trx, id, guestId, 'paused'));
    await thread.refreshChecklist(trx, team.id);
    const projectIds = [project.id, ...(linked === undefined ? [] : [linked.id])];
    await changed(trx, team, projectIds, [hostId, guestId]);
    await events.emit(trx, 'team.formed', { teamId: team.id, hostId, guestId });
    return { team, project: taken, linked, otherProjects };
  }

  async function changed(
    trx: Db,
    { id, guildId }: Team,
    projectIds: readonly number[],
    userIds: readonly string[],
  ): Promise<void> {
    await events.emit(trx, 'team.changed', { guildId, teamId: id, projectIds, userIds });
  }

  /** The project's team, or a new one with its private thread on the way. */
  async function teamOf(trx: Db, { project, hostId, guestId }: Joining, now: number): Promise<Team> {
    if (project.teamId !== null) {
      const standing = await findTeam(trx, project.teamId);
      if (standing !== undefined && standing.ended_at === null) return teamOfRow(standing);
    }
    const name = truncated(project.title, LIMITS.name.max);
    const begin = await learners.findMany(project.guildId, [hostId, guestId], trx);
    const people = [hostId, guestId].flatMap(
      (id) => begin.find((learner) => learner.userId === id)?.displayName ?? [],
    );
    const row = await insertTeam(trx, {
      guild_id: project.guildId,
      cohort_id: project.cohortId,
      name,
      thread_name: await freeThreadName(trx, project.guildId, name, people),
      created_at: now,
    });
    const team = teamOfRow(row);
    await thread.open(trx, team);
    await join(trx, team, hostId, now);
    return team;
  }

  async function freeThreadName(
    trx: Db,
    guildId: string,
    name: string,
    people: readonly string[],
    teamId = 0,
  ): Promise<string> {
    for (let nth = 1; ; nth++) {
      const threadName = threadNameOf(name, people, nth);
      if (!(await isThreadNameTaken(trx, guildId, threadName, teamId))) return threadName;
    }
  }

  async function join(trx: Db, team: Team, userId: string, now: number): Promise<void> {
    if (!(await insertTeamMember(trx, team.id, userId, now)))
      throw new UserError({ key: 'teams:error.paired-already' });
    if (!(await takeTeamPlace(trx, team.cohortId, team.guildId, userId))) {
      throw new UserError({ key: 'teams:error.no-team-place', params: { person: `<@${userId}>` } });
    }
    // A new team's members are added when its thread stands.
    if (team.threadId !== null) await thread.follow(trx, team, userId, now);
  }

  return {
    form,
    freeThreadName,
    changed,
    async joinSameSide(trx, teamId, userId) {
      const row = await findTeam(trx, teamId);
      if (row === undefined || row.ended_at !== null) throw new UserError({ key: 'teams:error.not-member' });
      await join(trx, teamOfRow(row), userId, clock.now());
      await thread.refreshChecklist(trx, teamId);
      await changed(trx, teamOfRow(row), [], [userId]);
    },
  };
}

/** The same brief, seeking the side the other builds, with a place free and no team of its own. */
function isLinkable(own: Project, project: Project): boolean {
  return (
    own.id !== project.id &&
    own.brief === project.brief &&
    own.teamId === null &&
    isOpen(own) &&
    complements(own.track, project.track)
  );
}
