import type { Clock } from '../clock.ts';
import { type Db, write } from '../database/index.ts';
import { CAUSE_OF, type Cause } from './alerts.ts';
import { channelOf, isThreadThere, placeIn, serverChannel } from './destination.ts';
import { elsewhere, threadGone } from './elsewhere.ts';
import { backoff, DeliveryError } from './failures.ts';
import { isMessage, isMessageOf, lateNote, namedIn, outgoing, USUAL_NOTE } from './message.ts';
import type { Alert, Outcome } from './outcome.ts';
import { languageAt, refuseDm } from './places/store.ts';
import {
  type Claimed,
  extendLease,
  isAdopted,
  isComing,
  isOnItsWay,
  isOthersThread,
  type StoredRow,
  statesOf,
  toRow,
} from './store.ts';
import type { ThreadRoom } from './threads.ts';
import type { DeliveryKind, MessagePayload, OutboxRow, PlaceKind, Transport } from './types.ts';

/**
 * For how long Discord is trusted to refuse a second message with the same nonce, in ms. It says "the past few
 * minutes"; afterwards the channel's history is asked.
 */
export const NONCE_WINDOW = 120_000;
/** How much our clock and Discord's may differ when the history is searched, in ms. */
const CLOCK_SKEW = 10 * 60_000;
/** Lease while a channel's history is paged, in ms. */
const SEARCH_LEASE = 10 * 60_000;
/** How long a message may wait for its thread, in ms. */
const THREAD_PATIENCE = 6 * 3_600_000;
/** The first wait when there are too many threads, in ms; doubled each time up to a minute. */
const FULL_RETRY = 2_000;
/** Tries before staff are told: making room takes a moment. */
const BEFORE_TELLING_FULL = 4;
/** How long until a channel that is not set is looked for again, in ms; setting it looks at once. */
const UNSET_RETRY = 10 * 60_000;
const DOUBT_RETRY = 10 * 60_000;
const UNAUTHORIZED_PAUSE = 60_000;
/**
 * Tries that Discord answered with an error of its own before the rows behind a row may go first: it may be this row
 * that Discord cannot take. Sooner when other rows get through meanwhile.
 */
const BEFORE_OTHERS = { othersArrive: 10, nothingArrives: 40 };
/** Tries for an error that is no answer of Discord, that is, a mistake of ours. */
const OWN_MISTAKES = 8;

export function kindOf(kinds: readonly DeliveryKind[], name: string): DeliveryKind | undefined {
  return kinds.find(({ kind }) => kind === name);
}

export interface Means {
  readonly db: Db;
  readonly transport: Transport;
  readonly threads: ThreadRoom;
  readonly kinds: readonly DeliveryKind[];
  readonly places: readonly PlaceKind[];
  readonly clock: Clock;
  /** 0 to 1, for the jitter. */
  readonly random: () => number;
  /** Whether the latest row that was tried got through. */
  readonly isReachable: () => boolean;
}

/** Tries to deliver an owned row. Never throws for what Discord answers; decides what comes next, and changes nothing yet. */
export async function attempt(means: Means, row: Claimed): Promise<Outcome> {
  const place: { id: string } = { id: row.target_id };
  try {
    if (row.message_id !== null && row.channel_id !== null) {
      return { end: 'sent', sent: { channelId: row.channel_id, messageId: row.message_id } };
    }
    const kind = kindOf(means.kinds, row.kind);
    return kind?.run === undefined
      ? await sendMessage(means, row, place)
      : await runTask(means, row, { run: kind.run, after: kind.after }, place);
  } catch (error) {
    if (!(error instanceof DeliveryError)) return mistaken(means, row, error);
    const outcome = await failed(means, row, error, place.id);
    return outcome.end === 'again' ? { ...outcome, error } : outcome;
  }
}

async function runTask(
  means: Means,
  row: Claimed,
  { run, after }: { readonly run: NonNullable<DeliveryKind['run']>; readonly after: string | undefined },
  place: { id: string },
): Promise<Outcome> {
  if (isExpired(row, means.clock.now())) return { end: 'expired' };
  const before = `${after}:${row.subject}`;
  if (after !== undefined && (await isComing(means.db, before)))
    return await wait(means, row, 'parent pending', async (trx) => !(await isComing(trx, before)));
  const channelId = await serverChannel(means, row);
  if (channelId === 'unset') return unset(means, row);
  place.id = channelId;
  const target = { ...toRow(row), targetId: channelId };
  let threads = 0;
  const guarded = means.threads.guard(row.guild_id, () => (threads += 1));
  const result = await run(target, lookingFirst(means, row, guarded), means.db);
  if (result === 'later') return await wait(means, row, 'missing');
  return result === 'obsolete' ? { end: 'obsolete' } : { end: 'sent', sent: result, threads };
}

