import { LIMITS } from '../src/journal/blockers/rules.ts';
import {
  entryBody,
  foundBody,
  mergeBody,
  mergedBody,
  missesBody,
  nothingBody,
  PAGE,
  type Ways,
} from '../src/journal/search/cards.ts';
import { type Filters, type Found, KINDS } from '../src/journal/search/service.ts';
import type { Call } from '../src/platform/discord/call.ts';
import { action, type Command } from '../src/platform/discord/command.ts';
import { idIn, numberIn } from '../src/platform/discord/custom-id.ts';
import { answer, type Body, update } from '../src/platform/discord/reply.ts';
import { UserError } from '../src/platform/errors.ts';
import { truncated } from '../src/platform/text.ts';
import { blockerForm } from './parts/blocker-form.ts';
import { inServer } from './parts/pick.ts';
import { pickStand } from './parts/stand.ts';
import type { Commands, Services } from './services.ts';

export const commands: Commands = [knowledge];

const DRAFT = 'knowledge';
const PAGES = { min: 0, max: 20 };
/** An answer with less of what was asked for than this share comes near, but does not fit. */
const FITS = 0.4;
const MOST_MISSES = 20;
const MOST_TECHNOLOGIES = 10;

interface Asked extends Filters {
  readonly query: string;
  /** All about a technology, whatever the words. */
  readonly about?: true;
}

function knowledge(services: Services): Command {
  const { search, drafts, mentors } = services;

  /** Mentors, and staff, see what was searched in vain. */
  async function waysOn(call: Call, cursor?: string): Promise<Ways> {
    const { guildId, caller } = call;
    const isMentor = await mentors.isMentor(guildId, caller.id, caller.roles);
    return {
      technologies: await search.technologies(call.guildId, MOST_TECHNOLOGIES),
      open: cursor === undefined ? undefined : ['knowledge.open', cursor],
      isMentor: isMentor || call.caller.isStaff,
    };
  }

  async function keep(call: Call, asked: Asked): Promise<string> {
    return await drafts.keep({
      guildId: call.guildId,
      userId: call.caller.id,
      kind: DRAFT,
      content: asked,
    });
  }

  /** What fits under the filters; else without them; else what comes near. */
  async function lookUp(
    call: Call,
    asked: Asked,
  ): Promise<{ found: Found; how: 'fits' | 'weak' | 'unfiltered' | 'about' }> {
    const found = await search.find(call.guildId, asked.query, asked);
    if (asked.about === true) return { found, how: 'about' };
    const hasFilter = asked.kind !== undefined || asked.technology !== undefined;
    if (found.hits.length === 0 && hasFilter)
      return { found: await search.find(call.guildId, asked.query), how: 'unfiltered' };
    const best = Math.max(0, ...found.hits.map(({ share }) => share));
    return { found, how: best >= FITS ? 'fits' : 'weak' };
  }

  async function results(call: Call, asked: Asked, page: number, kept?: string): Promise<Body> {
    const { found, how } = await lookUp(call, asked);
    const cursor = kept ?? (await keep(call, asked));
    const ways = await waysOn(call, cursor);
    const isVain = how === 'weak' || found.hits.length === 0;
    if (isVain && page === 0) await search.missed(call.guildId, call.caller.id, asked.query);
    if (found.hits.length === 0)
      return nothingBody(call.t, asked.query, ways, await search.isEmpty(call.guildId));
    const last = Math.ceil(found.hits.length / PAGE) - 1;
    return foundBody(call.t, { query: asked.query, found, page: Math.min(page, last), cursor, how, ways });
  }

  return {
    type: 'slash',
    name: 'knowledge',
    subcommands: {
      search: action({
        options: {
          query: { kind: 'text', required: true, min: 2, max: 200 },
          kind: { kind: 'choice', values: KINDS, names: 'knowledge-kind' },
          tech: { kind: 'text', max: 50 },
        },
        run: async (call, { query, kind, tech }) =>
          answer(await results(call, { query, kind, technology: tech }, 0)),
      }),
    },
    routes: [
      {
        // knowledge.page:<draft>:<page>
        name: 'knowledge.page',
        async run(press, [draft = '', page]) {
          const call = inServer(press);
          const kept = await drafts.find(draft, call.caller.id);
          if (kept?.kind !== DRAFT) throw new UserError({ key: 'knowledge:error.gone' });
          return update(await results(call, kept.content as Asked, numberIn(page, PAGES), draft));
        },
      },
      {
        // What was searched for in vain becomes a blocker; the form is filled in with it.
        name: 'knowledge.open',
        async run(press, [id = '']) {
          const call = inServer(press);
          const kept = await drafts.find(id, call.caller.id);
          const title =
            kept?.kind === DRAFT ? truncated((kept.content as Asked).query, LIMITS.title.max) : '';
          return await blockerForm(services, call, await pickStand(services, call, undefined), { title });
        },
      },
      {
        name: 'knowledge.about',
        async run(press, _, [technology = '']) {
          return answer(await results(inServer(press), { query: technology, technology, about: true }, 0));
        },
      },
      {
        name: 'knowledge.read',
        async run(press, [id]) {
          const call = inServer(press);
          return answer(entryBody(call.t, await search.get(call.guildId, idIn(id)), call.caller));
        },
      },
      {
        name: 'knowledge.misses',
        async run(press) {
          const call = inServer(press);
          const { isMentor } = await waysOn(call);
          if (!isMentor) throw new UserError({ key: 'common:error.staff-only' });
          return answer(missesBody(call.t, await search.misses(call.guildId, MOST_MISSES)));
        },
      },
      {
        name: 'knowledge.merge',
        access: 'staff',
        async run(press, [id]) {
          const call = inServer(press);
          const entry = await search.get(call.guildId, idIn(id));
          const { title, kind, sourceId } = entry;
          const like = { title, except: { kind, sourceId } };
          return answer(mergeBody(call.t, entry, await search.similar(call.guildId, like)));
        },
      },
      {
        // knowledge.merged:<the one that goes>, the one that stays is chosen
        name: 'knowledge.merged',
        access: 'staff',
        async run(press, [from], [into]) {
          const call = inServer(press);
          const stays = await search.get(call.guildId, idIn(into));
          await search.merge(call.guildId, idIn(from), stays.entryId);
          return update(mergedBody(call.t, idIn(from), stays));
        },
      },
      {
        name: 'knowledge.split',
        access: 'staff',
        async run(press, [id]) {
          const call = inServer(press);
          await search.split(call.guildId, idIn(id));
          return update(call.t('knowledge:merge.undone'));
        },
      },
    ],
  };
}
