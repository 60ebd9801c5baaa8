import { setImmediate } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Db } from '../../../platform/database/index.ts';
import { type MemberFacts, paceBorders, paceOf } from '../rules/facts.ts';
import type { PlanCohort } from '../rules/plan.ts';

/** What other features know; one that does not exist yet answers with an empty set. */
export interface FactSources {
  /** Teams of a cohort whose contract is agreed. */
  readonly agreedTeams: (db: Db, cohortId: number) => Promise<ReadonlySet<number>>;
  /** Members who shared progress since an instant (ms). */
  readonly sharedProgress: (db: Db, cohortId: number, since: number) => Promise<ReadonlySet<string>>;
  /** Members who handed in, beyond those whose project says so. */
  readonly submitted: (db: Db, cohortId: number) => Promise<ReadonlySet<string>>;
}

const WEEK = 7 * 86_400_000;
/** Members read at once: small, so that interactions come between. */
const SLICE = 200;

/** The facts of all members of a cohort, in slices that leave the event loop free in between. */
export async function findAllFacts(
  db: Db,
  cohort: PlanCohort,
  now: number,
  sources: FactSources,
): Promise<MemberFacts[]> {
  const known = await readSources(db, cohort, now, sources);
  const all: MemberFacts[] = [];
  for (let after = ''; ; ) {
    const ids = await db
      .selectFrom('cohort_members')
      .select('user_id')
      .where('cohort_id', '=', cohort.id)
      .where('user_id', '>', after)
      .orderBy('user_id')
      .limit(SLICE)
      .execute();
    const last = ids.at(-1)?.user_id;
    if (last === undefined) return all;
    all.push(
      ...(await factsOf(
        db,
        cohort,
        now,
        known,
        ids.map((row) => row.user_id),
      )),
    );
    after = last;
    await setImmediate();
  }
}

/** The facts of these members, at most {@link SLICE}, by id; for use inside the transaction that acts on them. */
export async function findFacts(
  trx: Db,
  cohort: PlanCohort,
  now: number,
  sources: FactSources,
  userIds: readonly string[],
): Promise<Map<string, MemberFacts>> {
  if (userIds.length === 0) return new Map();
  const known = await readSources(trx, cohort, now, sources);
  const facts = await factsOf(trx, cohort, now, known, userIds);
  return new Map(facts.map((member) => [member.userId, member]));
}

/** Lists of few lengths make few different statements to prepare: filled up by repeating the last id. */
function padded(userIds: readonly string[]): string[] {
  const size = [1, 10, 50, 100, SLICE].find((length) => length >= userIds.length) ?? userIds.length;
  const last = userIds.at(-1) ?? '';
  return [...userIds, ...Array.from({ length: size - userIds.length }, () => last)];
}

interface Known {
  readonly agreedTeams: ReadonlySet<number>;
  readonly sharedProgress: ReadonlySet<string>;
  readonly submitted: ReadonlySet<string>;
}

async function readSources(db: Db, cohort: PlanCohort, now: number, sources: FactSources): Promise<Known> {
  return {
    agreedTeams: await sources.agreedTeams(db, cohort.id),
    sharedProgress: await sources.sharedProgress(db, cohort.id, now - WEEK),
    submitted: await sources.submitted(db, cohort.id),
  };
}

async function factsOf(
  db: Db,
  cohort: PlanCohort,
  now: number,
  known: Known,
  userIds: readonly string[],
): Promise<MemberFacts[]> {
  const ids = padded(userIds);
  const borders = paceBorders(cohort);
  const members = await readMembers(db, cohort, ids);
  const projects = Map.groupBy(await readProjects(db, cohort, ids), (project) => project.owner_id);
  const teams = new Map((await readTeams(db, cohort, ids)).map((team) => [team.user_id, team]));
  const requests = new Map(
    (await readRequests(db, cohort, now, ids)).map((row) => [row.user_id, row.waiting]),
  );
  const hours = new Set((await readHours(db, cohort, ids)).map((row) => row.user_id));
  const mutes = Map.groupBy(await readMutes(db, cohort, ids), (mute) => mute.user_id);

  return members.map((member) => {
    const own = projects.get(member.user_id) ?? [];
    const open = own.filter((project) => project.status !== 'withdrawn' && project.status !== 'submitted');
    const team = teams.get(member.user_id);
    const teamDone = team !== undefined && team.projects > 0 && team.open_projects === 0;
    const ownDone = own.length > 0 && open.length === 0 && team === undefined;
    return {
      userId: member.user_id,
      pace: paceOf(member.joined_at, borders),
      documentationOnly: member.documentation_only === 1,
      hasProject: open.length > 0 || team !== undefined,
      solo: open.length > 0 && open.every((project) => project.partners === 0),
      hasPartner: team !== undefined && team.size > 1,
      seeks: open.some(isSeeking) || (team?.seeking ?? 0) > 0,
      track: member.track,
      profileComplete: member.track !== null && hours.has(member.user_id),
      waitingRequests: requests.get(member.user_id) ?? 0,
      teamId: team?.team_id ?? null,
      contractAgreed: team !== undefined && known.agreedTeams.has(team.team_id),
      sharedProgress: known.sharedProgress.has(member.user_id),
      finished: known.submitted.has(member.user_id) || teamDone || ownDone,
      onBreak: member.paused_until !== null && member.paused_until > now,
      wants: member.reminders ?? 'all',
      muted: new Set((mutes.get(member.user_id) ?? []).map((mute) => mute.step)),
      timezone: member.timezone,
      locale: member.locale ?? 'en',
      dm: member.dm === 1,
      hasProjectThread: open.some((project) => project.thread_id !== null),
      projectId: open.at(-1)?.id ?? null,
    };
  });
}

