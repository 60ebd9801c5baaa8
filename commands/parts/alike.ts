import type { Source } from '../../src/journal/search/service.ts';
import type { Call } from '../../src/platform/discord/call.ts';
import { button, row } from '../../src/platform/discord/components.ts';
import type { Body } from '../../src/platform/discord/reply.ts';
import { literal } from '../../src/platform/text.ts';
import type { Services } from '../services.ts';

/** Under what was just saved for everybody: what reads like it and is here already. Staff can merge the two at once. */
export async function pointsOutAlike(
  { search }: Services,
  { t, guildId, caller }: Call,
  saved: Omit<Source, 'guildId'> & { readonly title: string },
  body: Body,
): Promise<Body> {
  const { title, ...except } = saved;
  const [first, ...others] = await search.similar(guildId, { title, except });
  if (first === undefined) return body;
  const lines = [first, ...others].map(
    ({ title: name, link }) => `- **${literal(name)}**${link === undefined ? '' : ` (${link})`}`,
  );
  const merge = row(button(t('knowledge:button.merge'), ['knowledge.merge', first.entryId]));
  return {
    ...body,
    content: [body.content ?? '', t('knowledge:alike'), ...lines].join('\n'),
    components: [...(body.components ?? []), ...(caller.isStaff ? [merge] : [])],
  };
}
