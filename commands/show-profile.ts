import { sharedChart, weekChart } from '../src/people/availability/cards.ts';
import { ownProfileBody, profileBody } from '../src/people/learners/cards.ts';
import { sharedHours } from '../src/people/learners/rules/shared.ts';
import type { Learner } from '../src/people/learners/rules.ts';
import type { Call } from '../src/platform/discord/call.ts';
import type { MenuCommand } from '../src/platform/discord/command.ts';
import { answer, type Reply } from '../src/platform/discord/reply.ts';
import { UserError } from '../src/platform/errors.ts';
import { briefName, cardLink } from '../src/work/projects/cards.ts';
import { zoneFor } from './parts/hours.ts';
import { illustrated } from './parts/illustrated.ts';
import type { Commands, Services } from './services.ts';

export const commands: Commands = [showProfileMenu];

/** User menu: the same as `/profile show`. */
function showProfileMenu(services: Services): MenuCommand {
  return {
    type: 'user',
    name: 'Show profile',
    names: 'show-profile',
    async run(call, { user }) {
      if (user === undefined) throw new UserError({ key: 'common:error.unknown-command' });
      return await showProfile(services, call, user);
    },
  };
}

export async function showProfile(services: Services, call: Call, userId: string): Promise<Reply> {
  const { learners, cohorts } = services;
  const { guildId, caller, t, locale, now } = call;
  const isOwn = userId === caller.id;
  // Staff look at profiles without becoming part of the cohort.
  if (isOwn && !caller.isStaff) await cohorts.enterOnly(guildId, userId);
  const reader = await learners.find(guildId, caller.id);
  const zone = await zoneFor(services, guildId, caller.id);
  const learner = isOwn ? reader : await learners.find(guildId, userId);
  if (learner === undefined)
    throw new UserError({ key: 'learners:unknown', params: { person: `<@${userId}>` } });
  if (isOwn) return await ownProfile(services, call, learner, { zone });
  const theirs = { week: learner.week, zone: await zoneFor(services, guildId, userId) };
  const shared = sharedHours({ week: reader?.week ?? [], zone }, theirs, now);
  const own = await services.projects.own(guildId, userId);
  const projects = own.map((project) => ({
    title: project.title,
    brief: briefName(t, project.brief),
    link: cardLink(project),
  }));
  const chart = sharedChart(t, locale, shared?.week ?? [], { name: learner.displayName, zone });
  const parts = await illustrated(
    services,
    { name: 'week.png', chart, limit: call.attachmentLimit },
    (week) => profileBody(t, locale, learner, { shared, zone, projects, now, week }),
  );
  return answer(...parts);
}

/** One's own profile, with the week as a picture. */
export async function ownProfile(
  services: Services,
  call: Call,
  learner: Learner,
  facts: { headline?: string; zone: string },
): Promise<Reply> {
  const { t, locale, now } = call;
  const chart = weekChart(t, locale, learner.week, facts.zone);
  const parts = await illustrated(
    services,
    { name: 'week.png', chart, limit: call.attachmentLimit },
    (week) => ownProfileBody(t, locale, learner, { ...facts, now, week }),
  );
  return answer(...parts);
}
