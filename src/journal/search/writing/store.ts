import { type RawBuilder, sql } from 'kysely';
import { type Db, each, engineOf, oneOfIds, oneOfTexts } from '../../../platform/database/index.ts';
import {
  type Entry,
  type Indexed,
  kindMark,
  piecesOf,
  type Source,
  STEMMING,
  technologyMark,
} from '../rules/entry.ts';

/** The greatest weight. */
const HEAVIEST = 255;

interface Place {
  readonly serverId: number;
  readonly id: number;
}

/** Writes the entry, or writes it anew in the place of what its source said before; what staff merged stays so. */
export async function keepEntry(trx: Db, entry: Entry, { terms, stems }: Indexed): Promise<void> {
  const serverId = await serverOf(trx, entry.guildId);
  const known = await findIndexed(trx, entry);
  const old = known === undefined ? [] : await idsHeld(trx, known);
  if (known !== undefined) await deletePostings(trx, { serverId, id: known.id }, old);
  const row = {
    author_id: entry.authorId ?? null,
    title: entry.title,
    texts: JSON.stringify(entry.texts),
    technologies: JSON.stringify(entry.technologies),
    link: entry.link ?? null,
    stems,
    stemming: STEMMING,
    outdated: entry.outdated === true ? (1 as const) : (0 as const),
    at: entry.at,
  };
  const id = known?.id ?? (await insertEntry(trx, entry, row));
  if (known === undefined) await countEntries(trx, serverId, 1);
  else await trx.updateTable('knowledge_entries').set(row).where('id', '=', id).execute();
  await insertTerms(trx, terms);
  await insertPostings(trx, { serverId, id }, terms);
  await deleteUnused(trx, old);
}

async function insertEntry(
  trx: Db,
  { guildId, kind, sourceId }: Source,
  row: { title: string; texts: string; technologies: string; stems: string; stemming: number; at: number },
): Promise<number> {
  const { id } = await trx
    .insertInto('knowledge_entries')
    .values({ guild_id: guildId, kind, source_id: sourceId, ...row })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

async function insertPostings(trx: Db, { serverId, id }: Place, terms: Indexed['terms']): Promise<void> {
  const rows = [...terms].map(([term, { weight }]) => [term, Math.min(weight, HEAVIEST)]);
  await sql`
    insert into knowledge_postings (term_id, server_id, entry_id, weight)
    select knowledge_terms.id, cast(${serverId} as bigint), cast(${id} as bigint), cast(given.value ->> 1 as bigint)
    from ${eachRow(trx, rows)} as given join knowledge_terms on knowledge_terms.term = given.value ->> 0`.execute(
    trx,
  );
}

async function countEntries(trx: Db, serverId: number, more: 1 | -1): Promise<void> {
  await trx
    .updateTable('knowledge_servers')
    .set(({ eb }) => ({ entries: eb('entries', '+', more) }))
    .where('id', '=', serverId)
    .execute();
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

/** New ones are written with the pieces a mistyped word finds them by. */
async function insertTerms(trx: Db, terms: Indexed['terms']): Promise<void> {
  const lacking = await trx
    .selectFrom(each(trx, [...terms.keys()]).as('given'))
    .select('given.value')
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('knowledge_terms')
            .select('knowledge_terms.id')
            .whereRef('knowledge_terms.term', '=', 'given.value'),
        ),
      ),
    )
    .execute();
  if (lacking.length === 0) return;
  const isLacking = new Set(lacking.map(({ value }) => value));
  // In the order of the text: of words equally alike the older one is taken, on either engine.
  const rows = [...terms].flatMap(([term, { word }]) => (isLacking.has(term) ? [[term, word]] : []));
  // Another process may have met the same word.
  const { rows: created } = await sql<{ id: number; term: string }>`
    insert into knowledge_terms (term, word) select value ->> 0, value ->> 1 from ${eachRow(trx, rows)} where true
    on conflict (term) do update set term = excluded.term returning id, term`.execute(trx);
  const pieces = created.flatMap(({ id, term }) => piecesOf(term).map((piece) => [piece, term.length, id]));
  await sql`
    insert into knowledge_trigrams (trigram, length, term_id)
    select value ->> 0, cast(value ->> 1 as bigint), cast(value ->> 2 as bigint) from ${eachRow(trx, pieces)} where true
    on conflict do nothing`.execute(trx);
}

/** A table of one column, `value`, with a row for each of these: one statement, prepared once, whatever their number. */
function eachRow(db: Db, rows: readonly (readonly (string | number)[])[]): RawBuilder<unknown> {
  const list = JSON.stringify(rows);
  return engineOf(db) === 'sqlite'
    ? sql`json_each(${list})`
    : sql`json_array_elements(cast(${list} as json))`;
}

