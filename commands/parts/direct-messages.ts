import type { Call } from '../../src/platform/discord/call.ts';
import { button, row, text } from '../../src/platform/discord/components.ts';
import type { Body } from '../../src/platform/discord/reply.ts';
import type { Services } from '../services.ts';

/**
 * An answer that promises news says where it comes, and offers direct messages to whoever takes none. `hasThread`: it
 * stands in their project's thread otherwise. `isDaily`: it is worth no second ping of their day.
 */
export async function saysWhereNewsComes(
  { post }: Pick<Services, 'post'>,
  call: Call,
  body: Body,
  { hasThread = false, isDaily = false } = {},
): Promise<Body> {
  const way = await post.wayTo(call.guildId, call.caller.id);
  if (way === 'direct') return withLine(body, call.t(isDaily ? 'common:told.daily' : 'common:told.direct'));
  const said = withLine(body, call.t(hasThread ? 'common:told.thread' : 'common:told.line'));
  const offer = row(button(call.t('common:told.offer'), ['dm.on']));
  return { ...said, components: [...(said.components ?? []), offer] };
}

/** The first answer after joining or announcing asks once whether they want direct messages. */
export function withChoiceOfDms({ t }: Pick<Call, 't'>, body: Body): Body {
  const choice = row(
    button(t('common:told.yes'), ['dm.on'], 'primary'),
    button(t('common:told.no'), ['dm.off']),
  );
  const asked = withLine(body, t('common:told.ask'));
  return { ...asked, components: [...(asked.components ?? []), choice] };
}

function withLine(body: Body, line: string): Body {
  if (body.card === true) return { ...body, components: [...(body.components ?? []), text(line)] };
  return { ...body, content: body.content === undefined ? line : `${body.content}\n${line}` };
}
