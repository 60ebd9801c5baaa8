import { type RawBuilder, sql } from 'kysely';
import { breathe } from '../../platform/async.ts';
import type { Db } from '../../platform/database/index.ts';
import { instantText } from './rules.ts';

/** Ids looked at in one go: one or two milliseconds' work, so that interactions come between. */
const RANGE = 250;

type Line = readonly (string | number)[];
type Slices = AsyncGenerator<readonly Line[]>;

/** Every range of ids up to `last`. */
async function* ranges(last: number): AsyncGenerator<readonly [above: number, upTo: number]> {
  for (let from = 0; from < last; from += RANGE) {
    yield [from, from + RANGE];
    await breathe();
  }
}

/** The cohort as a condition that no index answers: one of them would read the whole cohort again for each range of ids. */
function looked(column: string, cohortId: number): RawBuilder<boolean> {
  return sql<boolean>`${sql.ref(column)} + 0 = ${cohortId}`;
}

async function lastId(db: Db, table: 'projects' | 'teams' | 'contract_versions'): Promise<number> {
  const row = await db
    .selectFrom(table)
    .select((eb) => eb.fn.max('id').as('last'))
    .executeTakeFirst();
  return row?.last ?? 0;
}

export async function* projectLines(db: Db, cohortId: number): Slices {
  for await (const [above, upTo] of ranges(await lastId(db, 'projects'))) {
    const rows = await db
      .selectFrom('projects')
      .select(['id', 'title', 'owner_id', 'team_id', 'brief', 'track', 'api', 'status', 'partners'])
      .select(['places_taken', 'repo', 'docs', 'created_at'])
      .where('id', '>', above)
      .where('id', '<=', upTo)
      .where(looked('cohort_id', cohortId))
      .execute();
    yield rows.map((row) => [
      row.id,
      row.title,
      row.owner_id,
      row.team_id ?? '',
      row.brief,
      row.track,
      row.api ?? '',
      row.status,
      row.partners,
      row.places_taken,
      row.repo ?? '',
      row.docs ?? '',
      instantText(row.created_at),
    ]);
  }
}

export async function* teamLines(db: Db, cohortId: number): Slices {
  for await (const [above, upTo] of ranges(await lastId(db, 'teams'))) {
    const teams = await db
      .selectFrom('teams')
      .select(['id', 'name', 'created_at', 'introduced_at', 'ended_at'])
      .where('id', '>', above)
      .where('id', '<=', upTo)
      .where(looked('cohort_id', cohortId))
      .execute();
    const members = await db
      .selectFrom('team_members')
      .select(['team_id', 'user_id', 'last_sign_at'])
      .where('team_id', '>', above)
      .where('team_id', '<=', upTo)
      .where('left_at', 'is', null)
      .execute();
    const byTeam = Map.groupBy(members, ({ team_id }) => team_id);
    yield teams.map((team) => {
      const inIt = byTeam.get(team.id) ?? [];
      const signs = inIt.flatMap(({ last_sign_at }) => (last_sign_at === null ? [] : [last_sign_at]));
      return [
        team.id,
        team.name,
        inIt.map(({ user_id }) => user_id).join('; '),
        instantText(team.created_at),
        instantText(team.introduced_at),
        instantText(signs.length === 0 ? null : Math.max(...signs)),
        instantText(team.ended_at),
      ];
    });
  }
}

export async function* contractLines(db: Db, cohortId: number): Slices {
  for await (const [above, upTo] of ranges(await lastId(db, 'contract_versions'))) {
    const rows = await db
      .selectFrom('contract_versions as version')
      .innerJoin('teams', 'teams.id', 'version.team_id')
      .select(['version.team_id', 'version.number', 'version.state', 'version.format', 'version.title'])
      .select(['version.endpoint_count', 'version.created_at', 'version.agreed_at'])
      .where('version.id', '>', above)
      .where('version.id', '<=', upTo)
      .where(looked('teams.cohort_id', cohortId))
      .execute();
    yield rows.map((row) => [
      row.team_id,
      row.number,
      row.state,
      row.format,
      row.title,
      row.endpoint_count,
      instantText(row.created_at),
      instantText(row.agreed_at),
    ]);
  }
}

/** The links to hold against the platform's own list, one a line. */
export async function* handInLines(db: Db, cohortId: number): Slices {
  for await (const [above, upTo] of ranges(await lastId(db, 'projects'))) {
    const rows = await db
      .selectFrom('submissions')
      .leftJoin('submission_links as link', (join) =>
        join
          .onRef('link.project_id', '=', 'submissions.project_id')
          .onRef('link.user_id', '=', 'submissions.user_id'),
      )
      .select(['submissions.user_id', 'submissions.project_id', 'submissions.saved_at'])
      .select(['submissions.handed_in_at', 'link.kind', 'link.url', 'link.found'])
      .where('submissions.project_id', '>', above)
      .where('submissions.project_id', '<=', upTo)
      .where(looked('submissions.cohort_id', cohortId))
      .execute();
    yield rows.map((row) => [
      row.user_id,
      row.project_id,
      row.kind ?? '',
      row.url ?? '',
      row.found ?? '',
      instantText(row.saved_at),
      instantText(row.handed_in_at),
    ]);
  }
}

/** The reminders' ledger: what was due, and how many it reached. */
export async function* reminderLines(db: Db, cohortId: number): Slices {
  const rows = await db
    .selectFrom('reminder_runs')
    .select(['step', 'occurrence', 'date', 'due_at', 'state', 'reached', 'finished_at', 'note'])
    .where('cohort_id', '=', cohortId)
    .orderBy('due_at')
    .execute();
  yield rows.map((row) => [
    row.step,
    row.occurrence,
    row.date,
    instantText(row.due_at),
    row.state,
    row.reached,
    instantText(row.finished_at),
    row.note ?? '',
  ]);
}
