import { instant, type Keeps } from '../../privacy/keeps.ts';

export const fetchKeeps: Keeps = {
  columns: {
    fetches: {
      host: { none: 'the name of a host, kept for an hour so that it is not asked too often' },
      user_id: 'member',
    },
  },
  anywhere: {
    async export(db, userId) {
      const asked = await db
        .selectFrom('fetches')
        .select(['host', 'started_at'])
        .where('user_id', '=', userId)
        .orderBy('id')
        .execute();
      return {
        'addresses fetched for you in the last hour': asked.map(({ host, started_at }) => ({
          host,
          at: instant(started_at),
        })),
      };
    },
    /** That the host was asked still counts, for whoever asks it next. */
    async forget(trx, userId) {
      await trx.updateTable('fetches').set({ user_id: null }).where('user_id', '=', userId).execute();
    },
  },
};
