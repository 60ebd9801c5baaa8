/** How looking after a team ends: by the mentor, by the team, or with either of them. */
import type { Post } from '../../../people/post/service.ts';
import type { Clock } from '../../../platform/clock.ts';
import { type Db, write } from '../../../platform/database/index.ts';
import type { Outbox } from '../../../platform/delivery/types.ts';
import { UserError } from '../../../platform/errors.ts';
import type { Handlers } from '../../../platform/events/events.ts';
import { literal } from '../../../platform/text.ts';
import type { Team } from '../../../work/teams/rules.ts';
import type { Teams } from '../../../work/teams/service.ts';
import { endOffer, findLookingAfter, findOffer, findOffers, findOfMentor } from './store.ts';

/** The outbox's kind for the thread of a team that follows. */
export const FOLLOW = 'team-mentor';

export interface Ending {
  /** A team that stands. Throws a UserError for one that is over, or of another server. */
  standing(trx: Db, teamId: number, guildId?: string): Promise<Team>;
  /** Who looks after a team. */
  of(trx: Db, teamId: number): Promise<string[]>;
  /** Has the thread follow: in, while they look after the team; else out. */
  follow(trx: Db, team: Team, userId: string): Promise<void>;
  tell(trx: Db, team: Team, userId: string, what: 'agreed' | 'refused' | 'ended'): Promise<void>;
  /** Throws a UserError for whoever is neither of the team nor that mentor; `mentorId` undefined: all who look after it. */
  end(teamId: number, by: string, mentorId?: string): Promise<Team>;
  /** Whoever is no mentor any more looks after no team; they and the teams hear of it. */
  endWithout(isMentor: (guildId: string, userId: string) => Promise<boolean>): Promise<void>;
  readonly on: Handlers;
}

export function createEnding(parts: {
  db: Db;
  clock: Clock;
  outbox: Outbox;
  post: Post;
  teams: Pick<Teams, 'find' | 'memberIds'>;
}): Ending {
  const { db, clock, outbox, post, teams } = parts;

  async function standing(trx: Db, teamId: number, guildId?: string): Promise<Team> {
    const team = await teams.find(teamId, trx);
    // Whoever may press is in the team or looks after it: nobody else hears whether there is one.
    if (team === undefined && guildId === undefined) throw new UserError({ key: 'teams:error.not-member' });
    const isHere = guildId === undefined || team?.guildId === guildId;
    if (team === undefined || team.endedAt !== null || !isHere)
      throw new UserError({ key: 'mentors:error.no-team' });
    return team;
  }

  async function of(trx: Db, teamId: number): Promise<string[]> {
    const offers = await findOffers(trx, teamId);
    return offers
      .filter(({ agreedAt, endedAt }) => agreedAt !== null && endedAt === null)
      .map(({ userId }) => userId);
  }

  async function follow(trx: Db, team: Team, userId: string): Promise<void> {
    await outbox.enqueue(trx, {
      kind: FOLLOW,
      guildId: team.guildId,
      target: { kind: 'team', id: String(team.id) },
      payload: { userId },
      dedupeKey: `${FOLLOW}:${team.id}:${userId}:${clock.now()}`,
      subject: String(team.id),
    });
  }

  async function tell(trx: Db, team: Team, userId: string, what: 'agreed' | 'refused' | 'ended') {
    const thread = team.threadId === null ? literal(team.name) : `<#${team.threadId}>`;
    await post.toMember(trx, {
      guildId: team.guildId,
      userId,
      line: { key: `mentors:told.${what}`, params: { name: literal(team.name), thread } },
      privacy: 'private',
      urgency: 'answer',
      dedupeKey: `team-mentor-told:${team.id}:${userId}:${what}:${clock.now()}`,
    });
  }

  /** It is over; whoever was in the thread is out of it, and the team reads so. */
  async function endIn(trx: Db, team: Team, userId: string): Promise<boolean> {
    const found = await findOffer(trx, team.id, userId);
    if (found === undefined || !(await endOffer(trx, team.id, userId, clock.now()))) return false;
    if (found.agreedAt === null) return true;
    await follow(trx, team, userId);
    if (team.endedAt === null)
      await post.toTeam(trx, team.id, {
        guildId: team.guildId,
        line: { key: 'mentors:ended', params: { person: `<@${userId}>` } },
        dedupeKey: `team-mentor-ended:${team.id}:${userId}:${clock.now()}`,
      });
    return true;
  }

  const end: Ending['end'] = (teamId, by, mentorId) =>
    write(db, async (trx) => {
      const team = await standing(trx, teamId);
      const isMember = (await teams.memberIds(teamId, trx)).includes(by);
      if (!isMember && by !== mentorId) throw new UserError({ key: 'teams:error.not-member' });
      const ending = mentorId === undefined ? await of(trx, teamId) : [mentorId];
      let isOver = false;
      for (const userId of ending) {
        if (!(await endIn(trx, team, userId))) continue;
        isOver = true;
        if (by !== userId) await tell(trx, team, userId, 'ended');
      }
      if (!isOver) throw new UserError({ key: 'mentors:error.over' });
      return team;
    });

  async function endAllOf(trx: Db, guildId: string, userId: string): Promise<void> {
    for (const { teamId } of await findOfMentor(trx, guildId, userId)) {
      const team = await teams.find(teamId, trx);
      if (team !== undefined) await endIn(trx, team, userId);
    }
  }

  const endWithout: Ending['endWithout'] = async (isMentor) => {
    for (const { guildId, userId } of await findLookingAfter(db)) {
      if (await isMentor(guildId, userId)) continue;
      await write(db, async (trx) => {
        for (const { teamId } of await findOfMentor(trx, guildId, userId)) {
          const team = await teams.find(teamId, trx);
          if (team !== undefined && (await endIn(trx, team, userId))) await tell(trx, team, userId, 'ended');
        }
      });
    }
  };

  /** Between a member of a team and whoever looks after it. */
  async function blocked(trx: Db, guildId: string, mentorId: string, memberId: string): Promise<void> {
    for (const { teamId } of await findOfMentor(trx, guildId, mentorId)) {
      const team = await teams.find(teamId, trx);
      if (team === undefined || !(await teams.memberIds(teamId, trx)).includes(memberId)) continue;
      if (await endIn(trx, team, mentorId)) await tell(trx, team, mentorId, 'ended');
    }
  }

  return {
    standing,
    of,
    follow,
    tell,
    end,
    endWithout,
    on: {
      'member.gone': (trx, { guildId, userId }) => endAllOf(trx, guildId, userId),
      async 'member.blocked'(trx, { guildId, userId, blockedId }) {
        await blocked(trx, guildId, userId, blockedId);
        await blocked(trx, guildId, blockedId, userId);
      },
      async 'team.ended'(trx, { teamId }) {
        const team = await teams.find(teamId, trx);
        if (team === undefined) return;
        for (const { userId } of await findOffers(trx, teamId)) await endIn(trx, team, userId);
      },
      async 'team.thread-stands'(trx, { teamId }) {
        const team = await teams.find(teamId, trx);
        if (team === undefined) return;
        for (const userId of await of(trx, teamId)) await follow(trx, team, userId);
      },
    },
  };
}
