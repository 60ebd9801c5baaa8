import { consentBody, listBody, openedBody, openModal } from '../src/journal/blockers/cards.ts';
import { type Blocker, LIMITS } from '../src/journal/blockers/rules.ts';
import { threadKey } from '../src/journal/blockers/service.ts';
import type { Stand } from '../src/journal/entries/rules.ts';
import type { Call } from '../src/platform/discord/call.ts';
import { action, type Command } from '../src/platform/discord/command.ts';
import { idIn, numberIn } from '../src/platform/discord/custom-id.ts';
import { readText } from '../src/platform/discord/options.ts';
import { answer, type Body, modal, type Reply, update } from '../src/platform/discord/reply.ts';
import { UserError } from '../src/platform/errors.ts';
import { rowId } from '../src/platform/numbers.ts';
import { parseStack } from '../src/work/projects/rules.ts';
import { BLOCKER_DRAFT, type BlockerDraft, blockerForm, keepBlocker } from './parts/blocker-form.ts';
import { blockerRoutes } from './parts/blocker-routes.ts';
import { blockerSolving } from './parts/blocker-solving.ts';
import { withDraft } from './parts/drafts.ts';
import { markRoute } from './parts/marks.ts';
import { inServer, suggestStack } from './parts/pick.ts';
import { withReadme } from './parts/readme-line.ts';
import {
  askAboutSecrets,
  cohortOf,
  pickStand,
  signOf,
  standArgs,
  standIn,
  standPlace,
  suggestBuilt,
} from './parts/stand.ts';
import type { Commands, Services } from './services.ts';

export const commands: Commands = [blocker];

/** How long the answer waits for the thread before it stays as it is, in ms. */
const THREAD_PATIENCE = 20_000;
const PAGE = 8;

