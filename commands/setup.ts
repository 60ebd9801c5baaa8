import type { ChannelType } from 'discord.js';
import { CHANNELS, checkBody, ROLES, setupScreen } from '../src/people/communities/cards.ts';
import type { Community } from '../src/people/communities/service.ts';
import type { Call } from '../src/platform/discord/call.ts';
import { action, type Command, type Route } from '../src/platform/discord/command.ts';
import { CHANNEL_TYPES } from '../src/platform/discord/inspector.ts';
import { answer, type Body, type Reply, update } from '../src/platform/discord/reply.ts';
import { UserError } from '../src/platform/errors.ts';
import { type Key, LOCALES } from '../src/platform/i18n/index.ts';
import { literal } from '../src/platform/text.ts';
import { inServer, pickCohort, pickZone, suggestCohorts, suggestZones } from './parts/pick.ts';
import { defined } from './parts/values.ts';
import type { Commands, Services } from './services.ts';

export const commands: Commands = [setup];

function setup(services: Services): Command {
  const { communities } = services;

  /** Without what was deleted in Discord: it is to be chosen anew, and no menu can show it as chosen. */
  async function withoutDeleted(community: Community): Promise<Community> {
    const found = await services.inspector.inspect(community.guildId, community);
    const reports = [...(found?.channels ?? []), ...(found?.roles ?? [])];
    const gone = new Set(reports.flatMap(({ id, state }) => (state === 'gone' ? [id] : [])));
    const still = (id: string | null): string | null => (id !== null && gone.has(id) ? null : id);
    const { projects, announcements, mentors, staff } = community.channels;
    const { roles } = community;
    return {
      ...community,
      channels: {
        projects: still(projects),
        announcements: still(announcements),
        mentors: still(mentors),
        staff: still(staff),
      },
      roles: {
        staff: still(roles.staff),
        mentor: still(roles.mentor),
        backend: still(roles.backend),
        frontend: still(roles.frontend),
      },
    };
  }

  async function screen(call: Call, saved: Community, headline?: Key): Promise<Body> {
    const community = await withoutDeleted(saved);
    const hasCohort = (await services.cohorts.open(call.guildId)).length > 0;
    const { staff } = community.channels;
    const isStaffOpen = staff !== null && (await services.inspector.isReadByAll(call.guildId, staff));
    const facts = { defaultTimezone: services.defaultTimezone, hasCohort, isStaffOpen };
    return setupScreen(
      call.t,
      community,
      headline === undefined ? facts : { ...facts, headline: call.t(headline) },
    );
  }

  const settings = async (call: Call, community: Community, headline?: Key): Promise<Reply> =>
    answer(await screen(call, community, headline));

  async function check(call: Call): Promise<Body> {
    const community = await communities.get(call.guildId);
    const inspection = await services.inspector.inspect(call.guildId, community);
    if (inspection === undefined) return { content: call.t('communities:check.away') };
    const events = await services.deadlines.anyWanted(call.guildId);
    const { counts } = await services.ledger.read(call.guildId);
    return checkBody(call.t, community, inspection, { events, failed: counts.failed });
  }

  const text = { kind: 'channel', types: CHANNEL_TYPES.projects } as const;
  const announcements = {
    kind: 'channel',
    types: CHANNEL_TYPES.announcements,
  } as const;
  const role = { kind: 'role' } as const;

  return {
    type: 'slash',
    name: 'setup',
    managersOnly: true,
    subcommands: {
      channels: action({
        access: 'staff',
        options: { projects: text, announcements, mentors: text, staff: text },
        async run(call, values) {
          const given = defined(values);
          if (Object.keys(given).length === 0)
            throw new UserError({ key: 'communities:none-given.channels' });
          return await settings(
            call,
            await communities.setChannels(call.guildId, given),
            'communities:saved.channels',
          );
        },
      }),
      roles: action({
        access: 'staff',
        options: { staff: role, mentor: role, backend: role, frontend: role },
        async run(call, values) {
          const given = defined(values);
          if (Object.keys(given).length === 0) throw new UserError({ key: 'communities:none-given.roles' });
          return await settings(
            call,
            await communities.setRoles(call.guildId, given),
            'communities:saved.roles',
          );
        },
      }),
      locale: action({
        access: 'staff',
        options: {
          language: { kind: 'choice', values: ['en', 'fr'], names: 'language' },
          timezone: {
            kind: 'text',
            max: 100,
            suggest: (call, typed) => Promise.resolve(suggestZones(call, typed)),
          },
        },
        async run(call, { language, timezone }) {
          if (language === undefined && timezone === undefined)
            throw new UserError({ key: 'communities:none-given.locale' });
          const zone = timezone === undefined ? undefined : pickZone(call, timezone);
          const community = await communities.setLocale(call.guildId, {
            ...(language === undefined ? {} : { language }),
            ...(zone === undefined ? {} : { timezone: zone }),
          });
          return await settings(call, community, 'communities:saved.locale');
        },
      }),
      'start-here': action({
        access: 'staff',
        options: {
          cohort: {
            kind: 'offered',
            suggest: (call, typed) => suggestCohorts(services, call, typed),
          },
        },
        async run(call, { cohort: named }) {
          const cohort = await pickCohort(services, call, named);
          const { channels } = await communities.get(call.guildId);
          if (channels.projects === null) throw new UserError({ key: 'cohorts:error.no-channel' });
          if (cohort.archivedAt !== null)
            throw new UserError({ key: 'cohorts:error.archived', params: { name: literal(cohort.name) } });
          await services.cohorts.repostStart(cohort.id);
          const params = { name: literal(cohort.name), channel: `<#${channels.projects}>` };
          return answer(call.t('communities:start-here-posted', params));
        },
      }),
      show: action({
        access: 'staff',
        async run(call) {
          return await settings(call, await communities.get(call.guildId));
        },
      }),
      check: action({ access: 'staff', run: async (call) => answer(await check(call)) }),
    },
    routes: [
      ...choices(services, screen),
      {
        name: 'setup.open',
        access: 'staff',
        async run(press) {
          const call = inServer(press);
          return await settings(call, await communities.get(call.guildId));
        },
      },
      {
        // setup.check[:here]; `here` takes the place of an earlier report.
        name: 'setup.check',
        access: 'staff',
        async run(press, [place]) {
          const body = await check(inServer(press));
          return place === 'here' && body.card === true ? update(body) : answer(body);
        },
      },
    ],
  };
}

