import type { Clock } from '../../platform/clock.ts';
import { type Db, write } from '../../platform/database/index.ts';
import type { Events } from '../../platform/events/events.ts';
import type { Feature } from '../../platform/feature.ts';
import { markKeeps } from './keeps/store.ts';
import type { Entry, Mark } from './rules.ts';
import { countMarks, insertMark } from './store.ts';

export interface Marks {
  /** A reader says so, once. False: they had said it already. */
  mark(guildId: string, entry: Entry, userId: string, mark: Mark): Promise<boolean>;
  markIn(trx: Db, guildId: string, entry: Entry, userId: string, mark: Mark): Promise<boolean>;
  /** How many say so. */
  count(entry: Entry, trx?: Db): Promise<Record<Mark, number>>;
  readonly feature: Feature;
}

export function createMarks({ db, clock, events }: { db: Db; clock: Clock; events: Events }): Marks {
  async function markIn(
    trx: Db,
    guildId: string,
    entry: Entry,
    userId: string,
    mark: Mark,
  ): Promise<boolean> {
    const isNew = await insertMark(trx, { entry, userId, mark, now: clock.now() });
    if (isNew) await events.emit(trx, 'entry.marked', { guildId, entry });
    return isNew;
  }

  return {
    markIn,
    mark: (guildId, entry, userId, mark) => write(db, (trx) => markIn(trx, guildId, entry, userId, mark)),
    count: (entry, trx = db) => countMarks(trx, entry),
    feature: { name: 'marks', keeps: markKeeps },
  };
}
