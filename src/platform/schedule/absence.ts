import type { Clock } from '../clock.ts';
import { type Db, write } from '../database/index.ts';
import type { Logger } from '../log.ts';
import type { Poller } from './scheduler.ts';
import { type Absence, beat, findUntold, insertAbsence, markTold } from './store.ts';

export type { Absence } from './store.ts';

/** Being away for longer than this, in ms, is told to staff. */
const WORTH_TELLING = 10 * 60_000;
const BEAT_EVERY = 10_000;
const MINUTE = 60_000;
/** Clocks of machines that are kept right differ by less, in ms. */
const SET_BACK = MINUTE;
/** What was missed is enqueued within this time, in ms, when nothing else holds it up. */
const ENQUEUE_TIME = 30_000;
/** How long what was missed may take to go out before the sum is drawn, in ms. */
const SETTLE_TIME = 5 * 60_000;
const HEART = 'process';

export interface AbsenceParts {
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Logger;
  /** Whether something that fell due until `to` (ms) still waits to go out. */
  readonly isPending: (db: Db, to: number) => Promise<boolean>;
  /** Enqueues what staff are told, in the transaction that remembers that they were. */
  readonly tell: (trx: Db, absence: Absence) => Promise<void>;
}

/**
 * Notices that nobody was there: a row says every ten seconds that a process lives, and a process that starts after a
 * long silence writes down an absence. (Within one process a jump of the clock is no absence: the demo turns it on.)
 * A clock that was set back is told to whoever runs Nexus: what is due is late by as much as it is wrong.
 */
export function absencePollers(parts: AbsenceParts): Poller[] {
  const { db, clock, log } = parts;
  let isFirst = true;
  return [
    {
      name: 'heartbeat',
      every: BEAT_EVERY,
      async run() {
        const back = await write(db, async (trx) => {
          const now = clock.now();
          const before = await beat(trx, HEART, now);
          if (before !== undefined && before - now > SET_BACK) return before - now;
          if (!isFirst || before === undefined || now - before <= WORTH_TELLING) return undefined;
          await insertAbsence(trx, { cause: 'process', from: before, to: now });
          return undefined;
        });
        isFirst = false;
        if (back !== undefined) log.warn(setBack(back));
      },
    },
    {
      name: 'absences',
      every: BEAT_EVERY,
      async run() {
        for (const absence of await findUntold(db)) {
          const now = clock.now();
          const since = now - absence.to;
          if (since < ENQUEUE_TIME) continue;
          if (since < SETTLE_TIME && (await parts.isPending(db, absence.to))) continue;
          await write(db, async (trx) => {
            if (await markTold(trx, absence.id, now)) await parts.tell(trx, absence);
          });
        }
      },
    },
  ];
}

function setBack(ms: number): string {
  return (
    `The clock was set back by ${Math.round(ms / MINUTE)} min. Nothing is sent twice, and what is due comes by the clock of now. ` +
    'If that is wrong, switch time synchronisation on: timedatectl set-ntp true.'
  );
}

/** Discord could not be reached for a while (ms UTC); short spells are not worth telling. */
export async function noteOutage(db: Db, from: number, to: number): Promise<void> {
  if (to - from > WORTH_TELLING) await write(db, (trx) => insertAbsence(trx, { cause: 'discord', from, to }));
}
