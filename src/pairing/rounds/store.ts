import { type Insertable, type Selectable, sql, type Updateable } from 'kysely';
import { type Db, each } from '../../platform/database/index.ts';
import type { RoundPairTable, RoundTable } from './tables.ts';

export type RoundRow = Selectable<RoundTable>;
export type PairRow = Selectable<RoundPairTable>;
export type Side = 'backend' | 'frontend';

export async function insertRound(db: Db, round: Insertable<RoundTable>): Promise<RoundRow> {
  return await db.insertInto('rounds').values(round).returningAll().executeTakeFirstOrThrow();
}

export async function findRound(db: Db, id: number): Promise<RoundRow | undefined> {
  return await db.selectFrom('rounds').selectAll().where('id', '=', id).executeTakeFirst();
}

/** The cohort's newest round in one of these states. */
export async function findLatest(
  db: Db,
  cohortId: number,
  states: readonly RoundRow['state'][],
): Promise<RoundRow | undefined> {
  return await db
    .selectFrom('rounds')
    .selectAll()
    .where('cohort_id', '=', cohortId)
    .where('state', 'in', states)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
}

export async function findByState(db: Db, state: RoundRow['state']): Promise<RoundRow[]> {
  return await db.selectFrom('rounds').selectAll().where('state', '=', state).orderBy('id').execute();
}

/** Moves a round on from one state; undefined when it is not in that state any more. */
export async function moveRound(
  db: Db,
  id: number,
  from: RoundRow['state'],
  to: Updateable<RoundTable> & { state: RoundRow['state'] },
): Promise<RoundRow | undefined> {
  return await db
    .updateTable('rounds')
    .set(to)
    .where('id', '=', id)
    .where('state', '=', from)
    .returningAll()
    .executeTakeFirst();
}

/** The cohort's earlier preview makes room for a new one. */
export async function supersede(db: Db, cohortId: number): Promise<void> {
  await db
    .updateTable('rounds')
    .set({ state: 'superseded' })
    .where('cohort_id', '=', cohortId)
    .where('state', '=', 'preview')
    .execute();
}

/** Rounds of a cohort that nobody needs any more, but for `keep`. */
export async function findWaste(db: Db, cohortId: number, keep: number): Promise<RoundRow[]> {
  return await db
    .selectFrom('rounds')
    .selectAll()
    .where('cohort_id', '=', cohortId)
    .where('state', 'in', ['storing', 'superseded', 'discarded'])
    .where('id', '<>', keep)
    .execute();
}

/** Removes some rows of a round that was never published; true while there are more. */
export async function deleteSome(db: Db, roundId: number, limit: number): Promise<boolean> {
  const pairs = await db
    .deleteFrom('round_pairs')
    .where('id', 'in', (eb) =>
      eb.selectFrom('round_pairs').select('id').where('round_id', '=', roundId).limit(limit),
    )
    .returning('id')
    .execute();
  const leftovers = await db
    .deleteFrom('round_leftovers')
    .where('round_id', '=', roundId)
    .where('user_id', 'in', (eb) =>
      eb.selectFrom('round_leftovers').select('user_id').where('round_id', '=', roundId).limit(limit),
    )
    .returning('user_id')
    .execute();
  return pairs.length === limit || leftovers.length === limit;
}

export async function deleteRound(db: Db, id: number): Promise<void> {
  await db.deleteFrom('rounds').where('id', '=', id).execute();
}

export async function insertPairs(db: Db, pairs: Insertable<RoundPairTable>[]): Promise<void> {
  await db.insertInto('round_pairs').values(pairs).execute();
}

export async function insertLeftovers(
  db: Db,
  leftovers: { round_id: number; user_id: string; reason: string; help: string }[],
): Promise<void> {
  await db.insertInto('round_leftovers').values(leftovers).execute();
}

/** The pairs of a round after a position, in order, at most `limit`. */
export async function findPairPage(
  db: Db,
  roundId: number,
  after: number,
  limit: number,
): Promise<PairRow[]> {
  return await db
    .selectFrom('round_pairs')
    .selectAll()
    .where('round_id', '=', roundId)
    .where('position', '>', after)
    .orderBy('position')
    .limit(limit)
    .execute();
}

export async function findPair(db: Db, id: number): Promise<PairRow | undefined> {
  return await db.selectFrom('round_pairs').selectAll().where('id', '=', id).executeTakeFirst();
}

/** The first pair behind a position that still waits to be published. */
export async function nextWaiting(db: Db, roundId: number, after: number): Promise<PairRow | undefined> {
  return await db
    .selectFrom('round_pairs')
    .selectAll()
    .where('round_id', '=', roundId)
    .where('position', '>', after)
    .where('state', '=', 'waiting')
    .orderBy('position')
    .limit(1)
    .executeTakeFirst();
}

