import type { Audit } from '../../platform/audit/service.ts';
import type { Clock } from '../../platform/clock.ts';
import { type Db, write } from '../../platform/database/index.ts';
import { channelFor, type Outbox } from '../../platform/delivery/types.ts';
import { UserError } from '../../platform/errors.ts';
import type { Events } from '../../platform/events/events.ts';
import type { Feature } from '../../platform/feature.ts';
import { type Message, translator } from '../../platform/i18n/index.ts';
import type { Communities } from '../communities/service.ts';
import type { Post } from '../post/service.ts';
import { appealCard, suspendedLine } from './cards.ts';
import { suspensionFacts } from './facts/store.ts';
import { suspensionKeeps } from './keeps/store.ts';
import { HOLDS, type Suspension } from './rules.ts';
import {
  endSuspension,
  findAll,
  findDue,
  findOpen,
  findSuspension,
  insertSuspension,
  noteAnswer,
  noteAppeal,
  suspensionBarrier,
} from './store.ts';

/** Who may not ask, answer and post for a time; what they do in private goes on. */
export interface Suspensions {
  /** What holds of a member now. */
  of(guildId: string, userId: string, trx?: Db): Promise<Suspension | undefined>;
  /** Newest first, at most ten. */
  history(guildId: string, userId: string): Promise<Suspension[]>;
  /** In the place of an earlier one. Ends their open requests; they learn why and until when. */
  suspend(made: Pick<Suspension, 'guildId' | 'userId' | 'byId' | 'reason' | 'untilAt'>): Promise<Suspension>;
  /** What one appealed against. Throws a UserError when it has ended. */
  liftOne(guildId: string, id: number, byId: string): Promise<Suspension>;
  /** Throws a UserError when nothing holds. */
  lift(guildId: string, userId: string, byId: string): Promise<void>;
  /** Theirs: once they can ask for another look. Throws a UserError the second time, and for anybody else. */
  appeal(guildId: string, userId: string, id: number, words: string): Promise<void>;
  /** Staff looked again, and it stays. Throws a UserError when that was said before. */
  stays(guildId: string, id: number): Promise<Suspension>;
  readonly feature: Feature;
}

type Told = 'begun' | 'over' | 'stays';

const AT_ONCE = 50;
const SECOND = 1_000;

