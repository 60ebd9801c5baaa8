/** What a failed call to Discord means for a row. */
export type FailureClass =
  /** Not now: Discord (or our own pace) says when. Nothing was created and it is no try. */
  | 'wait'
  /** The network or Discord broke: again later, slower each time, for as long as it takes. */
  | 'retry'
  /** The server has too many active threads: again when some were archived. */
  | 'threads-full'
  /** We may not: staff have to mend a permission. */
  | 'forbidden'
  /** The channel, thread or message no longer exists. */
  | 'gone'
  /** The member takes no direct messages. */
  | 'no-dm'
  /** The member is no longer there. */
  | 'left'
  /** Discord finds the request wrong: a mistake of ours. */
  | 'refused'
  /** The token is not valid (any more): nothing works until the bot is started with another. */
  | 'unauthorized';

/** A call to Discord failed. Thrown by every method of a Transport. */
export class DeliveryError extends Error {
  override readonly name = 'DeliveryError';
  readonly failure: FailureClass;
  /** Discord's error code or the HTTP status or the network's code, for the ledger. */
  readonly code: string;
  /** For 'wait': how long, in ms. */
  readonly retryAfterMs: number;
  /** For 'wait': the whole account waits, not only this channel. */
  readonly global: boolean;
  /** Discord may have done what was asked although the answer did not arrive. */
  readonly maybeDone: boolean;
  /** For 'left': who it is, where the call was about one member. */
  readonly member: string | undefined;

  constructor(
    failure: FailureClass,
    code: string | number,
    message: string,
    options: {
      retryAfterMs?: number;
      global?: boolean;
      maybeDone?: boolean;
      member?: string;
      cause?: unknown;
    } = {},
  ) {
    super(message, { cause: options.cause });
    this.failure = failure;
    this.code = String(code);
    this.retryAfterMs = options.retryAfterMs ?? 0;
    this.global = options.global ?? false;
    this.maybeDone = options.maybeDone ?? false;
    this.member = options.member;
  }
}

/** Discord's JSON error codes (https://docs.discord.com/developers/topics/opcodes-and-status-codes#json). */
const BY_CODE: Readonly<Record<number, FailureClass>> = {
  10003: 'gone', // Unknown Channel
  10004: 'gone', // Unknown Guild
  10007: 'left', // Unknown Member
  10008: 'gone', // Unknown Message
  10013: 'left', // Unknown User
  10070: 'gone', // Unknown Guild Scheduled Event
  20016: 'wait', // slow mode of the channel
  20022: 'wait', // edits of announcements are limited
  20028: 'wait', // the channel's write limit
  20029: 'wait', // the server's write limit
  30046: 'wait', // too many edits of a message older than an hour
  40001: 'unauthorized',
  40002: 'unauthorized',
  40062: 'wait', // the resource is being rate limited
  50001: 'forbidden', // Missing Access
  50007: 'no-dm', // Cannot send messages to this user
  50013: 'forbidden', // Missing Permissions
  50278: 'left', // no mutual server
  110001: 'retry', // the application is unavailable, try again
  130000: 'retry', // API resource is overloaded
  160005: 'forbidden', // Thread is locked
  160006: 'threads-full', // Maximum number of active threads
};

/** The class of an error answer of Discord: by its code where we know it, else by the HTTP status. */
export function classify(status: number, code: number | undefined): FailureClass {
  const known = code === undefined ? undefined : BY_CODE[code];
  if (known !== undefined) return known;
  if (status === 429) return 'wait';
  if (status >= 500) return 'retry';
  if (status === 401) return 'unauthorized';
  if (status === 403) return 'forbidden';
  return status === 404 ? 'gone' : 'refused';
}

/** Network errors before a connection stood: Discord cannot have received the request. */
const NEVER_ARRIVED = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENETDOWN',
  'UND_ERR_CONNECT_TIMEOUT',
]);

export function mayHaveArrived(networkCode: string): boolean {
  return !NEVER_ARRIVED.has(networkCode);
}

/** Waiting time before try number `attempts + 1` after a failure, in ms: 1 s, 2 s, 4 s ... 60 s, less up to half of it. */
export function backoff(attempts: number, random: number): number {
  const full = Math.min(60_000, 1_000 * 2 ** Math.min(attempts - 1, 16));
  return Math.round(full * (1 - random / 2));
}
