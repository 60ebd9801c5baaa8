import type { AgreedMeeting } from '../../src/calendar/meetings/agreed.ts';
import { meetingFile, meetModal, noneBody } from '../../src/calendar/meetings/cards.ts';
import { NONE } from '../../src/calendar/meetings/rules.ts';
import { bothZones } from '../../src/calendar/reminders/staff/cards.ts';
import type { Call, Press } from '../../src/platform/discord/call.ts';
import type { Command } from '../../src/platform/discord/command.ts';
import { idIn, numberIn } from '../../src/platform/discord/custom-id.ts';
import { readText } from '../../src/platform/discord/options.ts';
import { answer, type File, modal, type Reply } from '../../src/platform/discord/reply.ts';
import { timestamp } from '../../src/platform/discord/times.ts';
import { UserError } from '../../src/platform/errors.ts';
import { literal } from '../../src/platform/text.ts';
import type { Team } from '../../src/work/teams/rules.ts';
import type { Services } from '../services.ts';
import { ownZone } from './hours.ts';
import { inServer } from './pick.ts';
import { meantTeam, requireThread } from './pick-team.ts';
import { readMoment } from './when.ts';

/** Milliseconds since 1970 that a date can have. */
const INSTANT = { min: 0, max: 8.64e15 };
export const WHEN = { kind: 'text', max: 100 } as const;

/** A team finds a time; part of `/team`. */
export function meetingParts(services: Services): Required<Pick<Command, 'routes' | 'forms'>> & {
  /** Proposes the moment that was typed, or three. */
  meet(call: Call, when: string | undefined): Promise<Reply>;
} {
  const { meetings, silences, teams } = services;

  /** Proposes three moments in the team's thread; what the member reads of it. */
  async function proposed(
    { t, caller }: Pick<Call, 't' | 'caller'>,
    found: Team,
    own?: number,
  ): Promise<string> {
    await requireThread(services, found);
    const { slots } = await meetings.propose(found, caller.id, own);
    const thread = found.threadId === null ? literal(found.name) : `<#${found.threadId}>`;
    return t('teams:meet.proposed', { thread, slots: slots.map((slot) => timestamp(slot)).join(' · ') });
  }

  async function meet(call: Call, when: string | undefined): Promise<Reply> {
    const team = await meantTeam(services, call);
    const zone = when === undefined ? undefined : await ownZone(services, call);
    const moment = when === undefined || zone === undefined ? undefined : readMoment(call, when, zone);
    if (moment === 'edit') return modal(meetModal(call.t, team.id, when ?? ''));
    const said = await proposed(call, team, moment?.instant);
    const both =
      moment === undefined || zone === undefined ? [] : bothZones(call.t, call.locale, moment, zone);
    return answer([said, ...both].join('\n'));
  }

  function fileOf({ t, now }: Pick<Press, 't' | 'now'>, { team, ...meeting }: AgreedMeeting): File {
    const { guildId, threadId, name } = team;
    const threadLink = threadId === null ? undefined : `https://discord.com/channels/${guildId}/${threadId}`;
    return meetingFile(t, meeting, { name, threadLink, now });
  }

  return {
    meet,
    forms: [
      {
        // team.meeting:<team>
        name: 'team.meeting',
        run(call, [team = ''], fields) {
          const answers = { team, ...call.answers };
          return meet({ ...call, answers }, readText('when', fields.text('when'), WHEN));
        },
      },
    ],
    routes: [
      {
        name: 'team.meet',
        async run(press, [id = '']) {
          const found = await teams.find(idIn(id));
          if (found === undefined) throw new UserError({ key: 'teams:error.not-member' });
          return answer(await proposed(press, found));
        },
      },
      {
        // meet:<meeting>:<slot in ms, or NONE>
        name: 'meet',
        async run(press, [id, slot]) {
          const at = numberIn(slot, INSTANT);
          const { agreed, missing } = await meetings.choose(idIn(id), press.caller.id, at);
          const teamId = await meetings.teamOf(idIn(id));
          if (teamId !== undefined) await silences.sign(teamId, press.caller.id);
          const when = timestamp(at);
          if (at === NONE) return answer(noneBody(press.t));
          const people = missing.map((each) => `<@${each}>`).join(', ');
          if (!agreed) return answer(press.t('teams:meet.chosen', { when, people }));
          const meeting = await meetings.get(idIn(id), press.caller.id);
          return answer({ content: press.t('teams:meet.set', { when }), files: [fileOf(press, meeting)] });
        },
      },
      {
        // *Propose another moment*.
        name: 'meet.own',
        async run(press) {
          const team = await meantTeam(services, inServer(press));
          return modal(meetModal(press.t, team.id, ''));
        },
      },
      {
        // meet.file:<meeting>
        name: 'meet.file',
        async run(press, [id]) {
          const meeting = await meetings.get(idIn(id), press.caller.id);
          const content = press.t('teams:meet.file-here', { when: timestamp(meeting.slot) });
          return answer({ content, files: [fileOf(press, meeting)] });
        },
      },
      {
        // *Cancel the meeting*: meet.cancel:<meeting>
        name: 'meet.cancel',
        async run(press, [id]) {
          const { team, slot } = await meetings.cancel(idIn(id), press.caller.id);
          await silences.sign(team.id, press.caller.id);
          return answer(press.t('teams:meet.called-off-by-you', { when: timestamp(slot) }));
        },
      },
    ],
  };
}
