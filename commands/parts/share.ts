import type { Call } from '../../src/platform/discord/call.ts';
import type { Route } from '../../src/platform/discord/command.ts';
import { button, row } from '../../src/platform/discord/components.ts';
import { answer, type Body } from '../../src/platform/discord/reply.ts';
import { literal, truncated } from '../../src/platform/text.ts';
import type { Services } from '../services.ts';
import { inServer } from './pick.ts';

/** A row holds so many buttons. */
const ASKED = 5;

/** *Share*: what a member can write down, each one form, and what waits for their word. */
export function shareRoute(services: Services): Route {
  const { blockers, solutions } = services;

  async function body({ guildId, caller, t }: Call): Promise<Body> {
    const asked = [
      ...(await blockers.asked(guildId, caller.id)).map((each) => ({ ...each, to: 'blocker.consent' })),
      ...(await solutions.asked(guildId, caller.id)).map((each) => ({ ...each, to: 'solution.consent' })),
    ].slice(0, ASKED);
    const lines = [
      t('journal:share'),
      ...(asked.length === 0 ? [] : [t('journal:asked')]),
      ...asked.map(({ title }) => `- ${literal(title)}`),
    ];
    const shares = row(
      button(t('journal:button.did'), ['progress.open'], 'primary'),
      button(t('journal:button.stuck'), ['blocker.new'], 'primary'),
      button(t('journal:button.solved'), ['solution.new'], 'primary'),
      button(t('journal:button.learned'), ['learning.new'], 'primary'),
    );
    const words = asked.map(({ id, title, to }) => button(truncated(title, 80), [to, id]));
    return {
      content: lines.join('\n'),
      components: [shares, ...(words.length === 0 ? [] : [row(...words)])],
    };
  }

  return { name: 'journal.share', run: async (press) => answer(await body(inServer(press))) };
}
