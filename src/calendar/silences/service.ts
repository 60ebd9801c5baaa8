import { type Db, write } from '../../platform/database/index.ts';
import { UserError } from '../../platform/errors.ts';
import type { Feature } from '../../platform/feature.ts';
import { setNextCheck } from '../../work/teams/service.ts';
import { createSilenceChecks } from './checks.ts';
import { createSilenceDepartures } from './departures.ts';
import type { SilencesDependencies } from './dependencies.ts';
import { createHearing } from './hearing.ts';
import { silenceKeeps } from './keeps/store.ts';
import {
  countSilences,
  endAllIn,
  findLatest,
  findOpenOf,
  findPartnersProject,
  findSilence,
  markBack,
} from './store.ts';

/** How long *I need a break* pauses, in days, as `/profile pause` does. */
const BREAK_DAYS = 7;
const DAY = 86_400_000;
export type Answer = 'well' | 'break' | 'another' | 'back';

/** What an answer to the question led to. */
export type Answered =
  | { readonly kind: 'well' | 'another' }
  /** `until`: ms UTC. */
  | { readonly kind: 'break'; readonly until: number }
  | { readonly kind: 'back' }
  /** Their place was given away meanwhile; the project of the partner of that time, which they may ask to join. */
  | { readonly kind: 'too-late'; readonly projectId: number | undefined };

export interface OpenQuestion {
  readonly id: number;
  readonly teamId: number;
  readonly team: string;
  readonly state: 'asked' | 'away';
  /** The last sign of life before it, ms UTC. */
  readonly since: number;
}

export interface SilenceNumbers {
  /** Teams in which somebody is asked or away now. */
  readonly teams: number;
  /** Questions ever sent, members ever marked away, and of those who came back or whose place was given on. */
  readonly asked: number;
  readonly away: number;
  readonly returned: number;
  readonly replaced: number;
}

/** Quiet partners: matching.md, "After the match: silence". */
export interface Silences {
  /** Somebody used the bot in a thread. Cheap: most calls write nothing. */
  acted(threadId: string, userId: string): Promise<void>;
  /** Somebody did something about their team, wherever that was. */
  sign(teamId: number, userId: string): Promise<void>;
  /**
   * They looked at what waits for them: a sign of life in every team about which nothing is asked of them just now. What
   * they were asked and have not answered, and where they are away.
   */
  read(guildId: string, userId: string): Promise<OpenQuestion[]>;
  /** They ended or began a break: a sign of life in all their teams. */
  signAll(guildId: string, userId: string): Promise<void>;
  /** An answer to the question. Throws a UserError for somebody who is not in the team. */
  answer(teamId: number, userId: string, choice: Answer): Promise<Answered>;
  /** Who of a team is asked or away now. */
  standing(teamId: number): Promise<ReadonlyMap<string, 'asked' | 'away'>>;
  numbers(cohortId: number): Promise<SilenceNumbers>;
  readonly feature: Feature;
}

export function createSilences(parts: SilencesDependencies): Silences {
  const { db, clock, learners, notices, teams } = parts;
  const hearing = createHearing(parts);
  const checks = createSilenceChecks({ ...parts, hearing });
  const departures = createSilenceDepartures({
    ...parts,
    standing: (trx, teamId) => hearing.standing(trx, teamId),
  });

  async function sign(teamId: number, userId: string): Promise<void> {
    await write(db, async (trx) => {
      if (await teams.sign(trx, { teamId, userId, at: clock.now() }))
        await hearing.heard(trx, teamId, userId);
    });
  }

  async function answer(teamId: number, userId: string, choice: Answer): Promise<Answered> {
    const team = await teams.find(teamId);
    const isMember = (await teams.memberIds(teamId)).includes(userId) && team?.endedAt === null;
    if (!isMember) {
      if (team === undefined || choice !== 'back') throw new UserError({ key: 'teams:error.not-member' });
      return await comeBackLate(teamId, userId);
    }
    // A longer break that runs already stays as it is.
    const learner = await learners.find(team.guildId, userId);
    const until = Math.max(clock.now() + BREAK_DAYS * DAY, learner?.pausedUntil ?? 0);
    if (choice === 'break') await learners.pause(team.guildId, userId, until);
    await write(db, async (trx) => {
      await teams.sign(trx, { teamId, userId, at: clock.now(), exact: true });
      await hearing.heard(trx, teamId, userId);
      if (choice === 'break') await tellBreak(trx, teamId, userId, until);
    });
    return choice === 'break' ? { kind: 'break', until } : { kind: choice };
  }

  async function tellBreak(trx: Db, teamId: number, userId: string, until: number): Promise<void> {
    const team = await teams.find(teamId, trx);
    const about = `break:${teamId}:${userId}`;
    const params = { person: `<@${userId}>`, until: `<t:${Math.floor(until / 1000)}:D>` };
    for (const other of await teams.memberIds(teamId, trx)) {
      if (other !== userId && team !== undefined)
        await notices.leave(trx, team.guildId, other, { key: 'silences:partner-break', params }, about);
    }
  }

  async function comeBackLate(teamId: number, userId: string): Promise<Answered> {
    const latest = await findLatest(db, teamId, userId);
    if (latest?.state !== 'replaced' && latest?.state !== 'returned')
      throw new UserError({ key: 'teams:error.not-member' });
    await write(db, (trx) => markBack(trx, latest.id, clock.now()));
    return { kind: 'too-late', projectId: await findPartnersProject(db, teamId, userId) };
  }

  return {
    sign,
    answer,
    feature: {
      name: 'silences',
      keeps: silenceKeeps,
      deliveries: [...checks.deliveries, departures.letter],
      subjects: {
        /** `silence:id`: the question while it waits for an answer, what else is said of it while they are away. */
        async silence(on, { id, key }) {
          const state = (await findSilence(on, Number(id)))?.state;
          return state === (key === 'silences:question-line' ? 'asked' : 'away');
        },
      },
      pollers: [{ name: 'silences', every: 60_000, run: () => checks.runDue() }],
      on: {
        ...departures.on,
        'cohort.archived': (trx, { cohortId }) => endAllIn(trx, cohortId, clock.now()),
      },
    },
    standing: (teamId) => hearing.standing(db, teamId),
    async acted(threadId, userId) {
      for (const teamId of await teams.unsigned({ threadId }, userId, clock.now()))
        await sign(teamId, userId);
    },
    async read(guildId, userId) {
      const open: OpenQuestion[] = (await findOpenOf(db, guildId, userId)).map((row) => ({
        id: row.id,
        teamId: row.team_id,
        team: row.name,
        state: row.state === 'away' ? 'away' : 'asked',
        since: row.quiet_since,
      }));
      const asked = new Set(open.map(({ teamId }) => teamId));
      for (const id of await teams.unsigned({ guildId }, userId, clock.now()))
        if (!asked.has(id)) await sign(id, userId);
      return open;
    },
    async signAll(guildId, userId) {
      for (const team of await teams.ofMember(guildId, userId)) {
        await sign(team.id, userId);
        // When to check next was worked out for the break as it was; a partner may have gone quiet meanwhile.
        await write(db, (trx) => setNextCheck(trx, team.id, userId, clock.now()));
        await write(db, (trx) => hearing.offerForAway(trx, team.id));
      }
    },
    async numbers(cohortId) {
      const { states, teams: quiet, asked, away } = await countSilences(db, cohortId);
      return { teams: quiet, asked, away, returned: states.returned ?? 0, replaced: states.replaced ?? 0 };
    },
  };
}
