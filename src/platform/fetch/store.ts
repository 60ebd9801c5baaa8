import type { Db } from '../database/index.ts';

/** What a host was asked since an instant (ms): how often, when first, and whether something is under way. */
export async function findHostUse(
  trx: Db,
  host: string,
  { since, alive }: { readonly since: number; readonly alive: number },
): Promise<{ started: number[]; busyUntil: number | undefined }> {
  const rows = await trx
    .selectFrom('fetches')
    .select(['started_at', 'ended_at'])
    .where('host', '=', host)
    .where('started_at', '>', since)
    .orderBy('started_at')
    .execute();
  const open = rows.findLast((row) => row.ended_at === null && row.started_at > alive);
  return {
    started: rows.map((row) => row.started_at),
    busyUntil: open === undefined ? undefined : open.started_at,
  };
}

/** When (ms UTC) a member had something fetched since an instant, oldest first. */
export async function findMemberUse(trx: Db, userId: string, since: number): Promise<number[]> {
  const rows = await trx
    .selectFrom('fetches')
    .select('started_at')
    .where('user_id', '=', userId)
    .where('started_at', '>', since)
    .orderBy('started_at')
    .execute();
  return rows.map((row) => row.started_at);
}

export async function insertFetch(
  trx: Db,
  fetch: { readonly host: string; readonly userId: string | null; readonly now: number },
): Promise<number> {
  const { id } = await trx
    .insertInto('fetches')
    .values({ host: fetch.host, user_id: fetch.userId, started_at: fetch.now, ended_at: null })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

export async function endFetch(trx: Db, id: number, now: number): Promise<void> {
  await trx.updateTable('fetches').set({ ended_at: now }).where('id', '=', id).execute();
}

export async function deleteFetches(trx: Db, before: number): Promise<void> {
  await trx.deleteFrom('fetches').where('started_at', '<', before).execute();
}
