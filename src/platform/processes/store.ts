import type { Db } from '../database/index.ts';
import type { Role } from '../roles.ts';
import type { Share } from './rules.ts';

export interface Process extends Share {
  readonly id: string;
  readonly role: Role;
  /** ms UTC; by then it has said again that it lives. */
  readonly until: number;
}

export async function findProcesses(db: Db): Promise<Process[]> {
  const rows = await db.selectFrom('processes').selectAll().orderBy('id').execute();
  return rows.map(({ is_short: isShort, ...row }) => ({ ...row, isShort: isShort === 1 }));
}

export async function saveProcess(trx: Db, { id, role, share, isShort, until }: Process): Promise<void> {
  const state = { role, share, is_short: isShort ? (1 as const) : (0 as const), until };
  await trx
    .insertInto('processes')
    .values({ id, ...state })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(state))
    .execute();
}

export async function deleteProcesses(trx: Db, ids: readonly string[]): Promise<void> {
  if (ids.length > 0) await trx.deleteFrom('processes').where('id', 'in', ids).execute();
}

export interface Lease {
  readonly holder: string;
  /** ms UTC. */
  readonly until: number;
}

export async function findLease(db: Db, name: string): Promise<Lease | undefined> {
  return await db
    .selectFrom('leases')
    .select(['holder', 'until'])
    .where('name', '=', name)
    .executeTakeFirst();
}

/** Takes or renews a lease; false: somebody else holds it. */
export async function takeLease(
  trx: Db,
  name: string,
  { holder, until }: Lease,
  now: number,
): Promise<boolean> {
  const taken = await trx
    .insertInto('leases')
    .values({ name, holder, until })
    .onConflict((conflict) =>
      conflict
        .column('name')
        .doUpdateSet({ holder, until })
        .where((is) => is.or([is('leases.holder', '=', holder), is('leases.until', '<=', now)])),
    )
    .returning('name')
    .execute();
  return taken.length > 0;
}

/** Gives up what a process holds. */
export async function endLeasesOf(trx: Db, holders: readonly string[]): Promise<void> {
  if (holders.length > 0) await trx.deleteFrom('leases').where('holder', 'in', holders).execute();
}
