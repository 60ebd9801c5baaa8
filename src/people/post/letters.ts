/** Letters as the outbox keeps them: what is to be said, not the words. */
import { isMessage } from '../../platform/delivery/message.ts';
import type { Entry, MessagePayload, OutboxRow } from '../../platform/delivery/types.ts';
import type { Home } from '../../platform/feature.ts';
import type { Message } from '../../platform/i18n/index.ts';
import type { Urgency } from './rules.ts';

/** A word to one member: what it says and how private it is. */
export interface Letter {
  readonly guildId: string;
  readonly userId: string;
  /** What it says in one line: under their next private answer, and where its kind has no card. */
  readonly line: Message;
  /** What it is about, as `request:12`: once that is over it is not sent, and its line is not shown. */
  readonly about?: string | undefined;
  /**
   * `private`: for one pair of eyes (a member's own words, a no, a parting): it never stands where others read.
   * `programme`: may stand in `home`, mentioning them, where they take no direct messages.
   */
  readonly privacy: 'private' | 'programme';
  readonly home?: Home | undefined;
  readonly urgency: Urgency;
  /**
   * Where only a line is left: mentions them without saying what waits, in this thread; 'anywhere': in the private
   * thread of their team, else that of their project.
   */
  readonly knock?: Home | 'anywhere' | undefined;
  /** The outbox's kind, made with Post.kind; default: a plain one that says the line. */
  readonly kind?: string | undefined;
  /** Whatever the kind's card is made of, as JSON. */
  readonly data?: unknown;
  readonly dedupeKey: string;
  /** ms UTC; default now. */
  readonly dueAt?: number | undefined;
  /** ms UTC; after it the letter is no longer useful. */
  readonly expiresAt?: number | undefined;
  /** Says so where it leaves more than ten minutes after `dueAt`; always so for `own` moments. */
  readonly saysLate?: boolean | undefined;
}

/** A letter on its way. */
export interface StoredLetter extends Letter {
  /** `knock` only mentions them; `public`: nobody's letter, but said in a place. */
  readonly as: 'direct' | 'thread' | 'knock' | 'public';
}

type Kept = Omit<StoredLetter, 'guildId' | 'kind' | 'dedupeKey' | 'dueAt'>;

export function packed(letter: Letter, as: StoredLetter['as']): MessagePayload {
  const { userId, line, about, privacy, home, urgency, knock, data, expiresAt, saysLate } = letter;
  const kept: Kept = { userId, line, about, privacy, home, urgency, knock, data, expiresAt, saysLate, as };
  return { letter: kept };
}

/** Undefined for a row of before, whose payload is the message, and for one whose words were dropped. */
export function letterOf(row: OutboxRow): StoredLetter | undefined {
  const kept = isMessage(row.payload) ? undefined : row.payload['letter'];
  if (kept === undefined) return undefined;
  const { guildId, kind, dedupeKey, dueAt } = row;
  return { ...(kept as Kept), guildId, kind, dedupeKey, dueAt };
}

/** What a letter and a posting have in common as a row. */
export function envelope(
  said: Pick<Letter, 'guildId' | 'about' | 'expiresAt' | 'dueAt' | 'dedupeKey'>,
): Pick<Entry, 'guildId' | 'dedupeKey' | 'subject' | 'dueAt' | 'expiresAt'> {
  const { guildId, about, dueAt, expiresAt, dedupeKey } = said;
  return {
    guildId,
    dedupeKey,
    ...(dueAt === undefined ? {} : { dueAt }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
    ...(about === undefined ? {} : { subject: about.slice(about.indexOf(':') + 1) }),
  };
}
