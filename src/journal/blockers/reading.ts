import type { Db } from '../../platform/database/index.ts';
import { UserError } from '../../platform/errors.ts';
import type { Blocker, Solving } from './rules.ts';
import {
  countHelped,
  findAnswers,
  findAsked,
  findBlocker,
  findByThread,
  findHelpers,
  findOfMember,
  findOpen,
  findOpenOfCohort,
  findOpenOfTeam,
} from './store.ts';

/** What may be known of blockers. */
export interface BlockersRead {
  /** What waits for a member's word. */
  asked(guildId: string, userId: string): Promise<Blocker[]>;
  /** One of this server; throws a UserError when there is none. */
  get(guildId: string, id: number): Promise<Blocker>;
  find(id: number, trx?: Db): Promise<Blocker | undefined>;
  /** The one whose thread this is, or the only open one of the team whose private thread it is. */
  inThread(threadId: string, teamId: number | undefined): Promise<Blocker | undefined>;
  /** Open ones that everybody may read, oldest first. */
  waiting(guildId: string, trx?: Db): Promise<Blocker[]>;
  /** A member's own, oldest first; of one cohort where it is named. */
  ofMember(guildId: string, userId: string, cohortId?: number): Promise<Blocker[]>;
  /** Open ones of a cohort, those that only a team reads among them, oldest first. */
  openOfCohort(cohortId: number, trx?: Db): Promise<Blocker[]>;
  ofTeam(teamId: number): Promise<Blocker[]>;
  answers(id: number): Promise<Solving[]>;
  helpers(id: number): Promise<string[]>;
  /** How often somebody's answer solved a blocker of another one. */
  helped(guildId: string, userId: string): Promise<number>;
}

export function createReading({ db }: { db: Db }): BlockersRead {
  return {
    async get(guildId, id) {
      const blocker = await findBlocker(db, id);
      if (blocker?.guildId !== guildId) throw new UserError({ key: 'blockers:error.unknown' });
      return blocker;
    },
    asked: (guildId, userId) => findAsked(db, guildId, userId),
    find: (id, trx = db) => findBlocker(trx, id),
    async inThread(threadId, teamId) {
      const own = await findByThread(db, threadId);
      if (own !== undefined || teamId === undefined) return own;
      const [only, ...others] = (await findOpenOfTeam(db, teamId)).filter(
        ({ publicAt }) => publicAt === null,
      );
      return others.length === 0 ? only : undefined;
    },
    waiting: (guildId, trx = db) => findOpen(trx, guildId),
    ofMember: (guildId, userId, cohortId) =>
      findOfMember(db, { guildId, userId, ...(cohortId === undefined ? {} : { cohortId }) }),
    openOfCohort: (cohortId, trx = db) => findOpenOfCohort(trx, cohortId),
    ofTeam: (teamId) => findOpenOfTeam(db, teamId),
    answers: (id) => findAnswers(db, id),
    helpers: (id) => findHelpers(db, id),
    helped: (guildId, userId) => countHelped(db, guildId, userId),
  };
}
