import type { Db } from '../../../platform/database/index.ts';
import { type Forgotten, instant, type Keeps, place } from '../../../platform/privacy/keeps.ts';

/** All but how somebody is forgotten: their teams' threads follow that. */
export const teamKeeps: Keeps = {
  columns: {
    teams: {
      guild_id: place,
      name: 'words',
      thread_name: 'words',
      thread_id: place,
      checklist_message_id: place,
    },
    team_members: { user_id: 'member' },
    pairs: { host_id: 'member', guest_id: 'member', ended_by: 'member', end_reason: 'words' },
    departures: { user_id: 'member' },
  },
  async messages(db, { guildId, userId, words }) {
    const teams = await db
      .selectFrom('teams')
      .innerJoin('team_members', 'team_members.team_id', 'teams.id')
      .select(['id', 'thread_id', 'thread_name', 'name'])
      .where('guild_id', '=', guildId)
      .where('user_id', '=', userId)
      .execute();
    return teams.flatMap(({ id, thread_id: threadId, thread_name, name }) =>
      threadId !== null && says(thread_name ?? name, words) ? [{ threadId, name: `#${id}` }] : [],
    );
  },
  async export(db, { guildId, userId }) {
    const teams = await db
      .selectFrom('team_members')
      .innerJoin('teams', 'teams.id', 'team_members.team_id')
      .select(['teams.id', 'joined_at', 'left_at', 'last_sign_at', 'checked_in_at'])
      .where('guild_id', '=', guildId)
      .where('user_id', '=', userId)
      .orderBy('teams.id')
      .execute();
    const pairs = await db
      .selectFrom('pairs')
      .innerJoin('teams', 'teams.id', 'pairs.team_id')
      .select(['teams.id', 'formed_at', 'pairs.ended_at', 'ended_by', 'end_reason'])
      .where('guild_id', '=', guildId)
      .where((eb) => eb.or([eb('host_id', '=', userId), eb('guest_id', '=', userId)]))
      .orderBy('pairs.id')
      .execute();
    return {
      'your teams': teams.map((row) => ({
        number: row.id,
        joined: instant(row.joined_at),
        left: instant(row.left_at),
        'last sign of life': instant(row.last_sign_at),
        'checked in': instant(row.checked_in_at),
      })),
      'your partners, without their names': pairs.map((row) => ({
        team: row.id,
        since: instant(row.formed_at),
        ended: instant(row.ended_at),
        'ended by you': row.ended_by === userId,
        'your words': row.ended_by === userId ? row.end_reason : null,
      })),
    };
  },
  async erase(trx, guildId, limit) {
    const some = trx.selectFrom('teams').select('id').where('guild_id', '=', guildId).limit(limit);
    await trx.deleteFrom('departures').where('team_id', 'in', some).execute();
    await trx.deleteFrom('pairs').where('team_id', 'in', some).execute();
    await trx.deleteFrom('team_members').where('team_id', 'in', some).execute();
    const gone = await trx.deleteFrom('teams').where('id', 'in', some).executeTakeFirst();
    return Number(gone.numDeletedRows);
  },
};

function says(name: string, words: readonly string[]): boolean {
  return words.some((word) => name.includes(word));
}

/**
 * Their teams stay without their name; one that is called after them or their project is called by its number. Returns
 * the teams they were in.
 */
export async function forgetInTeams(
  trx: Db,
  { guildId, userId, alias, words }: Forgotten,
): Promise<number[]> {
  const teams = trx.selectFrom('teams').select('id').where('guild_id', '=', guildId);
  await trx.deleteFrom('departures').where('user_id', '=', userId).where('team_id', 'in', teams).execute();
  const own = await trx
    .updateTable('team_members')
    .set({ user_id: alias, look_at: null })
    .where('user_id', '=', userId)
    .where('team_id', 'in', teams)
    .returning('team_id')
    .execute();
  const pairs = trx.updateTable('pairs').where('team_id', 'in', teams);
  await pairs.set({ ended_by: alias, end_reason: null }).where('ended_by', '=', userId).execute();
  await pairs.set({ host_id: alias }).where('host_id', '=', userId).execute();
  await pairs.set({ guest_id: alias }).where('guest_id', '=', userId).execute();
  const ids = own.map((row) => row.team_id);
  if (ids.length === 0) return [];
  for (const team of await trx.selectFrom('teams').selectAll().where('id', 'in', ids).execute()) {
    const name = says(team.name, words) ? `#${team.id}` : team.name;
    const isNamed = team.thread_name !== null && says(team.thread_name, words);
    const thread = isNamed ? `#${team.id}` : team.thread_name;
    await trx.updateTable('teams').set({ name, thread_name: thread }).where('id', '=', team.id).execute();
  }
  return ids;
}