/** When an earlier try may have made a private thread already, that one is taken. */
function lookingFirst({ db }: Means, row: Claimed, transport: Transport): Transport {
  if (!wasInDoubt(row)) return transport;
  return {
    ...transport,
    startPrivateThread: (channelId, options) =>
      transport.startPrivateThread(channelId, {
        ...options,
        adopt: async (threadId) => !(await isOthersThread(db, threadId, row)),
      }),
  };
}

async function sendMessage(means: Means, row: Claimed, place: { id: string }): Promise<Outcome> {
  const { db, transport, clock } = means;
  const over = await overAs(means, row);
  if (over !== undefined && !wasInDoubt(row)) return { end: over };

  const channelId = await channelOf(means, row);
  if (channelId === 'missing' || channelId === 'parent pending')
    return await elsewhere(means, row, await wait(means, row, channelId));
  if (channelId === 'unset') return unset(means, row);
  if (channelId === 'parent lost')
    return { end: 'failed', failure: 'thread', error: 'its first message failed' };
  if (channelId === 'no-dm') return await withoutDm(means, row, 'refused before');
  place.id = channelId;

  const { mentions } = toRow(row);
  const made = await rendered(means, row);
  if (made === 'obsolete') return { end: made };
  const { payload, message } = made;
  const named = namedIn(payload);
  if (wasInDoubt(row) && (over !== undefined || clock.now() - (row.doubt_since ?? 0) > NONCE_WINDOW)) {
    if (!(await write(db, (trx) => extendLease(trx, row, clock.now() + SEARCH_LEASE))))
      throw new Error('the lease was lost');
    const found = await findMessage(means, message, channelId, payload);
    if (found === 'unreadable') return doubtful(means, channelId);
    if (found !== undefined) return { end: 'sent', sent: { channelId, messageId: found.id }, named };
    if (over !== undefined) return { end: over };
  }
  // It may wake a thread that is asleep, and that needs room like a new one.
  const wasFull = row.last_error?.startsWith('threads-full') === true;
  if (wasFull || ['project', 'team'].includes(row.target_kind)) await means.threads.mayWake(row.guild_id);
  const notified = row.rerouted_to === null ? mentions : [...new Set([...mentions, row.target_id])];
  const { id: messageId } = await transport.createMessage(
    channelId,
    outgoing(message, payload, clock.now()),
    { nonce: row.nonce, mentions: notified },
  );
  return { end: 'sent', sent: { channelId, messageId }, named };
}

/** Why a row is not to be sent any more; undefined for one that is. */
async function overAs(means: Means, row: Claimed): Promise<'expired' | 'obsolete' | undefined> {
  if (isExpired(row, means.clock.now())) return 'expired';
  const isWanted = kindOf(means.kinds, row.kind)?.wanted;
  return isWanted === undefined || (await isWanted(means.db, toRow(row))) ? undefined : 'obsolete';
}

/** The message and the line for a late one, in the language of the place the row really goes to. */
async function rendered(
  { db, kinds }: Means,
  row: Claimed,
): Promise<{ payload: MessagePayload; message: Claimed } | 'obsolete'> {
  const data = toRow(row);
  const render = isMessage(data.payload) ? undefined : kindOf(kinds, row.kind)?.render;
  if (render === undefined && row.late_note !== USUAL_NOTE) return { payload: data.payload, message: row };
  const isDirect = row.target_kind === 'member' && row.rerouted_to === null;
  const locale = await languageAt(db, row.guild_id, isDirect ? row.target_id : undefined);
  const note = row.late_note === USUAL_NOTE ? lateNote(locale, row.due_at) : row.late_note;
  const payload = render === undefined ? data.payload : await render(db, data, { isDirect, locale });
  if (payload === 'obsolete') return payload;
  return { payload, message: { ...row, late_note: note } };
}

