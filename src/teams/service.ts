import type { Clock } from '../clock.ts';
import type { Communities } from '../communities/service.ts';
import type { Db } from '../database/index.ts';
import type { DeliveryKind, Entry, Outbox } from '../delivery/types.ts';
import { UserError } from '../errors.ts';
import { translator } from '../i18n/index.ts';
import { complements } from '../learners/rules.ts';
import { isOpen, type Project } from '../projects/rules.ts';
import type { Projects } from '../projects/service.ts';
import { literal, truncated } from '../text.ts';
import { checklistCard } from './cards.ts';
import type { Team } from './rules.ts';
import {
  endPair,
  endTeamMember,
  findMemberIds,
  findStandingPairs,
  findTeam,
  findTeamByThread,
  findTeamsOf,
  freeTeamPlace,
  insertPair,
  insertTeam,
  insertTeamMember,
  recordChecklist,
  recordChecklistRevision,
  type TeamRow,
  takeTeamPlace,
  touchTeam,
  updateTeam,
} from './store.ts';

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
  /** Open projects of the guest that build something else. */
  readonly otherProjects: readonly Project[];
}

export interface Teams {
  /**
   * Inside the transaction of an acceptance: takes the places on both sides or throws a UserError that says whose is
   * missing. Links the guest's project of the same brief when it seeks the other side. Enqueues thread and members.
   */
  form(trx: Db, joining: Joining): Promise<Formed>;
  /** The key under which the outbox knows the delivery of a team's thread. */
  threadKey(teamId: number): string;
  find(id: number, trx?: Db): Promise<Team | undefined>;
  ofThread(threadId: string): Promise<Team | undefined>;
  ofMember(guildId: string, userId: string): Promise<Team[]>;
  memberIds(teamId: number, trx?: Db): Promise<string[]>;
  /** Ends the member's pairs, frees every place they held and takes them out of the thread. False when not a member. */
  leave(teamId: number, userId: string): Promise<boolean>;
  /** The members have said hello; ticks the first line of the checklist. */
  introduced(teamId: number): Promise<void>;
  readonly deliveries: readonly DeliveryKind[];
}

/** Who is in a team now; for features that only show it. */
export const teamMemberIds = findMemberIds;

