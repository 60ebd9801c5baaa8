import { type Db, write } from '../../platform/database/index.ts';
import { reopenDm } from '../../platform/delivery/service.ts';
import type { Events } from '../../platform/events/events.ts';
import type { Featured } from '../../platform/feature.ts';
import { normaliseWeek, type WeeklyInterval, withoutHours } from '../availability/rules.ts';
import { learnerFacts } from './facts/store.ts';
import { learnerKeeps } from './keeps/store.ts';
import type { Learner, ProfileChanges } from './rules.ts';
import {
  findAvailability,
  findMember,
  findMembers,
  findServers,
  type MemberRow,
  markDmAsked,
  rememberMember,
  replaceAvailability,
  updateMember,
} from './store.ts';

export { markGone, markPresent } from './store.ts';

/** When somebody was found in the server, or gone from it; ms UTC, null for never. */
export interface LastSeen {
  readonly goneAt: number | null;
  readonly presentAt: number | null;
}

export interface Learners extends Featured {
  /** Keeps the name and language of whoever acts. When they were last known to be in the server or gone from it. */
  remember(
    guildId: string,
    member: { id: string; displayName: string; locale: 'en' | 'fr' },
    now: number,
  ): Promise<LastSeen>;
  /** Undefined for somebody who never used the bot in this server. `trx` reads inside a transaction. */
  find(guildId: string, userId: string, trx?: Db): Promise<Learner | undefined>;
  /** The servers a member has used the bot in. */
  servers(userId: string): Promise<string[]>;
  /** Without their weekly hours. */
  findMany(guildId: string, userIds: readonly string[], trx?: Db): Promise<Omit<Learner, 'week'>[]>;
  change(guildId: string, userId: string, changes: ProfileChanges, trx?: Db): Promise<Learner>;
  /** Adds to what is there; overlaps merge. */
  addHours(guildId: string, userId: string, hours: readonly WeeklyInterval[]): Promise<Learner>;
  /** What is left of what is there; hours that are not there change nothing. */
  removeHours(guildId: string, userId: string, hours: readonly WeeklyInterval[]): Promise<Learner>;
  clearHours(guildId: string, userId: string): Promise<Learner>;
  /**
   * True once for a member who takes no direct messages: they are to be asked whether they want them. `now`: ms UTC; `trx`
   * notes it in the write that leads to the answer.
   */
  askAboutDms(guildId: string, userId: string, now: number, trx?: Db): Promise<boolean>;
  /** `until` in ms UTC; null ends the pause. */
  pause(guildId: string, userId: string, until: number | null): Promise<Learner>;
}

export function createLearners({ db, events }: { db: Db; events: Events }): Learners {
  async function find(guildId: string, userId: string, trx: Db = db): Promise<Learner | undefined> {
    const [row, week] = await Promise.all([
      findMember(trx, guildId, userId),
      findAvailability(trx, guildId, userId),
    ]);
    return row === undefined ? undefined : { ...view(row), week };
  }

  async function get(guildId: string, userId: string, trx: Db = db): Promise<Learner> {
    const learner = await find(guildId, userId, trx);
    if (learner === undefined) throw unknown(guildId, userId);
    return learner;
  }

  async function changeWeek(
    guildId: string,
    userId: string,
    change: (week: readonly WeeklyInterval[]) => readonly WeeklyInterval[],
  ): Promise<Learner> {
    return await write(db, async (trx) => {
      await replaceAvailability(trx, guildId, userId, change(await findAvailability(trx, guildId, userId)));
      return await get(guildId, userId, trx);
    });
  }

  return {
    find,
    feature: { name: 'learners', keeps: learnerKeeps, facts: learnerFacts },
    async remember(guildId, member, now) {
      const { id, displayName, locale } = member;
      const row = await findMember(db, guildId, id);
      // Most interactions change nothing and cost no write.
      const known =
        row?.display_name === displayName && row.locale === locale
          ? row
          : await write(db, (trx) =>
              rememberMember(trx, { guild_id: guildId, user_id: id, display_name: displayName, locale }, now),
            );
      return { goneAt: known?.gone_at ?? null, presentAt: known?.present_at ?? null };
    },
    servers: (userId) => findServers(db, userId),
    async findMany(guildId, userIds, trx = db) {
      return (await findMembers(trx, guildId, userIds)).map(view);
    },
    async change(guildId, userId, changes, trx = db) {
      return await write(trx, async (own) => {
        const before = await findMember(own, guildId, userId);
        const row = await updateMember(own, guildId, userId, columns(changes));
        if (row === undefined) throw unknown(guildId, userId);
        // Opting in anywhere is the word to try again what Discord refused.
        if (changes.dm === true) await reopenDm(own, userId);
        const after = { ...view(row), week: await findAvailability(own, guildId, userId) };
        if (before?.track !== after.track || before.teams !== after.teams)
          await events.emit(own, 'profile.changed', { guildId, userId });
        return after;
      });
    },
    addHours: (guildId, userId, hours) =>
      changeWeek(guildId, userId, (week) => normaliseWeek([...week, ...hours])),
    removeHours: (guildId, userId, hours) => changeWeek(guildId, userId, (week) => withoutHours(week, hours)),
    clearHours: (guildId, userId) => changeWeek(guildId, userId, () => []),
    async askAboutDms(guildId, userId, now, trx) {
      if (trx !== undefined) return await markDmAsked(trx, guildId, userId, now);
      // Most were asked before: that is found without a write.
      if (((await findMember(db, guildId, userId))?.dm_asked_at ?? null) !== null) return false;
      return await write(db, (own) => markDmAsked(own, guildId, userId, now));
    },
    async pause(guildId, userId, until) {
      await write(db, (trx) => updateMember(trx, guildId, userId, { paused_until: until }));
      return await get(guildId, userId);
    },
  };
}

function unknown(guildId: string, userId: string): Error {
  return new Error(`member ${userId} of ${guildId} is not known`);
}

function columns(changes: ProfileChanges): Parameters<typeof updateMember>[3] {
  const { hoursPerWeek, stack, languages, dm, ...same } = changes;
  return {
    ...same,
    ...(hoursPerWeek === undefined ? {} : { hours_per_week: hoursPerWeek }),
    ...(stack === undefined ? {} : { stack: JSON.stringify(stack) }),
    ...(languages === undefined ? {} : { languages: JSON.stringify(languages) }),
    ...(dm === undefined ? {} : { dm: dm ? (1 as const) : (0 as const) }),
  };
}

function view(row: MemberRow): Omit<Learner, 'week'> {
  return {
    guildId: row.guild_id,
    userId: row.user_id,
    displayName: row.display_name,
    locale: row.locale,
    track: row.track,
    timezone: row.timezone,
    hoursPerWeek: row.hours_per_week,
    api: row.api,
    stack: JSON.parse(row.stack) as string[],
    languages: JSON.parse(row.languages) as string[],
    experience: row.experience,
    goal: row.goal,
    bio: row.bio,
    teams: row.teams,
    dm: row.dm === 1,
    reminders: row.reminders,
    pausedUntil: row.paused_until,
    goneAt: row.gone_at,
  };
}
