/** One unasked ping per member and local day, whatever it comes from, and none at night. */
import type { Clock } from '../../platform/clock.ts';
import { type Db, write } from '../../platform/database/index.ts';
import type { Poller } from '../../platform/schedule/scheduler.ts';
import { localDate } from '../../platform/zones/rules.ts';
import type { Communities } from '../communities/service.ts';
import { isPaused, type Learner, zoneOf } from '../learners/rules.ts';
import type { Learners } from '../learners/service.ts';
import type { Letter } from './letters.ts';
import { atDay, isNight, morningOf, nextDay } from './rules.ts';
import { deletePings, findCohortZone, insertPing, takeReserved } from './store.ts';

/** How long a day's ping is remembered, in ms. */
const REMEMBERED = 3 * 86_400_000;

export interface Budget {
  /**
   * Takes a member's one unasked ping of their local day. False: it is night there, or they had it. `zone`: theirs, where
   * it is known.
   */
  mayPing(trx: Db, guildId: string, userId: string, zone?: string): Promise<boolean>;
  /**
   * For what must ping some time: takes the member's ping and returns `now`, or reserves that of the next morning, so that
   * nothing comes before it, and returns when that is (ms UTC).
   */
  takeOrReserve(trx: Db, guildId: string, userId: string, now: number): Promise<number>;
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
    const community = cohort === undefined ? (await communities.get(guildId, trx)).timezone : null;
    return zoneOf(learner, { cohort, community, fallback });
  }

  async function takeDay(trx: Db, guildId: string, userId: string, at: number, where: string) {
    return await insertPing(trx, { guild_id: guildId, user_id: userId, day: localDate(at, where), at });
  }

  async function mayPing(trx: Db, guildId: string, userId: string, known?: string): Promise<boolean> {
    const now = clock.now();
    const where = known ?? (await zone(trx, guildId, userId, await learners.find(guildId, userId, trx)));
    return !isNight(now, where) && (await takeDay(trx, guildId, userId, now, where));
  }

  return {
    mayPing,
    async takeOrReserve(trx, guildId, userId, now) {
      const where = await zone(trx, guildId, userId, await learners.find(guildId, userId, trx));
      if (!isNight(now, where)) {
        if (await takeDay(trx, guildId, userId, now, where)) return now;
        const day = localDate(now, where);
        const reserved = morningOf(day, where);
        if (await takeReserved(trx, { guild_id: guildId, user_id: userId, day, at: reserved }, now))
          return now;
      }
      const next = isNight(now, where) ? atDay(now, where) : nextDay(now, where);
      await takeDay(trx, guildId, userId, next, where);
      return next;
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
