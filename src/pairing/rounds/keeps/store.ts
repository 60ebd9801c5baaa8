import { code, instant, type Keeps, place } from '../../../platform/privacy/keeps.ts';

export const roundKeeps: Keeps = {
  columns: {
    rounds: {
      guild_id: place,
      state: code,
      fingerprint: { none: 'a hash of all that a round was computed from' },
      created_by: 'member',
      publish_as: code,
      published_by: 'member',
    },
    round_pairs: {
      backend_id: 'member',
      frontend_id: 'member',
      backend_fingerprint: { none: 'a hash of what a round read of a member' },
      frontend_fingerprint: { none: 'a hash of what a round read of a member' },
      state: code,
      changed: code,
      failure: code,
    },
    round_leftovers: {
      user_id: 'member',
      reason: { none: 'counts of those who would have fitted, and why they do not' },
      help: { none: 'counts of what would help' },
    },
  },
  async export(db, { guildId, userId }) {
    const pairs = await db
      .selectFrom('round_pairs')
      .innerJoin('rounds', 'rounds.id', 'round_pairs.round_id')
      .select(['rounds.id', 'round_pairs.state', 'score', 'overlap_minutes', 'rounds.created_at'])
      .where('guild_id', '=', guildId)
      .where((eb) => eb.or([eb('backend_id', '=', userId), eb('frontend_id', '=', userId)]))
      .orderBy('round_pairs.id')
      .execute();
    const leftovers = await db
      .selectFrom('round_leftovers')
      .innerJoin('rounds', 'rounds.id', 'round_leftovers.round_id')
      .select(['rounds.id', 'reason', 'rounds.created_at'])
      .where('guild_id', '=', guildId)
      .where('user_id', '=', userId)
      .orderBy('rounds.id')
      .execute();
    return {
      'partner rounds that suggested somebody to you': pairs.map((row) => ({
        round: row.id,
        computed: instant(row.created_at),
        state: row.state,
        'score out of 1000': row.score,
        'minutes you share in a week': row.overlap_minutes,
      })),
      'partner rounds that found nobody for you': leftovers.map((row) => ({
        round: row.id,
        computed: instant(row.created_at),
        why: row.reason,
      })),
    };
  },
  async forget(trx, { guildId, userId, alias }) {
    const own = trx.selectFrom('rounds').select('id').where('guild_id', '=', guildId);
    const rounds = trx.updateTable('rounds').where('guild_id', '=', guildId);
    await rounds.set({ created_by: alias }).where('created_by', '=', userId).execute();
    await rounds.set({ published_by: alias }).where('published_by', '=', userId).execute();
    const pairs = trx.updateTable('round_pairs').where('round_id', 'in', own);
    await pairs.set({ backend_id: alias }).where('backend_id', '=', userId).execute();
    await pairs.set({ frontend_id: alias }).where('frontend_id', '=', userId).execute();
    await trx
      .deleteFrom('round_leftovers')
      .where('user_id', '=', userId)
      .where('round_id', 'in', own)
      .execute();
  },
  async detach(trx, guildId) {
    const own = trx.selectFrom('rounds').select('id').where('guild_id', '=', guildId);
    await trx
      .updateTable('round_pairs')
      .set({ team_id: null, backend_project_id: null, frontend_project_id: null })
      .where('round_id', 'in', own)
      .execute();
  },
  async erase(trx, guildId, limit) {
    const own = trx.selectFrom('rounds').select('id').where('guild_id', '=', guildId);
    const some = trx.selectFrom('round_pairs').select('id').where('round_id', 'in', own).limit(limit);
    const pairs = await trx.deleteFrom('round_pairs').where('id', 'in', some).executeTakeFirst();
    const left = trx
      .selectFrom('round_leftovers')
      .select('user_id')
      .where('round_id', 'in', own)
      .limit(limit);
    const leftovers = await trx
      .deleteFrom('round_leftovers')
      .where('round_id', 'in', own)
      .where('user_id', 'in', left)
      .executeTakeFirst();
    const count = Number(pairs.numDeletedRows) + Number(leftovers.numDeletedRows);
    if (count > 0) return count;
    const gone = await trx.deleteFrom('rounds').where('guild_id', '=', guildId).executeTakeFirst();
    return Number(gone.numDeletedRows);
  },
};
