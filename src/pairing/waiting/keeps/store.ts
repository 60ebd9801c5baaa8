import { code, instant, type Keeps } from '../../../platform/privacy/keeps.ts';

export const waitingKeeps: Keeps = {
  columns: {
    waiting_list: { user_id: 'member' },
    waiting_offers: { user_id: 'member', person_id: 'member' },
    waiting_watches: { user_id: 'member', kind: code, person_id: 'member' },
    waiting_progress: { name: code },
  },
  async export(db, { guildId, userId }) {
    const waits = await db
      .selectFrom('waiting_list')
      .innerJoin('cohorts', 'cohorts.id', 'waiting_list.cohort_id')
      .select(['name', 'since'])
      .where('guild_id', '=', guildId)
      .where('user_id', '=', userId)
      .execute();
    const told = await db
      .selectFrom('waiting_offers')
      .innerJoin('cohorts', 'cohorts.id', 'waiting_offers.cohort_id')
      .select(['name', 'told_at'])
      .where('guild_id', '=', guildId)
      .where('user_id', '=', userId)
      .orderBy('told_at')
      .execute();
    const watches = await db
      .selectFrom('waiting_watches')
      .innerJoin('cohorts', 'cohorts.id', 'waiting_watches.cohort_id')
      .select(['name', 'kind', 'project_id', 'waiting_watches.created_at'])
      .where('guild_id', '=', guildId)
      .where('user_id', '=', userId)
      .orderBy('waiting_watches.id')
      .execute();
    return {
      'waiting lists you are on': waits.map((row) => ({ cohort: row.name, since: instant(row.since) })),
      'when you were told that somebody is free': told.map((row) => ({
        cohort: row.name,
        at: instant(row.told_at),
      })),
      'what you want to be told of': watches.map((row) => ({
        cohort: row.name,
        kind: row.kind,
        project: row.project_id,
        since: instant(row.created_at),
      })),
    };
  },
  async forget(trx, { guildId, userId }) {
    const cohorts = trx.selectFrom('cohorts').select('id').where('guild_id', '=', guildId);
    await trx
      .deleteFrom('waiting_list')
      .where('user_id', '=', userId)
      .where('cohort_id', 'in', cohorts)
      .execute();
    await trx
      .deleteFrom('waiting_offers')
      .where('cohort_id', 'in', cohorts)
      .where((eb) => eb.or([eb('user_id', '=', userId), eb('person_id', '=', userId)]))
      .execute();
    await trx
      .deleteFrom('waiting_watches')
      .where('cohort_id', 'in', cohorts)
      .where((eb) => eb.or([eb('user_id', '=', userId), eb('person_id', '=', userId)]))
      .execute();
  },
  async erase(trx, guildId, limit) {
    const cohorts = trx.selectFrom('cohorts').select('id').where('guild_id', '=', guildId);
    const waiting = trx
      .selectFrom('waiting_list')
      .select('user_id')
      .where('cohort_id', 'in', cohorts)
      .limit(limit);
    const told = trx
      .selectFrom('waiting_offers')
      .select('user_id')
      .where('cohort_id', 'in', cohorts)
      .limit(limit);
    const watched = trx
      .selectFrom('waiting_watches')
      .select('id')
      .where('cohort_id', 'in', cohorts)
      .limit(limit);
    const gone = [
      await trx
        .deleteFrom('waiting_list')
        .where('cohort_id', 'in', cohorts)
        .where('user_id', 'in', waiting)
        .executeTakeFirst(),
      await trx
        .deleteFrom('waiting_offers')
        .where('cohort_id', 'in', cohorts)
        .where('user_id', 'in', told)
        .executeTakeFirst(),
      await trx.deleteFrom('waiting_watches').where('id', 'in', watched).executeTakeFirst(),
    ];
    return gone.reduce((sum, { numDeletedRows }) => sum + Number(numDeletedRows), 0);
  },
};
