import type { Communities } from '../../people/communities/service.ts';
import type { Learners } from '../../people/learners/service.ts';
import type { Post } from '../../people/post/service.ts';
import type { Clock } from '../../platform/clock.ts';
import { type Db, write } from '../../platform/database/index.ts';
import { DeliveryError } from '../../platform/delivery/failures.ts';
import {
  channelFor,
  type Outbox,
  type OutboxRow,
  type Sent,
  type Transport,
} from '../../platform/delivery/types.ts';
import type { Feature } from '../../platform/feature.ts';
import { translator } from '../../platform/i18n/index.ts';
import type { Blockers } from '../blockers/service.ts';
import { createCalling } from './calling.ts';
import { mentorsCard } from './cards.ts';
import { mentorKeeps } from './keeps/store.ts';
import { DAY, EDITS_APART, endOfSpan, OLD } from './rules.ts';
import {
  deleteCalls,
  findList,
  findMentor,
  forgetList,
  nextEdition,
  recordDrawn,
  recordList,
  touchList,
} from './store.ts';

export interface Mentors {
  /** Whether somebody mentors a running cohort of a server, as staff confirmed or their role says. */
  isMentor(guildId: string, userId: string, roles: readonly string[]): Promise<boolean>;
  readonly feature: Feature;
}

const LIST = 'mentor-list';
const EDIT = 'mentor-list-edit';
const GONE = 'mentor-list-gone';
/** Discord's answer to too many edits of an old message. */
const OLD_EDITS = '30046';

