import { sql } from 'kysely';
import type { Db } from '../../platform/database/index.ts';
import type { Source } from './rules/entry.ts';

/** Lists are filled up to one of few lengths by repeating an item, so that few texts of SQL are ever prepared. */
const LENGTHS = [4, 16, 64, 256, 1_024];

function filledUp<T>(items: readonly T[], filler = items[0]): T[] {
  const length = LENGTHS.find((each) => each >= items.length) ?? items.length;
  const missing = length - items.length;
  return filler === undefined ? [...items] : [...items, ...Array.from({ length: missing }, () => filler)];
}

export async function findServer(db: Db, guildId: string) {
  return await db
    .selectFrom('knowledge_servers')
    .select(['id', 'entries'])
    .where('guild_id', '=', guildId)
    .executeTakeFirst();
}

/** How many entries of the server hold each of these terms, the oldest first; those that none holds are left out. */
export async function countHolding(
  db: Db,
  serverId: number,
  terms: readonly string[],
): Promise<{ id: number; term: string; word: string; holding: number }[]> {
  if (terms.length === 0) return [];
  const holding = sql<number>`(select count(*) from knowledge_postings
    where knowledge_postings.term_id = knowledge_terms.id and server_id = ${serverId})`;
  const found = await db
    .selectFrom('knowledge_terms')
    .select(['id', 'term', 'word', holding.as('holding')])
    .where('term', 'in', filledUp(terms))
    .orderBy('id')
    .execute();
  return found.flatMap(({ holding, ...term }) => (holding > 0 ? [{ ...term, holding }] : []));
}

/** The terms with the most of these pieces, of a length between the two. */
export async function findAlike(
  db: Db,
  pieces: readonly string[],
  length: { readonly min: number; readonly max: number },
  limit: number,
): Promise<string[]> {
  if (pieces.length === 0) return [];
  const found = await db
    .selectFrom('knowledge_trigrams')
    .innerJoin('knowledge_terms', 'knowledge_terms.id', 'knowledge_trigrams.term_id')
    .select('term')
    .where('trigram', 'in', filledUp(pieces))
    .where('length', '>=', length.min)
    .where('length', '<=', length.max)
    .groupBy(['knowledge_terms.id', 'term'])
    .orderBy(({ fn }) => fn.countAll(), 'desc')
    .orderBy('knowledge_terms.id')
    .limit(limit)
    .execute();
  return found.map(({ term }) => term);
}

export interface Anchor {
  readonly id: number;
  /** What the term counts for; whole. */
  readonly value: number;
}

/** The entries that hold the most of these terms by weight, of those that hold every mark. */
export async function findCandidates(
  db: Db,
  serverId: number,
  anchors: readonly Anchor[],
  marks: readonly number[],
  limit: number,
): Promise<number[]> {
  const listed = filledUp(anchors, { id: 0, value: 0 }).map(
    ({ id, value }) => sql`(cast(${id} as bigint), cast(${value} as bigint))`,
  );
  const marked = marks.map(
    (id) => sql`and exists (
      select 1 from knowledge_postings m
      where m.term_id = ${id} and m.server_id = p.server_id and m.entry_id = p.entry_id)`,
  );
  const { rows } = await sql<{ entry_id: number }>`
    with anchors (id, value) as (values ${sql.join(listed)})
    select p.entry_id
    from anchors join knowledge_postings p on p.term_id = anchors.id
    where p.server_id = ${serverId} ${sql.join(marked, sql` `)}
    group by p.entry_id order by sum(p.weight * anchors.value) desc, p.entry_id desc limit ${limit}`.execute(
    db,
  );
  return rows.map(({ entry_id }) => entry_id);
}

export async function findEntries(db: Db, ids: readonly number[]) {
  if (ids.length === 0) return [];
  return await db.selectFrom('knowledge_entries').selectAll().where('id', 'in', filledUp(ids)).execute();
}

export type EntryRow = Awaited<ReturnType<typeof findEntries>>[number];

export async function findEntry(db: Db, guildId: string, id: number): Promise<EntryRow | undefined> {
  return await db
    .selectFrom('knowledge_entries')
    .selectAll()
    .where('guild_id', '=', guildId)
    .where('id', '=', id)
    .executeTakeFirst();
}

export async function isWithoutEntries(db: Db, guildId: string): Promise<boolean> {
  const entries = db.selectFrom('knowledge_entries').select('id').where('guild_id', '=', guildId);
  return (await entries.limit(1).executeTakeFirst()) === undefined;
}

/** What is known most of: filter terms that begin so, with how many entries hold each. */
export async function countByMark(
  db: Db,
  serverId: number,
  prefix: string,
  limit: number,
): Promise<{ term: string; holding: number }[]> {
  const after = prefix.slice(0, -1) + String.fromCharCode(prefix.charCodeAt(prefix.length - 1) + 1);
  return await db
    .selectFrom('knowledge_terms')
    .innerJoin('knowledge_postings', 'knowledge_postings.term_id', 'knowledge_terms.id')
    .select(({ fn }) => ['term', fn.countAll<number>().as('holding')])
    .where('term', '>=', prefix)
    .where('term', '<', after)
    .where('server_id', '=', serverId)
    .groupBy('term')
    .orderBy('holding', 'desc')
    .orderBy('term')
    .limit(limit)
    .execute();
}

/** What was searched for in vain, what most members asked for first. */
export async function findMisses(db: Db, guildId: string, limit: number) {
  return await db
    .selectFrom('knowledge_misses')
    .select(({ fn }) => [
      'query_key',
      fn.max('query').as('query'),
      fn.countAll<number>().as('members'),
      fn.max('at').as('last'),
    ])
    .where('guild_id', '=', guildId)
    .groupBy('query_key')
    .orderBy('members', 'desc')
    .orderBy('last', 'desc')
    .limit(limit)
    .execute();
}

export async function findSources(
  db: Db,
  guildId: string,
  { authorId, limit }: { authorId?: string; limit?: number },
): Promise<Source[]> {
  let query = db
    .selectFrom('knowledge_entries')
    .select(['guild_id as guildId', 'kind', 'source_id as sourceId'])
    .where('guild_id', '=', guildId);
  if (authorId !== undefined) query = query.where('author_id', '=', authorId);
  if (limit !== undefined) query = query.limit(limit);
  return await query.execute();
}

export async function findMissesOf(db: Db, guildId: string, userId: string) {
  return await db
    .selectFrom('knowledge_misses')
    .select(['query', 'at'])
    .where('guild_id', '=', guildId)
    .where('user_id', '=', userId)
    .orderBy('at')
    .execute();
}

/** Of one member, or of all of the server; how many. */
export async function deleteMisses(trx: Db, guildId: string, userId?: string): Promise<number> {
  let query = trx.deleteFrom('knowledge_misses').where('guild_id', '=', guildId);
  if (userId !== undefined) query = query.where('user_id', '=', userId);
  return Number((await query.executeTakeFirstOrThrow()).numDeletedRows);
}

export async function deleteServer(trx: Db, guildId: string): Promise<number> {
  const gone = await trx
    .deleteFrom('knowledge_servers')
    .where('guild_id', '=', guildId)
    .executeTakeFirstOrThrow();
  return Number(gone.numDeletedRows);
}
