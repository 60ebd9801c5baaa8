import type { Counts, Standing } from '../../people/standing/rules.ts';
import type { Standings } from '../../people/standing/service.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Db } from '../../platform/database/index.ts';
import { findMutes } from './mutes/store.ts';
import { type MemberFacts, paceBorders, paceOf } from './rules/facts.ts';
import type { PlanCohort } from './rules/plan.ts';

/** The learners of a cohort as reminders see them. */
export interface Audience {
  all(cohort: PlanCohort): Promise<MemberFacts[]>;
  count(cohort: PlanCohort): Promise<Counts>;
  /** At most 200, by id; for use inside the transaction that acts on them. */
  some(trx: Db, cohort: PlanCohort, userIds: readonly string[]): Promise<Map<string, MemberFacts>>;
}

const WEEK = 7 * 86_400_000;

export function createAudience({
  db,
  clock,
  standings,
}: {
  readonly db: Db;
  readonly clock: Clock;
  readonly standings: Pick<Standings, 'some' | 'all' | 'count'>;
}): Audience {
  async function withMutes(
    from: Db,
    cohort: PlanCohort,
    learners: readonly Standing[],
    userIds?: readonly string[],
  ): Promise<MemberFacts[]> {
    const borders = paceBorders(cohort);
    const mutes = Map.groupBy(await findMutes(from, cohort.guildId, userIds), (mute) => mute.user_id);
    return learners.map((learner) => ({
      ...learner,
      pace: paceOf(learner.joined, borders),
      sharedProgress: learner.progress != null && learner.progress >= clock.now() - WEEK,
      muted: new Set((mutes.get(learner.userId) ?? []).map((mute) => mute.step)),
    }));
  }

  return {
    async all(cohort) {
      return await withMutes(db, cohort, await standings.all(cohort.id));
    },
    count: (cohort) => standings.count(cohort.id),
    async some(trx, cohort, userIds) {
      const found = await standings.some(trx, cohort.id, userIds);
      const members = await withMutes(trx, cohort, [...found.values()], userIds);
      return new Map(members.map((member) => [member.userId, member]));
    },
  };
}
