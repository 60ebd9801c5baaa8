import type { Cohort } from '../../people/cohorts/rules.ts';
import type { Requests } from '../../people/requests/service.ts';
import type { Clock } from '../../platform/clock.ts';
import { type Db, write } from '../../platform/database/index.ts';
import { UserError } from '../../platform/errors.ts';
import type { Logger } from '../../platform/log.ts';
import type { Teams } from '../../work/teams/service.ts';
import { movePair, type PairRow, type RoundRow } from './store.ts';
import type { TeamFormation } from './team-formation.ts';

/** One pair of a round: asked whether they want to build together, or made a team at once. Each is published once. */
export interface PairPublication {
  propose(cohort: Cohort, round: RoundRow, pair: PairRow): Promise<void>;
  form(cohort: Cohort, pair: PairRow): Promise<void>;
}

export function createPairPublication(parts: {
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Logger;
  readonly formation: TeamFormation;
  readonly requests: Pick<Requests, 'send'>;
  readonly teams: Teams;
}): PairPublication {
  const { db, clock, log, formation, requests, teams } = parts;

  async function propose(cohort: Cohort, round: RoundRow, pair: PairRow): Promise<void> {
    try {
      await write(db, async (trx) => {
        if ((await movePair(trx, pair.id, 'waiting', { state: 'proposed' })) === undefined) return;
        await requests.send(trx, suggestion(cohort, round, pair));
      });
    } catch (error) {
      await giveUp(cohort, pair, error);
    }
  }

  async function form(cohort: Cohort, pair: PairRow): Promise<void> {
    try {
      await write(db, async (trx) => {
        const now = clock.now();
        if ((await movePair(trx, pair.id, 'waiting', { state: 'formed', ended_at: now })) === undefined)
          return;
        const { team } = await formation.form(trx, cohort, pair);
        await movePair(trx, pair.id, 'formed', { state: 'formed', team_id: team.id });
      });
    } catch (error) {
      await giveUp(cohort, pair, error);
    }
  }

  /** Two who are in one team already, over others, are what the round wanted; else the summary says why not. */
  async function giveUp(cohort: Cohort, pair: PairRow, error: unknown): Promise<void> {
    const together = await commonTeam(cohort, pair);
    const now = clock.now();
    if (together !== undefined) {
      await write(db, (trx) =>
        movePair(trx, pair.id, 'waiting', { state: 'formed', ended_at: now, team_id: together }),
      );
      return;
    }
    if (!(error instanceof UserError)) log.error({ err: error, pair: pair.id }, 'a pair could not be formed');
    const failure = error instanceof UserError ? error.text.key : 'rounds:failure.ours';
    await write(db, (trx) =>
      movePair(trx, pair.id, 'waiting', { state: 'impossible', ended_at: now, failure }),
    );
  }

  async function commonTeam(cohort: Cohort, pair: PairRow): Promise<number | undefined> {
    const own = await teams.ofMember(cohort.guildId, pair.backend_id);
    const theirs = new Set((await teams.ofMember(cohort.guildId, pair.frontend_id)).map(({ id }) => id));
    return own.find(({ id }) => theirs.has(id))?.id;
  }

  return { propose, form };
}

function suggestion(cohort: Cohort, round: RoundRow, pair: PairRow): Parameters<Requests['send']>[1] {
  return {
    guildId: cohort.guildId,
    cohortId: cohort.id,
    kind: 'suggestion',
    onceKey: `pair:${pair.id}`,
    projectId: pair.backend_project_id ?? pair.frontend_project_id,
    pairId: pair.id,
    senderId: null,
    askedIds: [pair.backend_id, pair.frontend_id],
    expiresAt: round.expires_at ?? 0,
  };
}
