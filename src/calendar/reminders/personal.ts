/** Members' own reminders, for themselves or their team (`/remind-me`). */

import type { Communities } from '../../people/communities/service.ts';
import type { Learners } from '../../people/learners/service.ts';
import type { Letters } from '../../people/letters/service.ts';
import type { Notices } from '../../people/notices/service.ts';
import type { Clock } from '../../platform/clock.ts';
import { type Db, write } from '../../platform/database/index.ts';
import { lateNote } from '../../platform/delivery/message.ts';
import { reachOf } from '../../platform/delivery/service.ts';
import type { DeliveryKind, Outbox, OutboxRow } from '../../platform/delivery/types.ts';
import { timestamp } from '../../platform/discord/times.ts';
import { UserError } from '../../platform/errors.ts';
import type { EventMap, Handlers } from '../../platform/events/events.ts';
import { translator } from '../../platform/i18n/index.ts';
import { literal } from '../../platform/text.ts';
import { collapseMissed, nextOccurrence } from '../../platform/times/recurrence.ts';
import { localDate, startOfDay } from '../../platform/zones/rules.ts';
import type { Teams } from '../../work/teams/service.ts';
import { personalMessage, teamMessage } from './cards.ts';
import {
  advance,
  cancelOfTeam,
  findDueReminders,
  findMine,
  findReminder,
  findWaiting,
  insertReminder,
  moveToZone,
} from './personal/store.ts';
import type { Place, Reminder } from './rules/reminder.ts';

export const PERSONAL_KIND = 'reminder.personal';
/** Waiting reminders a member may have. */
export const PER_MEMBER = 25;
const AT_ONCE = 50;
/** For how long a reminder that is late is still worth sending, in ms. */
const USEFUL = 7 * 86_400_000;

export interface PersonalReminders {
  /** Throws a UserError when the member has too many or the team has ended. */
  create(input: Omit<Reminder, 'id'>): Promise<Reminder>;
  /** As `create`, in the transaction of a feature that set it for a team: without the member's limit. */
  schedule(trx: Db, input: Omit<Reminder, 'id'>): Promise<Reminder>;
  /** Where a member's own reminder will come, as things stand now. */
  place(guildId: string, userId: string): Promise<Place>;
  mine(guildId: string, userId: string): Promise<Reminder[]>;
  /** What waits in a server, for staff. */
  waiting(guildId: string, limit: number): Promise<Reminder[]>;
  /** A member cancels their own, a member of the team the team's, staff any. Throws a UserError otherwise. */
  cancel(guildId: string, id: number, by: { userId: string; isStaff: boolean }): Promise<Reminder>;
  /**
   * A member's own repeat keeps its local time and goes on in `zone`. Throws a UserError when it is not theirs, or is
   * no longer there.
   */
  follow(guildId: string, id: number, userId: string, zone: string): Promise<Reminder>;
  /** The server of a waiting reminder, for presses in direct messages. */
  guildOf(id: number): Promise<string | undefined>;
  runDue(): Promise<void>;
  readonly deliveries: readonly DeliveryKind[];
  readonly on: Handlers;
}

