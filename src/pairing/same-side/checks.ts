import type { Cohort } from '../../people/cohorts/rules.ts';
import type { Cohorts } from '../../people/cohorts/service.ts';
import type { Learners } from '../../people/learners/service.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Db } from '../../platform/database/index.ts';
import { UserError } from '../../platform/errors.ts';
import type { Teams } from '../../work/teams/service.ts';
import type { Requests } from '../requests/service.ts';
import { LIMITS } from './rules.ts';
import { countOnSide, countOpen, countPartners } from './store.ts';

/** What stands against a request between learners of one side, each as a UserError that says what to do instead. */
export interface SideChecks {
  refuseStudy(trx: Db, cohort: Cohort, senderId: string, personId: string): Promise<void>;
  /** Whether a team can take a member as its second of a side. */
  refuseSecond(trx: Db, teamId: number, userId: string, side: 'backend' | 'frontend'): Promise<void>;
  /** The one side a member builds. */
  sideOf(trx: Db, guildId: string, userId: string): Promise<'backend' | 'frontend'>;
}

export function createSideChecks(parts: {
  clock: Clock;
  cohorts: Cohorts;
  learners: Learners;
  requests: Pick<Requests, 'isBlocked'>;
  teams: Teams;
}): SideChecks {
  const { clock, cohorts, learners, teams } = parts;

  async function refuseStudy(trx: Db, cohort: Cohort, senderId: string, personId: string): Promise<void> {
    if (senderId === personId) throw new UserError({ key: 'same-side:error.self' });
    if (await parts.requests.isBlocked(trx, cohort.guildId, senderId, personId))
      throw new UserError({ key: 'requests:error.unavailable' });
    const [sender, person] = [
      await learners.find(cohort.guildId, senderId, trx),
      await learners.find(cohort.guildId, personId, trx),
    ];
    const membership = await cohorts.membership(cohort.id, personId, trx);
    const isAway = person?.pausedUntil != null && person.pausedUntil > clock.now();
    if (membership === undefined || membership.documentationOnly || isAway)
      throw new UserError({ key: 'requests:error.unavailable' });
    if (!isSameSide(sender?.track, person?.track)) throw new UserError({ key: 'same-side:error.other-side' });
    const { studyPartners: max, sent } = LIMITS;
    if ((await countPartners(trx, cohort.id, senderId)) >= max)
      throw new UserError({ key: 'same-side:error.you-full', params: { max } });
    const waiting = await countOpen(trx, { cohortId: cohort.id, kind: 'study', addresseeId: personId });
    if (waiting + (await countPartners(trx, cohort.id, personId)) >= max)
      throw new UserError({ key: 'same-side:error.they-full' });
    if ((await countOpen(trx, { cohortId: cohort.id, kind: 'study', senderId })) >= sent)
      throw new UserError({ key: 'requests:error.too-many-asks', params: { max: sent } });
  }

  /** What stands between a team and one more of a side. */
  async function refuseSecond(
    trx: Db,
    teamId: number,
    userId: string,
    side: 'backend' | 'frontend',
  ): Promise<void> {
    const team = await teams.find(teamId, trx);
    const people = await teams.memberIds(teamId, trx);
    if (people.includes(userId)) throw new UserError({ key: 'teams:error.paired-already' });
    const onSide = await countOnSide(trx, teamId, side);
    if (team?.endedAt !== null || people.length >= LIMITS.teamSize || onSide >= LIMITS.perSide)
      throw new UserError({ key: 'same-side:no-team' });
    for (const person of people)
      if (await parts.requests.isBlocked(trx, team.guildId, userId, person))
        throw new UserError({ key: 'same-side:no-team' });
  }

  async function sideOf(trx: Db, guildId: string, userId: string): Promise<'backend' | 'frontend'> {
    const track = (await learners.find(guildId, userId, trx))?.track;
    if (track === 'backend' || track === 'frontend') return track;
    throw new UserError({ key: 'same-side:error.no-side' });
  }

  return { refuseStudy, refuseSecond, sideOf };
}

/** Builds a side the other builds too; a fullstack learner builds both. */
function isSameSide(a: string | null | undefined, b: string | null | undefined): boolean {
  if (a == null || b == null) return false;
  return a === b || a === 'fullstack' || b === 'fullstack';
}
