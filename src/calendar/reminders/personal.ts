/** Members' own reminders, for themselves or their team (`/remind-me`). */

import type { Learners } from '../../people/learners/service.ts';
import type { Post, StoredLetter } from '../../people/post/service.ts';
import type { Audit } from '../../platform/audit/service.ts';
import type { Clock } from '../../platform/clock.ts';
import { type Db, write } from '../../platform/database/index.ts';
import { isDmRefused } from '../../platform/delivery/service.ts';
import type { DeliveryKind } from '../../platform/delivery/types.ts';
import { timestamp } from '../../platform/discord/times.ts';
import { UserError } from '../../platform/errors.ts';
import type { EventMap, Handlers } from '../../platform/events/events.ts';
import type { Feature } from '../../platform/feature.ts';
import type { Limits } from '../../platform/limits/service.ts';
import { literal } from '../../platform/text.ts';
import { collapseMissed, nextOccurrence } from '../../platform/times/recurrence.ts';
import { localDate, startOfDay } from '../../platform/zones/rules.ts';
import type { Teams } from '../../work/teams/service.ts';
import { personalMessage, quoted, teamMessage } from './cards.ts';
import {
  advance,
  cancelOfTeam,
  cancelReminder,
  findAny,
  findDueReminders,
  findMine,
  findReminder,
  findWaiting,
  insertReminder,
  isCancelled,
  moveToZone,
  putOff,
} from './personal/store.ts';
import { type Later, laterThan, type Place, type Reminder } from './rules/reminder.ts';

const PERSONAL_KIND = 'reminder.personal';
/** Waiting reminders a member may have. */
export const PER_MEMBER = 25;
/** How often a member may set one for a team, or have one come again. */
const FOR_TEAM = { hour: 5, day: 10 } as const;
const AT_ONCE = 50;
/** For how long a reminder that is late is still worth sending, in ms. */
const USEFUL = 7 * 86_400_000;

export interface PersonalReminders {
  /** Throws a UserError when the member has too many or the team has ended. */
  create(input: Omit<Reminder, 'id'>): Promise<Reminder>;
  /** As `create`, in the transaction of a feature that set it for a team: without the member's limit. */
  schedule(trx: Db, input: Omit<Reminder, 'id'>): Promise<Reminder>;
  /** Takes back what `schedule` set; nothing where it has come or was cancelled. */
  unschedule(trx: Db, id: number): Promise<void>;
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
  /**
   * *In an hour*, *Tomorrow* under a reminder that has come: once more, for whoever it is for; a repeat goes on besides.
   * Throws a UserError for anybody else.
   */
  again(guildId: string, id: number, userId: string, when: Later): Promise<Reminder>;
  runDue(): Promise<void>;
  readonly deliveries: readonly DeliveryKind[];
  readonly on: Handlers;
  readonly subjects: NonNullable<Feature['subjects']>;
}

