import type { Call } from '../src/discord/call.ts';
import { action, type Command } from '../src/discord/command.ts';
import { Question } from '../src/discord/question.ts';
import { answer, update } from '../src/discord/reply.ts';
import { UserError } from '../src/errors.ts';
import { leaveBody, teamBody } from '../src/teams/cards.ts';
import type { Team } from '../src/teams/rules.ts';
import { literal } from '../src/text.ts';
import type { Services } from './services.ts';

export function team(services: Services): Command {
  const { teams } = services;

  /** This thread's team, else the member's only one; else they are asked. */
  async function pickTeam(call: Call): Promise<Team> {
    const own = await teams.ofMember(call.guildId, call.caller.id);
    const named = own.find((each) => String(each.id) === call.answers.team);
    const here = await teams.ofThread(call.channelId);
    const found =
      named ?? own.find((each) => each.id === here?.id) ?? (own.length === 1 ? own[0] : undefined);
    if (found !== undefined) return found;
    if (own.length === 0) throw new UserError({ key: 'teams:show.none' });
    throw new Question(
      'team',
      { key: 'teams:ask-which' },
      own.map(({ id, name }) => ({ name, value: String(id) })),
    );
  }

  return {
    type: 'slash',
    name: 'team',
    subcommands: {
      show: action({
        async run(call) {
          const found = await pickTeam(call);
          return answer(teamBody(call.t, found, await teams.memberIds(found.id)));
        },
      }),
      leave: action({
        async run(call) {
          return answer(leaveBody(call.t, await pickTeam(call)));
        },
      }),
    },
    routes: [
      {
        name: 'team.leave',
        async run(press, [id = '', choice]) {
          if (choice !== 'yes') return update(press.t('teams:leave.stayed'));
          const found = await teams.find(Number(id));
          const left = found !== undefined && (await teams.leave(found.id, press.caller.id));
          if (!left) throw new UserError({ key: 'teams:error.not-member' });
          return update(press.t('teams:leave.left', { name: literal(found.name) }));
        },
      },
      {
        name: 'team.met',
        async run(press, [id = '']) {
          if (!(await teams.memberIds(Number(id))).includes(press.caller.id))
            throw new UserError({ key: 'teams:error.not-member' });
          await teams.introduced(Number(id));
          return answer(press.t('teams:met'));
        },
      },
    ],
  };
}