/** Moves a pair on from one state; undefined when it is not in that state any more. */
export async function movePair(
  db: Db,
  id: number,
  from: PairRow['state'],
  to: Updateable<RoundPairTable> & { state: PairRow['state'] },
): Promise<PairRow | undefined> {
  return await db
    .updateTable('round_pairs')
    .set(to)
    .where('id', '=', id)
    .where('state', '=', from)
    .returningAll()
    .executeTakeFirst();
}

export async function dropPairs(
  db: Db,
  ids: readonly number[],
  changed: NonNullable<PairRow['changed']>,
): Promise<void> {
  if (ids.length === 0) return;
  await db
    .updateTable('round_pairs')
    .set({ state: 'dropped', changed })
    .where('id', 'in', ids)
    .where('state', '=', 'waiting')
    .execute();
}

const SIDES = ['backend', 'frontend'] as const;
/** Written out, so that SQLite sees that the indexes of these states will do; cross joins keep the order of tables. */
const ANSWERS = sql<'proposed' | 'declined'>`('proposed', 'declined')`;

/**
 * Pairs of earlier rounds of a cohort with these members whose answer counts in the next one: suggestions that are still
 * open, and those that one of the two has declined.
 */
export async function findAnswers(db: Db, cohortId: number, ids: readonly string[], now: number) {
  const found = [];
  for (const side of SIDES) found.push(...(await findAnswersAs(db, cohortId, ids, now, side)));
  return found;
}

async function findAnswersAs(db: Db, cohortId: number, ids: readonly string[], now: number, side: Side) {
  return await db
    .selectFrom(each(db, ids).as('member'))
    .crossJoin('round_pairs')
    .crossJoin('rounds')
    .select([
      'round_pairs.id',
      'round_pairs.state',
      'backend_id',
      'frontend_id',
      'backend_project_id',
      'frontend_project_id',
    ])
    .whereRef(`round_pairs.${side}_id`, '=', 'member.value')
    .where('round_pairs.state', 'in', ANSWERS)
    .whereRef('rounds.id', '=', 'round_pairs.round_id')
    .where('rounds.cohort_id', '=', cohortId)
    .where((eb) => eb.or([eb('round_pairs.state', '=', 'declined'), eb('rounds.expires_at', '>', now)]))
    .execute();
}

export async function countPairs(db: Db, roundId: number): Promise<Record<PairRow['state'], number>> {
  const rows = await db
    .selectFrom('round_pairs')
    .select((eb) => ['state', eb.fn.countAll<number>().as('count')])
    .where('round_id', '=', roundId)
    .groupBy('state')
    .execute();
  const counts = {
    waiting: 0,
    dropped: 0,
    proposed: 0,
    formed: 0,
    declined: 0,
    expired: 0,
    impossible: 0,
  };
  for (const { state, count } of rows) counts[state] = count;
  return counts;
}

/** The first pairs of a round in a state. */
export async function findInState(
  db: Db,
  roundId: number,
  state: PairRow['state'],
  limit: number,
): Promise<PairRow[]> {
  return await db
    .selectFrom('round_pairs')
    .selectAll()
    .where('round_id', '=', roundId)
    .where('state', '=', state)
    .orderBy('position')
    .limit(limit)
    .execute();
}

export async function countLeftovers(db: Db, roundId: number): Promise<number> {
  const row = await db
    .selectFrom('round_leftovers')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('round_id', '=', roundId)
    .executeTakeFirstOrThrow();
  return row.count;
}

/** Takes some who were not told yet why they are left over: each is given to one caller. */
export async function takeUntold(
  db: Db,
  roundId: number,
  limit: number,
): Promise<{ user_id: string; reason: string; help: string }[]> {
  return await db
    .updateTable('round_leftovers')
    .set({ told: 1 })
    .where('round_id', '=', roundId)
    .where('user_id', 'in', (eb) =>
      eb
        .selectFrom('round_leftovers')
        .select('user_id')
        .where('round_id', '=', roundId)
        .where('told', '=', sql.lit(0))
        .limit(limit),
    )
    .returning(['user_id', 'reason', 'help'])
    .execute();
}

/** Rounds of a server that somebody was in, or all of them. */
export async function findRoundIds(db: Db, guildId: string, userId?: string): Promise<number[]> {
  const rounds = db.selectFrom('rounds').select('rounds.id').where('rounds.guild_id', '=', guildId);
  if (userId === undefined) return (await rounds.execute()).map(({ id }) => id);
  const rows = await rounds
    .where((eb) =>
      eb.or([
        eb.exists(
          eb
            .selectFrom('round_pairs')
            .select('round_pairs.id')
            .whereRef('round_pairs.round_id', '=', 'rounds.id')
            .where((or) => or.or([or('backend_id', '=', userId), or('frontend_id', '=', userId)])),
        ),
        eb.exists(
          eb
            .selectFrom('round_leftovers')
            .select('round_leftovers.user_id')
            .whereRef('round_leftovers.round_id', '=', 'rounds.id')
            .where('round_leftovers.user_id', '=', userId),
        ),
      ]),
    )
    .execute();
  return rows.map(({ id }) => id);
}
