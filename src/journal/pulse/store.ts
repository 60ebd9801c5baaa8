import { setImmediate } from 'node:timers/promises';
import type { Db } from '../../platform/database/index.ts';
import { ANSWERS, type Answer, MOMENTS, type Moment, type Pulse, type PulseCounts } from './rules.ts';

export async function findPulse(
  db: Db,
  { teamId, userId, moment }: Pick<Pulse, 'teamId' | 'userId' | 'moment'>,
): Promise<Pulse | undefined> {
  const row = await db
    .selectFrom('team_pulses')
    .selectAll()
    .where('team_id', '=', teamId)
    .where('user_id', '=', userId)
    .where('moment', '=', moment)
    .executeTakeFirst();
  return row === undefined ? undefined : { teamId, userId, moment, answer: row.answer, words: row.words };
}

/** One a member, team and moment: another press changes it, their own words stay. */
export async function savePulse(
  trx: Db,
  pulse: Pick<Pulse, 'teamId' | 'userId' | 'moment' | 'answer'>,
  { guildId, cohortId, now }: { guildId: string; cohortId: number; now: number },
): Promise<void> {
  const { answer } = pulse;
  await trx
    .insertInto('team_pulses')
    .values({
      team_id: pulse.teamId,
      user_id: pulse.userId,
      moment: pulse.moment,
      guild_id: guildId,
      cohort_id: cohortId,
      answer,
      said_at: now,
    })
    .onConflict((clash) =>
      clash.columns(['team_id', 'user_id', 'moment']).doUpdateSet({ answer, said_at: now }),
    )
    .execute();
}

/** False: they have not answered, so that there is nothing to add to. */
export async function saveWords(
  trx: Db,
  { teamId, userId, moment }: Pick<Pulse, 'teamId' | 'userId' | 'moment'>,
  words: string,
): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('team_pulses')
    .set({ words })
    .where('team_id', '=', teamId)
    .where('user_id', '=', userId)
    .where('moment', '=', moment)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** One number at a time: each is read from an index, and interactions come between. */
export async function countPulses(db: Db, cohortId: number): Promise<PulseCounts> {
  const counts: Record<Moment, Record<Answer, number>> = {
    middle: { badly: 0, mixed: 0, well: 0 },
    end: { badly: 0, mixed: 0, well: 0 },
  };
  for (const moment of MOMENTS) {
    for (const answer of ANSWERS) {
      const { count } = await db
        .selectFrom('team_pulses')
        .select((eb) => eb.fn.countAll<number>().as('count'))
        .where('cohort_id', '=', cohortId)
        .where('answer', '=', answer)
        .where('moment', '=', moment)
        .executeTakeFirstOrThrow();
      counts[moment][answer] = count;
      await setImmediate();
    }
  }
  return counts;
}
