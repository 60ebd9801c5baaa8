import { API_STYLES, TRACKS } from '../src/people/learners/rules.ts';
import type { Call, Press } from '../src/platform/discord/call.ts';
import { action, type Command } from '../src/platform/discord/command.ts';
import { text } from '../src/platform/discord/components.ts';
import { answer, type Reply, update } from '../src/platform/discord/reply.ts';
import { UserError } from '../src/platform/errors.ts';
import { literal } from '../src/platform/text.ts';
import { reportRow } from '../src/staff/moderation/cards.ts';
import { stackTyped } from '../src/work/projects/announcement.ts';
import {
  editedBody,
  followedBody,
  projectBody,
  withdrawBody,
  withdrawnBody,
} from '../src/work/projects/cards.ts';
import { BRIEFS, LIMITS, type Project } from '../src/work/projects/rules.ts';
import { browsing } from './parts/browsing.ts';
import { saysWhereNewsComes } from './parts/direct-messages.ts';
import { handingIn } from './parts/handing-in.ts';
import { offersMentoring } from './parts/mentoring.ts';
import { inServer, pickOwned, pickProject, suggestProjects, suggestStack } from './parts/pick.ts';
import { editForm, projectEditing } from './parts/project-editing.ts';
import { reviewing } from './parts/reviewing.ts';
import { suggestBuilt } from './parts/stand.ts';
import type { Commands, Services } from './services.ts';

export const commands: Commands = [project];

