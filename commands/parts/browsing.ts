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
    browse,
    routes: [
      {
        name: 'browse',
        async run(press, [cursor = '', number = '0']) {
          const kept = await drafts.find(cursor, press.caller.id);
          if (kept?.kind !== BROWSE_DRAFT) throw new UserError({ key: 'projects:browse.gone' });
          return update(
            await browse(inServer(press), kept.content as object, numberIn(number, PAGES), cursor),
          );
        },
      },
    ],
  };
}
