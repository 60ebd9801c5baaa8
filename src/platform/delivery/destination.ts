/** Where a row goes now: asked just before it is sent. */
import { type Db, write } from '../database/index.ts';
import { dmChannel, rememberDmChannel } from './places/store.ts';
import { type Claimed, forgetThreadOfRow, isOnItsWay, parentRow, rememberThread } from './store.ts';
import type { ThreadRoom } from './threads.ts';
import { type PlaceKind, purposesOf, type Transport } from './types.ts';

export interface Destinations {
  readonly db: Db;
  readonly transport: Transport;
  readonly threads: ThreadRoom;
  readonly places: readonly PlaceKind[];
}

/** The channel's id, or why there is none. */
export async function channelOf(means: Destinations, row: Claimed): Promise<string> {
  const { db, transport, threads } = means;
  if (row.rerouted_to !== null) return row.rerouted_to;
  switch (row.target_kind) {
    case 'channel':
      return await serverChannel(means, row);
    case 'project':
    case 'team':
      return (await placeIn(means.places, db, { kind: row.target_kind, id: row.target_id })) ?? 'missing';
    case 'thread': {
      const parent = await parentRow(db, row.target_id);
      if (parent === undefined || ['failed', 'expired', 'obsolete'].includes(parent.state))
        return 'parent lost';
      if (parent.state !== 'sent' || parent.channel_id === null || parent.message_id === null) {
        return 'parent pending';
      }
      if (parent.thread_id !== null) return parent.thread_id;
      let uncounted = 0;
      const guarded = threads.guard(row.guild_id, () => (uncounted += 1));
      const thread = await guarded.startThread(parent.channel_id, parent.message_id, {
        name: row.target_name ?? '…',
        autoArchiveMinutes: 1440,
      });
      await write(db, async (trx) => {
        await rememberThread(trx, parent.id, thread.id);
        if (uncounted > 0) await threads.count(trx, row.guild_id, uncounted);
      });
      return thread.id;
    }
    case 'member': {
      const known = await dmChannel(db, row.target_id);
      if (known.refused) return 'no-dm';
      if (known.channelId !== undefined) return known.channelId;
      const opened = await transport.openDm(row.target_id);
      await write(db, (trx) => rememberDmChannel(trx, row.target_id, opened.id));
      return opened.id;
    }
  }
}

/** Whether the thread that a message goes to stands, or what makes it has come to its end. */
export async function isThreadThere(places: readonly PlaceKind[], trx: Db, row: Claimed): Promise<boolean> {
  if (row.target_kind === 'project' || row.target_kind === 'team')
    return (await placeIn(places, trx, { kind: row.target_kind, id: row.target_id })) !== undefined;
  const parent = row.target_kind === 'thread' ? await parentRow(trx, row.target_id) : undefined;
  if (parent === undefined) return false;
  return parent.state === 'sent' ? parent.message_id !== null : !isOnItsWay(parent.state);
}

/** The channel that a target means now; any other target's own id. */
export async function serverChannel(
  { db, places }: Pick<Destinations, 'db' | 'places'>,
  row: Claimed,
): Promise<string> {
  if (row.target_kind !== 'channel' || purposesOf(row.target_id) === undefined) return row.target_id;
  return (await placeIn(places, db, { kind: 'server', id: row.target_id })) ?? 'unset';
}

export async function placeIn(
  places: readonly PlaceKind[],
  db: Db,
  { kind, id }: { kind: PlaceKind['kind']; id: string },
): Promise<string | undefined> {
  return await places.find((place) => place.kind === kind)?.channelOf(db, id);
}

/** The thread a row was for was deleted: the project, team or message whose it was has none any more. */
export async function forgetThread(places: readonly PlaceKind[], trx: Db, row: Claimed): Promise<void> {
  if (row.target_kind === 'thread') await forgetThreadOfRow(trx, row.target_id);
  else await places.find(({ kind }) => kind === row.target_kind)?.forget?.(trx, row.target_id);
}
