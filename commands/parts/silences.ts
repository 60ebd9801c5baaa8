import type { Answered } from '../../src/calendar/silences/service.ts';
import { outlookBody } from '../../src/pairing/replacements/cards.ts';
import type { Call, Press } from '../../src/platform/discord/call.ts';
import type { Route } from '../../src/platform/discord/command.ts';
import { answer, type Reply } from '../../src/platform/discord/reply.ts';
import { timestamp } from '../../src/platform/discord/times.ts';
import { UserError } from '../../src/platform/errors.ts';
import { rowId } from '../../src/platform/numbers.ts';
import { literal } from '../../src/platform/text.ts';
import type { Team } from '../../src/work/teams/rules.ts';
import type { Services } from '../services.ts';
import { askToPart } from './parting.ts';
import { inServer } from './pick.ts';
import { pickPartner } from './pick-team.ts';

const CHOICES = ['well', 'break', 'another', 'part', 'back'] as const;

/** The answers to "all well?", pressed in a direct message, in the team's thread or below `/team show`. */
export function silenceRoutes(services: Services): Route[] {
  const { replacements, silences, teams } = services;

  async function teamOf(id: string): Promise<Team> {
    const team = await teams.find(rowId(id) ?? 0);
    if (team === undefined) throw new UserError({ key: 'teams:error.not-member' });
    return team;
  }

  async function said(call: Call, team: Team, answered: Answered): Promise<Reply> {
    switch (answered.kind) {
      case 'break':
        return answer(call.t('silences:said.break', { until: timestamp(answered.until, 'D') }));
      case 'another':
        return await askToPart(services, call, team, undefined);
      case 'too-late':
        return await askBack(call, answered.projectId);
      default: {
        const thread = team.threadId === null ? literal(team.name) : `<#${team.threadId}>`;
        return answer(call.t(`silences:said.${answered.kind}`, { thread }));
      }
    }
  }

  /** Their place was given up: the partner of that time is asked, where that is possible. */
  async function askBack(call: Call, projectId: number | undefined): Promise<Reply> {
    if (projectId === undefined) return answer(call.t('silences:said.too-late'));
    try {
      const request = await services.asking.teamUp(call.guildId, projectId, call.caller.id);
      const params = { person: `<@${request.askedIds[0] ?? ''}>`, when: timestamp(request.expiresAt) };
      return answer(call.t('silences:said.asked-back', params));
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return answer(call.t('silences:said.too-late'));
    }
  }

  return [
    {
      // silence:<team>:<choice>
      name: 'silence',
      async run(press: Press, [id = '', chosen]) {
        const choice = CHOICES.find((each) => each === chosen);
        if (choice === undefined) throw new UserError({ key: 'common:error.old-button' });
        const team = await teamOf(id);
        const call = { ...press, guildId: team.guildId };
        // A button of an earlier day: it parted at once.
        if (choice === 'part') return await askToPart(services, call, team, undefined);
        // Of several partners the meant one is asked for before anything is written down.
        if (choice === 'another') await pickPartner(services, call, team);
        return await said(call, team, await silences.answer(team.id, call.caller.id, choice));
      },
    },
    {
      // Below `/team show`, while a partner is away.
      name: 'replacement.show',
      async run(press, [id = '']) {
        const call = inServer(press);
        const team = await teamOf(id);
        if (!(await teams.memberIds(team.id)).includes(call.caller.id))
          throw new UserError({ key: 'teams:error.not-member' });
        const outlook = await replacements.outlook(team, call.caller.id);
        return answer(outlookBody(call.t, call.locale, call.t('teams:replacement.head'), outlook));
      },
    },
  ];
}
