import { outlookBody, partingBody, stayedBody } from '../../src/pairing/replacements/cards.ts';
import type { Call, Press } from '../../src/platform/discord/call.ts';
import type { Route } from '../../src/platform/discord/command.ts';
import { answer, type Reply, update } from '../../src/platform/discord/reply.ts';
import { UserError } from '../../src/platform/errors.ts';
import { literal } from '../../src/platform/text.ts';
import type { Team } from '../../src/work/teams/rules.ts';
import type { Services } from '../services.ts';
import { pickPartner } from './pick-team.ts';

const DRAFT = 'part';

/** Whom it is about, kept while the member thinks about it. */
interface Parting {
  readonly teamId: number;
  readonly partnerId: string;
  readonly reason: string | undefined;
}

/** Shows who would fit instead of a partner, and asks whether to part from them. */
export async function askToPart(
  services: Services,
  call: Call,
  team: Team,
  reason: string | undefined,
): Promise<Reply> {
  const { drafts, learners, replacements } = services;
  const partnerId = await pickPartner(services, call, team);
  const partner = await learners.find(call.guildId, partnerId);
  const content: Parting = { teamId: team.id, partnerId, reason };
  const { guildId, caller } = call;
  const draftId = await drafts.keep({ guildId, userId: caller.id, kind: DRAFT, content });
  const best = await replacements.best(team.guildId, team.cohortId, caller.id);
  const named = { id: partnerId, name: partner?.displayName ?? partnerId, draftId };
  return answer(partingBody(call.t, call.locale, named, best));
}

export function partingRoutes({ drafts, replacements, teams }: Services): Route[] {
  async function partingOf(press: Press, draftId: string): Promise<Parting> {
    const draft = await drafts.find(draftId, press.caller.id);
    if (draft?.kind !== DRAFT) throw new UserError({ key: 'teams:rematch.too-old' });
    return draft.content as Parting;
  }

  return [
    {
      // *Part from NAME*: part:<draft>.
      name: 'part',
      async run(press, [draftId = '']) {
        const { teamId, partnerId, reason } = await partingOf(press, draftId);
        const { team, outlook } = await replacements.rematch({
          teamId,
          userId: press.caller.id,
          partnerId,
          reason,
        });
        const head = press.t('teams:rematch.done', { person: `<@${partnerId}>`, name: literal(team.name) });
        return update(outlookBody(press.t, press.locale, head, outlook));
      },
    },
    {
      // *Stay*: part.stay:<draft>.
      name: 'part.stay',
      async run(press, [draftId = '']) {
        const { teamId, partnerId } = await partingOf(press, draftId);
        const { all, sameSide } = await teams.partners(teamId, press.caller.id);
        if (![...all, ...sameSide].includes(partnerId)) throw new UserError({ key: 'teams:error.no-pair' });
        return update(stayedBody(press.t));
      },
    },
  ];
}
