import type { Cohorts } from '../../people/cohorts/service.ts';
import type { Clock } from '../../platform/clock.ts';
import { type Db, write } from '../../platform/database/index.ts';
import { UserError } from '../../platform/errors.ts';
import type { Feature } from '../../platform/feature.ts';
import type { Teams } from '../../work/teams/service.ts';
import type { Blocker } from '../blockers/rules.ts';
import { LIMITS as BLOCKER } from '../blockers/rules.ts';
import type { Blockers } from '../blockers/service.ts';
import { type Stand, weekOf } from '../entries/rules.ts';
import type { Entries } from '../entries/service.ts';
import type { Learning } from '../learnings/rules.ts';
import type { Learnings } from '../learnings/service.ts';
import type { Progress } from '../progress/rules.ts';
import type { ProgressLog } from '../progress/service.ts';
import { checkInKeeps } from './keeps/store.ts';
import { blockerOf, type CheckIn } from './rules.ts';
import { findLast, findOfTeam, saveCheckIn } from './store.ts';

/** What a member says; '' of what they leave out. */
export interface CheckingIn {
  readonly guildId: string;
  readonly cohortId: number;
  readonly userId: string;
  readonly stand: Stand;
  readonly done: string;
  readonly minutes: number | null;
  readonly plan: string;
  readonly blocked: string;
  /** A line each. */
  readonly learned: string;
}

/** Where each of it is kept now. */
export interface CheckedIn {
  readonly week: number;
  /** It changed that of the same week. */
  readonly isChange: boolean;
  readonly progress: Progress | undefined;
  readonly blocker: Blocker | undefined;
  readonly learnings: readonly Learning[];
  readonly plan: string | null;
}

/** What stands in the form already: that of this week, and what was planned in the one before. */
export interface Before {
  readonly done: string;
  readonly minutes: number | null;
  readonly plan: string;
  readonly lastPlan: string | undefined;
}

/**
 * One form a week, each field of it kept where it belongs: what was done in the log, what keeps them as a blocker, what
 * they learnt for their README. Nothing is posted but the blocker.
 */
export interface CheckIns {
  before(cohortId: number, userId: string): Promise<Before>;
  /** Throws a UserError where nothing is said at all. */
  checkIn(checkingIn: CheckingIn): Promise<CheckedIn>;
  /** Who of a team checked in this week. */
  ofTeam(cohortId: number, teamId: number): Promise<CheckIn[]>;
  readonly feature: Feature;
}

export function createCheckIns(parts: {
  db: Db;
  clock: Clock;
  cohorts: Pick<Cohorts, 'find'>;
  teams: Pick<Teams, 'checkIn'>;
  entries: Entries;
  progress: Pick<ProgressLog, 'find' | 'shareIn' | 'reviseIn'>;
  blockers: Pick<Blockers, 'openIn'>;
  learnings: Pick<Learnings, 'addIn' | 'ofMember'>;
}): CheckIns {
  const { db, clock, cohorts, teams, entries, progress, blockers, learnings } = parts;

  async function weekNow(cohortId: number): Promise<number> {
    const cohort = await cohorts.find(cohortId);
    return cohort === undefined ? 1 : weekOf(cohort, clock.now());
  }

  async function before(cohortId: number, userId: string): Promise<Before> {
    const week = await weekNow(cohortId);
    const last = await findLast(db, { cohortId, userId, week });
    const own = last?.week === week ? last : undefined;
    const done = own?.progressId == null ? undefined : await progress.find(own.progressId);
    const earlier = own === undefined ? last : await findLast(db, { cohortId, userId, week: week - 1 });
    return {
      done: done?.text ?? '',
      minutes: done?.minutes ?? null,
      plan: own?.plan ?? '',
      lastPlan: earlier?.plan ?? undefined,
    };
  }

  /** Their entry of this week is changed; where there is none, or it was posted meanwhile, there is another. */
  async function keepDone(
    trx: Db,
    { done, minutes, ...who }: CheckingIn,
    progressId: number | null,
  ): Promise<Progress | undefined> {
    if (done === '') return undefined;
    const words = { text: done, minutes };
    const revised =
      progressId === null ? undefined : await progress.reviseIn(trx, progressId, who.userId, words);
    return revised ?? (await progress.shareIn(trx, { ...who, ...words }, { posted: false }));
  }

  async function keepLearned(
    trx: Db,
    { guildId, cohortId, userId, learned }: CheckingIn,
    { week, known }: { week: number; known: ReadonlySet<string> },
  ): Promise<Learning[]> {
    const text = learned
      .split('\n')
      .filter((line) => !known.has(line.trim()))
      .join('\n');
    return text.trim() === ''
      ? []
      : await learnings.addIn(trx, { guildId, cohortId, userId, kind: 'takeaway', text, week });
  }

  async function checkIn(said: CheckingIn): Promise<CheckedIn> {
    const { guildId, cohortId, userId, stand } = said;
    const { done, plan, blocked, learned } = said;
    const words = await entries.withoutMentions(guildId, { done, plan, blocked, learned });
    if (Object.values(words).every((each) => each === ''))
      throw new UserError({ key: 'checkins:error.empty' });
    const clean = { ...said, ...words };
    const week = await weekNow(cohortId);
    const all = await learnings.ofMember(cohortId, userId);
    const known = new Set(all.filter((each) => each.week === week).map(({ text }) => text));
    return await write(db, async (trx) => {
      const last = await findLast(trx, { cohortId, userId, week });
      const own = last?.week === week ? last : undefined;
      const teamId = stand.kind === 'channel' ? null : stand.teamId;
      const kept = await keepDone(trx, clean, own?.progressId ?? null);
      const blocker =
        clean.blocked === ''
          ? undefined
          : await blockers.openIn(trx, {
              guildId,
              cohortId,
              ownerId: userId,
              stand,
              ...blockerOf(clean.blocked, BLOCKER.title.max),
              technologies: [],
            });
      const added = await keepLearned(trx, clean, { week, known });
      const row = { cohort_id: cohortId, user_id: userId, week, guild_id: guildId, team_id: teamId };
      await saveCheckIn(
        trx,
        {
          ...row,
          progress_id: kept?.id ?? own?.progressId ?? null,
          plan: clean.plan === '' ? (own?.plan ?? null) : clean.plan,
        },
        clock.now(),
      );
      if (teamId !== null) await teams.checkIn(teamId, userId, trx);
      return {
        week,
        isChange: own !== undefined,
        progress: kept,
        blocker,
        learnings: added,
        plan: clean.plan === '' ? null : clean.plan,
      };
    });
  }

  return {
    before,
    checkIn,
    ofTeam: async (cohortId, teamId) => findOfTeam(db, teamId, await weekNow(cohortId)),
    feature: { name: 'check-ins', keeps: checkInKeeps },
  };
}
