import type { JoinKind } from '../../src/pairing/asking/rules.ts';
import { askModal, tooLateBody } from '../../src/pairing/partners/cards.ts';
import { refusedBody } from '../../src/pairing/waiting/cards.ts';
import { LIMITS, type Request } from '../../src/people/requests/rules.ts';
import type { Call } from '../../src/platform/discord/call.ts';
import type { Command } from '../../src/platform/discord/command.ts';
import { idIn, memberIn } from '../../src/platform/discord/custom-id.ts';
import { readText } from '../../src/platform/discord/options.ts';
import { answer, modal, type Reply } from '../../src/platform/discord/reply.ts';
import { timestamp } from '../../src/platform/discord/times.ts';
import { UserError } from '../../src/platform/errors.ts';
import { type Key, say } from '../../src/platform/i18n/index.ts';
import type { Project } from '../../src/work/projects/rules.ts';
import type { Services } from '../services.ts';
import { saysWhereNewsComes } from './direct-messages.ts';
import { withDraft } from './drafts.ts';
import { inServer } from './pick.ts';
import { requireRunning } from './running.ts';
import { settle } from './settling.ts';

const ASK_DRAFT = 'ask';
/** Refusals that may pass by themselves. */
const NO_ROOM: ReadonlySet<Key> = new Set<Key>([
  'requests:error.inbox-full',
  'requests:error.too-many-asks',
  'requests:error.project-inbox-full',
]);

/** Refusals of *Team up* after which similar projects are shown. */
const NO_PLACE: ReadonlySet<Key> = new Set<Key>([
  'requests:error.no-place',
  'requests:error.owner-full',
  'requests:error.same-side.backend',
  'requests:error.same-side.frontend',
  'requests:error.same-side.fullstack',
]);

/** *Ask* and *Team up* below whom a search or a card shows; part of `/find-partner`. */
export function askingParts(services: Services): Required<Pick<Command, 'routes' | 'forms' | 'reopens'>> {
  const { asking, cohorts, partners, projects } = services;

  /** *Team up* on a project without a free place: why, and up to three similar ones that are open. */
  async function tooLate(call: Call, error: UserError, project: Project): Promise<Reply> {
    const cohort = await cohorts.find(project.cohortId);
    const wanted = { brief: project.brief, skip: project.id, limit: 3 };
    const open = cohort === undefined ? [] : await partners.joinable(cohort, call.caller.id, wanted);
    return answer(tooLateBody(call.t, call.locale, say(call.t, error.text), open));
  }

  async function sent(call: Call, kind: Exclude<JoinKind, 'invite'>, request: Request): Promise<Reply> {
    const params = { person: `<@${request.askedIds[0] ?? ''}>`, when: timestamp(request.expiresAt) };
    const content = call.t(`requests:sent.${kind}`, params);
    return answer(await saysWhereNewsComes(services, call, { content }));
  }

  /** Where there is no room for a request now, the refusal offers to tell when there is. */
  async function orTold(
    call: Call,
    watch: Parameters<typeof refusedBody>[2],
    send: () => Promise<Reply>,
  ): Promise<Reply> {
    try {
      return await send();
    } catch (error) {
      if (!(error instanceof UserError) || !NO_ROOM.has(error.text.key)) throw error;
      return answer(refusedBody(call.t, error, watch));
    }
  }

  return {
    routes: [
      {
        name: 'ask',
        async run(press, [projectId, userId]) {
          await requireRunning(services, (await projects.find(idIn(projectId)))?.cohortId ?? null);
          return modal(askModal(press.t, idIn(projectId), memberIn(userId)));
        },
      },
      {
        name: 'team-up',
        async run(press, [projectId = '']) {
          const call = inServer(press);
          const project = await projects.get(call.guildId, projectId);
          if (project.ownerId !== call.caller.id) await settle(services, call, project.cohortId);
          const watch = { kind: 'team-up', projectId: project.id, personId: project.ownerId } as const;
          try {
            return await orTold(
              call,
              watch,
              async () =>
                await sent(call, 'team-up', await asking.teamUp(call.guildId, project.id, call.caller.id)),
            );
          } catch (error) {
            if (!(error instanceof UserError) || !NO_PLACE.has(error.text.key)) throw error;
            return await tooLate(call, error, project);
          }
        },
      },
    ],
    forms: [
      {
        name: 'ask.send',
        async run(call, [projectId, person], fields) {
          const typed = fields.text('note');
          const [id, userId] = [idIn(projectId), memberIn(person)];
          const draft = { kind: ASK_DRAFT, content: { projectId: id, userId, note: typed } };
          return await orTold(call, { kind: 'ask', projectId: id, personId: userId }, () =>
            withDraft(services, call, draft, async () => {
              const note = readText('note', typed, LIMITS.note);
              return await sent(
                call,
                'ask',
                await asking.ask(call.guildId, id, call.caller.id, userId, note),
              );
            }),
          );
        },
      },
    ],
    reopens: [
      {
        kind: ASK_DRAFT,
        modal(call, _draftId, content) {
          const { projectId, userId, note } = content as { projectId: number; userId: string; note: string };
          return askModal(call.t, projectId, userId, note);
        },
      },
    ],
  };
}
