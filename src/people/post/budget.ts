/** One unasked ping per member and local day, whatever it comes from, and none at night. */
import type { Clock } from '../../platform/clock.ts';
import { type Db, write } from '../../platform/database/index.ts';
import type { Poller } from '../../platform/schedule/scheduler.ts';
import { localDate } from '../../platform/zones/rules.ts';
import type { Communities } from '../communities/service.ts';
import { isPaused, type Learner, zoneOf } from '../learners/rules.ts';
import type { Learners } from '../learners/service.ts';
import type { Letter } from './letters.ts';
import { atDay, isNight, nextDay } from './rules.ts';
import { deletePings, findCohortZone, hasPing, insertPing } from './store.ts';

/** How long a day's ping is remembered, in ms. */
const REMEMBERED = 3 * 86_400_000;

export interface Budget {
  /** Takes a member's one unasked ping of their local day. False: it is night there, or they had it. */
  mayPing(trx: Db, guildId: string, userId: string): Promise<boolean>;
  /** When a member may be pinged unasked, in ms UTC: `now`, or the next morning. */
  nextPing(trx: Db, guildId: string, userId: string, now: number): Promise<number>;
  /** When (ms UTC) a letter may ping; undefined where it must not. */
  whenAllowed(trx: Db, letter: Letter, learner: Learner | undefined): Promise<number | undefined>;
  readonly poller: Poller;
}

export function createBudget(parts: {
  db: Db;
  clock: Clock;
  communities: Communities;
  learners: Learners;
  defaultTimezone: string;
}): Budget {
  const { db, clock, communities, learners, defaultTimezone: fallback } = parts;

  async function zone(trx: Db, guildId: string, userId: string, learner: Learner | undefined) {
    const cohort = await findCohortZone(trx, guildId, userId);
    const { timezone: community } = await communities.get(guildId, trx);
    return zoneOf(learner, { cohort, community, fallback });
  }

  async function takeDay(trx: Db, guildId: string, userId: string, at: number, where: string) {
    return await insertPing(trx, { guild_id: guildId, user_id: userId, day: localDate(at, where), at });
  }

  async function mayPing(trx: Db, guildId: string, userId: string): Promise<boolean> {
    const now = clock.now();
    const where = await zone(trx, guildId, userId, await learners.find(guildId, userId, trx));
    return !isNight(now, where) && (await takeDay(trx, guildId, userId, now, where));
  }

  return {
    mayPing,
    async nextPing(trx, guildId, userId, now) {
      const where = await zone(trx, guildId, userId, await learners.find(guildId, userId, trx));
      if (isNight(now, where)) return atDay(now, where);
      const day = localDate(now, where);
      return (await hasPing(trx, { guild_id: guildId, user_id: userId, day })) ? nextDay(now, where) : now;
    },
    async whenAllowed(trx, { guildId, userId, urgency, dueAt }, learner) {
      if (urgency === 'own' || urgency === 'asked') return dueAt ?? clock.now();
      const due = Math.max(dueAt ?? 0, clock.now());
      if (urgency === 'answer') {
        const where = await zone(trx, guildId, userId, learner);
        const at = atDay(due, where);
        await takeDay(trx, guildId, userId, at, where);
        return at;
      }
      const isResting = learner !== undefined && (isPaused(learner, due) || learner.reminders === 'none');
      return !isResting && (await mayPing(trx, guildId, userId)) ? due : undefined;
    },
    poller: {
      name: 'old pings',
      every: 3_600_000,
      run: () => write(db, (trx) => deletePings(trx, clock.now() - REMEMBERED)),
    },
  };
}
