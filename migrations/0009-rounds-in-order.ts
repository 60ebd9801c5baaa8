import { type Kysely, sql } from 'kysely';

/**
 * The pairs of a round are read in order, a page at a time: without the index every page sorted all of them. And a new
 * round asks who still has a suggestion open, or has declined whom.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  'create unique index round_pairs_in_order on round_pairs (round_id, position)',
  `create index round_pairs_answers_of_backend on round_pairs (backend_id) where state in ('proposed', 'declined')`,
  `create index round_pairs_answers_of_frontend on round_pairs (frontend_id) where state in ('proposed', 'declined')`,
];
