import { code, instant, type Keeps, place } from '../../../platform/privacy/keeps.ts';

/** A contract belongs to its team: a forgotten member's words go, what was agreed stays. */
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
      'contracts you proposed': versions.map(({ created_at, source_name, ...version }) => ({
        ...version,
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
  async forget(trx, { guildId, userId }) {
    const teams = trx.selectFrom('teams').select('id').where('guild_id', '=', guildId);
    const versions = trx.selectFrom('contract_versions').select('id').where('guild_id', '=', guildId);
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
      .where('guild_id', '=', guildId)
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
