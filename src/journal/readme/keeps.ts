import { code, type Keeps, place } from '../../platform/privacy/keeps.ts';
import { deleteAll, deleteOf, findPicksIn } from './store.ts';

export const readmeKeeps: Keeps = {
  columns: {
    readme_picks: { user_id: 'member', kind: code, name: { none: 'a topic of the programme' } },
    readme_consents: { guild_id: place, user_id: 'member' },
    readme_programmes: { content: { none: 'topics of the programme, as staff wrote them' } },
  },
  async export(db, { guildId, userId }) {
    const picks = await findPicksIn(db, guildId, userId);
    return { 'topics you covered': picks.map(({ kind, name }) => ({ kind, name })) };
  },
  async forget(trx, { guildId, userId }) {
    await deleteOf(trx, guildId, userId);
  },
  erase: (trx, guildId) => deleteAll(trx, guildId),
};
