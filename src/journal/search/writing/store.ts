import type { Db } from '../../../platform/database/index.ts';
import { type Entry, type Indexed, kindMark, piecesOf, type Source, technologyMark } from '../rules/entry.ts';

/** Writing the index. Lists are cut to few lengths, so that few texts of SQL are ever prepared. */
const CHUNK = 32;
/** The greatest weight. */
const HEAVIEST = 255;

/** Writes the entry anew under its source; returns its id. */
export async function insertEntry(trx: Db, entry: Entry, { terms, stems }: Indexed): Promise<number> {
  const serverId = await serverOf(trx, entry.guildId);
  const { id } = await trx
    .insertInto('knowledge_entries')
    .values({
      guild_id: entry.guildId,
      kind: entry.kind,
      source_id: entry.sourceId,
      author_id: entry.authorId ?? null,
      title: entry.title,
      texts: JSON.stringify(entry.texts),
      technologies: JSON.stringify(entry.technologies),
      link: entry.link ?? null,
      stems,
      outdated: entry.outdated === true ? 1 : 0,
      merged_into: null,
      at: entry.at,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  const ids = await idsOf(trx, terms);
  const postings = [...terms].flatMap(([term, { weight }]) => {
    const termId = ids.get(term);
    return termId === undefined
      ? []
      : [{ term_id: termId, server_id: serverId, entry_id: id, weight: Math.min(weight, HEAVIEST) }];
  });
  for (const some of chunks(postings)) await trx.insertInto('knowledge_postings').values(some).execute();
  await trx
    .updateTable('knowledge_servers')
    .set(({ eb }) => ({ entries: eb('entries', '+', 1) }))
    .where('id', '=', serverId)
    .execute();
  return id;
}

async function serverOf(trx: Db, guildId: string): Promise<number> {
  const known = await trx
    .selectFrom('knowledge_servers')
    .select('id')
    .where('guild_id', '=', guildId)
    .executeTakeFirst();
  if (known !== undefined) return known.id;
  const { id } = await trx
    .insertInto('knowledge_servers')
    .values({ guild_id: guildId })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

/** The ids of all terms; new ones are written with the pieces a mistyped word finds them by. */
async function idsOf(trx: Db, terms: Indexed['terms']): Promise<Map<string, number>> {
  const ids = new Map<string, number>();
  for (const some of chunks([...terms.keys()]))
    for (const { id, term } of await findTerms(trx, some)) ids.set(term, id);
  const lacking = [...terms].filter(([term]) => !ids.has(term)).map(([term, { word }]) => ({ term, word }));
  const pieces: { trigram: string; length: number; term_id: number }[] = [];
  for (const some of chunks(lacking)) {
    const created = await trx
      .insertInto('knowledge_terms')
      .values(some)
      // Another process may have met the same word.
      .onConflict((clash) => clash.column('term').doUpdateSet((eb) => ({ term: eb.ref('excluded.term') })))
      .returning(['id', 'term'])
      .execute();
    for (const { id, term } of created) {
      ids.set(term, id);
      pieces.push(...piecesOf(term).map((trigram) => ({ trigram, length: term.length, term_id: id })));
    }
  }
  for (const some of chunks(pieces))
    await trx
      .insertInto('knowledge_trigrams')
      .values(some)
      .onConflict((clash) => clash.doNothing())
      .execute();
  return ids;
}

async function findTerms(trx: Db, terms: readonly string[]) {
  return await trx.selectFrom('knowledge_terms').select(['id', 'term']).where('term', 'in', terms).execute();
}

/** Takes the entry out of the index with every word that nothing else holds. False where there is none. */
export async function deleteEntry(trx: Db, { guildId, kind, sourceId }: Source): Promise<boolean> {
  const entry = await trx
    .deleteFrom('knowledge_entries')
    .where('guild_id', '=', guildId)
    .where('kind', '=', kind)
    .where('source_id', '=', sourceId)
    .returning(['id', 'stems', 'technologies'])
    .executeTakeFirst();
  if (entry === undefined) return false;
  const serverId = await serverOf(trx, guildId);
  const technologies = JSON.parse(entry.technologies) as string[];
  const marks = [kindMark(kind), ...technologies.map(technologyMark)];
  const terms = [
    ...new Set([...entry.stems.split(' ').filter((stem) => stem !== '|' && stem !== ''), ...marks]),
  ];
  for (const some of chunks(terms)) {
    const ids = (await findTerms(trx, some)).map(({ id }) => id);
    if (ids.length === 0) continue;
    await trx
      .deleteFrom('knowledge_postings')
      .where('term_id', 'in', ids)
      .where('server_id', '=', serverId)
      .where('entry_id', '=', entry.id)
      .execute();
    await trx
      .deleteFrom('knowledge_terms')
      .where('id', 'in', ids)
      .where((eb) =>
        eb.not(
          eb.exists(
            eb
              .selectFrom('knowledge_postings')
              .select('entry_id')
              .whereRef('knowledge_postings.term_id', '=', 'knowledge_terms.id'),
          ),
        ),
      )
      .execute();
  }
  await trx
    .updateTable('knowledge_servers')
    .set(({ eb }) => ({ entries: eb('entries', '-', 1) }))
    .where('id', '=', serverId)
    .execute();
  return true;
}

function* chunks<T>(items: readonly T[]): Generator<T[]> {
  let at = 0;
  while (at < items.length) {
    const left = items.length - at;
    let size = CHUNK;
    while (size > left) size /= 2;
    yield items.slice(at, at + size);
    at += size;
  }
}