/** What is chosen on the screen of `/setup show`: saved at once, and shown on it. */
function choices(
  { communities }: Services,
  screen: (call: Call, community: Community, headline: Key) => Promise<Body>,
): Route[] {
  return [
    {
      // setup.channel:<purpose>
      name: 'setup.channel',
      access: 'staff',
      async run(press, [named], [chosen = '']) {
        const call = inServer(press);
        const purpose = CHANNELS.find((each) => each === named);
        const type = call.channels[chosen]?.type;
        if (
          purpose === undefined ||
          type === undefined ||
          !(CHANNEL_TYPES[purpose] as readonly ChannelType[]).includes(type)
        )
          throw new UserError({ key: 'common:error.option.wrong-channel', params: { name: purpose ?? '' } });
        const saved = await communities.setChannels(call.guildId, { [purpose]: chosen });
        return update(await screen(call, saved, 'communities:saved.channels'));
      },
    },
    {
      // setup.role:<purpose>
      name: 'setup.role',
      access: 'staff',
      async run(press, [named], [chosen]) {
        const call = inServer(press);
        const purpose = ROLES.find((each) => each === named);
        if (purpose === undefined || chosen === undefined || !call.roleIds.has(chosen))
          throw new UserError({ key: 'communities:none-given.roles' });
        const saved = await communities.setRoles(call.guildId, { [purpose]: chosen });
        return update(await screen(call, saved, 'communities:saved.roles'));
      },
    },
    {
      name: 'setup.language',
      access: 'staff',
      async run(press, _, [chosen]) {
        const call = inServer(press);
        const language = LOCALES.find((each) => each === chosen);
        if (language === undefined) throw new UserError({ key: 'communities:none-given.locale' });
        const saved = await communities.setLocale(call.guildId, { language });
        return update(await screen(call, saved, 'communities:saved.locale'));
      },
    },
    {
      // setup.give:<on or off>
      name: 'setup.give',
      access: 'staff',
      async run(press, [choice]) {
        const call = inServer(press);
        const saved = await communities.setGivesRoles(call.guildId, choice === 'on');
        return update(await screen(call, saved, 'communities:saved.roles'));
      },
    },
  ];
}
