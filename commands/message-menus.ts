import type { APIMessage } from 'discord.js';
import type { Call } from '../src/platform/discord/call.ts';
import type { MenuCommand } from '../src/platform/discord/command.ts';
import { UserError } from '../src/platform/errors.ts';
import { oneLine, trimmed, truncated } from '../src/platform/text.ts';
import { blockerForm } from './parts/blocker-form.ts';
import { pickStand } from './parts/stand.ts';
import type { Commands, Services } from './services.ts';
import { solutionForm } from './solution.ts';

export const commands: Commands = [saveAsSolutionMenu, openAsBlockerMenu];

const TITLE = 100;
const WORDS = 1000;
const DETAILS = 1500;

interface Words {
  readonly authorId: string;
  readonly source: string;
  readonly title: string;
  readonly text: string;
}

/** What a person wrote. Throws a UserError for a message of a bot, and for one without words. */
function wordsOf(call: Call, message: APIMessage | undefined): Words {
  if (message === undefined) throw new UserError({ key: 'common:error.unknown-command' });
  const text = trimmed(message.content);
  if (message.author.bot === true || text === '') throw new UserError({ key: 'journal:error.no-words' });
  const source = `https://discord.com/channels/${call.guildId}/${message.channel_id}/${message.id}`;
  const [line = ''] = text.split('\n');
  return { authorId: message.author.id, source, title: truncated(oneLine(line), TITLE), text };
}

/** What stands in a team's private thread is for the team: nobody takes it out for its author. */
async function standOf(services: Services, call: Call, { authorId }: Words) {
  const stand = await pickStand(services, call, undefined);
  if (stand.kind === 'team' && authorId !== call.caller.id)
    throw new UserError({ key: 'journal:error.private-words' });
  return authorId === call.caller.id ? stand : ({ kind: 'channel' } as const);
}

/** Message menu: the form of a solution, filled in; of somebody else's words once they agree. */
function saveAsSolutionMenu(services: Services): MenuCommand {
  return {
    type: 'message',
    name: 'Save as solution',
    names: 'save-as-solution',
    async run(call, { message }) {
      const words = wordsOf(call, message);
      const { authorId, source, title, text } = words;
      return await solutionForm(services, call, await standOf(services, call, words), {
        title,
        solution: truncated(text, WORDS),
        from: { authorId, source },
      });
    },
  };
}

/** Message menu: the form of a blocker, filled in; of somebody else's words once they agree. */
function openAsBlockerMenu(services: Services): MenuCommand {
  return {
    type: 'message',
    name: 'Open as blocker',
    names: 'open-as-blocker',
    async run(call, { message }) {
      const words = wordsOf(call, message);
      const { authorId, source, title, text } = words;
      return await blockerForm(services, call, await standOf(services, call, words), {
        title,
        details: truncated(text, DETAILS),
        from: { ownerId: authorId, source },
      });
    },
  };
}