export function createPersonal(parts: {
  db: Db;
  clock: Clock;
  audit: Pick<Audit, 'record'>;
  learners: Pick<Learners, 'find'>;
  limits: Pick<Limits, 'use'>;
  post: Post;
  teams: Pick<Teams, 'find' | 'memberIds'>;
}): PersonalReminders {
  const { db, clock, audit, learners, limits, post, teams } = parts;

  async function runDue(): Promise<void> {
    for (;;) {
      const now = clock.now();
      const due = await findDueReminders(db, now, AT_ONCE);
      for (const reminder of due) await write(db, (trx) => send(trx, reminder, now));
      if (due.length < AT_ONCE) return;
    }
  }

  async function refuseOthers(trx: Db, { ownerId, teamId }: Reminder, userId: string): Promise<void> {
    const isTeams = teamId !== undefined && (await teams.memberIds(teamId, trx)).includes(userId);
    if (ownerId !== userId && !isTeams) throw new UserError({ key: 'reminders:error.unknown' });
  }

  /** What is set for a team pings everybody in it. */
  function countForTeam(trx: Db, guildId: string, userId: string): Promise<void> {
    return limits.use(trx, { guildId, userId, what: 'team-reminder' }, FOR_TEAM);
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
    const said = {
      guildId: reminder.guildId,
      line: {
        key: 'reminders:personal.unreached',
        params: { at: timestamp(dueAt), said: quoted(reminder.what) },
      },
      about: `reminder:${reminder.id}`,
      kind: PERSONAL_KIND,
      dedupeKey: `remind:${reminder.id}:${dueAt}`,
      dueAt,
      expiresAt: Math.min(repeat?.next ?? Infinity, dueAt + USEFUL),
    } as const;
    if (team === undefined) {
      await post.toMember(trx, {
        ...said,
        userId: reminder.ownerId,
        privacy: 'private',
        urgency: 'own',
        knock: 'anywhere',
        data: reminder,
      });
      return;
    }
    const mentions = await teams.memberIds(team.id, trx);
    await post.toTeam(trx, team.id, { ...said, data: { ...reminder, mentions }, mentions, saysLate: true });
  }

  /** Everybody in the team reads the reminder privately; where its thread was deleted, also how that comes back. */
  async function unreached(trx: Db, { guildId, data, ...row }: StoredLetter, why: string): Promise<void> {
    const reminder = data as Reminder;
    const team = await teams.find(reminder.teamId ?? 0, trx);
    if (team === undefined || team.endedAt !== null) return;
    const params = {
      name: literal(team.name),
      at: timestamp(row.dueAt ?? reminder.dueAt),
      said: quoted(reminder.what),
    };
    for (const userId of await teams.memberIds(team.id, trx))
      await post.toMember(trx, {
        guildId,
        userId,
        line: { key: why === 'gone' ? 'reminders:team-unreached' : 'reminders:team-unposted', params },
        about: `reminder:${reminder.id}`,
        privacy: 'private',
        urgency: 'answer',
        dedupeKey: `${row.dedupeKey}:${userId}`,
      });
  }

  /** A team's reminders end with it; whoever set one reads that once. */
  async function teamEnded(trx: Db, { teamId }: EventMap['team.ended']): Promise<void> {
    const team = await teams.find(teamId, trx);
    for (const { guildId, ownerId: userId, id, what } of await cancelOfTeam(trx, teamId, clock.now()))
      await post.toMember(trx, {
        guildId,
        userId,
        line: {
          key: 'reminders:team-ended',
          params: { name: literal(team?.name ?? ''), what: literal(what) },
        },
        privacy: 'private',
        urgency: 'answer',
        dedupeKey: `reminder-ended:${id}`,
      });
  }

  const deliveries: DeliveryKind[] = [
    post.kind({
      kind: PERSONAL_KIND,
      async card(_, { data, as }, { t }) {
        const reminder = data as Reminder & { readonly mentions?: readonly string[] };
        return as === 'public'
          ? teamMessage(t, reminder, reminder.mentions ?? [])
          : personalMessage(t, reminder);
      },
      unposted: unreached,
    }),
  ];

  return {
    runDue,
    deliveries,
    on: { 'team.ended': teamEnded },
    // What was taken back is not sent, even if it fell due before.
    subjects: { reminder: async (on, { id }) => !(await isCancelled(on, Number(id))) },
    create(input) {
      return write(db, async (trx) => {
        const reminder = await insertWithin(trx, input, clock.now());
        if (input.teamId !== undefined) {
          const members = await teams.memberIds(input.teamId, trx);
          if (!members.includes(input.ownerId)) throw new UserError({ key: 'reminders:error.no-team' });
          await countForTeam(trx, input.guildId, input.ownerId);
        }
        return reminder;
      });
    },
    schedule: (trx, input) => insertReminder(trx, input, clock.now()),
    unschedule: (trx, id) => unschedule(trx, id, clock.now()),
    async place(guildId, userId) {
      const [isRefused, own] = await Promise.all([isDmRefused(db, userId), learners.find(guildId, userId)]);
      if (!isRefused) return { to: 'direct', agreed: own?.dm === true };
      const home = await post.homeOf(guildId, userId);
      return home === undefined ? { to: 'nowhere' } : { to: home.kind };
    },
    again: (guildId, id, userId, when) =>
      write(db, async (trx) => {
        const reminder = await findAny(trx, id);
        if (reminder?.guildId !== guildId) throw new UserError({ key: 'reminders:error.unknown' });
        await refuseOthers(trx, reminder, userId);
        if (reminder.teamId !== undefined) {
          if ((await teams.find(reminder.teamId, trx))?.endedAt !== null)
            throw new UserError({ key: 'reminders:error.team-over' });
          await countForTeam(trx, guildId, userId);
        }
        return await putOff(trx, reminder, laterThan(reminder, when, clock.now()), clock.now());
      }),
    mine: (guildId, userId) => findMine(db, guildId, userId),
    waiting: (guildId, limit) => findWaiting(db, guildId, limit),
    follow(guildId, id, userId, zone) {
      return write(db, async (trx) => {
        const reminder = await findReminder(trx, id);
        if (reminder?.guildId !== guildId || reminder.recurrence === undefined)
          throw new UserError({ key: 'reminders:error.unknown' });
        if (reminder.ownerId !== userId) throw new UserError({ key: 'reminders:error.unknown' });
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
        if (!by.isStaff) await refuseOthers(trx, reminder, by.userId);
        await cancelReminder(trx, reminder, clock.now());
        if (by.isStaff && reminder.ownerId !== by.userId)
          await audit.record(trx, {
            guildId,
            action: 'reminders.cancel',
            by: by.userId,
            memberId: reminder.ownerId,
            object: `reminder:${id}`,
          });
        return reminder;
      });
    },
  };
}

/**
 * Throws a UserError where its owner has too many. It is set before that is known: what throws undoes it, and both questions
 * cost PostgreSQL one round trip.
 */
async function insertWithin(trx: Db, input: Omit<Reminder, 'id'>, now: number): Promise<Reminder> {
  const [reminder, mine] = await Promise.all([
    insertReminder(trx, input, now),
    findMine(trx, input.guildId, input.ownerId),
  ]);
  if (mine.filter(({ id }) => id !== reminder.id).length >= PER_MEMBER)
    throw new UserError({ key: 'reminders:error.limit', params: { count: PER_MEMBER } });
  return reminder;
}

async function unschedule(trx: Db, id: number, now: number): Promise<void> {
  const reminder = await findReminder(trx, id);
  if (reminder !== undefined) await cancelReminder(trx, reminder, now);
}
