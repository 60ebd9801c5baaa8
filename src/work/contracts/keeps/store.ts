import type { Db } from '../../../platform/database/index.ts';
import {
  code,
  type Forgotten,
  instant,
  type Keeps,
  place,
  type Whose,
} from '../../../platform/privacy/keeps.ts';
import { textWithout, withoutWords } from './rules.ts';

/** A longer document is no page to read: their team has it as a file. */
const LONGEST_EXPORTED = 100_000;

/** A contract belongs to its team: a forgotten member's words go, what others agreed to stays. */
export const contractKeeps: Keeps = {
  columns: {
    contract_versions: {
      guild_id: place,
      state: code,
      format: code,
      hash: { none: 'the hash of a document' },
      title: 'words',
      version: 'words',
      normalised: 'words',
      document: 'words',
      source: code,
      source_name: 'words',
      note: 'words',
      problems: 'words',
      proposer_id: 'member',
      channel_id: place,
      message_id: place,
    },
    contract_answers: {
      user_id: 'member',
      hash: { none: 'the hash of a document' },
      stance: code,
      reason: 'words',
    },
    contract_acceptances: {
      finding: 'words',
      rule: code,
      place: 'words',
      reason: 'words',
      user_id: 'member',
    },
    contract_uses: { user_id: 'member', endpoint: 'words', field: 'words' },
    contract_mutes: { user_id: 'member' },
    contract_fetches: {
      guild_id: place,
      user_id: 'member',
      kind: code,
      url: 'words',
      note: 'words',
      state: code,
    },
    contract_watches: {
      guild_id: place,
      url: 'words',
      etag: { none: 'what a host calls the state of a document' },
      seen: { none: 'the hash of a document' },
      drift: 'words',
      drift_hash: { none: 'the hash of a document' },
    },
  },
  /** The cards of what they proposed, and those that say their words. */
  async messages(db, { guildId, userId, words }) {
    const cards = await db
      .selectFrom('contract_versions')
      .select(['channel_id', 'message_id', 'title', 'version', 'note', 'source_name', 'proposer_id'])
      .where('guild_id', '=', guildId)
      .where('team_id', 'in', teamsOf(db, { guildId, userId }))
      .where('message_id', 'is not', null)
      .execute();
    return cards
      .filter(({ title, version, note, source_name: source, proposer_id: by }) => {
        const shown = [title, version, note, source].join('\n');
        return by === userId || textWithout(shown, words) !== shown;
      })
      .flatMap(({ channel_id: channelId, message_id: messageId }) =>
        channelId === null || messageId === null ? [] : [{ channelId, messageId }],
      );
  },
  async export(db, { guildId, userId }) {
    const versions = await db
      .selectFrom('contract_versions')
      .select(['number', 'title', 'version', 'state', 'source_name', 'note', 'document', 'created_at'])
      .where('guild_id', '=', guildId)
      .where('proposer_id', '=', userId)
      .orderBy('id')
      .execute();
    const answers = await db
      .selectFrom('contract_answers')
      .innerJoin('contract_versions', 'contract_versions.id', 'contract_answers.version_id')
      .select(['number', 'stance', 'reason', 'answered_at'])
      .where('guild_id', '=', guildId)
      .where('user_id', '=', userId)
      .orderBy('answered_at')
      .execute();
    const uses = await db
      .selectFrom('contract_uses')
      .innerJoin('teams', 'teams.id', 'contract_uses.team_id')
      .select(['endpoint', 'field'])
      .where('guild_id', '=', guildId)
      .where('user_id', '=', userId)
      .execute();
    return {
      'contracts you proposed': versions.map(({ created_at, source_name, document, ...version }) => ({
        ...version,
        document: document.length > LONGEST_EXPORTED ? 'long: /contract history has it as a file' : document,
        from: source_name,
        at: instant(created_at),
      })),
      'your answers to contracts': answers.map(({ answered_at, number, ...answer }) => ({
        version: number,
        ...answer,
        at: instant(answered_at),
      })),
      'what you use of your team’s contract': uses.map(({ endpoint, field }) => ({
        endpoint,
        field: field === '' ? null : field,
      })),
    };
  },
  async forget(trx, who) {
    const { guildId, userId } = who;
    const teams = trx.selectFrom('teams').select('id').where('guild_id', '=', guildId);
    const versions = trx.selectFrom('contract_versions').select('id').where('guild_id', '=', guildId);
    await forgetVersions(trx, who);
    await trx
      .deleteFrom('contract_uses')
      .where('user_id', '=', userId)
      .where('team_id', 'in', teams)
      .execute();
    await trx
      .deleteFrom('contract_mutes')
      .where('user_id', '=', userId)
      .where('team_id', 'in', teams)
      .execute();
    await trx
      .deleteFrom('contract_fetches')
      .where('user_id', '=', userId)
      .where('team_id', 'in', teams)
      .execute();
    await trx
      .deleteFrom('contract_answers')
      .where('user_id', '=', userId)
      .where('version_id', 'in', versions)
      .execute();
    await trx
      .updateTable('contract_acceptances')
      .set({ user_id: null, reason: '' })
      .where('user_id', '=', userId)
      .where('team_id', 'in', teams)
      .execute();
    await trx
      .updateTable('contract_versions')
      .set({ proposer_id: null, note: null })
      .where('proposer_id', '=', userId)
      .where('guild_id', '=', guildId)
      .execute();
  },
  async erase(trx, guildId, limit) {
    const teams = trx.selectFrom('teams').select('id').where('guild_id', '=', guildId);
    const gone = [
      await trx.deleteFrom('contract_uses').where('team_id', 'in', teams).executeTakeFirst(),
      await trx.deleteFrom('contract_mutes').where('team_id', 'in', teams).executeTakeFirst(),
      await trx.deleteFrom('contract_acceptances').where('team_id', 'in', teams).executeTakeFirst(),
      await trx.deleteFrom('contract_fetches').where('guild_id', '=', guildId).executeTakeFirst(),
      await trx.deleteFrom('contract_watches').where('guild_id', '=', guildId).executeTakeFirst(),
    ].reduce((sum, { numDeletedRows }) => sum + Number(numDeletedRows), 0);
    const some = await trx
      .selectFrom('contract_versions')
      .select('id')
      .where('guild_id', '=', guildId)
      .limit(limit)
      .execute();
    const ids = some.map(({ id }) => id);
    if (ids.length === 0) return gone;
    await trx.deleteFrom('contract_answers').where('version_id', 'in', ids).execute();
    await trx.deleteFrom('contract_versions').where('id', 'in', ids).execute();
    return gone + ids.length;
  },
};

