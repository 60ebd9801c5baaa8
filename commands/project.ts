import type { Call, Press } from '../src/discord/call.ts';
import { action, type Command } from '../src/discord/command.ts';
import { answer, type Reply, update } from '../src/discord/reply.ts';
import { UserError } from '../src/errors.ts';
import { API_STYLES, TRACKS } from '../src/learners/rules.ts';
import { BROWSE_PAGE, browseBody, projectBody } from '../src/projects/cards.ts';
import { BRIEFS, type Project, technologyKey } from '../src/projects/rules.ts';
import { literal } from '../src/text.ts';
import { inServer, pickProject, suggestProjects, suggestStack } from './pick.ts';
import type { Services } from './services.ts';

const BROWSE_DRAFT = 'browse';

export function project(services: Services): Command {
  const { projects, teams, drafts } = services;

  async function details(call: Pick<Press, 't'>, found: Project): Promise<Reply> {
    const members = found.teamId === null ? [] : await teams.memberIds(found.teamId);
    const companions = members.filter((id) => id !== found.ownerId);
    return answer(projectBody(call.t, found, companions));
  }

  /** Page buttons carry the id of the kept filter, so that a long one fits. */
  async function browse(call: Call, filter: object, number: number, cursor: string | undefined) {
    const page = { offset: number * BROWSE_PAGE, limit: BROWSE_PAGE };
    const found = await projects.browse({ ...filter, guildId: call.guildId }, page);
    if (found.total === 0) return { content: call.t('projects:browse.none') };
    const kept =
      cursor ??
      (await drafts.keep({
        guildId: call.guildId,
        userId: call.caller.id,
        kind: BROWSE_DRAFT,
        content: filter,
      }));
    return browseBody(call.t, found, { number, cursor: kept });
  }

  return {
    type: 'slash',
    name: 'project',
    subcommands: {
      show: action({
        options: {
          project: {
            kind: 'text',
            max: 100,
            suggest: (call, typed) => suggestProjects(services, call, typed),
          },
        },
        async run(call, values) {
          return await details(call, await pickProject(services, call, values.project));
        },
      }),
      browse: action({
        options: {
          brief: { kind: 'choice', values: BRIEFS, names: 'brief' },
          track: { kind: 'choice', values: TRACKS, names: 'track' },
          api: { kind: 'choice', values: API_STYLES, names: 'api' },
          stack: { kind: 'text', max: 100, suggest: (_call, typed) => Promise.resolve(suggestStack(typed)) },
          open: { kind: 'boolean' },
        },
        async run(call, { brief, track, api, stack, open }) {
          const technology = stack === undefined ? undefined : technologyKey(stack);
          return answer(await browse(call, { brief, track, api, technology, open }, 0, undefined));
        },
      }),
    },
    routes: [
      {
        name: 'project.details',
        async run(press, [id = '']) {
          return await details(press, await projects.get(inServer(press).guildId, id));
        },
      },
      {
        name: 'project.follow',
        async run(press, [id = '']) {
          const found = await projects.get(inServer(press).guildId, id);
          const follows = await projects.follow(found.id, press.caller.id);
          if (!follows) await projects.unfollow(found.id, press.caller.id);
          return answer(
            press.t(follows ? 'projects:followed' : 'projects:unfollowed', { title: literal(found.title) }),
          );
        },
      },
      {
        name: 'browse',
        async run(press, [cursor = '', number = '0']) {
          const kept = await drafts.find(cursor, press.caller.id);
          if (kept?.kind !== BROWSE_DRAFT) throw new UserError({ key: 'projects:browse.gone' });
          return update(
            await browse(inServer(press), kept.content as object, Math.max(0, Number(number) || 0), cursor),
          );
        },
      },
    ],
  };
}