/** The mentors' one list of what waits, and calling them for what has no answer. */
export function createMentors(parts: {
  db: Db;
  clock: Clock;
  outbox: Outbox;
  communities: Communities;
  learners: Pick<Learners, 'find'>;
  post: Pick<Post, 'mayPing'>;
  blockers: Pick<Blockers, 'find' | 'waiting' | 'note'>;
  defaultTimezone: string;
}): Mentors {
  const { db, clock, outbox, communities, blockers } = parts;

  /** Whatever changes within five seconds is one edit. */
  async function changed(trx: Db, guildId: string): Promise<void> {
    const { channels } = await communities.get(guildId, trx);
    if (channels.mentors === null) return;
    const list = await touchList(trx, guildId);
    const now = clock.now();
    // One is on its way and shows what is true when it is sent; or it was deleted, and is sent once more.
    if (list.message_id === null && list.edition > 0) {
      const payload = { called: [], revision: list.revision };
      await outbox.renew(trx, `${LIST}:${guildId}:${list.edition}`, payload);
      return;
    }
    if (list.message_id === null || now - (list.posted_at ?? 0) > OLD)
      return await postList(trx, guildId, []);
    await redraw(trx, guildId, list.channel_id ?? '');
  }

  async function redraw(trx: Db, guildId: string, channelId: string): Promise<void> {
    const dueAt = endOfSpan(clock.now(), EDITS_APART);
    await outbox.enqueue(trx, {
      kind: EDIT,
      guildId,
      target: { kind: 'channel', id: channelId },
      payload: {},
      dedupeKey: `${EDIT}:${guildId}:${dueAt}`,
      subject: guildId,
      dueAt,
    });
  }

  /** Posts the list, with those who are called above it; the one before is taken away once it stands. */
  async function postList(trx: Db, guildId: string, called: readonly string[]): Promise<void> {
    const { revision } = await touchList(trx, guildId);
    const edition = await nextEdition(trx, guildId, clock.now());
    await outbox.enqueue(trx, {
      kind: LIST,
      guildId,
      target: channelFor(guildId, 'mentors'),
      payload: { called, revision },
      mentions: called,
      dedupeKey: `${LIST}:${guildId}:${edition}`,
      subject: guildId,
    });
  }

  async function stands(trx: Db, row: OutboxRow, { channelId, messageId }: Sent): Promise<void> {
    if (messageId === undefined) return;
    const list = await findList(trx, row.guildId);
    if (list === undefined) return;
    const drawn = Number(row.payload['revision'] ?? list.revision);
    await recordList(trx, row.guildId, {
      channel_id: channelId,
      message_id: messageId,
      posted_at: clock.now(),
      drawn,
    });
    // What changed while it was on its way is drawn now.
    if (list.revision > drawn) await redraw(trx, row.guildId, channelId);
    if (list.message_id !== null && list.channel_id !== null)
      await outbox.enqueue(trx, {
        kind: GONE,
        guildId: row.guildId,
        target: { kind: 'channel', id: list.channel_id },
        payload: { messageId: list.message_id },
        dedupeKey: `${GONE}:${list.message_id}`,
        subject: row.guildId,
      });
  }

  async function edit(row: OutboxRow, transport: Transport): Promise<Sent | 'obsolete'> {
    const { guildId } = row;
    const list = await findList(db, guildId);
    // An edit that came late has drawn this already.
    if (list?.message_id == null || list.channel_id === null || list.drawn >= list.revision)
      return 'obsolete';
    const { language } = await communities.get(guildId);
    const card = mentorsCard(translator(language), await blockers.waiting(guildId), []);
    try {
      await transport.editMessage(list.channel_id, list.message_id, card);
    } catch (error) {
      if (!(error instanceof DeliveryError) || error.code !== OLD_EDITS) throw error;
      await write(db, (trx) => postList(trx, guildId, []));
      return 'obsolete';
    }
    await write(db, (trx) => recordDrawn(trx, guildId, list.revision));
    return { channelId: list.channel_id, messageId: list.message_id };
  }

  async function calledNow(row: OutboxRow): Promise<Sent | 'obsolete'> {
    // What was taken or solved since calls nobody.
    const waiting = await blockers.waiting(row.guildId);
    if (waiting.every(({ takerId }) => takerId !== null)) return 'obsolete';
    await write(db, (trx) => postList(trx, row.guildId, row.payload['called'] as readonly string[]));
    return { channelId: row.targetId };
  }

  return {
    async isMentor(guildId, userId, roles) {
      const { roleId, confirmed } = await findMentor(db, guildId, userId);
      return confirmed || (roleId !== null && roles.includes(roleId));
    },
    feature: {
      name: 'mentors',
      keeps: mentorKeeps,
      deliveries: [
        {
          kind: LIST,
          async render(on, row, { locale }) {
            const called = (row.payload['called'] as readonly string[]).map((id) => `<@${id}>`);
            return mentorsCard(translator(locale), await blockers.waiting(row.guildId, on), called);
          },
          sent: stands,
        },
        {
          kind: EDIT,
          run: edit,
          async failed(trx, { guildId }, reason) {
            if (reason === 'gone') await forgetList(trx, guildId);
          },
        },
        {
          kind: GONE,
          async run(row, transport) {
            const messageId = String(row.payload['messageId']);
            await transport.deleteMessage(row.targetId, messageId);
            return { channelId: row.targetId };
          },
        },
        { kind: 'mentor-call', run: calledNow },
      ],
      pollers: [
        {
          name: 'mentor calls',
          every: 3_600_000,
          run: () => write(db, (trx) => deleteCalls(trx, clock.now() - 2 * DAY)),
        },
      ],
      on: {
        'blocker.changed': async (trx, { guildId, blockerId }) => {
          // What only a team reads is no mentor's business.
          if ((await blockers.find(blockerId, trx))?.publicAt != null) await changed(trx, guildId);
        },
        'blocker.unanswered': createCalling(parts),
        async 'server.channels-set'(trx, { guildId }) {
          const list = await findList(trx, guildId);
          const { channels } = await communities.get(guildId, trx);
          const hasMoved = channels.mentors !== null && list?.channel_id !== channels.mentors;
          if (hasMoved && (await blockers.waiting(guildId, trx)).length > 0) await postList(trx, guildId, []);
        },
        async 'channel.deleted'(trx, { guildId, channelId }) {
          if ((await findList(trx, guildId))?.channel_id === channelId) await forgetList(trx, guildId);
        },
      },
    },
  };
}
