import { createHash } from 'node:crypto';
import type { Cohort } from '../../people/cohorts/rules.ts';
import type { Cohorts } from '../../people/cohorts/service.ts';
import type { Communities } from '../../people/communities/service.ts';
import type { Audit } from '../../platform/audit/service.ts';
import { ChartError, type ChartRenderer } from '../../platform/charts/renderer.ts';
import type { Clock } from '../../platform/clock.ts';
import { type Db, write } from '../../platform/database/index.ts';
import { DeliveryError } from '../../platform/delivery/failures.ts';
import {
  channelFor,
  type MessagePayload,
  type Outbox,
  type OutboxRow,
  type Sent,
  type Transport,
} from '../../platform/delivery/types.ts';
import { messageJson } from '../../platform/discord/reply.ts';
import { UserError } from '../../platform/errors.ts';
import type { Featured } from '../../platform/feature.ts';
import { translator } from '../../platform/i18n/index.ts';
import { sharedStatusBody, statusBody, statusChart } from '../insight/cards.ts';
import type { CohortStatus, Overview } from '../insight/service.ts';
import type { Outreaches } from '../outreach/service.ts';
import { statusCardKeeps } from './keeps/store.ts';
import { deleteCard, deleteCardsIn, findCard, findDue, insertCard, recordCard, recordLook } from './store.ts';

/** A cohort's status, kept in sight where only staff read, and up to date there. */
export interface StatusCards extends Featured {
  /** Throws a UserError without a channel for staff, or where it stands already. Returns the channel. */
  place(cohort: Cohort): Promise<string>;
  /** False when there is none. */
  remove(cohort: Cohort): Promise<boolean>;
}

const KIND = 'status-card';
/** How often it changes at most, in ms. */
const APART = 10 * 60_000;

export function createStatusCards(parts: {
  db: Db;
  clock: Clock;
  outbox: Outbox;
  audit: Pick<Audit, 'record'>;
  communities: Communities;
  cohorts: Pick<Cohorts, 'find'>;
  overview: Pick<Overview, 'status'>;
  outreach: Pick<Outreaches, 'countWaiting'>;
  charts: Pick<ChartRenderer, 'render'>;
  transport: Pick<Transport, 'isReadByAll'>;
}): StatusCards {
  const { db, clock, outbox, audit, communities, cohorts, overview, outreach, transport } = parts;
  const draw = createDrawing(parts);

  async function look(cohortId: number, channelId: string | null): Promise<string> {
    const cohort = await cohorts.find(cohortId);
    if (cohort === undefined) return '';
    const seen = {
      ...(await overview.status(cohort)),
      matters: await outreach.countWaiting(cohortId),
      isOpen: channelId !== null && (await isOpen(transport, channelId)),
    };
    return createHash('sha256').update(JSON.stringify(seen)).digest('hex');
  }

  async function redraw(trx: Db, guildId: string, cohortId: number, revision: number): Promise<void> {
    await outbox.enqueue(trx, {
      kind: `${KIND}-edit`,
      guildId,
      target: { kind: 'channel', id: guildId },
      payload: {},
      dedupeKey: `${KIND}-edit:${cohortId}:${revision}`,
      subject: String(cohortId),
    });
  }

  async function takeAway(
    trx: Db,
    guildId: string,
    { channelId, messageId }: { channelId: string; messageId: string },
  ): Promise<void> {
    await outbox.enqueue(trx, {
      kind: `${KIND}-gone`,
      guildId,
      target: { kind: 'channel', id: channelId },
      payload: { messageId },
      dedupeKey: `${KIND}-gone:${messageId}`,
    });
  }

  async function run(): Promise<void> {
    for (const card of await findDue(db, clock.now() - APART)) {
      const seen = await look(card.cohort_id, card.channel_id);
      await write(db, async (trx) => {
        const revision = await recordLook(trx, card, { seen, now: clock.now() });
        if (revision !== undefined) await redraw(trx, card.guild_id, card.cohort_id, revision);
      });
    }
  }

  async function edit(row: OutboxRow, transport: Transport): Promise<Sent | 'obsolete'> {
    const card = await findCard(db, Number(row.subject));
    if (card === undefined || card.channel_id === null || card.message_id === null) return 'obsolete';
    const at = { channelId: card.channel_id, messageId: card.message_id };
    await transport.editMessage(at.channelId, at.messageId, await draw(db, card.cohort_id, at.channelId));
    return at;
  }

  return {
    async place(cohort) {
      return await write(db, async (trx) => {
        const { channels } = await communities.get(cohort.guildId, trx);
        if (cohort.archivedAt !== null) throw new UserError({ key: 'common:error.archived' });
        if (channels.staff === null) throw new UserError({ key: 'overview:live.no-channel' });
        const card = await insertCard(trx, {
          cohortId: cohort.id,
          guildId: cohort.guildId,
          now: clock.now(),
        });
        if (card === undefined) throw new UserError({ key: 'overview:live.stands' });
        await noteIn(trx, cohort, true);
        await outbox.enqueue(trx, {
          kind: KIND,
          guildId: cohort.guildId,
          target: channelFor(cohort.guildId, 'staff'),
          payload: {},
          dedupeKey: `${KIND}:${cohort.id}:${card.revision}`,
          subject: String(cohort.id),
        });
        return channels.staff;
      });
    },
    async remove(cohort) {
      return await write(db, async (trx) => {
        const card = await deleteCard(trx, cohort.id);
        if (card === undefined) return false;
        await noteIn(trx, cohort, false);
        if (card.channel_id !== null && card.message_id !== null)
          await takeAway(trx, cohort.guildId, { channelId: card.channel_id, messageId: card.message_id });
        return true;
      });
    },
    feature: {
      name: 'status cards',
      keeps: statusCardKeeps,
      deliveries: [
        {
          kind: KIND,
          wanted: async (on, { subject }) => (await findCard(on, Number(subject)))?.message_id === null,
          async render(on, { subject, guildId }) {
            const { channels } = await communities.get(guildId, on);
            return await draw(on, Number(subject), channels.staff);
          },
          /** One that was taken away meanwhile is deleted: nobody would find it to change it. */
          async sent(trx, { subject, guildId }, { channelId, messageId }) {
            if (messageId === undefined) return;
            const at = { channelId, messageId };
            if (!(await recordCard(trx, Number(subject), at))) await takeAway(trx, guildId, at);
          },
          failed: async (trx, { subject }) => void (await deleteCard(trx, Number(subject))),
        },
        {
          kind: `${KIND}-edit`,
          run: edit,
          async failed(trx, { subject }, reason) {
            if (reason === 'gone') await deleteCard(trx, Number(subject));
          },
        },
        {
          kind: `${KIND}-gone`,
          async run({ payload, targetId }, transport) {
            await transport.deleteMessage(targetId, (payload as { messageId: string }).messageId);
            return { channelId: targetId };
          },
        },
      ],
      on: {
        'channel.deleted': (trx, { guildId, channelId }) => deleteCardsIn(trx, guildId, channelId),
        /** For the last time: it says so. */
        async 'cohort.archived'(trx, { guildId, cohortId }) {
          const card = await findCard(trx, cohortId);
          if (card !== undefined) await redraw(trx, guildId, cohortId, card.revision + 1);
        },
      },
      pollers: [{ name: 'status cards', every: 60_000, run }],
    },
  };

  function noteIn(trx: Db, { id, guildId }: Cohort, placed: boolean): Promise<void> {
    return audit.record(trx, { guildId, action: 'cohort.card', object: `cohort:${id}`, details: { placed } });
  }
}

