import type { Generated } from 'kysely';

declare module '../../platform/database/schema.ts' {
  interface Schema {
    knowledge_servers: { id: Generated<number>; guild_id: string; entries: Generated<number> };
    knowledge_entries: KnowledgeEntryTable;
    knowledge_terms: { id: Generated<number>; term: string; word: string };
    knowledge_trigrams: { trigram: string; length: number; term_id: number };
    knowledge_postings: { term_id: number; server_id: number; entry_id: number; weight: number };
    knowledge_misses: { guild_id: string; query_key: string; user_id: string; query: string; at: number };
  }
}

/** What a member solved or learned and shows to the server. */
export interface KnowledgeEntryTable {
  id: Generated<number>;
  guild_id: string;
  kind: 'blocker' | 'solution' | 'learning';
  /** The row of the room it comes from. */
  source_id: number;
  author_id: string | null;
  title: string;
  /** JSON of texts by field. */
  texts: string;
  /** JSON list of shown names. */
  technologies: string;
  link: string | null;
  /** The stems of the title, a bar, the stems of the texts. */
  stems: string;
  /** By which rules they were cut (rules/entry.ts, STEMMING). */
  stemming: Generated<number>;
  outdated: Generated<0 | 1>;
  /** Staff said it is the same as that one, which is shown in its place. */
  merged_into: number | null;
  at: number;
}
