import type { Db } from '../../../platform/database/index.ts';
import type { Offer } from './rules.ts';

interface Row {
  readonly team_id: number;
  readonly user_id: string;
  readonly asked_at: number;
  readonly agreed_at: number | null;
  readonly ended_at: number | null;
}

function offerOf(row: Row): Offer {
  return {
    teamId: row.team_id,
    userId: row.user_id,
    askedAt: row.asked_at,
    agreedAt: row.agreed_at,
    endedAt: row.ended_at,
  };
}

/** All that were ever made to a team, the first first. */
export async function findOffers(db: Db, teamId: number): Promise<Offer[]> {
  const rows = await db
    .selectFrom('team_mentors')
    .selectAll()
    .where('team_id', '=', teamId)
    .orderBy('asked_at')
    .orderBy('user_id')
    .execute();
  return rows.map(offerOf);
}

export async function findOffer(db: Db, teamId: number, userId: string): Promise<Offer | undefined> {
  return (await findOffers(db, teamId)).find((offer) => offer.userId === userId);
}

/** What a mentor looks after in a server, or has asked for, the first first. */
export async function findOfMentor(db: Db, guildId: string, userId: string): Promise<Offer[]> {
  const rows = await db
    .selectFrom('team_mentors')
    .innerJoin('teams', 'teams.id', 'team_mentors.team_id')
    .selectAll('team_mentors')
    .where('team_mentors.user_id', '=', userId)
    .where('team_mentors.ended_at', 'is', null)
    .where('teams.guild_id', '=', guildId)
    .orderBy('team_mentors.asked_at')
    .orderBy('team_mentors.team_id')
    .execute();
  return rows.map(offerOf);
}

/** Whoever looks after a team, in whatever server. */
export async function findLookingAfter(db: Db): Promise<{ guildId: string; userId: string }[]> {
  return await db
    .selectFrom('team_mentors')
    .innerJoin('teams', 'teams.id', 'team_mentors.team_id')
    .select(['teams.guild_id as guildId', 'team_mentors.user_id as userId'])
    .distinct()
    .where('team_mentors.agreed_at', 'is not', null)
    .where('team_mentors.ended_at', 'is', null)
    .execute();
}

/** Asked, whatever became of an earlier asking. */
export async function saveOffer(trx: Db, teamId: number, userId: string, now: number): Promise<void> {
  await trx
    .insertInto('team_mentors')
    .values({ team_id: teamId, user_id: userId, asked_at: now })
    .onConflict((clash) =>
      clash
        .columns(['team_id', 'user_id'])
        .doUpdateSet({ asked_at: now, agreed_at: null, agreed_by: null, ended_at: null }),
    )
    .execute();
}

/** False when it is not waited for (any more). */
export async function agreeTo(
  trx: Db,
  { teamId, userId, by, now }: { teamId: number; userId: string; by: string; now: number },
): Promise<boolean> {
  const row = await trx
    .updateTable('team_mentors')
    .set({ agreed_at: now, agreed_by: by })
    .where('team_id', '=', teamId)
    .where('user_id', '=', userId)
    .where('agreed_at', 'is', null)
    .where('ended_at', 'is', null)
    .returning('team_id')
    .executeTakeFirst();
  return row !== undefined;
}

/** False when it is over already. */
export async function endOffer(trx: Db, teamId: number, userId: string, now: number): Promise<boolean> {
  const row = await trx
    .updateTable('team_mentors')
    .set({ ended_at: now })
    .where('team_id', '=', teamId)
    .where('user_id', '=', userId)
    .where('ended_at', 'is', null)
    .returning('team_id')
    .executeTakeFirst();
  return row !== undefined;
}
