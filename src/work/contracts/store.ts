import type { Insertable, Selectable } from 'kysely';
import type { Db } from '../../platform/database/index.ts';
import type { Problem } from './documents/types.ts';
import type { Answer, Version } from './rules.ts';
import type { ContractVersionTable } from './tables.ts';

type Row = Omit<Selectable<ContractVersionTable>, 'normalised' | 'document'>;

/** Everything but the documents, which may be a megabyte each. */
const COLUMNS = [
  'id',
  'team_id',
  'guild_id',
  'number',
  'state',
  'format',
  'hash',
  'title',
  'version',
  'endpoint_count',
  'source',
  'source_name',
  'note',
  'problems',
  'problem_count',
  'proposer_id',
  'created_at',
  'agreed_at',
  'nudged_at',
  'offered_at',
  'working_at',
  'revision',
  'channel_id',
  'message_id',
] as const;

function versionOf(row: Row): Version {
  return {
    id: row.id,
    teamId: row.team_id,
    guildId: row.guild_id,
    number: row.number,
    state: row.state,
    format: row.format,
    hash: row.hash,
    title: row.title,
    version: row.version,
    endpointCount: row.endpoint_count,
    source: row.source,
    sourceName: row.source_name,
    note: row.note,
    problems: JSON.parse(row.problems) as Problem[],
    problemCount: row.problem_count,
    proposerId: row.proposer_id,
    createdAt: row.created_at,
    agreedAt: row.agreed_at,
    nudgedAt: row.nudged_at,
    offeredAt: row.offered_at,
    workingAt: row.working_at,
    revision: row.revision,
    card:
      row.channel_id === null || row.message_id === null
        ? null
        : { channelId: row.channel_id, messageId: row.message_id },
  };
}

export type NewVersion = Omit<
  Insertable<ContractVersionTable>,
  | 'id'
  | 'number'
  | 'state'
  | 'agreed_at'
  | 'nudged_at'
  | 'offered_at'
  | 'working_at'
  | 'channel_id'
  | 'message_id'
>;

