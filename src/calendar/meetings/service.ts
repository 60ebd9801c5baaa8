import type { Cohorts } from '../../people/cohorts/service.ts';
import type { Communities } from '../../people/communities/service.ts';
import type { Learners } from '../../people/learners/service.ts';
import type { Post } from '../../people/post/service.ts';
import type { Clock } from '../../platform/clock.ts';
import { type Db, write } from '../../platform/database/index.ts';
import type { Outbox } from '../../platform/delivery/types.ts';
import { UserError } from '../../platform/errors.ts';
import type { EventMap } from '../../platform/events/events.ts';
import type { Feature } from '../../platform/feature.ts';
import { translator } from '../../platform/i18n/index.ts';
import type { Limits } from '../../platform/limits/service.ts';
import type { Team } from '../../work/teams/rules.ts';
import type { Teams } from '../../work/teams/service.ts';
import type { Reminders } from '../reminders/service.ts';
import { type Agreed, createAgreed, refuseCancelled } from './agreed.ts';
import { type MeetingView, meetingCard } from './cards.ts';
import { meetingKeeps } from './keeps/store.ts';
import { NONE, sharedSlots } from './rules.ts';
import {
  choose,
  findChoices,
  findCurrent,
  findMeeting,
  forgetChoices,
  insertMeeting,
  type MeetingRow,
  recordMessage,
  replaceOpen,
  touch,
} from './store.ts';

/** How long a meeting at a moment of one's own is taken to be. */
const OWN_MINUTES = 60;
/** How often a member may propose moments: each proposal pings the others. */
const PROPOSALS = { hour: 4, day: 8 } as const;

export interface Chosen {
  readonly agreed: boolean;
  /** ms UTC. */
  readonly slot: number;
  /** Who has not chosen this moment (yet). */
  readonly missing: readonly string[];
}

export interface Meetings extends Pick<Agreed, 'get' | 'cancel'> {
  /**
   * Proposes up to three shared moments in the team's thread, or the one the member names (`own`, ms), whatever the
   * weekly hours say. Throws a UserError when there is none, with what helps.
   */
  propose(team: Team, userId: string, own?: number): Promise<{ slots: readonly number[] }>;
  /** A member's choice, NONE too, which they may change; the moment that all chose becomes the team's reminder. */
  choose(meetingId: number, userId: string, slot: number): Promise<Chosen>;
  /** The next agreed meeting (ms UTC) and whether a proposal is open. */
  current(teamId: number): Promise<{ next: number | undefined; isOpen: boolean }>;
  /** Of a proposal, for its buttons; undefined when there is none. */
  teamOf(meetingId: number): Promise<number | undefined>;
  readonly feature: Feature;
}

