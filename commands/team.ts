import { meetModal } from '../src/calendar/meetings/cards.ts';
import { bothZones } from '../src/calendar/reminders/staff/cards.ts';
import { answerRows } from '../src/calendar/silences/cards.ts';
import { outlookBody, waysRows } from '../src/pairing/replacements/cards.ts';
import { isPaused } from '../src/people/learners/rules.ts';
import type { Call } from '../src/platform/discord/call.ts';
import { action, type Command } from '../src/platform/discord/command.ts';
import { button, row } from '../src/platform/discord/components.ts';
import { idIn, numberIn } from '../src/platform/discord/custom-id.ts';
import { readText } from '../src/platform/discord/options.ts';
import { answer, type Body, modal, type Reply, update } from '../src/platform/discord/reply.ts';
import { timestamp } from '../src/platform/discord/times.ts';
import { UserError } from '../src/platform/errors.ts';
import { literal } from '../src/platform/text.ts';
import { leaveBody, teamBody } from '../src/work/teams/cards.ts';
import { LIMITS, type Team } from '../src/work/teams/rules.ts';
import { inviteToTeam } from './invite-to-team.ts';
import { ownZone } from './parts/hours.ts';
import { inServer } from './parts/pick.ts';
import { pickTeam } from './parts/pick-team.ts';
import { silenceRoutes } from './parts/silences.ts';
import { readMoment } from './parts/when.ts';
import type { Services } from './services.ts';

/** How long the answer waits for a thread that is made anew (ms). */
const THREAD_PATIENCE = 20_000;
/** Milliseconds since 1970 that a date can have. */
const INSTANT = { min: 0, max: 8.64e15 };
const WHEN = { kind: 'text', max: 100 } as const;