/** The team's next proposal; the one that waited gives way to it. */
export async function insertVersion(
  trx: Db,
  version: NewVersion,
): Promise<{ id: number; replaced: number[] }> {
  const replaced = await trx
    .updateTable('contract_versions')
    .set((eb) => ({ state: 'replaced' as const, revision: eb('revision', '+', 1) }))
    .where('team_id', '=', version.team_id)
    .where('state', '=', 'proposed')
    .returning('id')
    .execute();
  const last = await trx
    .selectFrom('contract_versions')
    .select((eb) => eb.fn.max('number').as('number'))
    .where('team_id', '=', version.team_id)
    .executeTakeFirst();
  const { id } = await trx
    .insertInto('contract_versions')
    .values({
      ...version,
      number: (last?.number ?? 0) + 1,
      state: 'proposed',
      agreed_at: null,
      nudged_at: null,
      offered_at: null,
      working_at: null,
      channel_id: null,
      message_id: null,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return { id, replaced: replaced.map((row) => row.id) };
}

export async function findVersion(db: Db, id: number): Promise<Version | undefined> {
  const row = await db
    .selectFrom('contract_versions')
    .select(COLUMNS)
    .where('id', '=', id)
    .executeTakeFirst();
  return row === undefined ? undefined : versionOf(row);
}

/** A team's versions, newest first. */
export async function findVersions(db: Db, teamId: number): Promise<Version[]> {
  const rows = await db
    .selectFrom('contract_versions')
    .select(COLUMNS)
    .where('team_id', '=', teamId)
    .orderBy('number', 'desc')
    .execute();
  return rows.map(versionOf);
}

export async function findInState(
  db: Db,
  teamId: number,
  state: 'agreed' | 'proposed',
): Promise<Version | undefined> {
  const row = await db
    .selectFrom('contract_versions')
    .select(COLUMNS)
    .where('team_id', '=', teamId)
    .where('state', '=', state)
    .executeTakeFirst();
  return row === undefined ? undefined : versionOf(row);
}

/** Proposals of running teams that have waited since `before` (ms) and were not asked about, or offered, yet. */
export async function findWaiting(db: Db, before: number): Promise<Version[]> {
  const rows = await db
    .selectFrom('contract_versions')
    .select(COLUMNS)
    .where('state', '=', 'proposed')
    .where('created_at', '<=', before)
    .where((eb) => eb.or([eb('nudged_at', 'is', null), eb('offered_at', 'is', null)]))
    .where('team_id', 'in', db.selectFrom('teams').select('id').where('ended_at', 'is', null))
    .orderBy('id')
    .execute();
  return rows.map(versionOf);
}

/** A version's contents: normalised, and as it was handed in. */
export async function findDocument(
  db: Db,
  id: number,
): Promise<{ normalised: string; document: string } | undefined> {
  return await db
    .selectFrom('contract_versions')
    .select(['normalised', 'document'])
    .where('id', '=', id)
    .executeTakeFirst();
}

/** The proposal becomes what is agreed; false: it no longer waits. */
export async function markAgreed(trx: Db, { id, teamId }: Version, now: number): Promise<boolean> {
  await trx
    .updateTable('contract_versions')
    .set((eb) => ({ state: 'past' as const, revision: eb('revision', '+', 1) }))
    .where('team_id', '=', teamId)
    .where('state', '=', 'agreed')
    .execute();
  const done = await trx
    .updateTable('contract_versions')
    .set((eb) => ({ state: 'agreed' as const, agreed_at: now, revision: eb('revision', '+', 1) }))
    .where('id', '=', id)
    .where('state', '=', 'proposed')
    .executeTakeFirst();
  return done.numUpdatedRows > 0n;
}

/** A proposal that nobody waits for any more. */
export async function endProposal(trx: Db, teamId: number): Promise<number[]> {
  const rows = await trx
    .updateTable('contract_versions')
    .set((eb) => ({ state: 'replaced' as const, revision: eb('revision', '+', 1) }))
    .where('team_id', '=', teamId)
    .where('state', '=', 'proposed')
    .returning('id')
    .execute();
  return rows.map((row) => row.id);
}

/** Once, while it waits; false: somebody else did it. */
export async function markOnce(
  trx: Db,
  id: number,
  column: 'nudged_at' | 'offered_at' | 'working_at',
  now: number,
): Promise<boolean> {
  const done = await trx
    .updateTable('contract_versions')
    .set((eb) => ({ [column]: now, revision: eb('revision', '+', 1) }))
    .where('id', '=', id)
    .where('state', '=', 'proposed')
    .where(column, 'is', null)
    .executeTakeFirst();
  return done.numUpdatedRows > 0n;
}

/** Something on its card has changed; returns the new revision. */
export async function touch(trx: Db, id: number): Promise<number> {
  const { revision } = await trx
    .updateTable('contract_versions')
    .set((eb) => ({ revision: eb('revision', '+', 1) }))
    .where('id', '=', id)
    .returning('revision')
    .executeTakeFirstOrThrow();
  return revision;
}

export async function recordCard(
  trx: Db,
  id: number,
  card: { readonly channelId: string; readonly messageId: string },
): Promise<void> {
  await trx
    .updateTable('contract_versions')
    .set({ channel_id: card.channelId, message_id: card.messageId })
    .where('id', '=', id)
    .execute();
}

export async function findAnswers(db: Db, versionId: number): Promise<Answer[]> {
  return await db
    .selectFrom('contract_answers')
    .select(['user_id as userId', 'stance', 'reason', 'answered_at as at'])
    .where('version_id', '=', versionId)
    .orderBy('answered_at')
    .orderBy('user_id')
    .execute();
}

/** A member's answer to a version, which they may change while it waits. */
export async function putAnswer(
  trx: Db,
  version: Pick<Version, 'id' | 'hash'>,
  { userId, stance, reason, at }: Answer,
): Promise<void> {
  const answer = { hash: version.hash, stance, reason, answered_at: at };
  await trx
    .insertInto('contract_answers')
    .values({ version_id: version.id, user_id: userId, ...answer })
    .onConflict((clash) => clash.columns(['version_id', 'user_id']).doUpdateSet(answer))
    .execute();
}

export interface Acceptance {
  readonly finding: string;
  readonly rule: string;
  readonly place: string;
  readonly reason: string;
  readonly userId: string | null;
  /** ms UTC. */
  readonly at: number;
}

export async function findAcceptances(db: Db, teamId: number): Promise<Acceptance[]> {
  return await db
    .selectFrom('contract_acceptances')
    .select(['finding', 'rule', 'place', 'reason', 'user_id as userId', 'accepted_at as at'])
    .where('team_id', '=', teamId)
    .orderBy('accepted_at')
    .execute();
}

/** False: it was accepted before. What was accepted at this place by this rule, and is another change now, ends. */
export async function insertAcceptance(
  trx: Db,
  teamId: number,
  { finding, rule, place, reason, userId, at }: Acceptance,
): Promise<boolean> {
  await trx
    .deleteFrom('contract_acceptances')
    .where('team_id', '=', teamId)
    .where('rule', '=', rule)
    .where('place', '=', place)
    .where('finding', '<>', finding)
    .execute();
  const done = await trx
    .insertInto('contract_acceptances')
    .values({ team_id: teamId, finding, rule, place, reason, user_id: userId, accepted_at: at })
    .onConflict((clash) => clash.columns(['team_id', 'finding']).doNothing())
    .executeTakeFirst();
  return (done.numInsertedOrUpdatedRows ?? 0n) > 0n;
}