export function createTeams(parts: {
  db: Db;
  clock: Clock;
  outbox: Outbox;
  communities: Communities;
  projects: Projects;
}): Teams {
  const { db, clock, outbox, communities, projects } = parts;

  async function form(trx: Db, { project, hostId, guestId }: Joining): Promise<Formed> {
    const now = clock.now();
    const team = await teamOf(trx, project, hostId, now);
    const taken = await projects.takePlace(trx, project.id, team.id);
    if (taken === undefined)
      throw new UserError({ key: 'teams:error.place-taken', params: { title: literal(project.title) } });
    await join(trx, team, guestId, now);
    const own = (await projects.own(project.guildId, guestId, trx)).filter(
      (each) => each.cohortId === project.cohortId,
    );
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
    const otherProjects = own.filter(
      (each) => each.id !== linked?.id && each.brief !== project.brief && isOpen(each),
    );
    await refreshChecklist(trx, team.id);
    return { team, project: taken, linked, otherProjects };
  }

  /** The project's team, or a new one with its private thread on the way. */
  async function teamOf(trx: Db, project: Project, hostId: string, now: number): Promise<Team> {
    if (project.teamId !== null) {
      const standing = await findTeam(trx, project.teamId);
      if (standing !== undefined && standing.ended_at === null) return view(standing);
    }
    const row = await insertTeam(trx, {
      guild_id: project.guildId,
      cohort_id: project.cohortId,
      name: truncated(project.title, 80),
      created_at: now,
    });
    const team = view(row);
    const channel =
      (await communities.get(project.guildId, trx)).channels.projects ?? project.card?.channelId;
    if (channel === undefined) throw new UserError({ key: 'projects:error.no-channel' });
    await outbox.enqueue(trx, {
      kind: 'team-thread',
      guildId: team.guildId,
      target: { kind: 'channel', id: channel },
      payload: {},
      dedupeKey: threadKey(team.id),
      subject: String(team.id),
    });
    await join(trx, team, hostId, now);
    return team;
  }

  async function join(trx: Db, team: Team, userId: string, now: number): Promise<void> {
    if (!(await insertTeamMember(trx, team.id, userId, now)))
      throw new UserError({ key: 'teams:error.paired-already' });
    if (!(await takeTeamPlace(trx, team.cohortId, team.guildId, userId))) {
      throw new UserError({ key: 'teams:error.no-team-place', params: { person: `<@${userId}>` } });
    }
    // A new team's members are added when its thread stands.
    if (team.threadId !== null) await outbox.enqueue(trx, memberTask(team, 'team-member', userId, now));
  }

  /** Posts the checklist when the team is new, else has it drawn anew. */
  async function refreshChecklist(trx: Db, teamId: number): Promise<void> {
    const team = view(await touchTeam(trx, teamId));
    const common = {
      guildId: team.guildId,
      target: { kind: 'team', id: String(team.id) },
      subject: String(team.id),
    } as const;
    if (team.revision === 1) {
      const payload = await renderChecklist(trx, team);
      await outbox.enqueue(trx, {
        ...common,
        kind: 'team-checklist',
        payload,
        dedupeKey: `team-checklist:${team.id}`,
      });
      return;
    }
    const dedupeKey = `team-checklist-edit:${team.id}:${team.revision}`;
    await outbox.enqueue(trx, { ...common, kind: 'team-checklist-edit', payload: {}, dedupeKey });
  }

  async function renderChecklist(trx: Db, team: Team) {
    const { language } = await communities.get(team.guildId, trx);
    return checklistCard(translator(language), team, await findMemberIds(trx, team.id));
  }

  async function leave(teamId: number, userId: string): Promise<boolean> {
    const left = await db.transaction().execute(async (trx) => {
      const now = clock.now();
      if (!(await endTeamMember(trx, teamId, userId, now))) return false;
      const row = await findTeam(trx, teamId);
      if (row === undefined) return false;
      const team = view(row);
      await freeTeamPlace(trx, team.cohortId, userId);
      for (const pair of await findStandingPairs(trx, teamId, userId)) {
        if (!(await endPair(trx, pair.id, now))) continue;
        await projects.freePlace(trx, pair.host_project_id);
        if (pair.guest_project_id !== null) await projects.freePlace(trx, pair.guest_project_id);
      }
      for (const own of await projects.own(team.guildId, userId, trx)) {
        if (own.teamId === teamId) await projects.setTeam(trx, own.id, null);
      }
      await outbox.enqueue(trx, memberTask(team, 'team-member-left', userId, now));
      await closeWhenAlone(trx, team, now);
      return true;
    });
    outbox.wake();
    return left;
  }

  /** One person is no team: their place is freed too, the thread stays readable for them. */
  async function closeWhenAlone(trx: Db, team: Team, now: number): Promise<void> {
    const rest = await findMemberIds(trx, team.id);
    if (rest.length > 1) {
      await refreshChecklist(trx, team.id);
      return;
    }
    await updateTeam(trx, team.id, { ended_at: now });
    for (const userId of rest) {
      await freeTeamPlace(trx, team.cohortId, userId);
      for (const own of await projects.own(team.guildId, userId, trx)) {
        if (own.teamId === team.id) await projects.setTeam(trx, own.id, null);
      }
    }
  }

  const deliveries: DeliveryKind[] = [
    {
      kind: 'team-thread',
      bringsThreadOf: 'team',
      async run(row, transport) {
        const found = await findTeam(db, Number(row.subject));
        if (found === undefined || found.ended_at !== null) return 'obsolete';
        if (found.thread_id !== null) return 'obsolete';
        // The number keeps the names of two teams apart when a crash makes us look for the thread we may have made.
        const name = `${truncated(found.name, 90)} · ${found.id}`;
        const thread = await transport.startPrivateThread(row.targetId, { name, autoArchiveMinutes: 4320 });
        return { channelId: thread.id };
      },
      async sent(trx, row, { channelId }) {
        const id = Number(row.subject);
        await updateTeam(trx, id, { thread_id: channelId });
        const team = await findTeam(trx, id);
        if (team === undefined) return;
        const now = clock.now();
        const members = await findMemberIds(trx, id);
        await outbox.enqueue(
          trx,
          ...members.map((userId) => memberTask(view(team), 'team-member', userId, now)),
        );
      },
    },
    {
      kind: 'team-member',
      async run(row, transport) {
        const { userId } = row.payload as { userId: string };
        const team = await findTeam(db, Number(row.subject));
        if (team === undefined || !(await findMemberIds(db, team.id)).includes(userId)) return 'obsolete';
        if (team.thread_id === null) return 'later';
        await transport.addThreadMember(team.thread_id, userId);
        return { channelId: team.thread_id };
      },
    },
    {
      kind: 'team-member-left',
      async run(row, transport) {
        const { userId } = row.payload as { userId: string };
        const team = await findTeam(db, Number(row.subject));
        if (team?.thread_id == null || (await findMemberIds(db, team.id)).includes(userId)) return 'obsolete';
        await transport.removeThreadMember(team.thread_id, userId);
        return { channelId: team.thread_id };
      },
    },
    {
      kind: 'team-checklist',
      async sent(trx, row, { messageId }) {
        if (messageId !== undefined) await recordChecklist(trx, Number(row.subject), messageId);
      },
    },
    {
      kind: 'team-checklist-edit',
      async run(row, transport) {
        const found = await findTeam(db, Number(row.subject));
        if (found === undefined) return 'obsolete';
        const team = view(found);
        if (team.threadId === null || team.checklistMessageId === null) return 'later';
        await transport.editMessage(team.threadId, team.checklistMessageId, await renderChecklist(db, team));
        await recordChecklistRevision(db, team.id, team.revision);
        return { channelId: team.threadId, messageId: team.checklistMessageId };
      },
    },
  ];

  return {
    form,
    leave,
    threadKey,
    deliveries,
    async find(id, trx = db) {
      const row = await findTeam(trx, id);
      return row === undefined ? undefined : view(row);
    },
    async ofThread(threadId) {
      const row = await findTeamByThread(db, threadId);
      return row === undefined ? undefined : view(row);
    },
    async ofMember(guildId, userId) {
      return (await findTeamsOf(db, guildId, userId)).map(view);
    },
    async memberIds(teamId, trx = db) {
      return await findMemberIds(trx, teamId);
    },
    async introduced(teamId) {
      await db.transaction().execute(async (trx) => {
        const team = await findTeam(trx, teamId);
        if (team === undefined || team.introduced_at !== null) return;
        await updateTeam(trx, teamId, { introduced_at: clock.now() });
        await refreshChecklist(trx, teamId);
      });
      outbox.wake();
    },
  };
}

function threadKey(teamId: number): string {
  return `team-thread:${teamId}`;
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

function memberTask(
  team: Team,
  kind: 'team-member' | 'team-member-left',
  userId: string,
  now: number,
): Entry {
  return {
    kind,
    guildId: team.guildId,
    target: { kind: 'team', id: String(team.id) },
    payload: { userId },
    dedupeKey: `${kind}:${team.id}:${userId}:${now}`,
    subject: String(team.id),
  };
}

function view(row: TeamRow): Team {
  return {
    id: row.id,
    guildId: row.guild_id,
    cohortId: row.cohort_id,
    name: row.name,
    threadId: row.thread_id,
    checklistMessageId: row.checklist_message_id,
    introducedAt: row.introduced_at,
    revision: row.revision,
    endedAt: row.ended_at,
  };
}
