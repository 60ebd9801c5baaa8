import type { Communities } from '../../people/communities/service.ts';
import type { Notices } from '../../people/notices/service.ts';
import type { Audit } from '../../platform/audit/service.ts';
import type { Clock } from '../../platform/clock.ts';
import { type Db, write } from '../../platform/database/index.ts';
import {
  channelFor,
  type Outbox,
  type OutboxRow,
  type Sent,
  type Transport,
} from '../../platform/delivery/types.ts';
import { UserError } from '../../platform/errors.ts';
import type { Feature } from '../../platform/feature.ts';
import { translator } from '../../platform/i18n/index.ts';
import type { Limits } from '../../platform/limits/service.ts';
import { caseListCard } from './cards.ts';
import { moderationKeeps } from './keeps/store.ts';
import type { Case, CaseView, OpenCases, Outcome, Reported } from './rules.ts';
import {
  closeCase,
  countCases,
  countOpenCases,
  countReports,
  findCase,
  findList,
  findOpenCases,
  findReporters,
  findReports,
  insertReport,
  openCase,
  recordList,
  reviseList,
} from './store.ts';

/** What members report, and what staff do with it. */
export interface Moderation {
  /** Joins the open case of the same thing. Throws a UserError for one's own. False: they have reported it before. */
  report(reported: Reported, reporterId: string, reason: string): Promise<boolean>;
  /** The oldest first. */
  open(guildId: string): Promise<OpenCases>;
  /** Throws a UserError for one of another server. */
  get(guildId: string, id: number): Promise<CaseView>;
  /** Whoever reported it hears how it ended. Throws a UserError when it was closed before. */
  close(guildId: string, id: number, by: string, outcome: Outcome): Promise<void>;
  readonly feature: Feature;
}

/** So many of the longest titles fit into one message. */
const LISTED = 12;
/** So many reports of a case are shown with their reasons: more would not fit into a card. */
const SHOWN = 10;
const KIND = 'case-list';
const ALLOWED = { hour: 5, day: 10 };

export function createModeration(parts: {
  db: Db;
  clock: Clock;
  audit: Pick<Audit, 'record'>;
  outbox: Outbox;
  communities: Communities;
  notices: Pick<Notices, 'leave'>;
  limits: Pick<Limits, 'use'>;
}): Moderation {
  const { db, clock, audit, outbox, communities, notices, limits } = parts;

  /** One message in the channel that only staff read; without that channel there is `/moderate cases`. */
  async function refresh(trx: Db, guildId: string): Promise<void> {
    const { channels } = await communities.get(guildId, trx);
    if (channels.staff === null) return;
    const { revision, message_id: messageId } = await reviseList(trx, guildId);
    if (messageId !== null) return await redraw(trx, guildId, revision);
    await outbox.enqueue(trx, {
      kind: KIND,
      guildId,
      target: channelFor(guildId, 'staff'),
      payload: { list: guildId, revision },
      dedupeKey: `${KIND}:${guildId}:${revision}`,
      subject: guildId,
    });
  }

  async function redraw(trx: Db, guildId: string, revision: number): Promise<void> {
    await outbox.enqueue(trx, {
      kind: `${KIND}-edit`,
      guildId,
      target: { kind: 'channel', id: guildId },
      payload: { list: guildId },
      dedupeKey: `${KIND}-edit:${guildId}:${revision}`,
      subject: guildId,
    });
  }

  async function card(on: Db, guildId: string) {
    const { language } = await communities.get(guildId, on);
    return caseListCard(translator(language), await openCases(on, guildId));
  }

  async function openCases(on: Db, guildId: string): Promise<OpenCases> {
    const [shown, total] = await Promise.all([
      findOpenCases(on, guildId, LISTED),
      countOpenCases(on, guildId),
    ]);
    return { shown, total };
  }

  async function edit(row: OutboxRow, transport: Transport): Promise<Sent | 'obsolete'> {
    const list = await findList(db, row.guildId);
    if (list === undefined || list.channel_id === null || list.message_id === null) return 'obsolete';
    const at = { channelId: list.channel_id, messageId: list.message_id };
    await transport.editMessage(at.channelId, at.messageId, await card(db, row.guildId));
    return at;
  }

  async function get(guildId: string, id: number, trx: Db = db): Promise<Case> {
    const found = await findCase(trx, id);
    if (found?.guildId !== guildId) throw new UserError({ key: 'moderation:error.gone' });
    return found;
  }

  return {
    async report(reported, reporterId, reason) {
      if (reported.aboutId === reporterId) throw new UserError({ key: 'moderation:error.own' });
      return await write(db, async (trx) => {
        const { guildId } = reported;
        const id = await openCase(trx, reported, clock.now());
        const isNew = await insertReport(trx, id, { reporterId, reason, at: clock.now() });
        if (!isNew) return false;
        await limits.use(trx, { guildId, userId: reporterId, what: 'report' }, ALLOWED);
        await refresh(trx, guildId);
        return true;
      });
    },
    open: (guildId) => openCases(db, guildId),
    async get(guildId, id) {
      const one = await get(guildId, id);
      const earlier =
        one.aboutId === null ? { kept: 0, acted: 0 } : await countCases(db, guildId, one.aboutId);
      const [reports, total] = await Promise.all([findReports(db, id, SHOWN), countReports(db, id)]);
      return { one, reports, total, earlier };
    },
    async close(guildId, id, by, outcome) {
      await write(db, async (trx) => {
        const before = await get(guildId, id, trx);
        const closed = await closeCase(trx, id, { by, outcome, now: clock.now() });
        if (closed === undefined) throw new UserError({ key: 'moderation:error.gone' });
        await audit.record(trx, {
          guildId,
          action: 'moderate.close',
          by,
          memberId: before.aboutId ?? undefined,
          object: `case:${id}`,
          details: { outcome },
        });
        for (const reporterId of await findReporters(trx, id))
          await notices.leave(trx, guildId, reporterId, { key: `moderation:told.${outcome}` }, `case:${id}`);
        await refresh(trx, guildId);
      });
    },
    feature: {
      name: 'moderation',
      keeps: moderationKeeps,
      deliveries: [
        {
          kind: KIND,
          // Of two that were made before the first stood, one is posted.
          wanted: async (on, row) => (await findList(on, row.guildId))?.message_id === null,
          render: (on, row) => card(on, row.guildId),
          async sent(trx, { guildId, payload }, { channelId, messageId }) {
            if (messageId === undefined) return;
            const revision = await recordList(trx, guildId, { channelId, messageId });
            // What was reported while it was on its way is drawn now.
            if (revision > Number(payload['revision'])) await redraw(trx, guildId, revision);
          },
        },
        {
          kind: `${KIND}-edit`,
          run: edit,
          async failed(trx, { guildId }, reason) {
            if (reason === 'gone') await recordList(trx, guildId, null);
          },
        },
      ],
      on: {
        /** It stands in the channel that only staff read, from when there is one. */
        async 'server.channels-set'(trx, { guildId }) {
          const list = await findList(trx, guildId);
          const [open] = await findOpenCases(trx, guildId, 1);
          if (open !== undefined && list?.message_id == null) await refresh(trx, guildId);
        },
      },
    },
  };
}
