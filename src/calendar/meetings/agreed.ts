/** What becomes of a meeting that a team agreed on: its reminder, its file, and that it is called off. */
import type { Communities } from '../../people/communities/service.ts';
import type { Post } from '../../people/post/service.ts';
import type { Clock } from '../../platform/clock.ts';
import { type Db, write } from '../../platform/database/index.ts';
import { timestamp } from '../../platform/discord/times.ts';
import { UserError } from '../../platform/errors.ts';
import { translator } from '../../platform/i18n/index.ts';
import type { Team } from '../../work/teams/rules.ts';
import type { Teams } from '../../work/teams/service.ts';
import type { Reminders } from '../reminders/service.ts';
import { agree, callOff, findMeeting, type MeetingRow } from './store.ts';

/** The team is reminded so long before it meets, in ms. */
const AHEAD = 10 * 60_000;

export interface AgreedMeeting {
  readonly id: number;
  readonly team: Team;
  /** ms UTC. */
  readonly slot: number;
  readonly minutes: number;
}

export interface Agreed {
  /** In the transaction of the choice that settles an open one: the team is reminded of it. */
  settle(trx: Db, team: Team, meeting: MeetingRow, slot: number): Promise<void>;
  /** For whoever meets. Throws a UserError for anybody else, and where it is over or called off. */
  get(meetingId: number, userId: string): Promise<AgreedMeeting>;
  /** As {@link get}; the others read it in the thread, and nobody is reminded. */
  cancel(meetingId: number, userId: string): Promise<AgreedMeeting>;
}

/** Whoever presses once more, or what stood before, reads what became of it. */
export function refuseCancelled({ cancelled_by: person, slot }: MeetingRow): void {
  if (person === null || slot === null) return;
  const params = { person: `<@${person}>`, when: timestamp(slot) };
  throw new UserError({ key: 'teams:meet.error.cancelled', params });
}

export function createAgreed(parts: {
  db: Db;
  clock: Clock;
  communities: Communities;
  post: Pick<Post, 'toTeam'>;
  reminders: { readonly personal: Pick<Reminders['personal'], 'schedule' | 'unschedule'> };
  teams: Teams;
  redraw: (trx: Db, team: Team, meetingId: number) => Promise<void>;
}): Agreed {
  const { db, clock, communities, post, reminders, teams, redraw } = parts;

  async function standing(trx: Db, meetingId: number, userId: string) {
    const row = await findMeeting(trx, meetingId);
    const team = row === undefined ? undefined : await teams.find(row.team_id, trx);
    if (row === undefined || team === undefined) throw new UserError({ key: 'teams:meet.error.gone' });
    const members = await teams.memberIds(team.id, trx);
    if (!members.includes(userId) || team.endedAt !== null)
      throw new UserError({ key: 'teams:error.not-member' });
    refuseCancelled(row);
    if (row.state !== 'agreed' || row.slot === null) throw new UserError({ key: 'teams:meet.error.gone' });
    if (row.slot <= clock.now()) throw new UserError({ key: 'teams:meet.error.past' });
    return { row, members, meeting: { id: row.id, team, slot: row.slot, minutes: row.minutes } };
  }

  async function settle(trx: Db, team: Team, meeting: MeetingRow, slot: number): Promise<void> {
    const { language, timezone } = await communities.get(team.guildId, trx);
    const ahead = slot - AHEAD > clock.now() ? AHEAD : 0;
    const { id } = await reminders.personal.schedule(trx, {
      guildId: team.guildId,
      ownerId: meeting.proposer_id,
      teamId: team.id,
      what: translator(language)('teams:meet.reminder', { minutes: ahead / 60_000 }),
      dueAt: slot - ahead,
      zone: timezone ?? 'UTC',
      recurrence: undefined,
    });
    await agree(trx, meeting.id, slot, id);
  }

  return {
    settle,
    get: async (meetingId, userId) => (await standing(db, meetingId, userId)).meeting,
    async cancel(meetingId, userId) {
      return await write(db, async (trx) => {
        const { row, members, meeting } = await standing(trx, meetingId, userId);
        await callOff(trx, row.id, userId);
        if (row.reminder_id !== null) await reminders.personal.unschedule(trx, row.reminder_id);
        const { team, slot } = meeting;
        await redraw(trx, team, row.id);
        const others = members.filter((id) => id !== userId);
        if (others.length > 0)
          await post.toTeam(trx, team.id, {
            guildId: team.guildId,
            line: {
              key: 'teams:meet.called-off-news',
              params: {
                people: others.map((id) => `<@${id}>`).join(', '),
                person: `<@${userId}>`,
                when: timestamp(slot),
              },
            },
            mentions: others,
            dedupeKey: `meeting-off:${row.id}`,
          });
        return meeting;
      });
    },
  };
}
