import type { Call } from '../../src/platform/discord/call.ts';
import type { Route } from '../../src/platform/discord/command.ts';
import { numberIn } from '../../src/platform/discord/custom-id.ts';
import { type Body, update } from '../../src/platform/discord/reply.ts';
import { UserError } from '../../src/platform/errors.ts';
import { BROWSE_PAGE, browseBody } from '../../src/work/projects/cards.ts';
import type { Services } from '../services.ts';
import { inServer } from './pick.ts';

/** More pages than any server has projects. */
const PAGES = { min: 0, max: 10_000 };
const BROWSE_DRAFT = 'browse';
/** What the page buttons carry where nothing was chosen: nothing has to be kept. */
const EVERYTHING = 'all';

/** The pages of `/project browse`. */
export function browsing(services: Services): {
  browse(call: Call, filter: object, number: number, cursor: string | undefined): Promise<Body>;
  readonly routes: readonly Route[];
} {
  const { projects, drafts } = services;

  /** Page buttons carry the id of the kept filter, so that a long one fits. */
  async function browse(
    call: Call,
    filter: object,
    number: number,
    cursor: string | undefined,
  ): Promise<Body> {
    const page = { offset: number * BROWSE_PAGE, limit: BROWSE_PAGE };
    const found = await projects.browse({ ...filter, guildId: call.guildId }, page);
    if (found.total === 0) return { content: call.t('projects:browse.none') };
    const last = Math.ceil(found.total / BROWSE_PAGE) - 1;
    if (number > last) return await browse(call, filter, last, cursor);
    return browseBody(call.t, found, { number, cursor: cursor ?? (await cursorOf(call, filter)) });
  }

  async function cursorOf({ guildId, caller }: Call, filter: object): Promise<string> {
    const isChosen = (value: unknown) => value !== undefined && !(Array.isArray(value) && value.length === 0);
    if (!Object.values(filter).some(isChosen)) return EVERYTHING;
    return await drafts.keep({ guildId, userId: caller.id, kind: BROWSE_DRAFT, content: filter });
  }

  async function filterOf(cursor: string, userId: string): Promise<object> {
    if (cursor === EVERYTHING) return {};
    const kept = await drafts.find(cursor, userId);
    if (kept?.kind !== BROWSE_DRAFT) throw new UserError({ key: 'projects:browse.gone' });
    return kept.content as object;
  }

  return {
    browse,
    routes: [
      {
        name: 'browse',
        async run(press, [cursor = '', number = '0']) {
          const filter = await filterOf(cursor, press.caller.id);
          return update(await browse(inServer(press), filter, numberIn(number, PAGES), cursor));
        },
      },
    ],
  };
}
