import type { Cohorts } from '../../people/cohorts/service.ts';
import type { Clock } from '../../platform/clock.ts';
import { type Db, write } from '../../platform/database/index.ts';
import { UserError } from '../../platform/errors.ts';
import type { Featured } from '../../platform/feature.ts';
import type { Team } from '../../work/teams/rules.ts';
import type { Teams } from '../../work/teams/service.ts';
import { pulseKeeps } from './keeps/store.ts';
import { type Answer, type Moment, momentAt, type Pulse, type PulseCounts } from './rules.ts';
import { countPulses, findPulse, savePulse, saveWords } from './store.ts';

/** A member's answer, before it is one. */
export type Asked = Pick<Pulse, 'teamId' | 'userId' | 'moment'>;

/** How teams say it goes: asked once halfway and once at the end, below what a member just did; read by staff alone. */
export interface Pulses extends Featured {
  /** The question that is to be put to a member of a team now; undefined: none, or they have answered it. */
  question(teamId: number, userId: string): Promise<Asked | undefined>;
  /** Throws a UserError for who is not in that team, and for a question that nobody asks yet. */
  say(said: Asked & { readonly guildId: string; readonly answer: Answer }): Promise<void>;
  /** What they said; throws a UserError for who is not in that team. */
  said(asked: Asked & { readonly guildId: string }): Promise<Pulse | undefined>;
  /** In their own words, beside their answer. Throws a UserError for who has given none. */
  add(asked: Asked & { readonly guildId: string }, words: string): Promise<void>;
  counts(cohortId: number): Promise<PulseCounts>;
}

export function createPulses(parts: {
  db: Db;
  clock: Clock;
  cohorts: Pick<Cohorts, 'find'>;
  teams: Pick<Teams, 'find' | 'memberIds'>;
}): Pulses {
  const { db, clock, cohorts, teams } = parts;

  async function requireTeam(
    on: Db,
    { guildId, teamId, userId }: { guildId: string; teamId: number; userId: string },
  ): Promise<Team> {
    const team = await teams.find(teamId, on);
    const isIn = team?.endedAt === null && (await teams.memberIds(teamId, on)).includes(userId);
    if (team?.guildId !== guildId || !isIn) throw new UserError({ key: 'journal:error.not-in-team' });
    return team;
  }

  async function momentOf(on: Db, cohortId: number): Promise<Moment | undefined> {
    const cohort = await cohorts.find(cohortId, on);
    return cohort === undefined ? undefined : momentAt(cohort, clock.now());
  }

  return {
    feature: { name: 'pulse', keeps: pulseKeeps },
    counts: (cohortId) => countPulses(db, cohortId),
    async question(teamId, userId) {
      const team = await teams.find(teamId);
      if (team === undefined || team.endedAt !== null) return undefined;
      const moment = await momentOf(db, team.cohortId);
      if (moment === undefined) return undefined;
      const asked = { teamId, userId, moment };
      return (await findPulse(db, asked)) === undefined ? asked : undefined;
    },
    async say({ guildId, answer, ...asked }) {
      await write(db, async (trx) => {
        const { cohortId } = await requireTeam(trx, { guildId, ...asked });
        const now = await momentOf(trx, cohortId);
        // The first question may still be answered when the second one is asked.
        if (now !== 'end' && now !== asked.moment) throw new UserError({ key: 'common:error.old-button' });
        await savePulse(trx, { ...asked, answer }, { guildId, cohortId, now: clock.now() });
      });
    },
    async said({ guildId, ...asked }) {
      await requireTeam(db, { guildId, ...asked });
      return await findPulse(db, asked);
    },
    async add({ guildId, ...asked }, words) {
      await write(db, async (trx) => {
        await requireTeam(trx, { guildId, ...asked });
        if (!(await saveWords(trx, asked, words))) throw new UserError({ key: 'common:error.old-button' });
      });
    },
  };
}
