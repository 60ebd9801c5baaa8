import type { Db } from '../../../platform/database/index.ts';
import type { Use } from '../documents/types.ts';

/** What the members of a team use of its contract, by member. */
export async function findUses(db: Db, teamId: number): Promise<Map<string, Use[]>> {
  const rows = await db
    .selectFrom('contract_uses')
    .select(['user_id', 'endpoint', 'field'])
    .where('team_id', '=', teamId)
    .orderBy('user_id')
    .orderBy('endpoint')
    .orderBy('field')
    .execute();
  const found = new Map<string, Map<string, string[]>>();
  for (const { user_id, endpoint, field } of rows) {
    const own = found.get(user_id) ?? new Map<string, string[]>();
    own.set(endpoint, [...(own.get(endpoint) ?? []), field]);
    found.set(user_id, own);
  }
  return new Map([...found].map(([userId, own]) => [userId, [...own].map(useOf)]));
}

/** A row without a field stands for all of the endpoint. */
function useOf([endpoint, fields]: readonly [string, readonly string[]]): Use {
  return fields.includes('') ? { endpoint } : { endpoint, fields };
}

/** Takes the place of what a member named before, of these endpoints or of all. */
export async function putUses(
  trx: Db,
  { teamId, userId }: { readonly teamId: number; readonly userId: string },
  uses: readonly Use[],
  among?: readonly string[],
): Promise<void> {
  let gone = trx.deleteFrom('contract_uses').where('team_id', '=', teamId).where('user_id', '=', userId);
  if (among !== undefined) gone = gone.where('endpoint', 'in', among);
  await gone.execute();
  const rows = uses.flatMap(({ endpoint, fields = [''] }) =>
    fields.map((field) => ({ team_id: teamId, user_id: userId, endpoint, field })),
  );
  if (rows.length === 0) return;
  await trx
    .insertInto('contract_uses')
    .values(rows)
    .onConflict((clash) => clash.columns(['team_id', 'user_id', 'endpoint', 'field']).doNothing())
    .execute();
}

export async function findMuted(db: Db, teamId: number): Promise<string[]> {
  const rows = await db
    .selectFrom('contract_mutes')
    .select('user_id')
    .where('team_id', '=', teamId)
    .execute();
  return rows.map((row) => row.user_id);
}

export async function setMuted(
  trx: Db,
  { teamId, userId }: { readonly teamId: number; readonly userId: string },
  mutedAt: number | undefined,
): Promise<void> {
  await trx
    .deleteFrom('contract_mutes')
    .where('team_id', '=', teamId)
    .where('user_id', '=', userId)
    .execute();
  if (mutedAt === undefined) return;
  await trx
    .insertInto('contract_mutes')
    .values({ team_id: teamId, user_id: userId, muted_at: mutedAt })
    .execute();
}

/** They left the team. */
export async function forgetReader(
  trx: Db,
  { teamId, userId }: { readonly teamId: number; readonly userId: string },
): Promise<void> {
  await putUses(trx, { teamId, userId }, []);
  await setMuted(trx, { teamId, userId }, undefined);
}
