import { code, instant, type Keeps, place } from '../../platform/privacy/keeps.ts';
import { deleteMisses, deleteServer, findMissesOf, findSources } from './store.ts';
import { deleteEntry } from './writing/store.ts';

/**
 * What others built on is kept by its room, which puts it in again without an author before this is called: later
 * features are forgotten first. Everything else of theirs leaves the index with every word that nobody else used.
 */
export const searchKeeps: Keeps = {
  columns: {
    knowledge_servers: { guild_id: place },
    knowledge_entries: {
      guild_id: place,
      kind: code,
      author_id: 'member',
      title: 'words',
      texts: 'words',
      technologies: 'words',
      link: place,
      stems: 'words',
    },
    knowledge_terms: { term: 'words', word: 'words' },
    knowledge_trigrams: { trigram: 'words' },
    knowledge_misses: { guild_id: place, query_key: 'words', user_id: 'member', query: 'words' },
  },
  async export(db, { guildId, userId }) {
    const misses = await findMissesOf(db, guildId, userId);
    return { 'searches that found nothing': misses.map(({ query, at }) => ({ query, at: instant(at) })) };
  },
  async forget(trx, { guildId, userId }) {
    for (const source of await findSources(trx, guildId, { authorId: userId }))
      await deleteEntry(trx, source);
    await deleteMisses(trx, guildId, userId);
  },
  async erase(trx, guildId, limit) {
    const entries = await findSources(trx, guildId, { limit });
    for (const source of entries) await deleteEntry(trx, source);
    if (entries.length > 0) return entries.length;
    return (await deleteMisses(trx, guildId)) + (await deleteServer(trx, guildId));
  },
};
