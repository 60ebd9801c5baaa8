import type { Insertable, Selectable, Updateable } from 'kysely';
import type { Db } from '../../platform/database/index.ts';
import type { Solution } from './rules.ts';
import type { SolutionTable } from './tables.ts';

function solutionOf(row: Selectable<SolutionTable>): Solution {
  return {
    id: row.id,
    guildId: row.guild_id,
    cohortId: row.cohort_id,
    userId: row.user_id,
    authorId: row.author_id,
    projectId: row.project_id,
    teamId: row.team_id,
    title: row.title,
    rootCause: row.root_cause,
    diagnosis: row.diagnosis,
    solution: row.solution,
    lesson: row.lesson,
    technologies: JSON.parse(row.technologies) as string[],
    state: row.state,
    source: row.source,
    publicAt: row.public_at,
    message:
      row.channel_id === null || row.message_id === null
        ? null
        : { channelId: row.channel_id, messageId: row.message_id },
    createdAt: row.created_at,
  };
}

export async function insertSolution(trx: Db, solution: Insertable<SolutionTable>): Promise<Solution> {
  return solutionOf(
    await trx.insertInto('solutions').values(solution).returningAll().executeTakeFirstOrThrow(),
  );
}

export async function findSolution(db: Db, id: number): Promise<Solution | undefined> {
  const row = await db.selectFrom('solutions').selectAll().where('id', '=', id).executeTakeFirst();
  return row === undefined ? undefined : solutionOf(row);
}

/** Undefined when it is in another state by now. */
export async function changeSolution(
  trx: Db,
  id: number,
  from: Solution['state'],
  changes: Updateable<SolutionTable>,
): Promise<Solution | undefined> {
  const row = await trx
    .updateTable('solutions')
    .set(changes)
    .where('id', '=', id)
    .where('state', '=', from)
    .returningAll()
    .executeTakeFirst();
  return row === undefined ? undefined : solutionOf(row);
}

/** Whether its author was asked about a message that is still to be answered. */
export async function isAsked(db: Db, guildId: string, source: string): Promise<boolean> {
  const row = await db
    .selectFrom('solutions')
    .select('id')
    .where('guild_id', '=', guildId)
    .where('source', '=', source)
    .where('state', '=', 'asked')
    .executeTakeFirst();
  return row !== undefined;
}

/** A member's own in a cohort: what they shared and what is their own find, oldest first. */
export async function findOfMember(db: Db, cohortId: number, userId: string): Promise<Solution[]> {
  const rows = await db
    .selectFrom('solutions')
    .selectAll()
    .where('author_id', '=', userId)
    .where('cohort_id', '=', cohortId)
    .where('state', '=', 'shared')
    .orderBy('created_at')
    .orderBy('id')
    .execute();
  return rows.map(solutionOf);
}

/** What everybody may read in a server, newest first, whose title contains the words. */
export async function searchTitles(
  db: Db,
  guildId: string,
  typed: string,
  limit: number,
): Promise<{ id: number; title: string }[]> {
  const pattern = `%${typed.toLowerCase().replace(/[\\%_]/g, String.raw`\$&`)}%`;
  return await db
    .selectFrom('solutions')
    .select(['id', 'title'])
    .where('guild_id', '=', guildId)
    .where('state', '=', 'shared')
    .where('public_at', 'is not', null)
    .where((eb) => eb(eb.fn<string>('lower', ['title']), 'like', pattern))
    .orderBy('created_at', 'desc')
    .limit(limit)
    .execute();
}

export async function recordPosted(
  trx: Db,
  id: number,
  { channelId, messageId }: { channelId: string; messageId: string },
): Promise<void> {
  await trx
    .updateTable('solutions')
    .set({ channel_id: channelId, message_id: messageId })
    .where('id', '=', id)
    .execute();
}

/** What was never theirs to keep. */
export async function deleteAsked(trx: Db, id: number, authorId: string): Promise<void> {
  await trx
    .deleteFrom('solutions')
    .where('id', '=', id)
    .where('author_id', '=', authorId)
    .where('state', '=', 'asked')
    .execute();
}

/** Those made of a member's messages that wait for their word. */
export async function findAsked(db: Db, guildId: string, authorId: string): Promise<Solution[]> {
  const rows = await db
    .selectFrom('solutions')
    .selectAll()
    .where('guild_id', '=', guildId)
    .where('author_id', '=', authorId)
    .where('state', '=', 'asked')
    .orderBy('id')
    .execute();
  return rows.map(solutionOf);
}