export function team(services: Services): Command {
  const { handovers, learners, meetings, projects, replacements, silences, teams } = services;

  /** The team that is meant; using a command about it is a sign of life. */
  async function meant(call: Call): Promise<Team> {
    const found = await pickTeam(services, call);
    await silences.sign(found.id, call.caller.id);
    return found;
  }

  async function show(call: Call): Promise<Reply> {
    const former = await formerTeam(call);
    if (former !== undefined) {
      const head = call.t('teams:show.former', { name: literal(former.name) });
      const outlook = await replacements.outlook(former, call.caller.id);
      return answer(outlookBody(call.t, call.locale, head, outlook));
    }
    const found = await pickTeam(services, call);
    const members = await teams.signsOfLife(found.id);
    const people = await learners.findMany(
      call.guildId,
      members.map(({ userId }) => userId),
    );
    const states = await silences.standing(found.id);
    // A sign of life like any other; but whoever is away is to press the button they find here.
    if (states.get(call.caller.id) !== 'away') await silences.sign(found.id, call.caller.id);
    return answer(
      teamBody(call.t, {
        team: found,
        readerId: call.caller.id,
        partnerIds: (await teams.partners(found.id, call.caller.id)).all,
        thread: await teams.threadState(found),
        standings: await services.standings.among(
          found.cohortId,
          members.map(({ userId }) => userId),
        ),
        answers: answerRows(call.t, found.id, states.get(call.caller.id)),
        members: members.map(({ userId, checkedInAt }) => {
          const learner = people.find((each) => each.userId === userId);
          const resting = learner !== undefined && isPaused(learner, call.now);
          return {
            userId,
            checkedInAt,
            pausedUntil: resting ? learner.pausedUntil : null,
            state: states.get(userId),
          };
        }),
        projects: await projects.ofTeam(found.id),
        meeting: await meetings.current(found.id),
      }),
    );
  }

  /** Whoever is in no team any more reads what they can do now. */
  async function formerTeam({ guildId, caller }: Call): Promise<Team | undefined> {
    const own = await teams.ofMember(guildId, caller.id);
    return own.length > 0 ? undefined : await teams.former(guildId, caller.id);
  }

  async function leave(call: Call): Promise<Reply> {
    return answer(await leaving(call, await pickTeam(services, call)));
  }

  async function leaving({ t, caller }: Pick<Call, 't' | 'caller'>, found: Team): Promise<Body> {
    const own = (await projects.ofTeam(found.id)).some(({ ownerId }) => ownerId === caller.id);
    const others = (await teams.memberIds(found.id)).length - 1;
    return leaveBody(t, found, { mayHandOver: own && others > 0 });
  }

  /** Proposes three moments in the team's thread; what the member reads of it. */
  async function proposed(
    { t, caller }: Pick<Call, 't' | 'caller'>,
    found: Team,
    own?: number,
  ): Promise<string> {
    const { slots } = await meetings.propose(found, caller.id, own);
    const thread = found.threadId === null ? literal(found.name) : `<#${found.threadId}>`;
    return t('teams:meet.proposed', { thread, slots: slots.map((slot) => timestamp(slot)).join(' · ') });
  }

  /** Proposes the moment that was typed, or three. */
  async function meet(call: Call, when: string | undefined): Promise<Reply> {
    const zone = when === undefined ? undefined : await ownZone(services, call);
    const moment = when === undefined || zone === undefined ? undefined : readMoment(call, when, zone);
    if (moment === 'edit') return modal(meetModal(call.t, when ?? ''));
    const said = await proposed(call, await meant(call), moment?.instant);
    const both =
      moment === undefined || zone === undefined ? [] : bothZones(call.t, call.locale, moment, zone);
    return answer([said, ...both].join('\n'));
  }

  return {
    type: 'slash',
    name: 'team',
    subcommands: {
      show: action({ run: show }),
      leave: action({ run: leave }),
      handover: action({
        options: { member: { kind: 'user', required: true } },
        async run(call, { member }) {
          const found = await meant(call);
          const passed = await handovers.handOver(found.id, call.caller.id, member);
          const titles = passed.map(({ title }) => `**${literal(title)}**`).join(', ');
          return answer(call.t('teams:handover.done', { titles, person: `<@${member}>` }));
        },
      }),
      invite: action({
        options: { member: { kind: 'user', who: 'other member', required: true } },
        run: (call, { member }) => inviteToTeam(services, call, member),
      }),
      rename: action({
        options: { name: { kind: 'text', required: true, ...LIMITS.name } },
        async run(call, { name }) {
          const found = await meant(call);
          const renamed = await teams.rename(found.id, call.caller.id, name);
          return answer(call.t('teams:rename.done', { name: literal(renamed.name) }));
        },
      }),
      checkin: action({
        async run(call) {
          const found = await meant(call);
          await teams.checkIn(found.id, call.caller.id);
          return answer(call.t('teams:checkin', { name: literal(found.name) }));
        },
      }),
      meet: action({
        options: { when: WHEN },
        run: (call, { when }) => meet(call, when),
      }),
    },
    forms: [
      {
        name: 'team.meeting',
        run: (call, _, fields) => meet(call, readText('when', fields.text('when'), WHEN)),
      },
    ],
    routes: [
      ...silenceRoutes(services),
      { name: 'team.show', run: (press) => show(inServer(press)) },
      {
        name: 'team.leave',
        async run(press, [id = '', choice]) {
          if (choice !== 'yes') return update(press.t('teams:leave.stayed'));
          const found = await teams.find(idIn(id));
          const left = found !== undefined && (await teams.leave(found.id, press.caller.id));
          if (!left) throw new UserError({ key: 'teams:error.not-member' });
          const ways = await replacements.ways(found, press.caller.id);
          const content = press.t('teams:leave.left', { name: literal(found.name) });
          const find = row(button(press.t('help:button.partner'), ['partners.find']));
          return update({ content, components: [...waysRows(press.t, ways), find] });
        },
      },
      {
        // *Leave the team* below a letter: it is asked about first.
        name: 'team.leaving',
        async run(press, [id = '']) {
          const found = await teams.find(idIn(id));
          const members = found === undefined ? [] : await teams.memberIds(found.id);
          if (found === undefined || found.endedAt !== null || !members.includes(press.caller.id))
            throw new UserError({ key: 'teams:error.not-member' });
          return answer(await leaving(press, found));
        },
      },
      {
        // The team's thread was deleted: it is made anew.
        name: 'team.reopen',
        async run(press, [id = '']) {
          const found = await teams.reopenThread(idIn(id), press.caller.id);
          return answer(press.t('teams:reopen.done', { name: literal(found.name) }), async () => {
            const thread = await services.outbox.settled(teams.threadKey(found.id), THREAD_PATIENCE);
            if (thread === undefined) return undefined;
            return { content: press.t('teams:reopen.stands', { thread: `<#${thread.channelId}>` }) };
          });
        },
      },
      {
        name: 'team.meet',
        async run(press, [id = '']) {
          const found = await teams.find(idIn(id));
          if (found === undefined) throw new UserError({ key: 'teams:error.not-member' });
          return answer(await proposed(press, found));
        },
      },
      {
        name: 'team.met',
        async run(press, [id = '']) {
          if (!(await teams.memberIds(idIn(id))).includes(press.caller.id))
            throw new UserError({ key: 'teams:error.not-member' });
          await teams.introduced(idIn(id));
          await silences.sign(idIn(id), press.caller.id);
          const next = row(button(press.t('help:button.contract'), ['contract.open'], 'primary'));
          return answer({ content: press.t('teams:met'), components: [next] });
        },
      },
      {
        // meet:<meeting>:<slot in ms>
        name: 'meet',
        async run(press, [id, slot]) {
          const at = numberIn(slot, INSTANT);
          const { agreed, missing } = await meetings.choose(idIn(id), press.caller.id, at);
          const teamId = await meetings.teamOf(idIn(id));
          if (teamId !== undefined) await silences.sign(teamId, press.caller.id);
          const when = timestamp(at);
          const people = missing.map((each) => `<@${each}>`).join(', ');
          return answer(
            agreed ? press.t('teams:meet.set', { when }) : press.t('teams:meet.chosen', { when, people }),
          );
        },
      },
    ],
  };
}
