import { type Db, write } from '../../platform/database/index.ts';
import { DeliveryError } from '../../platform/delivery/failures.ts';
import {
  channelFor,
  type DeliveryKind,
  type MessagePayload,
  type Outbox,
  type OutboxRow,
  type Sent,
  type Transport,
} from '../../platform/delivery/types.ts';
import type { Handlers } from '../../platform/events/events.ts';
import { translator } from '../../platform/i18n/index.ts';
import type { Communities } from '../communities/service.ts';
import { START_EDITION, startHereCard, startHereMoved } from './cards.ts';
import type { Cohort } from './rules.ts';
import {
  cohortOfRow,
  findOldCards,
  findOpenCohorts,
  forgetStartCards,
  recordEdition,
  updateStartCard,
} from './store.ts';

/** The life of a cohort's *Start here* card: posted, kept up to date, and moved with the project channel. */
export interface StartCards {
  /** Posts the card in the project channel that is set when it is sent; an older one says where it is now. */
  post(trx: Db, cohort: Cohort): Promise<void>;
  /** The card shows the cohort as it is now; the same `change` is drawn once. */
  redraw(trx: Db, cohort: Cohort, change: string): Promise<void>;
  /** Cards of an earlier edition are drawn anew where they stand; their buttons go on working. */
  redrawOld(): Promise<void>;
  readonly deliveries: readonly DeliveryKind[];
  readonly on: Pick<Handlers, 'channel.deleted' | 'server.channels-set'>;
}

const PIN = 'start-here-pin';
/** The bot may not, the card is gone, or the channel has as many pins as it takes. */
const PINNED_BY_HAND: ReadonlySet<string> = new Set(['forbidden', 'gone', 'refused']);
/** A card shows what is true when it is sent, however long it waited. */
const DRAWN_THEN: MessagePayload = {};

export function createStartCards(parts: {
  readonly db: Db;
  readonly outbox: Outbox;
  readonly communities: Communities;
  readonly find: (id: number) => Promise<Cohort | undefined>;
}): StartCards {
  const { db, outbox, communities, find } = parts;

  async function draw(on: Db, cohort: Cohort): Promise<MessagePayload> {
    const { language } = await communities.get(cohort.guildId, on);
    return startHereCard(translator(language), cohort);
  }

  async function post(trx: Db, cohort: Cohort): Promise<void> {
    const isRenewed = await outbox.renew(trx, startKey(cohort.id), DRAWN_THEN);
    if (!isRenewed) {
      await outbox.enqueue(trx, {
        kind: 'start-here',
        guildId: cohort.guildId,
        target: channelFor(cohort.guildId, 'projects'),
        payload: DRAWN_THEN,
        dedupeKey: startKey(cohort.id),
        subject: String(cohort.id),
      });
    }
    if (!isRenewed || cohort.startCard === null) return;
    await updateStartCard(trx, cohort.id, null);
    await outbox.enqueue(trx, {
      kind: 'start-here-moved',
      guildId: cohort.guildId,
      target: { kind: 'channel', id: cohort.guildId },
      payload: { ...cohort.startCard },
      dedupeKey: `start-here-moved:${cohort.startCard.messageId}`,
      subject: String(cohort.id),
    });
  }

  async function editStartCard(row: OutboxRow, transport: Transport): Promise<Sent | 'obsolete'> {
    const cohort = await find(Number(row.subject));
    if (cohort === undefined) return 'obsolete';
    // It was deleted, or could not be posted: posted anew it shows what is true then.
    if (cohort.startCard === null) return 'obsolete';
    const { channelId, messageId } = cohort.startCard;
    await transport.editMessage(channelId, messageId, await draw(db, cohort));
    return cohort.startCard;
  }

  /** Says in the old place where the new card stands. */
  async function editMovedCard(row: OutboxRow, transport: Transport): Promise<Sent | 'obsolete'> {
    const { channelId, messageId } = row.payload as { channelId: string; messageId: string };
    const cohort = await find(Number(row.subject));
    if (cohort === undefined || cohort.startCard?.messageId === messageId) return 'obsolete';
    if (cohort.startCard === null) return 'obsolete';
    const { language } = await communities.get(cohort.guildId);
    await transport.editMessage(channelId, messageId, startHereMoved(translator(language), cohort));
    return { channelId, messageId };
  }

  /** Where the bot may not, `/setup check` says how staff do it. */
  async function pin(row: OutboxRow, transport: Transport): Promise<Sent | 'obsolete'> {
    const { messageId } = row.payload as { messageId: string };
    try {
      await transport.pinMessage(row.targetId, messageId);
    } catch (error) {
      if (error instanceof DeliveryError && PINNED_BY_HAND.has(error.failure)) return 'obsolete';
      throw error;
    }
    return { channelId: row.targetId };
  }

  async function redraw(trx: Db, { id, guildId }: Cohort, change: string): Promise<void> {
    await outbox.enqueue(trx, {
      kind: 'start-here-edit',
      guildId,
      target: { kind: 'channel', id: guildId },
      payload: {},
      dedupeKey: `start-here-edit:${id}:${change}`,
      subject: String(id),
    });
  }

  async function redrawOld(): Promise<void> {
    for (const row of await findOldCards(db, START_EDITION)) {
      await write(db, async (trx) => {
        await recordEdition(trx, row.id, START_EDITION);
        await redraw(trx, cohortOfRow(row), `look-${START_EDITION}`);
      });
    }
  }

  return {
    post,
    redraw,
    redrawOld,
    deliveries: [
      {
        kind: 'start-here',
        wanted: async (_, row) => (await find(Number(row.subject))) !== undefined,
        async render(on, row) {
          const cohort = await find(Number(row.subject));
          if (cohort === undefined) throw new Error(`cohort ${row.subject} is gone`);
          return await draw(on, cohort);
        },
        async sent(trx, row, { channelId, messageId }) {
          if (messageId === undefined) return;
          await updateStartCard(trx, Number(row.subject), { channelId, messageId });
          await outbox.enqueue(trx, {
            kind: PIN,
            guildId: row.guildId,
            target: { kind: 'channel', id: channelId },
            payload: { messageId },
            dedupeKey: `${PIN}:${messageId}`,
            subject: String(row.subject),
          });
        },
      },
      { kind: PIN, run: pin },
      {
        kind: 'start-here-edit',
        after: 'start-here',
        run: editStartCard,
        async failed(trx, row, reason) {
          if (reason === 'gone') await updateStartCard(trx, Number(row.subject), null);
        },
      },
      { kind: 'start-here-moved', after: 'start-here', run: editMovedCard },
    ],
    on: {
      'channel.deleted': (trx, { guildId, channelId }) => forgetStartCards(trx, guildId, channelId),
      async 'server.channels-set'(trx, { guildId, projectsMoved }) {
        if (!projectsMoved) return;
        for (const row of await findOpenCohorts(trx, guildId)) await post(trx, cohortOfRow(row));
      },
    },
  };
}

function startKey(cohortId: number): string {
  return `start-here:${cohortId}`;
}
