import type { Db } from '../../platform/database/index.ts';
import type { MessagePayload, Outbox, OutboxRow } from '../../platform/delivery/types.ts';
import type { Feature } from '../../platform/feature.ts';
import { type Locale, type Message, say, type Translate, translator } from '../../platform/i18n/index.ts';
import type { Learners } from '../learners/service.ts';
import type { Notices } from '../notices/service.ts';

/** A private word to one member. */
export interface Letter {
  readonly guildId: string;
  readonly userId: string;
  /** What it says in one line, for whoever takes no direct messages. */
  readonly line: Message;
  /** What it says in a direct message; default: the line. */
  readonly card?: (t: Translate, locale: Locale) => MessagePayload;
  readonly dedupeKey: string;
  /** The outbox's kind, where a feature does more when it cannot be delivered; default 'letter'. */
  readonly kind?: string;
  /** ms UTC; after it the letter is no longer useful. */
  readonly expiresAt?: number;
}

/**
 * By direct message where the member allowed it, else as a line under their next private answer. Nobody else reads it:
 * it never goes to a channel or thread.
 */
export interface Letters {
  /** In the transaction that causes it; tells which way it takes. */
  send(trx: Db, letter: Letter): Promise<'direct' | 'notice'>;
  /** For the `failed` hook of a letter's kind: what could not be delivered becomes a line. */
  leaveLine(trx: Db, row: OutboxRow, reason: string): Promise<void>;
  readonly feature: Feature;
}

export function createLetters(parts: { outbox: Outbox; learners: Learners; notices: Notices }): Letters {
  const { outbox, learners, notices } = parts;
  async function leaveLine(trx: Db, row: OutboxRow, reason: string): Promise<void> {
    if (reason === 'expired' || row.subject === null) return;
    await notices.leave(trx, row.guildId, row.targetId, JSON.parse(row.subject) as Message);
  }

  return {
    async send(trx, { guildId, userId, line, card, dedupeKey, kind = 'letter', expiresAt }) {
      const learner = await learners.find(guildId, userId, trx);
      if (learner?.dm !== true || learner.reminders === 'none') {
        await notices.leave(trx, guildId, userId, line);
        return 'notice';
      }
      const t = translator(learner.locale);
      await outbox.enqueue(trx, {
        kind,
        guildId,
        target: { kind: 'member', id: userId },
        fallback: 'none',
        payload: card?.(t, learner.locale) ?? { content: say(t, line) },
        dedupeKey,
        subject: JSON.stringify(line),
        ...(expiresAt === undefined ? {} : { expiresAt }),
      });
      return 'direct';
    },
    leaveLine,
    // Their direct messages are closed after all.
    feature: { name: 'letters', deliveries: [{ kind: 'letter', failed: leaveLine }] },
  };
}