export function createPersonal(parts: {
  db: Db;
  clock: Clock;
  outbox: Outbox;
  communities: Communities;
  learners: Pick<Learners, 'find'>;
  letters: Pick<Letters, 'send'>;
  notices: Pick<Notices, 'leave'>;
  teams: Pick<Teams, 'find' | 'memberIds'>;
}): PersonalReminders {
  const { db, clock, outbox, communities, learners, letters, notices, teams } = parts;

  async function runDue(): Promise<void> {
    for (;;) {
      const now = clock.now();
      const due = await findDueReminders(db, now, AT_ONCE);
      for (const reminder of due) await write(db, (trx) => send(trx, reminder, now));
      if (due.length < AT_ONCE) return;
    }
  }

  /** Enqueues the message and moves the reminder on; missed repeats become one, the latest. */
  async function send(trx: Db, reminder: Reminder, now: number): Promise<void> {
    const repeat =
      reminder.recurrence === undefined
        ? undefined
        : collapseMissed(reminder.recurrence, reminder.zone, reminder.dueAt, now);
    const team = reminder.teamId === undefined ? undefined : await teams.find(reminder.teamId, trx);
    const isGone = reminder.teamId !== undefined && (team === undefined || team.endedAt !== null);
    const next = isGone
      ? ({ state: 'cancelled', now } as const)
      : repeat === undefined
        ? ({ state: 'done', now } as const)
        : { dueAt: repeat.next };
    if (!(await advance(trx, reminder, next)) || isGone) return;
    const dueAt = repeat?.due ?? reminder.dueAt;
    const common = {
      kind: PERSONAL_KIND,
      guildId: reminder.guildId,
      dedupeKey: `remind:${reminder.id}:${dueAt}`,
      subject: String(reminder.id),
      dueAt,
      expiresAt: Math.min(repeat?.next ?? Infinity, dueAt + USEFUL),
    };
    if (team !== undefined) {
      const { language } = await communities.get(reminder.guildId, trx);
      const members = await teams.memberIds(team.id, trx);
      await outbox.enqueue(trx, {
        ...common,
        target: { kind: 'team', id: String(team.id) },
        payload: teamMessage(translator(language), reminder, members),
        mentions: members,
        lateNote: lateNote(language, dueAt),
      });
      return;
    }
    const owner = await learners.find(reminder.guildId, reminder.ownerId, trx);
    const locale = owner?.locale ?? 'en';
    await outbox.enqueue(trx, {
      ...common,
      target: { kind: 'member', id: reminder.ownerId },
      payload: personalMessage(translator(locale), reminder),
      lateNote: lateNote(locale, dueAt),
    });
  }

  /** Its thread was deleted: everybody in the team reads the reminder privately, and how the thread comes back. */
  async function teamUnreached(trx: Db, row: OutboxRow, reason: string): Promise<void> {
    const team = reason === 'expired' ? undefined : await teams.find(Number(row.targetId), trx);
    if (team === undefined || team.endedAt !== null) return;
    const { content: said } = row.payload as { content: string };
    const params = { name: literal(team.name), at: timestamp(row.dueAt), said };
    for (const userId of await teams.memberIds(team.id, trx)) {
      const line = { key: 'reminders:team-unreached', params } as const;
      await letters.send(trx, {
        guildId: row.guildId,
        userId,
        line,
        dedupeKey: `${row.dedupeKey}:${userId}`,
      });
    }
  }

  /** A team's reminders end with it; whoever set one reads that once. */
  async function teamEnded(trx: Db, { teamId }: EventMap['team.ended']): Promise<void> {
    const team = await teams.find(teamId, trx);
    for (const reminder of await cancelOfTeam(trx, teamId, clock.now())) {
      const { guildId, ownerId: userId, id, what } = reminder;
      const params = { name: literal(team?.name ?? ''), what: literal(what) };
      const line = { key: 'reminders:team-ended', params } as const;
      await letters.send(trx, { guildId, userId, line, dedupeKey: `reminder-ended:${id}` });
    }
  }

  const deliveries: DeliveryKind[] = [
    {
      kind: PERSONAL_KIND,
      // Direct messages are closed and there is no thread of theirs: it stands under their next private answer.
      async failed(trx, row, reason) {
        if (row.targetKind === 'team') return teamUnreached(trx, row, reason);
        if (row.targetKind !== 'member') return;
        const { content: said } = row.payload as { content: string };
        const params = { at: timestamp(row.dueAt), said };
        await notices.leave(trx, row.guildId, row.targetId, { key: 'reminders:personal.unreached', params });
      },
    },
  ];

  return {
    runDue,
    deliveries,
    on: { 'team.ended': teamEnded },
    create(input) {
      return write(db, async (trx) => {
        const waiting = await findMine(trx, input.guildId, input.ownerId);
        if (waiting.length >= PER_MEMBER)
          throw new UserError({ key: 'reminders:error.limit', params: { count: PER_MEMBER } });
        if (input.teamId !== undefined) {
          const members = await teams.memberIds(input.teamId, trx);
          if (!members.includes(input.ownerId)) throw new UserError({ key: 'reminders:error.no-team' });
        }
        return await insertReminder(trx, input, clock.now());
      });
    },
    schedule: (trx, input) => insertReminder(trx, input, clock.now()),
    async place(guildId, userId) {
      const reach = await reachOf(db, guildId, userId);
      if (reach?.to !== 'direct') return reach ?? { to: 'nowhere' };
      const learner = await learners.find(guildId, userId);
      return { to: 'direct', agreed: learner?.dm === true };
    },
    mine: (guildId, userId) => findMine(db, guildId, userId),
    guildOf: async (id) => (await findReminder(db, id))?.guildId,
    waiting: (guildId, limit) => findWaiting(db, guildId, limit),
    follow(guildId, id, userId, zone) {
      return write(db, async (trx) => {
        const reminder = await findReminder(trx, id);
        if (reminder?.guildId !== guildId || reminder.recurrence === undefined)
          throw new UserError({ key: 'reminders:error.unknown' });
        if (reminder.ownerId !== userId) throw new UserError({ key: 'reminders:error.not-yours' });
        // A repeat whose first moment was put off keeps its beginning: nothing comes before the day it was to begin.
        const from = Math.max(clock.now(), startOfDay(localDate(reminder.dueAt, reminder.zone), zone) - 1);
        const isPutOff = reminder.dueAt > nextOccurrence(reminder.recurrence, reminder.zone, clock.now());
        const dueAt = nextOccurrence(reminder.recurrence, zone, isPutOff ? from : clock.now());
        if (!(await moveToZone(trx, reminder, { zone, dueAt })))
          throw new UserError({ key: 'reminders:error.unknown' });
        return { ...reminder, zone, dueAt };
      });
    },
    cancel(guildId, id, by) {
      return write(db, async (trx) => {
        const reminder = await findReminder(trx, id);
        if (reminder?.guildId !== guildId) throw new UserError({ key: 'reminders:error.unknown' });
        const isOwn =
          reminder.ownerId === by.userId ||
          (reminder.teamId !== undefined &&
            (await teams.memberIds(reminder.teamId, trx)).includes(by.userId));
        if (!isOwn && !by.isStaff) throw new UserError({ key: 'reminders:error.not-yours' });
        await advance(trx, reminder, { state: 'cancelled', now: clock.now() });
        return reminder;
      });
    },
  };
}
