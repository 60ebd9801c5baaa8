import { homeBody, joinBody, type StaffFacts, TOPICS, topicBody } from '../src/home/help/cards.ts';
import { type HomeFacts, missingSettings } from '../src/home/help/rules.ts';
import { weeklyMinutes } from '../src/people/availability/rules.ts';
import type { Cohort } from '../src/people/cohorts/rules.ts';
import { isPaused, REMINDER_LEVELS } from '../src/people/learners/rules.ts';
import type { Call } from '../src/platform/discord/call.ts';
import { action, type Command } from '../src/platform/discord/command.ts';
import { answer, type Body, update } from '../src/platform/discord/reply.ts';
import { UserError } from '../src/platform/errors.ts';
import { cardLink } from '../src/work/projects/cards.ts';
import { isOpen } from '../src/work/projects/rules.ts';
import { inTheirServer } from './parts/pick.ts';
import type { Services } from './services.ts';

export function help(services: Services): Command {
  const { cohorts, communities, learners, projects, requests, teams, waiting } = services;

  async function home(call: Call): Promise<Body> {
    const open = await cohorts.open(call.guildId);
    const [own] = await cohorts.ofMember(call.guildId, call.caller.id);
    const staff = call.caller.isStaff ? await staffFacts(call, open) : undefined;
    return homeBody(call.t, call.guildId, {
      staff,
      home: own === undefined ? undefined : await homeFacts(call, own),
      // Staff who are no learners are not asked to become some.
      joinable: own === undefined && staff === undefined ? open : undefined,
    });
  }

  async function homeFacts(call: Call, cohort: Cohort): Promise<HomeFacts> {
    const { guildId, caller, now } = call;
    const learner = await learners.find(guildId, caller.id);
    const membership = await cohorts.membership(cohort.id, caller.id);
    const ownProjects = await projects.own(guildId, caller.id);
    const ownTeams = await teams.ofMember(guildId, caller.id);
    const withMembers = ownTeams.map(async (team) => ({
      companions: (await teams.memberIds(team.id)).filter((id) => id !== caller.id),
      threadId: team.threadId,
      introduced: team.introducedAt !== null,
    }));
    return {
      cohort,
      documentationOnly: membership?.documentationOnly ?? false,
      projects: ownProjects
        .filter((project) => project.cohortId === cohort.id)
        .map((project) => ({
          id: project.id,
          title: project.title,
          link: cardLink(project),
          seeks: isOpen(project),
          alone: project.partners === 0,
        })),
      teams: await Promise.all(withMembers),
      weeklyMinutes: weeklyMinutes(learner?.week ?? []),
      requestsWaiting: (await requests.incoming(guildId, caller.id)).length,
      requestsSent: (await requests.outgoing(guildId, caller.id)).map(({ words, request }) => ({
        line: words.sent,
        until: request.expiresAt,
      })),
      isWaiting: (await waiting.stateOf(cohort.id, caller.id)).waiting,
      isPaused: learner !== undefined && isPaused(learner, now),
      reminders: learner?.reminders ?? 'all',
    };
  }

  async function staffFacts(call: Call, open: readonly Cohort[]): Promise<StaffFacts> {
    const { channels, roles } = await communities.get(call.guildId);
    return {
      cohorts: open,
      missing: missingSettings({ channels, staffRole: roles.staff, cohorts: open.length }),
    };
  }

  return {
    type: 'slash',
    name: 'help',
    action: action({
      options: { topic: { kind: 'choice', values: TOPICS, names: 'topic' } },
      run: async (call, { topic }) =>
        answer(topic === undefined ? await home(call) : topicBody(call.t, topic)),
    }),
    routes: [
      {
        name: 'help.home',
        run: async (press) => answer(await home(await inTheirServer(services, press))),
      },
      {
        name: 'help.topic',
        run(press, _, [chosen]) {
          const topic = TOPICS.find((each) => each === chosen);
          if (topic === undefined) throw new UserError({ key: 'common:error.old-button' });
          return Promise.resolve(answer(topicBody(press.t, topic)));
        },
      },
      {
        // help.mute:<level>
        name: 'help.mute',
        async run(press, [chosen]) {
          const call = await inTheirServer(services, press);
          const reminders = REMINDER_LEVELS.find((level) => level === chosen) ?? 'all';
          await learners.change(call.guildId, call.caller.id, { reminders });
          return update(await home(call));
        },
      },
      {
        // One of several cohorts was chosen.
        name: 'help.cohort',
        async run(press, _, [chosen]) {
          const call = await inTheirServer(services, press);
          const found = await cohorts.meant(call.guildId, call.caller.id, chosen);
          if (!('one' in found)) throw new UserError({ key: 'cohorts:error.unknown' });
          return answer(joinBody(call.t, found.one));
        },
      },
    ],
  };
}
