import { type Selectable, sql } from 'kysely';
import type { Db } from '../../../platform/database/index.ts';
import type { ContractFetchTable, ContractWatchTable } from '../tables.ts';

export type FetchJob = Selectable<ContractFetchTable>;
export type Watch = Selectable<ContractWatchTable>;

/** False: the same is on its way already. */
export async function insertJob(
  trx: Db,
  job: Pick<FetchJob, 'team_id' | 'guild_id' | 'user_id' | 'kind' | 'url' | 'note' | 'created_at'>,
): Promise<boolean> {
  const done = await trx
    .insertInto('contract_fetches')
    .values({ ...job, due_at: job.created_at, lease_until: null })
    .onConflict((clash) =>
      clash.columns(['team_id', 'kind', 'url']).where('state', '=', sql.lit('waiting')).doNothing(),
    )
    .executeTakeFirst();
  return (done.numInsertedOrUpdatedRows ?? 0n) > 0n;
}

function dueJobs(db: Db, now: number, limit: number) {
  return db
    .selectFrom('contract_fetches')
    .select('id')
    .where('state', '=', 'waiting')
    .where('due_at', '<=', now)
    .where((eb) => eb.or([eb('lease_until', 'is', null), eb('lease_until', '<=', now)]))
    .orderBy('due_at')
    .limit(limit);
}

export async function hasDueJob(db: Db, now: number): Promise<boolean> {
  return (await dueJobs(db, now, 1).executeTakeFirst()) !== undefined;
}

/** Takes what is due; whatever a process that died had taken is due again when its lease ends. */
export async function claimJobs(trx: Db, now: number, lease: number, limit: number): Promise<FetchJob[]> {
  return await trx
    .updateTable('contract_fetches')
    .set({ lease_until: now + lease })
    .where('id', 'in', dueJobs(trx, now, limit))
    .returningAll()
    .execute();
}

export async function postponeJob(trx: Db, id: number, dueAt: number): Promise<void> {
  await trx
    .updateTable('contract_fetches')
    .set({ due_at: dueAt, lease_until: null })
    .where('id', '=', id)
    .where('state', '=', 'waiting')
    .execute();
}

/** False: it was finished already, by another process. */
export async function finishJob(trx: Db, id: number): Promise<boolean> {
  const done = await trx
    .updateTable('contract_fetches')
    .set({ state: 'done', lease_until: null })
    .where('id', '=', id)
    .where('state', '=', 'waiting')
    .executeTakeFirst();
  return done.numUpdatedRows > 0n;
}

export async function findLastJob(
  db: Db,
  teamId: number,
): Promise<Pick<FetchJob, 'url' | 'note'> | undefined> {
  return await db
    .selectFrom('contract_fetches')
    .select(['url', 'note'])
    .where('team_id', '=', teamId)
    .where('kind', '=', 'propose')
    .orderBy('id', 'desc')
    .executeTakeFirst();
}

export async function deleteJobs(trx: Db, before: number): Promise<void> {
  await trx
    .deleteFrom('contract_fetches')
    .where('state', '=', 'done')
    .where('created_at', '<', before)
    .execute();
}

export async function endJobs(trx: Db, teamId: number): Promise<void> {
  await trx
    .updateTable('contract_fetches')
    .set({ state: 'done', lease_until: null })
    .where('team_id', '=', teamId)
    .where('state', '=', 'waiting')
    .execute();
}

/** Looks at the address of what was just agreed, in the place of an earlier one. */
export async function putWatch(
  trx: Db,
  watch: Pick<Watch, 'team_id' | 'guild_id' | 'url' | 'seen' | 'due_at'>,
): Promise<void> {
  const anew = {
    url: watch.url,
    seen: watch.seen,
    due_at: watch.due_at,
    etag: null,
    lease_until: null,
    failing_since: null,
    tries: 0,
    told_at: null,
    drift: null,
    drift_hash: null,
    ended_at: null,
  };
  await trx
    .insertInto('contract_watches')
    .values({ team_id: watch.team_id, guild_id: watch.guild_id, ...anew })
    .onConflict((clash) => clash.column('team_id').doUpdateSet(anew))
    .execute();
}

export async function findWatch(db: Db, teamId: number): Promise<Watch | undefined> {
  return await db.selectFrom('contract_watches').selectAll().where('team_id', '=', teamId).executeTakeFirst();
}

function dueWatches(db: Db, now: number, limit: number) {
  return db
    .selectFrom('contract_watches')
    .select('team_id')
    .where('ended_at', 'is', null)
    .where('due_at', '<=', now)
    .where((eb) => eb.or([eb('lease_until', 'is', null), eb('lease_until', '<=', now)]))
    .orderBy('due_at')
    .limit(limit);
}

export async function hasDueWatch(db: Db, now: number): Promise<boolean> {
  return (await dueWatches(db, now, 1).executeTakeFirst()) !== undefined;
}

export async function claimWatches(trx: Db, now: number, lease: number, limit: number): Promise<Watch[]> {
  return await trx
    .updateTable('contract_watches')
    .set({ lease_until: now + lease })
    .where('team_id', 'in', dueWatches(trx, now, limit))
    .returningAll()
    .execute();
}

/** Of the same address only: what was agreed meanwhile has another one, or begins anew. */
export async function updateWatch(
  trx: Db,
  { team_id, url, seen }: Watch,
  changes: Partial<Omit<Watch, 'team_id' | 'guild_id' | 'url'>>,
): Promise<boolean> {
  const done = await trx
    .updateTable('contract_watches')
    .set(changes)
    .where('team_id', '=', team_id)
    .where('url', '=', url)
    .where('seen', '=', seen)
    .where('ended_at', 'is', null)
    .executeTakeFirst();
  return done.numUpdatedRows > 0n;
}

export async function endWatch(trx: Db, teamId: number, now: number): Promise<void> {
  await trx
    .updateTable('contract_watches')
    .set({ ended_at: now, lease_until: null, drift: null, drift_hash: null })
    .where('team_id', '=', teamId)
    .where('ended_at', 'is', null)
    .execute();
}
