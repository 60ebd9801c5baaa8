import { invitedLine } from '../src/pairing/asking/cards.ts';
import type { Call } from '../src/platform/discord/call.ts';
import type { MenuCommand } from '../src/platform/discord/command.ts';
import { answer, type Reply } from '../src/platform/discord/reply.ts';
import { UserError } from '../src/platform/errors.ts';
import { saysWhereNewsComes } from './parts/direct-messages.ts';
import { pickOpenProject } from './parts/pick-team.ts';
import type { Commands, Services } from './services.ts';

export const commands: Commands = [inviteToTeamMenu];

/** User menu: the same as `/team invite`. */
function inviteToTeamMenu(services: Services): MenuCommand {
  return {
    type: 'user',
    name: 'Invite to my team',
    names: 'invite-to-team',
    who: 'other member',
    async run(call, { user }) {
      if (user === undefined) throw new UserError({ key: 'common:error.unknown-command' });
      return await inviteToTeam(services, call, user);
    },
  };
}

/** An invitation to a free place of the caller's project, which its addressee accepts or declines. */
export async function inviteToTeam(services: Services, call: Call, userId: string): Promise<Reply> {
  const project = await pickOpenProject(services, call);
  const request = await services.asking.invite(call.guildId, project, call.caller.id, userId);
  if (project.teamId !== null) await services.silences.sign(project.teamId, call.caller.id);
  return answer(await saysWhereNewsComes(services, call, { content: invitedLine(call.t, request) }));
}
