import type { Learners } from '../../people/learners/service.ts';
import type { Post } from '../../people/post/service.ts';
import type { Clock } from '../../platform/clock.ts';
import { type Db, write } from '../../platform/database/index.ts';
import { UserError } from '../../platform/errors.ts';
import type { Events } from '../../platform/events/events.ts';
import type { Limits } from '../../platform/limits/service.ts';
import { literal } from '../../platform/text.ts';
import type { Project } from '../projects/rules.ts';
import type { Projects } from '../projects/service.ts';
import { beginAnew, passPairs, type Teams, unlinkHandedOver } from '../teams/service.ts';
import { isPairedElsewhere } from './store.ts';

export interface Handovers {
  /**
   * Gives the projects that a member owns in a team to another member of the team, so that it goes on when the first one
   * leaves: the card names the new owner, the project's partners and open requests become theirs. Returns what was
   * handed over; throws a UserError that says what stands against it.
   */
  handOver(teamId: number, fromId: string, toId: string): Promise<readonly Project[]>;
}

/** How often a member may hand their projects over: everybody in the team hears of it. */
const ALLOWANCE = { hour: 3, day: 6 } as const;

export function createHandovers(parts: {
  db: Db;
  clock: Clock;
  events: Events;
  learners: Learners;
  limits: Pick<Limits, 'use'>;
  post: Post;
  projects: Projects;
  teams: Teams;
}): Handovers {
  const { db, clock, events, learners, limits, post, projects, teams } = parts;

  async function handOver(teamId: number, fromId: string, toId: string): Promise<readonly Project[]> {
    const handed = await write(db, async (trx) => {
      await refuseStrangers(trx, teamId, fromId, toId);
      const built = await projects.ofTeam(teamId, trx);
      const own = built.filter((project) => project.ownerId === fromId);
      const [first] = own;
      if (first === undefined) {
        const people = [...new Set(built.map(({ ownerId }) => `<@${ownerId}>`))].join(', ');
        throw new UserError({ key: 'teams:handover.error.not-owner', params: { people } });
      }
      const use = { guildId: first.guildId, userId: fromId, what: 'handover' };
      await limits.use(trx, use, ALLOWANCE);
      // One after the other: each looks at the open requests of both people, and moves them.
      const passed: Project[] = [];
      for (const project of own) passed.push(await pass(trx, project, fromId, toId));
      for (const id of await unlinkHandedOver(trx, teamId)) await projects.freePlace(trx, id);
      await beginAnew(trx, { teamId, userId: fromId, now: clock.now() });
      return passed;
    });
    return handed;
  }

  async function refuseStrangers(trx: Db, teamId: number, fromId: string, toId: string): Promise<void> {
    const members = await teams.memberIds(teamId, trx);
    if (!members.includes(fromId)) throw new UserError({ key: 'teams:error.not-member' });
    if (fromId === toId) throw new UserError({ key: 'teams:handover.error.self' });
    if (!members.includes(toId))
      throw new UserError({ key: 'teams:handover.error.not-in-team', params: { person: `<@${toId}>` } });
  }

  async function pass(trx: Db, project: Project, fromId: string, toId: string): Promise<Project> {
    const handover = { projectId: project.id, fromId, toId };
    if (await isPairedElsewhere(trx, handover))
      throw new UserError({ key: 'teams:handover.error.elsewhere', params: { person: `<@${toId}>` } });
    const learner = await learners.find(project.guildId, toId, trx);
    // The card seeks the other side of whoever owns it.
    const track = learner?.track ?? project.track;
    const passed = await projects.handOver(trx, project.id, { userId: toId, track });
    await passPairs(trx, handover);
    await events.emit(trx, 'project.handed-over', { projectId: project.id, fromId, toId });
    await post.toMember(trx, {
      guildId: project.guildId,
      userId: toId,
      line: {
        key: 'teams:handover.told',
        params: { person: `<@${fromId}>`, title: literal(project.title) },
      },
      about: `project:${project.id}`,
      privacy: 'private',
      urgency: 'answer',
      dedupeKey: `handover:${project.id}:${passed.revision}`,
    });
    return passed;
  }

  return { handOver };
}