export function createMeetings(parts: {
  db: Db;
  clock: Clock;
  outbox: Outbox;
  cohorts: Cohorts;
  communities: Communities;
  learners: Learners;
  limits: Pick<Limits, 'use'>;
  post: Pick<Post, 'toTeam'>;
  reminders: { readonly personal: Pick<Reminders['personal'], 'schedule' | 'unschedule'> };
  teams: Teams;
}): Meetings {
  const { db, clock, outbox, cohorts, communities, learners, limits, teams } = parts;
  const ofAgreed = createAgreed({ ...parts, redraw });

  async function propose(team: Team, userId: string, own?: number): Promise<{ slots: readonly number[] }> {
    const proposed = await write(db, async (trx) => {
      const members = await teams.memberIds(team.id, trx);
      if (!members.includes(userId)) throw new UserError({ key: 'teams:error.not-member' });
      const found =
        own === undefined
          ? sharedSlots(await hoursOf(trx, team, members, userId), clock.now())
          : { slots: [own], minutes: OWN_MINUTES };
      if (found.slots.length === 0) throw new UserError({ key: 'teams:meet.error.none' });
      const slots = JSON.stringify(found.slots);
      // The same moments stand in the thread already: a second press proposes nothing new, and no choice is lost.
      if ((await findCurrent(trx, team.id, clock.now())).open?.slots === slots) return found;
      await limits.use(trx, { guildId: team.guildId, userId, what: 'meeting' }, PROPOSALS);
      for (const id of await replaceOpen(trx, team.id)) await redraw(trx, team, id);
      const row = await insertMeeting(trx, {
        team_id: team.id,
        proposer_id: userId,
        slots,
        minutes: found.minutes,
        created_at: clock.now(),
      });
      const others = members.filter((id) => id !== userId);
      await outbox.enqueue(trx, {
        kind: 'meeting',
        guildId: team.guildId,
        target: { kind: 'team', id: String(team.id) },
        payload: await draw(trx, team, row),
        mentions: others,
        dedupeKey: `meeting:${row.id}`,
        subject: String(row.id),
        expiresAt: found.slots.at(-1) ?? clock.now(),
      });
      return found;
    });
    return proposed;
  }

  /** Everybody's weekly hours, the caller's first. Throws a UserError that names whose are missing. */
  async function hoursOf(trx: Db, team: Team, members: readonly string[], callerId: string) {
    const cohort = await cohorts.find(team.cohortId, trx);
    const ordered = [callerId, ...members.filter((id) => id !== callerId)];
    const found = await Promise.all(ordered.map((id) => learners.find(team.guildId, id, trx)));
    const missing = ordered.filter((_id, index) => (found[index]?.week.length ?? 0) === 0);
    if (missing.includes(callerId)) throw new UserError({ key: 'teams:meet.error.no-hours' });
    if (missing.length > 0) {
      const people = missing.map((id) => `<@${id}>`).join(', ');
      throw new UserError({ key: 'teams:meet.error.others-no-hours', params: { people } });
    }
    return found.map((learner) => ({
      week: learner?.week ?? [],
      zone: learner?.timezone ?? cohort?.timezone ?? 'UTC',
    }));
  }

  async function chooseSlot(meetingId: number, userId: string, slot: number): Promise<Chosen> {
    const chosen = await write(db, async (trx) => {
      const row = await findMeeting(trx, meetingId);
      const team = row === undefined ? undefined : await teams.find(row.team_id, trx);
      if (row === undefined || team === undefined) throw new UserError({ key: 'teams:meet.error.gone' });
      const members = await teams.memberIds(team.id, trx);
      if (!members.includes(userId) || team.endedAt !== null)
        throw new UserError({ key: 'teams:error.not-member' });
      refuseClosed(row, slot, clock.now());
      await choose(trx, meetingId, userId, slot);
      const choices = await findChoices(trx, meetingId);
      const missing = members.filter(
        (id) => !choices.some((choice) => choice.userId === id && choice.slot === slot),
      );
      const agreed = slot !== NONE && missing.length === 0;
      if (agreed) await ofAgreed.settle(trx, team, row, slot);
      await redraw(trx, team, meetingId);
      return { agreed, slot, missing };
    });
    return chosen;
  }

  /** Somebody left who had not chosen, or chose another moment: the rest decides, or it ends with the team. */
  async function left(trx: Db, event: EventMap['member.left-team']): Promise<void> {
    const { teamId, userId, strandedIds } = event;
    const team = await teams.find(teamId, trx);
    if (team === undefined) return;
    const { open, next } = await findCurrent(trx, teamId, clock.now());
    if (open !== undefined) {
      await forgetChoices(trx, open.id, [userId, ...strandedIds]);
      if (team.endedAt === null) await decide(trx, team, open);
    }
    const stood = [open, ...(team.endedAt === null ? [] : [next])];
    for (const meeting of stood) if (meeting !== undefined) await redraw(trx, team, meeting.id);
  }

  /** Agrees on a moment that everybody who is in the team now has chosen. */
  async function decide(trx: Db, team: Team, meeting: MeetingRow): Promise<void> {
    const members = await teams.memberIds(team.id, trx);
    const choices = await findChoices(trx, meeting.id);
    const slot = choices[0]?.slot;
    if (slot === undefined || slot <= clock.now()) return;
    const isShared = members.every((id) => choices.some((each) => each.userId === id && each.slot === slot));
    if (isShared) await ofAgreed.settle(trx, team, meeting, slot);
  }

  async function redraw(trx: Db, team: Team, meetingId: number): Promise<void> {
    await outbox.enqueue(trx, {
      kind: 'meeting-edit',
      guildId: team.guildId,
      target: { kind: 'team', id: String(team.id) },
      payload: {},
      dedupeKey: `meeting-edit:${meetingId}:${await touch(trx, meetingId)}`,
      subject: String(meetingId),
    });
  }

  async function draw(trx: Db, team: Team, row: MeetingRow) {
    const { language } = await communities.get(team.guildId, trx);
    const view: MeetingView = {
      id: row.id,
      slots: JSON.parse(row.slots) as number[],
      minutes: row.minutes,
      state: stateOf(team, row),
      slot: row.slot,
      cancelledBy: row.cancelled_by,
      choices: await findChoices(trx, row.id),
    };
    return meetingCard(translator(language), view, await teams.memberIds(team.id, trx));
  }

  return {
    propose,
    get: (meetingId, userId) => ofAgreed.get(meetingId, userId),
    cancel: (meetingId, userId) => ofAgreed.cancel(meetingId, userId),
    choose: chooseSlot,
    async current(teamId) {
      const { open, next } = await findCurrent(db, teamId, clock.now());
      return { next: next?.slot ?? undefined, isOpen: open !== undefined };
    },
    teamOf: async (meetingId) => (await findMeeting(db, meetingId))?.team_id,
    feature: {
      name: 'meetings',
      keeps: meetingKeeps,
      on: { 'member.left-team': left },
      deliveries: [
        {
          kind: 'meeting',
          async sent(trx, row, { channelId, messageId }) {
            if (messageId === undefined) return;
            const id = Number(row.subject);
            const meeting = await recordMessage(trx, id, { channelId, messageId });
            const team = await teams.find(meeting.team_id, trx);
            // What was chosen before it stood is drawn now.
            if (team !== undefined && meeting.revision > 0) await redraw(trx, team, id);
          },
        },
        {
          kind: 'meeting-edit',
          async run(row, transport) {
            const meeting = await findMeeting(db, Number(row.subject));
            const team = meeting === undefined ? undefined : await teams.find(meeting.team_id);
            if (meeting === undefined || team === undefined) return 'obsolete';
            const { message_channel_id: channelId, message_id: messageId } = meeting;
            // Not posted yet: it is drawn anew as soon as it is.
            if (channelId === null || messageId === null) return 'obsolete';
            await transport.editMessage(channelId, messageId, await draw(db, team, meeting));
            return { channelId, messageId };
          },
        },
      ],
    },
  };
}

/** With its team ends what it still had before it. */
function stateOf({ endedAt }: Team, meeting: MeetingRow): MeetingView['state'] {
  const { state, slot } = meeting;
  if (meeting.cancelled_by !== null) return 'called-off';
  const isAhead = state === 'open' || (state === 'agreed' && endedAt !== null && (slot ?? 0) > endedAt);
  return endedAt !== null && isAhead ? 'ended' : state;
}

function refuseClosed(row: MeetingRow, slot: number, now: number): void {
  const choices = [...(JSON.parse(row.slots) as number[]), NONE];
  refuseCancelled(row);
  if (row.state === 'agreed') throw new UserError({ key: 'teams:meet.error.agreed' });
  if (row.state === 'replaced' || !choices.includes(slot))
    throw new UserError({ key: 'teams:meet.error.gone' });
  if (slot !== NONE && slot <= now) throw new UserError({ key: 'teams:meet.error.past' });
}