/** Teams whose contract they had something to do with, or that build a project of theirs. */
function teamsOf(db: Db, { guildId, userId }: Whose) {
  const answered = db
    .selectFrom('contract_answers')
    .innerJoin('contract_versions', 'contract_versions.id', 'contract_answers.version_id')
    .select('contract_versions.team_id')
    .where('contract_answers.user_id', '=', userId)
    .where('contract_versions.guild_id', '=', guildId);
  const proposed = db
    .selectFrom('contract_versions')
    .select('team_id')
    .where('proposer_id', '=', userId)
    .where('guild_id', '=', guildId);
  const built = db
    .selectFrom('projects')
    .select('team_id')
    .where('owner_id', '=', userId)
    .where('guild_id', '=', guildId)
    .where('team_id', 'is not', null)
    .$narrowType<{ team_id: number }>();
  return answered.union(proposed).union(built);
}

/** What nobody else answered goes with them; of what stays, their words and how they wrote it. */
async function forgetVersions(trx: Db, { guildId, userId, words }: Forgotten): Promise<void> {
  const rows = await trx
    .selectFrom('contract_versions')
    .innerJoin('teams', 'teams.id', 'contract_versions.team_id')
    .select((eb) => [
      'contract_versions.id',
      'contract_versions.proposer_id',
      'contract_versions.state',
      'teams.ended_at',
      eb
        .selectFrom('contract_answers')
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .whereRef('version_id', '=', 'contract_versions.id')
        .where('user_id', '<>', userId)
        .as('others'),
    ])
    .where('contract_versions.guild_id', '=', guildId)
    .where('contract_versions.team_id', 'in', teamsOf(trx, { guildId, userId }))
    .execute();
  for (const { id, proposer_id, state, ended_at, others } of rows) {
    const isTheirs = proposer_id === userId;
    if (isTheirs && Number(others) === 0 && (state === 'replaced' || ended_at !== null)) {
      await trx.deleteFrom('contract_answers').where('version_id', '=', id).execute();
      await trx.deleteFrom('contract_versions').where('id', '=', id).execute();
    } else await cleanVersion(trx, id, words, isTheirs);
  }
  const watches = await trx
    .selectFrom('contract_watches')
    .select(['team_id', 'drift'])
    .where('guild_id', '=', guildId)
    .where('team_id', 'in', teamsOf(trx, { guildId, userId }))
    .where('drift', 'is not', null)
    .execute();
  for (const { team_id, drift } of watches)
    await trx
      .updateTable('contract_watches')
      .set({ drift: withoutWords(drift ?? '', words) })
      .where('team_id', '=', team_id)
      .execute();
}

/** The document as they wrote it gives way to the one that is compared; what it is to the team stays the same. */
async function cleanVersion(trx: Db, id: number, words: readonly string[], isTheirs: boolean): Promise<void> {
  const old = await trx
    .selectFrom('contract_versions')
    .select(['title', 'version', 'normalised', 'document', 'source', 'source_name', 'problems', 'note'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  const normalised = withoutWords(old.normalised, words);
  const isClean = normalised === old.normalised && textWithout(old.document, words) === old.document;
  await trx
    .updateTable('contract_versions')
    .set({
      title: textWithout(old.title, words),
      version: textWithout(old.version, words),
      normalised,
      document: isClean && !isTheirs ? old.document : normalised,
      source_name: isTheirs && old.source === 'file' ? '…' : textWithout(old.source_name, words),
      problems: textWithout(old.problems, words),
      note: old.note === null ? null : textWithout(old.note, words),
      ...(isTheirs ? { channel_id: null, message_id: null } : {}),
    })
    .where('id', '=', id)
    .execute();
}
