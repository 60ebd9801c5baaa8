import type { Selectable } from 'kysely';
import type { Db } from '../../../platform/database/index.ts';
import {
  code,
  type Entry,
  instant,
  type Keeps,
  moment,
  place,
  type Whose,
} from '../../../platform/privacy/keeps.ts';
import type { MemberTable } from '../tables.ts';

export const learnerKeeps: Keeps = {
  columns: {
    members: {
      guild_id: place,
      user_id: 'member',
      display_name: 'words',
      locale: code,
      track: code,
      timezone: moment,
      api: code,
      stack: 'words',
      languages: code,
      goal: code,
      bio: 'words',
      reminders: code,
    },
    availability: { guild_id: place, user_id: 'member' },
    learner_changes: { user_id: 'member' },
  },
  async words(db, whose) {
    const member = await find(db, whose);
    return member === undefined ? [] : [member.display_name];
  },
  async export(db, whose) {
    const member = await find(db, whose);
    const hours = await db
      .selectFrom('availability')
      .select(['day', 'from_minute', 'to_minute'])
      .where('guild_id', '=', whose.guildId)
      .where('user_id', '=', whose.userId)
      .orderBy('day')
      .orderBy('from_minute')
      .execute();
    return {
      profile: member === undefined ? [] : [profile(member)],
      'weekly hours': hours.map(({ day, from_minute, to_minute }) => ({
        'day (1 is Monday)': day,
        from: clock(from_minute),
        to: clock(to_minute),
      })),
    };
  },
  /** A change is noted once more, so that whoever holds the cohort in memory takes them out; see the partners' index. */
  async forget(trx, { guildId, userId }) {
    await trx
      .deleteFrom('availability')
      .where('guild_id', '=', guildId)
      .where('user_id', '=', userId)
      .execute();
    await trx.deleteFrom('members').where('guild_id', '=', guildId).where('user_id', '=', userId).execute();
    const cohorts = trx.selectFrom('cohorts').select('id').where('guild_id', '=', guildId);
    await trx
      .deleteFrom('learner_changes')
      .where('user_id', '=', userId)
      .where('cohort_id', 'in', cohorts)
      .execute();
  },
  async erase(trx, guildId, limit) {
    const some = trx.selectFrom('members').select('user_id').where('guild_id', '=', guildId).limit(limit);
    await trx
      .deleteFrom('availability')
      .where('guild_id', '=', guildId)
      .where('user_id', 'in', some)
      .execute();
    const gone = await trx
      .deleteFrom('members')
      .where('guild_id', '=', guildId)
      .where('user_id', 'in', some)
      .executeTakeFirst();
    // Its cohorts have gone by now, and with each learner of theirs the log was told so.
    const logged = trx
      .selectFrom('learner_changes')
      .select('id')
      .where('cohort_id', 'not in', trx.selectFrom('cohorts').select('id'))
      .limit(limit);
    const changes = await trx.deleteFrom('learner_changes').where('id', 'in', logged).executeTakeFirst();
    return Number(gone.numDeletedRows) + Number(changes.numDeletedRows);
  },
};

async function find(db: Db, { guildId, userId }: Whose): Promise<Selectable<MemberTable> | undefined> {
  return await db
    .selectFrom('members')
    .selectAll()
    .where('guild_id', '=', guildId)
    .where('user_id', '=', userId)
    .executeTakeFirst();
}

function profile(member: Selectable<MemberTable>): Entry {
  return {
    name: member.display_name,
    language: member.locale,
    side: member.track,
    'time zone': member.timezone,
    'hours a week': member.hours_per_week,
    API: member.api,
    technologies: JSON.parse(member.stack) as string[],
    languages: JSON.parse(member.languages) as string[],
    experience: member.experience,
    goal: member.goal,
    about: member.bio,
    'teams wanted': member.teams,
    'takes direct messages': member.dm === 1,
    'asked about direct messages': instant(member.dm_asked_at),
    reminders: member.reminders,
    'paused until': instant(member.paused_until),
    'known since': instant(member.created_at),
    'left the server': instant(member.gone_at),
    'last known to be here': instant(member.present_at),
  };
}

/** 1110 is 18:30; what ends after midnight counts on: 1500 is 25:00. */
function clock(minute: number): string {
  const [hours, minutes] = [Math.floor(minute / 60), minute % 60];
  return `${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`;
}
