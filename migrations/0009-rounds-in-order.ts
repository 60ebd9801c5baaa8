import { type Kysely, sql } from 'kysely';

/** The pairs of a round are read in order, a page at a time: without the index every page sorted all of them. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw('create unique index round_pairs_in_order on round_pairs (round_id, position)').execute(db);
}
