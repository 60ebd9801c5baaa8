import { isLastStretch } from '../../people/cohorts/rules.ts';
import type { Cohorts } from '../../people/cohorts/service.ts';
import type { Post } from '../../people/post/service.ts';
import type { Clock } from '../../platform/clock.ts';
import { type Db, write } from '../../platform/database/index.ts';
import type { Team } from '../teams/rules.ts';
import type { Teams } from '../teams/service.ts';
import type { Agreeing } from './agreeing.ts';
import { patience, type Version } from './rules.ts';
import { findAnswers, findWaiting, markOnce } from './store.ts';

export const NUDGE = 'contract-nudge';

/** Asks again, once, about a proposal that waits, and tells its proposer that they can go on. */
export function createReminding(parts: {
  db: Db;
  clock: Clock;
  post: Post;
  cohorts: Cohorts;
  teams: Teams;
  agreeing: Pick<Agreeing, 'missing' | 'redraw'>;
}): { remind(): Promise<void> } {
  const { db, clock, post, cohorts, teams, agreeing } = parts;

  async function remind(): Promise<void> {
    const now = clock.now();
    const shortest = patience(true).nudge;
    for (const version of await findWaiting(db, now - shortest)) {
      const team = await teams.find(version.teamId);
      const cohort = team === undefined ? undefined : await cohorts.find(team.cohortId);
      if (team === undefined || cohort === undefined || cohort.archivedAt !== null) continue;
      const waits = patience(isLastStretch(cohort, now));
      const age = now - version.createdAt;
      if (version.nudgedAt === null && age >= waits.nudge) await nudge(team, version);
      if (version.offeredAt === null && age >= waits.working) await offer(team, version);
    }
  }

  /** Whoever has not answered is asked once more; whoever objected has answered. */
  async function nudge(team: Team, version: Version): Promise<void> {
    await write(db, async (trx) => {
      if (!(await markOnce(trx, version.id, 'nudged_at', clock.now()))) return;
      const answered = new Set((await findAnswers(trx, version.id)).map(({ userId }) => userId));
      for (const userId of await agreeing.missing(trx, version)) {
        if (answered.has(userId)) continue;
        await post.toMember(trx, {
          guildId: team.guildId,
          userId,
          line: letterLine('contracts:letter.nudge', version),
          about: `contract:${version.id}`,
          privacy: 'programme',
          home: { kind: 'team', id: String(team.id) },
          urgency: 'answer',
          kind: NUDGE,
          data: { versionId: version.id, what: 'nudge' },
          dedupeKey: `contract-nudge:${version.id}:${userId}`,
        });
      }
    });
  }

  async function offer(team: Team, version: Version): Promise<void> {
    await write(db, async (trx) => {
      if (!(await markOnce(trx, version.id, 'offered_at', clock.now())) || version.proposerId === null)
        return;
      await post.toMember(trx, {
        guildId: team.guildId,
        userId: version.proposerId,
        line: letterLine('contracts:letter.working', version),
        about: `contract:${version.id}`,
        privacy: 'programme',
        home: { kind: 'team', id: String(team.id) },
        urgency: 'answer',
        kind: NUDGE,
        data: { versionId: version.id, what: 'working' },
        dedupeKey: `contract-working:${version.id}`,
      });
      await agreeing.redraw(trx, version);
    });
  }

  return { remind };
}

function letterLine(key: 'contracts:letter.nudge' | 'contracts:letter.working', { number }: Version) {
  return { key, params: { number } };
}
