import type { Selectable } from 'kysely';
import type { Db } from '../../platform/database/index.ts';
import type { Case, Outcome, Report, Reported } from './rules.ts';
import type { CaseTable } from './tables.ts';

function caseOf(row: Selectable<CaseTable>): Case {
  return {
    id: row.id,
    guildId: row.guild_id,
    kind: row.kind,
    objectId: row.object_id,
    aboutId: row.about_id,
    snapshot: row.snapshot === null ? null : (JSON.parse(row.snapshot) as Case['snapshot']),
    openedAt: row.opened_at,
    outcome: row.outcome,
  };
}

/** The open case of what is reported, made where there is none. */
export async function openCase(trx: Db, reported: Reported, now: number): Promise<number> {
  const { guildId, kind, id, aboutId, title, words } = reported;
  await trx
    .insertInto('cases')
    .values({
      guild_id: guildId,
      kind,
      object_id: id,
      about_id: aboutId,
      snapshot: JSON.stringify({ title, words }),
      opened_at: now,
    })
    .onConflict((clash) =>
      clash.columns(['guild_id', 'kind', 'object_id']).where('closed_at', 'is', null).doNothing(),
    )
    .execute();
  const row = await trx
    .selectFrom('cases')
    .select('id')
    .where('guild_id', '=', guildId)
    .where('kind', '=', kind)
    .where('object_id', '=', id)
    .where('closed_at', 'is', null)
    .executeTakeFirstOrThrow();
  return row.id;
}

/** False when they have reported it before. */
export async function insertReport(
  trx: Db,
  caseId: number,
  { reporterId, reason, at }: Report,
): Promise<boolean> {
  const row = await trx
    .insertInto('case_reports')
    .values({ case_id: caseId, reporter_id: reporterId, reason, at })
    .onConflict((clash) => clash.doNothing())
    .returning('case_id')
    .executeTakeFirst();
  return row !== undefined;
}

export async function findCase(db: Db, id: number): Promise<Case | undefined> {
  const row = await db.selectFrom('cases').selectAll().where('id', '=', id).executeTakeFirst();
  return row === undefined ? undefined : caseOf(row);
}

/** The oldest first, each with how many reported it. */
export async function findOpenCases(
  db: Db,
  guildId: string,
  limit: number,
): Promise<{ one: Case; reports: number }[]> {
  const rows = await db
    .selectFrom('cases')
    .selectAll()
    .select((eb) =>
      eb
        .selectFrom('case_reports')
        .select((of) => of.fn.countAll<number>().as('reports'))
        .whereRef('case_id', '=', 'cases.id')
        .as('reports'),
    )
    .where('guild_id', '=', guildId)
    .where('closed_at', 'is', null)
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map((row) => ({ one: caseOf(row), reports: row.reports ?? 0 }));
}

export async function findReports(db: Db, caseId: number, limit: number): Promise<Report[]> {
  return await db
    .selectFrom('case_reports')
    .select(['reporter_id as reporterId', 'reason', 'at'])
    .where('case_id', '=', caseId)
    .orderBy('at')
    .limit(limit)
    .execute();
}

export async function countReports(db: Db, caseId: number): Promise<number> {
  const { count } = await db
    .selectFrom('case_reports')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('case_id', '=', caseId)
    .executeTakeFirstOrThrow();
  return count;
}

/** Whoever reported it. */
export async function findReporters(db: Db, caseId: number): Promise<string[]> {
  const rows = await db
    .selectFrom('case_reports')
    .select('reporter_id')
    .where('case_id', '=', caseId)
    .execute();
  return rows.map((row) => row.reporter_id);
}

export async function countOpenCases(db: Db, guildId: string): Promise<number> {
  const { count } = await db
    .selectFrom('cases')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('guild_id', '=', guildId)
    .where('closed_at', 'is', null)
    .executeTakeFirstOrThrow();
  return count;
}

/** How many cases about somebody ended how. */
export async function countCases(
  db: Db,
  guildId: string,
  aboutId: string,
): Promise<Readonly<Record<Outcome, number>>> {
  const rows = await db
    .selectFrom('cases')
    .select((eb) => ['outcome', eb.fn.countAll<number>().as('count')])
    .where('guild_id', '=', guildId)
    .where('about_id', '=', aboutId)
    .where('outcome', 'is not', null)
    .groupBy('outcome')
    .execute();
  const of = (outcome: Outcome): number => rows.find((row) => row.outcome === outcome)?.count ?? 0;
  return { kept: of('kept'), acted: of('acted') };
}

/** What was reported is kept no longer. Undefined when it was closed before. */
export async function closeCase(
  trx: Db,
  id: number,
  { by, outcome, now }: { by: string; outcome: Outcome; now: number },
): Promise<Case | undefined> {
  const row = await trx
    .updateTable('cases')
    .set({ closed_at: now, closed_by: by, outcome, snapshot: null })
    .where('id', '=', id)
    .where('closed_at', 'is', null)
    .returningAll()
    .executeTakeFirst();
  return row === undefined ? undefined : caseOf(row);
}

/** The list shows something else now. */
export async function reviseList(trx: Db, guildId: string) {
  return await trx
    .insertInto('case_lists')
    .values({ guild_id: guildId, revision: 1 })
    .onConflict((clash) =>
      clash.column('guild_id').doUpdateSet((eb) => ({ revision: eb('case_lists.revision', '+', 1) })),
    )
    .returningAll()
    .executeTakeFirstOrThrow();
}

export async function findList(db: Db, guildId: string) {
  return await db.selectFrom('case_lists').selectAll().where('guild_id', '=', guildId).executeTakeFirst();
}

/** Returns the revision it has by then; 0: there is none any more. */
export async function recordList(
  trx: Db,
  guildId: string,
  at: { channelId: string; messageId: string } | null,
): Promise<number> {
  const list = await trx
    .updateTable('case_lists')
    .set({ channel_id: at?.channelId ?? null, message_id: at?.messageId ?? null })
    .where('guild_id', '=', guildId)
    .returning('revision')
    .executeTakeFirst();
  return list?.revision ?? 0;
}
