import { answerRows } from '../src/calendar/silences/cards.ts';
import { outlookBody, waysRows } from '../src/pairing/replacements/cards.ts';
import { isPaused } from '../src/people/learners/rules.ts';
import type { Call } from '../src/platform/discord/call.ts';
import { action, type Command } from '../src/platform/discord/command.ts';
import { button, row } from '../src/platform/discord/components.ts';
import { idIn } from '../src/platform/discord/custom-id.ts';
import { answer, type Body, type Reply, update } from '../src/platform/discord/reply.ts';
import { UserError } from '../src/platform/errors.ts';
import { literal } from '../src/platform/text.ts';
import { leaveBody, teamBody } from '../src/work/teams/cards.ts';
import { LIMITS, type Team } from '../src/work/teams/rules.ts';
import { inviteToTeam } from './invite-to-team.ts';
import { checkingIn } from './parts/check-in.ts';
import { meetingParts, WHEN } from './parts/meetings.ts';
import { mentoringRoutes, showsMentors } from './parts/mentoring.ts';
import { outreachAnswers } from './parts/outreach-answers.ts';
import { inServer } from './parts/pick.ts';
import { about, meantTeam, ofProject, pickTeam, requireThread } from './parts/pick-team.ts';
import { pulse } from './parts/pulse.ts';
import { silenceRoutes } from './parts/silences.ts';
import type { Commands, Services } from './services.ts';

export const commands: Commands = [team];

/** How long the answer waits for a thread that is made anew (ms). */
const THREAD_PATIENCE = 20_000;
function team(services: Services): Command {
  const { contracts, handovers, learners, meetings, projects, replacements, silences, teams } = services;
  const ofMeetings = meetingParts(services);
  const ofCheckIns = checkingIn(services);
  const ofPulse = pulse(services);
  const toStaff = outreachAnswers(services);
  const project = ofProject(services);

  async function show(call: Call): Promise<Reply> {
    const former = await formerTeam(call);
    if (former !== undefined) {
      const head = call.t('teams:show.former', { name: literal(former.name) });
      const outlook = await replacements.outlook(former, call.caller.id);
      return answer(outlookBody(call.t, call.locale, head, outlook));
    }
    const found = await pickTeam(services, call, 'read');
    const members = await teams.signsOfLife(found.id);
    const people = await learners.findMany(
      call.guildId,
      members.map(({ userId }) => userId),
    );
    const states = await silences.standing(found.id);
    const isArchived = (await services.cohorts.find(found.cohortId))?.archivedAt != null;
    // A sign of life like any other; but whoever is away is to press the button they find here.
    if (states.get(call.caller.id) !== 'away') await silences.sign(found.id, call.caller.id);
    const body = teamBody(call.t, {
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
      meeting: isArchived ? undefined : await meetings.current(found.id),
    });
    return answer(await showsMentors(services, call, found.id, await ofCheckIns.shown(call, found, body)));
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

  return {
    type: 'slash',
    name: 'team',
    subcommands: {
      show: action({ options: { project }, run: (call, named) => show(about(call, named.project)) }),
      leave: action({ options: { project }, run: (call, named) => leave(about(call, named.project)) }),
      handover: action({
        options: { member: { kind: 'user', required: true }, project },
        async run(call, { member, ...named }) {
          const found = await meantTeam(services, about(call, named.project));
          const passed = await handovers.handOver(found.id, call.caller.id, member);
          const titles = passed.map(({ title }) => `**${literal(title)}**`).join(', ');
          return answer(call.t('teams:handover.done', { titles, person: `<@${member}>` }));
        },
      }),
      invite: action({
        options: { member: { kind: 'user', who: 'other member', required: true }, project },
        run: (call, { member, ...named }) => inviteToTeam(services, about(call, named.project), member),
      }),
      rename: action({
        options: { name: { kind: 'text', required: true, ...LIMITS.name }, project },
        async run(call, { name, ...named }) {
          const found = await meantTeam(services, about(call, named.project));
          await requireThread(services, found);
          const renamed = await teams.rename(found.id, call.caller.id, name);
          return answer(call.t('teams:rename.done', { name: literal(renamed.name) }));
        },
      }),
      checkin: action({
        options: { project },
        run: (call, named) => ofCheckIns.open(about(call, named.project)),
      }),
      meet: action({
        options: { when: WHEN, project },
        run: (call, { when, ...named }) => ofMeetings.meet(about(call, named.project), when),
      }),
    },
    forms: [...ofMeetings.forms, ofCheckIns.form, ofPulse.form, ...toStaff.forms],
    reopens: [ofCheckIns.reopen, ofPulse.reopen, ...toStaff.reopens],
    routes: [
      ...ofMeetings.routes,
      ...silenceRoutes(services),
      ...toStaff.routes,
      ...mentoringRoutes(services),
      ofCheckIns.route,
      ...ofPulse.routes,
      { name: 'team.show', run: (press) => show(inServer(press)) },
      {
        name: 'team.leave',
        async run(press, [id = '', choice]) {
          if (choice !== 'yes' && (await teams.memberIds(idIn(id))).includes(press.caller.id))
            return update(press.t('teams:leave.stayed'));
          const found = await teams.find(idIn(id));
          const left =
            choice === 'yes' && found !== undefined && (await teams.leave(found.id, press.caller.id));
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
        name: 'team.met',
        async run(press, [id = '']) {
          if (!(await teams.memberIds(idIn(id))).includes(press.caller.id))
            throw new UserError({ key: 'teams:error.not-member' });
          await teams.introduced(idIn(id));
          await silences.sign(idIn(id), press.caller.id);
          const { agreed } = await contracts.current(idIn(id));
          if (agreed !== undefined) return answer(press.t('teams:met-agreed'));
          const next = row(button(press.t('help:button.contract'), ['contract.open'], 'primary'));
          return answer({ content: press.t('teams:met'), components: [next] });
        },
      },
    ],
  };
}