export function createSuspensions(parts: {
  db: Db;
  clock: Clock;
  audit: Pick<Audit, 'record'>;
  events: Events;
  outbox: Outbox;
  communities: Communities;
  post: Pick<Post, 'toMember'>;
}): Suspensions {
  const { db, clock, audit, events, outbox, communities, post } = parts;

  /** That it began is news as long as it holds. */
  async function tell(trx: Db, { id, guildId, userId }: Suspension, what: Told, line: Message) {
    await post.toMember(trx, {
      guildId,
      userId,
      line,
      ...(what === 'begun' ? { about: `${HOLDS}:${id}` } : {}),
      privacy: 'private',
      urgency: 'answer',
      dedupeKey: `suspension:${id}:${what}`,
    });
  }

  async function end(trx: Db, suspension: Suspension, line: Message): Promise<boolean> {
    const ended = await endSuspension(trx, suspension.id, clock.now());
    if (ended === undefined) return false;
    await tell(trx, ended, 'over', line);
    return true;
  }

  async function liftIn(trx: Db, suspension: Suspension, by: string): Promise<boolean> {
    const { guildId, userId: memberId } = suspension;
    if (!(await end(trx, suspension, { key: 'suspensions:told.lifted' }))) return false;
    await audit.record(trx, { guildId, action: 'moderate.unblock', by, memberId });
    return true;
  }

  /** Why staff can say nothing more about one: what holds now. */
  async function refusal(trx: Db, { guildId, userId, endedAt }: Suspension): Promise<UserError> {
    const params = { person: `<@${userId}>` };
    if (endedAt === null) return new UserError({ key: 'suspensions:error.answered', params });
    const later = await findOpen(trx, guildId, userId);
    return new UserError({
      key: later === undefined ? 'suspensions:error.over' : 'suspensions:error.later',
      params,
    });
  }

  async function get(trx: Db, guildId: string, id: number): Promise<Suspension> {
    const found = await findSuspension(trx, id);
    if (found?.guildId !== guildId) throw new UserError({ key: 'common:error.old-button' });
    return found;
  }

  return {
    of: (guildId, userId, trx = db) => findOpen(trx, guildId, userId),
    history: (guildId, userId) => findAll(db, guildId, userId),
    async suspend(made) {
      return await write(db, async (trx) => {
        const { guildId, userId, byId: by, reason: words, untilAt: until } = made;
        const before = await findOpen(trx, guildId, userId);
        if (before !== undefined) await endSuspension(trx, before.id, clock.now());
        const suspension = await insertSuspension(trx, made, clock.now());
        await audit.record(trx, {
          guildId,
          action: 'moderate.block',
          by,
          memberId: userId,
          details: { until: until === null ? null : new Date(until).toISOString() },
          words,
        });
        await events.emit(trx, 'member.suspended', { guildId, userId });
        await tell(trx, suspension, 'begun', suspendedLine(suspension));
        return suspension;
      });
    },
    async lift(guildId, userId, byId) {
      await write(db, async (trx) => {
        const open = await findOpen(trx, guildId, userId);
        if (open === undefined || !(await liftIn(trx, open, byId)))
          throw new UserError({ key: 'suspensions:error.over', params: { person: `<@${userId}>` } });
      });
    },
    async liftOne(guildId, id, byId) {
      return await write(db, async (trx) => {
        const found = await get(trx, guildId, id);
        if (!(await liftIn(trx, found, byId))) throw await refusal(trx, found);
        return found;
      });
    },
    async appeal(guildId, userId, id, words) {
      await write(db, async (trx) => {
        const found = await get(trx, guildId, id);
        if (found.userId !== userId) throw new UserError({ key: 'suspensions:error.own-over' });
        if (!(await noteAppeal(trx, id, words, clock.now())))
          throw new UserError({
            key: found.endedAt === null ? 'suspensions:error.asked' : 'suspensions:error.own-over',
          });
        const { language, channels } = await communities.get(guildId, trx);
        if (channels.staff === null) return;
        await outbox.enqueue(trx, {
          kind: 'suspension-appeal',
          guildId,
          target: channelFor(guildId, 'staff'),
          payload: appealCard(translator(language), { ...found, appeal: words }),
          dedupeKey: `suspension-appeal:${id}`,
          subject: String(id),
        });
      });
    },
    async stays(guildId, id) {
      return await write(db, async (trx) => {
        const found = await get(trx, guildId, id);
        if (!(await noteAnswer(trx, id, clock.now()))) throw await refusal(trx, found);
        await audit.record(trx, { guildId, action: 'moderate.stays', memberId: found.userId });
        await tell(trx, found, 'stays', { key: 'suspensions:told.stays' });
        return found;
      });
    },
    feature: {
      name: 'suspensions',
      keeps: suspensionKeeps,
      facts: suspensionFacts,
      barriers: [suspensionBarrier],
      subjects: { [HOLDS]: async (on, { id }) => (await findSuspension(on, Number(id)))?.endedAt === null },
      deliveries: [
        {
          kind: 'suspension-appeal',
          wanted: async (on, row) => (await findSuspension(on, Number(row.subject)))?.endedAt === null,
        },
      ],
      pollers: [
        {
          name: 'suspensions',
          every: 10 * SECOND,
          async run() {
            for (const due of await findDue(db, clock.now(), AT_ONCE))
              await write(db, (trx) => end(trx, due, { key: 'suspensions:told.over' }));
          },
        },
      ],
    },
  };
}
