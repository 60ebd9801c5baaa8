import { type Kysely, sql } from 'kysely';

/** `/project browse` reads a server's newest projects; without it all of them were sorted for each page. */
const INDEX = 'create index projects_newest_first on projects (guild_id, id)';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw(INDEX).execute(db);
}

export const postgres: readonly string[] = [INDEX];
