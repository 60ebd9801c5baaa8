import type { Call } from '../../src/platform/discord/call.ts';
import { button, row, section } from '../../src/platform/discord/components.ts';
import type { Body } from '../../src/platform/discord/reply.ts';
import type { Services } from '../services.ts';

/**
 * Under what a member wrote down: how far their README is with it, and the way to see it. Whoever is not in the cohort,
 * as a mentor who shares a solution, reads nothing of it.
 */
export async function withReadme(
  { readmes }: Services,
  { t, caller }: Pick<Call, 't' | 'caller'>,
  cohortId: number | null,
  body: Body,
): Promise<Body> {
  if (cohortId === null) return body;
  const progress = await readmes.progress({ cohortId, userId: caller.id });
  if (progress.filled === 0) return body;
  const line = t('readme:answer.head', { ...progress });
  const see = button(t('readme:button.see'), ['readme.export', cohortId]);
  const components = body.components ?? [];
  return body.card === true
    ? { ...body, components: [...components, section(line, see)] }
    : { ...body, content: `${body.content ?? ''}\n${line}`, components: [...components, row(see)] };
}