function findMessage(
  { db, transport }: Means,
  row: Claimed,
  channelId: string,
  payload: OutboxRow['payload'],
): ReturnType<Transport['findOwn']> {
  const after = (row.doubt_since ?? row.claimed_at) - CLOCK_SKEW;
  return transport.findOwn(
    channelId,
    after,
    async (message) => isMessageOf(row, payload, message) && !(await isAdopted(db, message.id, row.id)),
  );
}

/** No such channel is set: it waits until staff set one. */
function unset({ clock, places }: Means, row: Claimed): Outcome {
  const readyAt = clock.now() + UNSET_RETRY;
  if (isExpired(row, clock.now())) return { end: 'expired' };
  return {
    end: 'again',
    release: {
      readyAt,
      waiting: true,
      isThere: async (trx) => (await serverChannel({ db: trx, places }, row)) !== 'unset',
      untried: true,
      certain: true,
      error: 'waits for its channel to be set',
    },
  };
}

function isExpired(row: StoredRow, now: number): boolean {
  return row.expires_at !== null && row.expires_at <= now;
}

/** An earlier try ended unknown: the message may stand already. */
function wasInDoubt(row: Claimed): boolean {
  return row.doubt_since !== null && row.doubt_since < row.claimed_at;
}

/**
 * Its thread does not exist. While what makes the thread is still to come, patience has no end; where it was made, it has
 * been deleted since.
 */
async function wait(
  means: Means,
  row: Claimed,
  why: 'missing' | 'parent pending',
  isThere = (trx: Db): Promise<boolean> => isThreadThere(means.places, trx, row),
): Promise<Outcome> {
  const now = means.clock.now();
  const waited = now - (row.waiting_since ?? now);
  const maker = why === 'missing' ? await makerOfThread(means, row) : 'coming';
  // It may have come to be between the two looks.
  if (maker === 'done' && (await channelOf(means, row)) === 'missing')
    return { ...threadGone(row), error: 'its thread was deleted' };
  if (maker === 'none' && waited > THREAD_PATIENCE) {
    const alert: Alert = { cause: 'thread', place: 'threads' };
    return { end: 'failed', failure: 'thread', error: 'its thread never came to be', alert };
  }
  const readyAt = now + Math.round(Math.min(Math.max(250, waited / 2), 60_000));
  const error = 'waits for its thread';
  return {
    end: 'again',
    release: { readyAt, waiting: true, isThere, toBack: true, untried: true, certain: true, error },
  };
}

/** Nexus or Discord was away for long, or there are too many threads: then what makes the thread waits as well. */
async function makerOfThread({ db, kinds }: Means, row: Claimed): Promise<'coming' | 'done' | 'none'> {
  const makers = kinds.filter((kind) => kind.bringsThreadOf === row.target_kind);
  const rows = await statesOf(
    db,
    makers.map(({ kind }) => `${kind}:${row.target_id}`),
  );
  if (rows.some(({ state }) => isOnItsWay(state))) return 'coming';
  const isDone = rows.some(({ kind, state }) => state === 'sent' && kindOf(kinds, kind)?.run !== undefined);
  return isDone ? 'done' : 'none';
}

function doubtful({ clock }: Means, channelId: string): Outcome {
  return {
    end: 'again',
    release: {
      state: 'doubt',
      readyAt: clock.now() + DOUBT_RETRY,
      untried: true,
      error: 'may have arrived; the channel cannot be read',
    },
    alert: { cause: 'unreadable', place: channelId },
  };
}

/** The member takes no direct messages: the thread instead, else it fails. */
async function withoutDm(means: Means, row: Claimed, error: string): Promise<Outcome> {
  const fallback =
    row.target_kind === 'member' && row.rerouted_to === null ? await fallbackOf(means, row) : undefined;
  if (fallback === undefined) return { end: 'failed', failure: 'no-dm', error };
  return {
    end: 'again',
    release: { readyAt: means.clock.now(), untried: true, certain: true, reroute: fallback, error },
  };
}

async function fallbackOf({ db, places }: Means, row: Claimed): Promise<string | undefined> {
  if (row.fallback_kind === null || row.fallback_kind === 'none' || row.fallback_id === null)
    return undefined;
  if (row.fallback_kind === 'channel') return row.fallback_id;
  return placeIn(places, db, { kind: row.fallback_kind, id: row.fallback_id });
}

