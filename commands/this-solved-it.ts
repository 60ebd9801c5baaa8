import type { MenuCommand } from '../src/platform/discord/command.ts';
import { UserError } from '../src/platform/errors.ts';
import { trimmed } from '../src/platform/text.ts';
import { markedReply } from './parts/blocker-routes.ts';
import type { Commands, Services } from './services.ts';

export const commands: Commands = [thisSolvedItMenu];

/** Message menu: the message is what solved the blocker in whose thread it stands. */
function thisSolvedItMenu(services: Services): MenuCommand {
  const { blockers, teams } = services;
  return {
    type: 'message',
    name: 'This solved it',
    names: 'this-solved-it',
    async run(call, { message }) {
      if (message === undefined) throw new UserError({ key: 'common:error.unknown-command' });
      const team = await teams.ofThread(call.channelId);
      const inTeam = team !== undefined && (await teams.memberIds(team.id)).includes(call.caller.id);
      const blocker = await blockers.inThread(call.channelId, inTeam ? team.id : undefined);
      if (blocker?.guildId !== call.guildId) throw new UserError({ key: 'blockers:error.no-answer-here' });
      if (message.author.bot === true) throw new UserError({ key: 'blockers:error.bot' });
      const actor = { userId: call.caller.id, isStaff: call.caller.isStaff, guildId: call.guildId };
      await blockers.mark(blocker.id, actor, {
        messageId: message.id,
        channelId: call.channelId,
        authorId: message.author.id,
        text: trimmed(message.content),
      });
      if (blocker.teamId !== null) await services.silences.sign(blocker.teamId, call.caller.id);
      return await markedReply(services, call, blocker.id);
    },
  };
}
