import type { Db } from '../../../platform/database/index.ts';
import type { Waiting } from '../rules.ts';

/** Who waits in a cohort, a page at a time, by their ids: `after` the last one of the page before. Two questions. */
export async function findWaiting(
  db: Db,
  { id: cohortId, guildId }: { readonly id: number; readonly guildId: string },
  { after, limit }: { after: string; limit: number },
): Promise<Waiting[]> {
  const rows = await db
    .selectFrom('waiting_list')
    .select(['user_id', 'since', 'head_at'])
    .where('cohort_id', '=', cohortId)
    .where('user_id', '>', after)
    .orderBy('user_id')
    .limit(limit)
    .execute();
  const last = rows.at(-1)?.user_id;
  if (last === undefined) return [];
  const projects = await db
    .selectFrom('waiting_list as waiting')
    .innerJoin('projects', (join) =>
      join
        .on('projects.guild_id', '=', guildId)
        .onRef('projects.owner_id', '=', 'waiting.user_id')
        .onRef('projects.cohort_id', '=', 'waiting.cohort_id'),
    )
    .select(['owner_id', 'track'])
    .where('waiting.cohort_id', '=', cohortId)
    .where('waiting.user_id', '>', after)
    .where('waiting.user_id', '<=', last)
    // One that is full counts as open while a partner is away.
    .where('projects.status', 'in', ['looking', 'full'])
    .execute();
  const tracks = Map.groupBy(projects, ({ owner_id }) => owner_id);
  return rows.map((row) => ({
    userId: row.user_id,
    since: row.since,
    headAt: row.head_at,
    tracks: tracks.get(row.user_id)?.map(({ track }) => track) ?? [],
  }));
}
