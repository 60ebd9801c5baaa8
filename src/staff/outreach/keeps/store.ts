import type { Db } from '../../../platform/database/index.ts';
import {
  code,
  instant,
  type Keeps,
  moment,
  place,
  type Shown,
  type Whose,
} from '../../../platform/privacy/keeps.ts';

const KINDS = ['outreach', 'staff-matter'];

/** What stands in Discord of letters they wrote or got, and of what they said to staff. */
async function messages(db: Db, { guildId, userId }: Whose): Promise<Shown[]> {
  const letters = await db
    .selectFrom('outreach')
    .select('id')
    .where('guild_id', '=', guildId)
    .where((eb) => eb.or([eb('user_id', '=', userId), eb('staff_id', '=', userId)]))
    .execute();
  const matters = await db
    .selectFrom('staff_matters')
    .select('id')
    .where('guild_id', '=', guildId)
    .where('user_id', '=', userId)
    .execute();
  const subjects = new Set([
    ...letters.map(({ id }) => `outreach:${id}`),
    ...matters.map(({ id }) => `staff-matter:${id}`),
  ]);
  if (subjects.size === 0) return [];
  const rows = await db
    .selectFrom('outbox')
    .select(['kind', 'subject', 'channel_id', 'message_id'])
    .where('guild_id', '=', guildId)
    .where('kind', 'in', KINDS)
    .where('message_id', 'is not', null)
    .execute();
  return rows.flatMap(({ kind, subject, channel_id, message_id }) =>
    subjects.has(`${kind}:${subject}`) && channel_id !== null && message_id !== null
      ? [{ channelId: channel_id, messageId: message_id }]
      : [],
  );
}

export const outreachKeeps: Keeps = {
  columns: {
    outreach: {
      guild_id: place,
      user_id: 'member',
      day: moment,
      staff_id: 'member',
      text: 'words',
      state: code,
    },
    staff_matters: {
      guild_id: place,
      kind: code,
      user_id: 'member',
      text: 'words',
      handled_by: 'member',
      channel_id: place,
      message_id: place,
    },
  },
  messages,
  async export(db, { guildId, userId }) {
    const got = await db
      .selectFrom('outreach')
      .select(['state', 'written_at', 'answered_at'])
      .where('guild_id', '=', guildId)
      .where('user_id', '=', userId)
      .orderBy('id')
      .execute();
    const wrote = await db
      .selectFrom('outreach')
      .select(['text', 'written_at'])
      .where('guild_id', '=', guildId)
      .where('staff_id', '=', userId)
      .orderBy('id')
      .execute();
    const said = await db
      .selectFrom('staff_matters')
      .select(['kind', 'text', 'created_at', 'handled_at'])
      .where('guild_id', '=', guildId)
      .where('user_id', '=', userId)
      .orderBy('id')
      .execute();
    const handled = await db
      .selectFrom('staff_matters')
      .select('handled_at')
      .where('guild_id', '=', guildId)
      .where('handled_by', '=', userId)
      .orderBy('id')
      .execute();
    return {
      'letters from staff': got.map((row) => ({
        written: instant(row.written_at),
        state: row.state,
        answered: instant(row.answered_at),
      })),
      'letters you wrote as staff': wrote.map((row) => ({
        text: row.text,
        written: instant(row.written_at),
      })),
      'what you said to staff': said.map((row) => ({
        kind: row.kind,
        text: row.text,
        said: instant(row.created_at),
        handled: instant(row.handled_at),
      })),
      'what you handled as staff': handled.map((row) => ({ handled: instant(row.handled_at) })),
    };
  },
  /** That staff have handled something stays, without their name. */
  async forget(trx, { guildId, userId, alias }) {
    const letters = trx
      .selectFrom('outreach')
      .select('id')
      .where('guild_id', '=', guildId)
      .where((eb) => eb.or([eb('user_id', '=', userId), eb('staff_id', '=', userId)]));
    await trx
      .deleteFrom('staff_matters')
      .where('guild_id', '=', guildId)
      .where((eb) => eb.or([eb('user_id', '=', userId), eb('outreach_id', 'in', letters)]))
      .execute();
    await trx
      .updateTable('staff_matters')
      .set({ handled_by: alias })
      .where('guild_id', '=', guildId)
      .where('handled_by', '=', userId)
      .execute();
    await trx
      .deleteFrom('outreach')
      .where('guild_id', '=', guildId)
      .where((eb) => eb.or([eb('user_id', '=', userId), eb('staff_id', '=', userId)]))
      .execute();
  },
  async erase(trx, guildId, limit) {
    const matters = trx.selectFrom('staff_matters').select('id').where('guild_id', '=', guildId).limit(limit);
    const handled = await trx.deleteFrom('staff_matters').where('id', 'in', matters).executeTakeFirst();
    if (handled.numDeletedRows > 0n) return Number(handled.numDeletedRows);
    const letters = trx.selectFrom('outreach').select('id').where('guild_id', '=', guildId).limit(limit);
    const written = await trx.deleteFrom('outreach').where('id', 'in', letters).executeTakeFirst();
    return Number(written.numDeletedRows);
  },
};