async function findTermIds(trx: Db, terms: readonly string[]): Promise<number[]> {
  const found = await trx
    .selectFrom('knowledge_terms')
    .select('id')
    .where('term', 'in', oneOfTexts(trx, terms))
    .execute();
  return found.map(({ id }) => id);
}

/** Entries whose words were cut by older rules than these. */
export async function findOfOldStems(db: Db, stemming: number, limit: number): Promise<Entry[]> {
  const rows = await db
    .selectFrom('knowledge_entries')
    .selectAll()
    .where('stemming', '<', sql.lit(stemming))
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    guildId: row.guild_id,
    kind: row.kind,
    sourceId: row.source_id,
    authorId: row.author_id ?? undefined,
    title: row.title,
    texts: JSON.parse(row.texts) as Record<string, string>,
    technologies: JSON.parse(row.technologies) as string[],
    link: row.link ?? undefined,
    outdated: row.outdated === 1,
    at: row.at,
  }));
}

async function findIndexed(trx: Db, { guildId, kind, sourceId }: Source) {
  return await trx
    .selectFrom('knowledge_entries')
    .select(['id', 'kind', 'stems', 'technologies'])
    .where('guild_id', '=', guildId)
    .where('kind', '=', kind)
    .where('source_id', '=', sourceId)
    .executeTakeFirst();
}

/** The ids of the terms an entry was indexed under. */
async function idsHeld(
  trx: Db,
  { kind, stems, technologies }: NonNullable<Awaited<ReturnType<typeof findIndexed>>>,
): Promise<number[]> {
  const marks = [kindMark(kind), ...(JSON.parse(technologies) as string[]).map(technologyMark)];
  const words = stems.split(' ').filter((stem) => stem !== '|' && stem !== '');
  return await findTermIds(trx, [...new Set([...words, ...marks])]);
}

async function deletePostings(trx: Db, { serverId, id }: Place, termIds: readonly number[]): Promise<void> {
  await trx
    .deleteFrom('knowledge_postings')
    .where('term_id', 'in', oneOfIds(trx, termIds))
    .where('server_id', '=', serverId)
    .where('entry_id', '=', id)
    .execute();
}

/** A word that nobody uses any more is forgotten with its pieces. */
async function deleteUnused(trx: Db, termIds: readonly number[]): Promise<void> {
  if (termIds.length === 0) return;
  await trx
    .deleteFrom('knowledge_terms')
    .where('id', 'in', oneOfIds(trx, termIds))
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

/** Takes the entry out of the index. What was merged into it stands for itself again. */
export async function deleteEntry(trx: Db, source: Source): Promise<void> {
  const known = await findIndexed(trx, source);
  if (known === undefined) return;
  const serverId = await serverOf(trx, source.guildId);
  const held = await idsHeld(trx, known);
  await deletePostings(trx, { serverId, id: known.id }, held);
  await deleteUnused(trx, held);
  await trx.deleteFrom('knowledge_entries').where('id', '=', known.id).execute();
  await countEntries(trx, serverId, -1);
}

/** Shows `into` in the place of `from` and of what was merged into that. Both are of the server and stand for themselves. */
export async function mergeEntries(trx: Db, guildId: string, from: number, into: number): Promise<boolean> {
  const both = await trx
    .selectFrom('knowledge_entries')
    .select('id')
    .where('guild_id', '=', guildId)
    .where('id', 'in', [from, into])
    .where('merged_into', 'is', null)
    .execute();
  if (from === into || both.length !== 2) return false;
  await trx
    .updateTable('knowledge_entries')
    .set({ merged_into: into })
    .where((eb) => eb.or([eb('id', '=', from), eb('merged_into', '=', from)]))
    .execute();
  return true;
}

/** It stands for itself again. */
export async function splitEntry(trx: Db, guildId: string, id: number): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('knowledge_entries')
    .set({ merged_into: null })
    .where('guild_id', '=', guildId)
    .where('id', '=', id)
    .where('merged_into', 'is not', null)
    .executeTakeFirstOrThrow();
  return numUpdatedRows === 1n;
}

export async function noteMiss(
  trx: Db,
  miss: { guild_id: string; query_key: string; user_id: string; query: string; at: number },
): Promise<void> {
  await trx
    .insertInto('knowledge_misses')
    .values(miss)
    .onConflict((clash) =>
      clash
        .columns(['guild_id', 'query_key', 'user_id'])
        .doUpdateSet((eb) => ({ at: eb.ref('excluded.at'), query: eb.ref('excluded.query') })),
    )
    .execute();
}

/** What was asked before then is of no use any more, and somebody answered what is named. */
export async function deleteMissesBefore(trx: Db, guildId: string, at: number): Promise<void> {
  await trx.deleteFrom('knowledge_misses').where('guild_id', '=', guildId).where('at', '<', at).execute();
}
