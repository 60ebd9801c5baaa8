import { breathe } from '../../../platform/async.ts';
import type { Db } from '../../../platform/database/index.ts';

/** Everybody in a running cohort of a server: they are searched, matched and stand in teams. */
export async function findMemberIds(db: Db, guildId: string): Promise<string[]> {
  const cohorts = await db
    .selectFrom('cohorts')
    .select('id')
    .where('guild_id', '=', guildId)
    .where('archived_at', 'is', null)
    .execute();
  const ids = new Set<string>();
  for (const { id } of cohorts)
    for await (const page of memberPages(db, id)) for (const one of page) ids.add(one);
  return [...ids];
}

/** Ids read at once: about a millisecond's work, so that interactions come between. */
const IDS = 1_000;

async function* memberPages(db: Db, cohortId: number): AsyncGenerator<string[]> {
  for (let after: string | undefined = ''; after !== undefined; ) {
    const rows = await db
      .selectFrom('cohort_members')
      .select('user_id')
      .where('cohort_id', '=', cohortId)
      .where('user_id', '>', after)
      .orderBy('user_id')
      .limit(IDS)
      .execute();
    yield rows.map((row) => row.user_id);
    after = rows.length < IDS ? undefined : rows.at(-1)?.user_id;
    if (after !== undefined) await breathe();
  }
}