function isSeeking(project: { status: string; partners: number; places_taken: number }): boolean {
  return project.status === 'looking' && project.places_taken < project.partners;
}

function readMembers(db: Db, cohort: PlanCohort, ids: readonly string[]) {
  return (
    db
      .selectFrom('cohort_members')
      .leftJoin('members', (join) =>
        join
          .onRef('members.user_id', '=', 'cohort_members.user_id')
          .on('members.guild_id', '=', cohort.guildId),
      )
      .select([
        'cohort_members.user_id',
        'cohort_members.joined_at',
        'cohort_members.documentation_only',
        'members.track',
        'members.timezone',
        'members.locale',
        'members.dm',
        'members.reminders',
        'members.paused_until',
      ])
      .where('cohort_members.cohort_id', '=', cohort.id)
      .where('cohort_members.user_id', 'in', ids)
      // Whoever left the server is told nothing and counts for nothing.
      .where('members.gone_at', 'is', null)
      .orderBy('cohort_members.user_id')
      .execute()
  );
}

function readProjects(db: Db, cohort: PlanCohort, ids: readonly string[]) {
  return db
    .selectFrom('projects')
    .select(['id', 'owner_id', 'status', 'partners', 'places_taken', 'thread_id'])
    .where('guild_id', '=', cohort.guildId)
    .where('cohort_id', '=', cohort.id)
    .where('owner_id', 'in', ids)
    .orderBy('id')
    .execute();
}

/** The team each member stands in, how many stand in it, and how far its projects are. */
async function readTeams(db: Db, cohort: PlanCohort, ids: readonly string[]) {
  const rows = await sql<{
    user_id: string;
    team_id: number;
    size: number;
    projects: number;
    open_projects: number;
    seeking: number;
  }>`
    select tm.user_id, t.id as team_id,
      (select count(*) from team_members o where o.team_id = t.id and o.left_at is null) as size,
      (select count(*) from projects p where p.team_id = t.id) as projects,
      (select count(*) from projects p where p.team_id = t.id and p.status <> 'submitted') as open_projects,
      (select count(*) from projects p
        where p.team_id = t.id and p.status = 'looking' and p.places_taken < p.partners) as seeking
    from team_members tm join teams t on t.id = tm.team_id
    where t.cohort_id = ${cohort.id} and t.ended_at is null and tm.left_at is null
      and tm.user_id in (${sql.join(ids)})
    order by t.id`.execute(db);
  return rows.rows;
}

function readRequests(db: Db, cohort: PlanCohort, now: number, ids: readonly string[]) {
  return db
    .selectFrom('request_answers')
    .innerJoin('requests', 'requests.id', 'request_answers.request_id')
    .select(['user_id', (count) => count.fn.countAll<number>().as('waiting')])
    .where('user_id', 'in', ids)
    .where('answer', 'is', null)
    .where('state', '=', sql.lit('open'))
    .where('cohort_id', '=', cohort.id)
    .where('expires_at', '>', now)
    .groupBy('user_id')
    .execute();
}

function readHours(db: Db, cohort: PlanCohort, ids: readonly string[]) {
  return db
    .selectFrom('availability')
    .select('user_id')
    .distinct()
    .where('guild_id', '=', cohort.guildId)
    .where('user_id', 'in', ids)
    .execute();
}

function readMutes(db: Db, cohort: PlanCohort, ids: readonly string[]) {
  return db
    .selectFrom('reminder_mutes')
    .select(['user_id', 'step'])
    .where('guild_id', '=', cohort.guildId)
    .where('user_id', 'in', ids)
    .execute();
}