/** Discord (or the way there) said no. */
async function failed(means: Means, row: Claimed, error: DeliveryError, place: string): Promise<Outcome> {
  const now = means.clock.now();
  const text = `${error.failure} ${error.code}: ${error.message}`;
  const certain = !error.maybeDone;
  switch (error.failure) {
    case 'wait': {
      const again: Outcome = {
        end: 'again',
        release: { readyAt: now + Math.ceil(error.retryAfterMs), untried: true, certain, error: text },
      };
      return error.global ? { ...again, pauseMs: error.retryAfterMs } : again;
    }
    case 'unauthorized':
      return {
        end: 'again',
        release: { readyAt: now + UNAUTHORIZED_PAUSE, untried: true, certain, error: text },
        pauseMs: UNAUTHORIZED_PAUSE,
      };
    case 'retry':
      return {
        end: 'again',
        unreachable: true,
        release: {
          readyAt: now + backoff(row.attempts, means.random()),
          certain,
          toBack: isStuck(means, row, error),
          error: text,
        },
      };
    case 'threads-full': {
      await means.threads.wasFull(row.guild_id);
      const readyAt = now + Math.min(60_000, FULL_RETRY * 2 ** Math.min(row.attempts - 1, 5));
      const again: Outcome = { end: 'again', release: { readyAt, certain, error: text } };
      if (row.attempts < BEFORE_TELLING_FULL) return again;
      return { ...again, alert: { cause: 'threads-full', place: 'threads' } };
    }
    case 'no-dm':
      // Discord says the same of whoever takes none and of whoever is no longer there to take them.
      if (!(await isThere(means, row)))
        return { end: 'failed', failure: 'left', error: text, left: row.target_id };
      await write(means.db, (trx) => refuseDm(trx, row.target_id, now));
      return withoutDm(means, row, text);
    case 'left': {
      const left = error.member ?? (row.target_kind === 'member' ? row.target_id : undefined);
      // It may be Nexus that is no longer in the server: then nobody has left.
      if (error.code === NO_COMMON_SERVER && (await isThere(means, row)))
        return { end: 'failed', failure: 'forbidden', error: text };
      return { end: 'failed', failure: 'left', error: text, ...(left === undefined ? {} : { left }) };
    }
    default: {
      const cause = causeOf(row, error);
      const end = { end: 'failed', failure: error.failure, error: text } as const;
      const own = kindOf(means.kinds, row.kind)?.trouble;
      if (cause === undefined) return end;
      if (cause === 'thread-gone') return await elsewhere(means, row, { ...end, ...threadGone(row) });
      // Each message that was deleted is told once for all: nothing mends it.
      const once = cause === 'message-gone' ? { once: `${row.kind}:${row.subject}` } : {};
      return { ...end, alert: own ?? { cause, place, ...once } };
    }
  }
}

/** True where Discord does not say. */
async function isThere({ transport }: Means, row: Claimed): Promise<boolean> {
  try {
    return await transport.isMember(row.guild_id, row.target_id);
  } catch (error) {
    if (error instanceof DeliveryError) return true;
    throw error;
  }
}

const UNKNOWN_MESSAGE = '10008';
const NO_COMMON_SERVER = '50278';

function causeOf(row: Claimed, error: DeliveryError): Cause | undefined {
  if (error.failure === 'gone' && error.code === UNKNOWN_MESSAGE) return 'message-gone';
  if (error.failure === 'gone' && ['project', 'team', 'thread'].includes(row.target_kind))
    return 'thread-gone';
  return CAUSE_OF[error.failure];
}

function isStuck(means: Means, row: Claimed, error: DeliveryError): boolean {
  const isAnswer = /^5\d\d$/.test(error.code);
  const patience = means.isReachable() ? BEFORE_OTHERS.othersArrive : BEFORE_OTHERS.nothingArrives;
  return isAnswer && row.attempts >= patience;
}

/** An error of our own program: tried again for a while, because a later version may mend it. */
function mistaken(means: Means, row: Claimed, error: unknown): Outcome {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  if (row.attempts >= OWN_MISTAKES) return { end: 'failed', failure: 'bug', error: text };
  const readyAt = means.clock.now() + backoff(row.attempts, means.random());
  return { end: 'again', release: { readyAt, error: text } };
}