/** Where Discord does not say, it is drawn as if everybody read there, and asked again at the next look. */
async function isOpen(transport: Pick<Transport, 'isReadByAll'>, channelId: string): Promise<boolean> {
  try {
    return await transport.isReadByAll(channelId);
  } catch (error) {
    if (error instanceof DeliveryError) return true;
    throw error;
  }
}

/** The card as it is now, in the language of the server. */
function createDrawing(parts: {
  clock: Clock;
  communities: Communities;
  cohorts: Pick<Cohorts, 'find'>;
  overview: Pick<Overview, 'status'>;
  outreach: Pick<Outreaches, 'countWaiting'>;
  charts: Pick<ChartRenderer, 'render'>;
  transport: Pick<Transport, 'isReadByAll'>;
}): (on: Db, cohortId: number, channelId: string | null) => Promise<MessagePayload> {
  const { clock, communities, cohorts, overview, outreach, charts, transport } = parts;

  /** Without a picture the words are enough. */
  async function picture(
    shown: { cohort: Cohort; status: CohortStatus; isShared: boolean },
    locale: 'en' | 'fr',
  ) {
    const chart = statusChart(translator(locale), locale, shown);
    try {
      const { png } = await charts.render(chart);
      return { name: 'status.png', data: png, contentType: 'image/png', description: chart.alt };
    } catch (error) {
      if (error instanceof ChartError) return undefined;
      throw error;
    }
  }

  return async function draw(on, cohortId, channelId) {
    const cohort = await cohorts.find(cohortId, on);
    if (cohort === undefined) throw new Error(`cohort ${cohortId} is gone`);
    const { language } = await communities.get(cohort.guildId, on);
    const status = { ...(await overview.status(cohort)), matters: await outreach.countWaiting(cohortId) };
    // Asked each time: a channel that was staff's own may be opened to everybody.
    const isShared = channelId !== null && (await isOpen(transport, channelId));
    const drawn = await picture({ cohort, status, isShared }, language);
    const t = translator(language);
    const kept = { at: clock.now() };
    const body = isShared
      ? sharedStatusBody(t, cohort, drawn, kept)
      : statusBody(t, cohort, status, drawn, kept);
    const files = drawn === undefined ? [] : [drawn];
    return {
      ...messageJson(body),
      ...(files.length === 0 ? { attachments: [] } : {}),
      files: files.map(({ name, contentType, data }) => ({
        name,
        contentType,
        base64: data.toString('base64'),
      })),
    };
  };
}
