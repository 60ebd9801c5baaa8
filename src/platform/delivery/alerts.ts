import type { Db } from '../database/index.ts';
import { translator } from '../i18n/index.ts';
import type { FailureClass } from './failures.ts';
import { raiseAlert, staffPlace } from './places/store.ts';
import { insertRows } from './queue/store.ts';
import type { Entry } from './types.ts';

/** The kind of the messages that tell staff of trouble. Trouble with one of them is only logged. */
export const ALERT_KIND = 'delivery.alert';

export type Cause =
  | 'forbidden'
  | 'gone'
  | 'thread-gone'
  | 'project-thread-gone'
  | 'message-gone'
  | 'refused'
  | 'thread'
  | 'threads-full'
  | 'unreadable'
  | 'events';

/** What staff are told of a failure; undefined for what they cannot mend. */
export const CAUSE_OF: Readonly<Partial<Record<FailureClass, Cause>>> = {
  forbidden: 'forbidden',
  gone: 'gone',
  refused: 'refused',
  'threads-full': 'threads-full',
};

/**
 * Tells staff once of a cause at a place (see Alert in attempt.ts), until something arrives there again; `once` tells what
 * it is told once for instead. `rowId` is the row that could not be delivered.
 */
export async function alertStaff(
  trx: Db,
  alert: {
    guildId: string;
    cause: Cause;
    place: string;
    once?: string;
    rowId: number;
    now: number;
  },
): Promise<void> {
  const staff = await staffPlace(trx, alert.guildId);
  const channel = staff?.channels.find((id) => id !== alert.place);
  if (staff === undefined || channel === undefined) return;
  if (!(await raiseAlert(trx, { ...alert, place: alert.once ?? alert.place }))) return;
  const entry: Entry = {
    kind: ALERT_KIND,
    guildId: alert.guildId,
    target: { kind: 'channel', id: channel },
    payload: {
      content: translator(staff.language)(`delivery:alert.${alert.cause}`, { place: alert.place }),
    },
    dedupeKey: `alert:${alert.cause}:${alert.place}:${alert.rowId}`,
    subject: alert.cause,
  };
  await insertRows(trx, [{ entry, isTask: false }], alert.now);
}