function blocker(services: Services): Command {
  const { blockers, drafts } = services;
  const solving = blockerSolving(services);

  async function open(
    call: Call,
    stand: Stand,
    { from, ...typed }: Omit<BlockerDraft, 'stand'>,
  ): Promise<Reply> {
    const content: BlockerDraft = {
      ...typed,
      stand: standArgs(stand),
      ...(from === undefined ? {} : { from }),
    };
    return await withDraft(services, call, { kind: BLOCKER_DRAFT, content }, async () => {
      const title = readText('title', typed.title ?? '', { ...LIMITS.title, required: true }) ?? '';
      const details = readText('details', typed.details ?? '', LIMITS.details) ?? null;
      const technologies = parseStack(typed.tech ?? '');
      if (technologies === undefined) throw new UserError({ key: 'blockers:error.tech' });
      if (askAboutSecrets(call, [title, details]) === 'edit')
        return modal(
          openModal(call.t, '', ['blocker.opening', await keepBlocker(services, call, content)], typed),
        );
      const { guildId, caller } = call;
      const ownerId = from?.ownerId ?? caller.id;
      const opened = await blockers.open({
        guildId,
        cohortId:
          ownerId === caller.id ? await cohortOf(services, call, stand) : await cohortOfOwner(call, ownerId),
        ownerId,
        stand,
        title,
        details,
        technologies,
        ...(from === undefined ? {} : { from: { openerId: caller.id, source: from.source } }),
      });
      if (opened.state === 'asked')
        return answer(call.t('blockers:consent.asked', { person: `<@${ownerId}>` }));
      await signOf(services, call, stand);
      return await openedReply(call, opened, stand);
    });
  }

  async function cohortOfOwner({ guildId }: Call, ownerId: string): Promise<number | null> {
    return (await services.cohorts.ofMember(guildId, ownerId))[0]?.id ?? null;
  }

  async function openedReply(call: Call, opened: Blocker, stand: Stand): Promise<Reply> {
    const similar = await services.search.similar(call.guildId, { title: opened.title });
    const { channels } = await services.communities.get(call.guildId);
    const mentored = channels.mentors !== null;
    const place =
      stand.kind === 'team' ? await standPlace(services, call, stand) : call.t('journal:place.channel');
    const bodyAt = async (where: string): Promise<Body> => {
      const body = openedBody(call.t, { blocker: opened, place: where, similar, mentored });
      return await withReadme(services, call, opened.cohortId, body);
    };
    if (opened.publicAt === null) return answer(await bodyAt(place));
    return answer(await bodyAt(place), async () => {
      const thread = await services.outbox.settled(threadKey(opened.id), THREAD_PATIENCE);
      return thread === undefined ? undefined : await bodyAt(`<#${thread.channelId}>`);
    });
  }

  async function list(call: Call, mine: boolean, offset = 0): Promise<Body> {
    const { guildId, caller } = call;
    const all = mine
      ? [
          ...(await blockers.asked(guildId, caller.id)),
          ...(await blockers.ofMember(guildId, caller.id)).toReversed(),
        ]
      : await blockers.waiting(guildId);
    const page = all.slice(offset, offset + PAGE);
    return listBody(call.t, {
      blockers: page,
      readerId: caller.id,
      total: all.length,
      offset,
      size: PAGE,
      mine,
    });
  }

  return {
    type: 'slash',
    name: 'blocker',
    subcommands: {
      open: action({
        options: {
          title: { kind: 'text', ...LIMITS.title },
          details: { kind: 'text', ...LIMITS.details },
          tech: {
            kind: 'text',
            max: LIMITS.tech.max,
            suggest: (_call: Call, typed: string) => Promise.resolve(suggestStack(typed)),
          },
          project: {
            kind: 'offered',
            suggest: (call: Call, typed: string) => suggestBuilt(services, call, typed),
          },
        },
        async run(call, { project, ...typed }) {
          const stand = await pickStand(services, call, project);
          return typed.title === undefined
            ? await blockerForm(services, call, stand, typed)
            : await open(call, stand, typed);
        },
        keep: (call, raw) => keepBlocker(services, call, { ...raw, stand: ['channel', 0] }),
      }),
      solve: action({
        options: {
          blocker: {
            kind: 'offered',
            required: true,
            suggest: (call: Call, typed: string) => suggestOpen(services, call, typed),
          },
        },
        run: (call, values) => solving.form(call, rowId(values.blocker) ?? 0),
      }),
      list: action({
        options: { mine: { kind: 'boolean' } },
        run: async (call, { mine }) => answer(await list(call, mine === true)),
      }),
    },
    routes: [
      markRoute(services),
      ...blockerRoutes(services),
      solving.route,
      {
        // *I am stuck*, *Open a new blocker*
        name: 'blocker.new',
        async run(press) {
          const call = inServer(press);
          return await blockerForm(services, call, await pickStand(services, call, undefined));
        },
      },
      {
        // *I can help*, under what a week brought: everybody presses the same button.
        name: 'blocker.waiting',
        run: async (press) => answer(await list(inServer(press), false)),
      },
      {
        // blocker.list:<mine or all>:<offset>
        name: 'blocker.list',
        async run(press, [filter, offset]) {
          const from = numberIn(offset, { min: 0, max: 100_000 });
          return update(await list(inServer(press), filter === 'mine', from));
        },
      },
      {
        name: 'blocker.consent',
        async run(press, [id]) {
          const call = inServer(press);
          const found = (await blockers.asked(call.guildId, call.caller.id)).find(
            (each) => each.id === idIn(id),
          );
          if (found === undefined) throw new UserError({ key: 'journal:error.gone' });
          return answer(consentBody(call.t, found));
        },
      },
    ],
    forms: [
      {
        // blocker.opening:<draft>
        name: 'blocker.opening',
        async run(call, [draftId = ''], fields) {
          const typed = {
            title: fields.text('title'),
            details: fields.text('details'),
            tech: fields.text('tech'),
          };
          const draft = (await drafts.find(draftId, call.caller.id))?.content as BlockerDraft | undefined;
          const from = draft?.from;
          const content: BlockerDraft = {
            ...typed,
            stand: ['channel', 0],
            ...(from === undefined ? {} : { from }),
          };
          const stand = await withDraft(services, call, { kind: BLOCKER_DRAFT, content }, () =>
            standIn(services, call, (draft?.stand ?? []).map(String)),
          );
          return await open(call, stand, { ...typed, ...(from === undefined ? {} : { from }) });
        },
      },
      solving.submitted,
    ],
    reopens: [
      {
        kind: BLOCKER_DRAFT,
        modal: (call, draftId, content) =>
          openModal(call.t, '', ['blocker.opening', draftId], content as BlockerDraft),
      },
      solving.reopen,
    ],
  };
}

/** The member's own open ones first, then those of others. */
async function suggestOpen({ blockers }: Services, call: Call, typed: string) {
  const own = (await blockers.ofMember(call.guildId, call.caller.id)).filter(({ state }) => state === 'open');
  const all = [...own, ...(await blockers.waiting(call.guildId))];
  const words = typed.toLowerCase();
  return [...new Map(all.map((each) => [each.id, each])).values()]
    .filter(({ title }) => title.toLowerCase().includes(words))
    .map(({ id, title }) => ({ name: title, value: String(id) }));
}
