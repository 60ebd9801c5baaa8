import Database from 'better-sqlite3';
import { indexed, piecesOf } from '../../src/journal/search/rules/entry.ts';
import type { Sample } from './data.ts';

/**
 * Fills an empty, migrated index the short way: row for row in the order of the keys, without waiting for the disk. What
 * stands there afterwards is what `keep` would have written. `sampleOf`: which entry of the sample each is, from 0.
 */
export function fill(
  path: string,
  guilds: readonly string[],
  sample: Sample,
  count: number,
  sampleOf: (index: number) => number,
): void {
  const sqlite = new Database(path);
  sqlite.pragma('synchronous = OFF');
  sqlite.pragma('foreign_keys = OFF');
  sqlite.pragma('cache_size = -400000');
  const texts = sample.entries.map((entry) => ({ entry, index: indexed(entry) }));
  const servers = guilds.length;
  sqlite.exec('begin');
  const server = sqlite.prepare('insert into knowledge_servers (id, guild_id, entries) values (?, ?, ?)');
  guilds.forEach((guild, at) => {
    server.run(at + 1, guild, Math.floor((count - at - 1) / servers) + 1);
  });
  const insert = sqlite.prepare(
    `insert into knowledge_entries (id, guild_id, kind, source_id, author_id, title, texts, technologies, link, stems, at)
    values (?, ?, ?, ?, ?, ?, ?, ?, null, ?, ?)`,
  );
  /** Which entries of a server are made of a text of the sample. */
  const made: number[][][] = guilds.map(() => texts.map(() => []));
  for (let index = 0; index < count; index++) {
    const of = sampleOf(index);
    const text = texts[of];
    const guild = guilds[index % servers];
    if (text === undefined || guild === undefined) throw new Error('an empty sample');
    const { kind, authorId, title, texts: fields, technologies, at } = text.entry;
    const shown = [JSON.stringify(fields), JSON.stringify(technologies), text.index.stems];
    insert.run(index + 1, guild, kind, index, authorId, title, ...shown, at);
    made[index % servers]?.[of]?.push(index + 1);
  }
  fillPostings(sqlite, texts, made);
  sqlite.exec('commit');
  sqlite.exec('analyze');
  sqlite.close();
}

function fillPostings(
  sqlite: Database.Database,
  texts: readonly { readonly index: ReturnType<typeof indexed> }[],
  made: readonly (readonly (readonly number[])[])[],
): void {
  const holders = new Map<string, { of: number; weight: number; word: string }[]>();
  texts.forEach(({ index: { terms } }, of) => {
    for (const [term, { weight, word }] of terms)
      holders.set(term, [...(holders.get(term) ?? []), { of, weight: Math.min(255, weight), word }]);
  });
  const addTerm = sqlite.prepare('insert into knowledge_terms (id, term, word) values (?, ?, ?)');
  const piece = sqlite.prepare('insert into knowledge_trigrams (trigram, length, term_id) values (?, ?, ?)');
  const posting = sqlite.prepare(
    'insert into knowledge_postings (term_id, server_id, entry_id, weight) values (?, ?, ?, ?)',
  );
  let id = 0;
  for (const [term, list] of holders) {
    id += 1;
    addTerm.run(id, term, list[0]?.word ?? term);
    for (const each of piecesOf(term)) piece.run(each, term.length, id);
    made.forEach((byText, at) => {
      const rows = list.flatMap(({ of, weight }) =>
        (byText[of] ?? []).map((entry): [number, number] => [entry, weight]),
      );
      for (const [entry, weight] of rows.sort((a, b) => a[0] - b[0])) posting.run(id, at + 1, entry, weight);
    });
  }
}
