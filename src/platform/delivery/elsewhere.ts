/** What becomes of a row whose thread was deleted in Discord. */
import type { Clock } from '../clock.ts';
import { type Db, write } from '../database/index.ts';
import { forgetThread } from './destination.ts';
import type { Alert, Outcome } from './outcome.ts';
import type { Claimed } from './store.ts';
import { channelFor, type DeliveryKind, type PlaceKind } from './types.ts';

interface Means {
  readonly db: Db;
  readonly clock: Clock;
  readonly kinds: readonly DeliveryKind[];
  readonly places: readonly PlaceKind[];
}

/** A thread that was made has been deleted since: staff are told. */
export function threadGone(row: Claimed) {
  const place = `${row.target_kind}:${row.target_id}`;
  const alert: Alert = { cause: 'thread-gone', place };
  return { end: 'failed', failure: 'gone', isThreadGone: true, alert } as const;
}

/**
 * What was for the thread of a project is as public in the project channel, and is read there when somebody deletes the
 * thread: it may be a request, of which whoever is asked would not hear.
 */
export async function elsewhere(means: Means, row: Claimed, outcome: Outcome): Promise<Outcome> {
  const isGone = outcome.end === 'failed' && outcome.isThreadGone === true;
  const isMessage = means.kinds.find(({ kind }) => kind === row.kind)?.run === undefined;
  if (!isGone || !isMessage || row.target_kind !== 'project') return outcome;
  await write(means.db, (trx) => forgetThread(means.places, trx, row));
  const retarget = channelFor(row.guild_id, 'projects').id;
  const readyAt = means.clock.now();
  const alert: Alert = { cause: 'project-thread-gone', place: `project:${row.target_id}` };
  return {
    end: 'again',
    release: { readyAt, untried: true, certain: true, retarget, error: outcome.error },
    alert,
  };
}