function project(services: Services): Command {
  const { projects, teams } = services;
  const submitting = handingIn(services);
  const ofReviews = reviewing(services);
  const ofBrowsing = browsing(services);
  const ofEditing = projectEditing(services);

  async function details(call: Pick<Press, 't' | 'caller' | 'guildId'>, found: Project): Promise<Reply> {
    const members = found.teamId === null ? [] : await teams.memberIds(found.teamId);
    const companions = members.filter((id) => id !== found.ownerId);
    const lost = isTheirs(call.caller, found) ? await projects.lost(found) : undefined;
    const body = projectBody(call.t, found, companions, { lost });
    const count = call.caller.id === found.ownerId ? (await projects.followers(found.id)).length : 0;
    const followed = count === 0 ? [] : [text(call.t('projects:followers', { count }))];
    const report = call.caller.id === found.ownerId ? [] : [reportRow(call.t, 'project', found.id)];
    const full = { ...body, components: [...(body.components ?? []), ...followed, ...report] };
    return answer(await offersMentoring(services, call, found.teamId, full));
  }

  /** A lost card or thread is brought back by the owner or by staff. */
  function isTheirs(caller: Press['caller'], found: Project): boolean {
    return caller.isStaff || caller.id === found.ownerId;
  }

  async function repost(press: Press, id: string): Promise<Reply> {
    const found = await projects.get(inServer(press).guildId, id);
    if (!isTheirs(press.caller, found))
      throw new UserError({ key: 'projects:error.not-owner', params: { title: literal(found.title) } });
    const posted = await projects.repost(found.id);
    const params = { title: literal(found.title) };
    const key = { card: 'done', thread: 'thread-done', nothing: 'stands' } as const;
    return answer(press.t(`projects:repost.${key[posted ?? 'nothing']}`, params));
  }

  /** Ending a project is asked about first: what happens, and who is told. */
  async function askToWithdraw(call: Call, found: Project): Promise<Reply> {
    projects.refuseEnded(found);
    const members = found.teamId === null ? [] : await teams.memberIds(found.teamId);
    return answer(
      withdrawBody(
        call.t,
        found,
        members.filter((id) => id !== found.ownerId),
      ),
    );
  }

  async function changed(
    call: Pick<Press, 't' | 'caller'>,
    found: Project,
    status: 'looking' | 'full' | 'paused',
  ): Promise<string> {
    const now = await projects.setStatus(found.id, call.caller.id, status);
    const key = now.status === 'full' ? 'full' : status;
    return call.t(`projects:status.${key}`, { title: literal(found.title) });
  }

  async function withdrawn(press: Press, id: string, leaves: boolean): Promise<Reply> {
    const found = await pickOwned(services, inServer(press), id);
    await projects.setStatus(found.id, press.caller.id, 'withdrawn');
    const left = leaves && found.teamId !== null && (await teams.leave(found.teamId, press.caller.id));
    return update(withdrawnBody(press.t, found, left));
  }

  return {
    type: 'slash',
    name: 'project',
    subcommands: {
      show: action({
        options: {
          project: {
            kind: 'offered',
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
          stack: {
            kind: 'text',
            max: LIMITS.stack.max,
            suggest: (_call, typed) => Promise.resolve(suggestStack(typed)),
          },
          open: { kind: 'boolean' },
        },
        async run(call, { brief, track, api, stack, open }) {
          const technologies = stack === undefined ? [] : stackTyped(stack);
          return answer(
            await ofBrowsing.browse(call, { brief, track, api, technologies, open }, 0, undefined),
          );
        },
      }),
      edit: action({
        options: {
          track: { kind: 'choice', values: TRACKS, names: 'track' },
          api: { kind: 'choice', values: API_STYLES, names: 'api' },
          partners: { kind: 'integer', ...LIMITS.partners },
          project: {
            kind: 'offered',
            suggest: (call, typed) => suggestBuilt(services, call, typed),
          },
        },
        // With options they are saved at once; without, the texts open to be changed.
        async run(call, { project: named, ...changes }) {
          const found = await pickOwned(services, call, named);
          const given = Object.fromEntries(
            Object.entries(changes).filter(([, value]) => value !== undefined),
          );
          if (Object.keys(given).length === 0) return await editForm(services, call, found);
          return answer(editedBody(call.t, await projects.edit(found.id, call.caller.id, given)));
        },
      }),
      status: action({
        options: {
          status: {
            kind: 'choice',
            required: true,
            values: ['looking', 'full', 'paused', 'withdrawn'],
            names: 'status',
          },
          project: {
            kind: 'offered',
            suggest: (call, typed) => suggestBuilt(services, call, typed),
          },
        },
        async run(call, { status, project: named }) {
          const found = await pickOwned(services, call, named);
          if (status === 'withdrawn') return await askToWithdraw(call, found);
          return answer(await changed(call, found, status));
        },
      }),
      submit: submitting.subcommand,
    },
    forms: [...ofEditing.forms, ...submitting.forms, ...ofReviews.forms],
    reopens: [...ofEditing.reopens, ...submitting.reopens, ...ofReviews.reopens],
    routes: [
      ...submitting.routes,
      ...ofReviews.routes,
      ...ofBrowsing.routes,
      ...ofEditing.routes,
      {
        name: 'project.details',
        async run(press, [id = '']) {
          return await details(press, await projects.get(inServer(press).guildId, id));
        },
      },
      {
        // project.withdraw:<project>:<yes, leave or no>
        name: 'project.withdraw',
        async run(press, [id = '', choice]) {
          if (choice === 'no') return await kept(services, press, id);
          if (choice !== 'yes' && choice !== 'leave') throw new UserError({ key: 'common:error.old-button' });
          return await withdrawn(press, id, choice === 'leave');
        },
      },
      {
        // It was called complete by hand, and looks for partners again.
        name: 'project.look',
        async run(press, [id = '']) {
          return answer(await changed(press, await pickOwned(services, inServer(press), id), 'looking'));
        },
      },
      {
        // *Finish alone with what we agreed*, with one's own project: nobody is looked for any more.
        name: 'project.alone',
        async run(press, [id = '']) {
          const found = await pickOwned(services, inServer(press), id);
          await projects.edit(found.id, press.caller.id, { partners: found.placesTaken });
          return answer(press.t('projects:alone', { title: literal(found.title) }));
        },
      },
      { name: 'project.repost', run: (press, [id = '']) => repost(press, id) },
      {
        name: 'project.follow',
        async run(press, [id = '']) {
          const found = await projects.get(inServer(press).guildId, id);
          await projects.follow(found.id, press.caller.id);
          const body = followedBody(press.t, found);
          return answer(await saysWhereNewsComes(services, inServer(press), body, { isDaily: true }));
        },
      },
      {
        name: 'project.unfollow',
        async run(press, [id = '']) {
          const found = await projects.get(inServer(press).guildId, id);
          await projects.unfollow(found.id, press.caller.id);
          return update(press.t('projects:unfollowed', { title: literal(found.title) }));
        },
      },
    ],
  };
}

/** After *Keep it*. */
async function kept(services: Services, press: Press, id: string): Promise<Reply> {
  const found = await pickOwned(services, inServer(press), id);
  services.projects.refuseEnded(found);
  return update(press.t('projects:withdraw.kept', { title: literal(found.title) }));
}
