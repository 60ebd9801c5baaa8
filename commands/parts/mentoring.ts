import type { MentorFacts } from '../../src/home/help/cards.ts';
import { lookAfterButton, withMentors } from '../../src/journal/mentors/teams/cards.ts';
import type { Call, Press } from '../../src/platform/discord/call.ts';
import type { Route } from '../../src/platform/discord/command.ts';
import { row } from '../../src/platform/discord/components.ts';
import { idIn, memberIn } from '../../src/platform/discord/custom-id.ts';
import { answer, type Body } from '../../src/platform/discord/reply.ts';
import { UserError } from '../../src/platform/errors.ts';
import { literal } from '../../src/platform/text.ts';
import type { Services } from '../services.ts';
import { inServer } from './pick.ts';

/** Looking after a team: a mentor offers it, a member of the team answers, either ends it. */
export function mentoringRoutes(services: Services): Route[] {
  const { mentors, teamMentors } = services;

  return [
    {
      // *I look after this team*
      name: 'mentor.offer',
      async run(press, [id]) {
        const { guildId, caller, t } = inServer(press);
        if (!(await mentors.isMentor(guildId, caller.id, caller.roles)))
          throw new UserError({ key: 'mentors:error.mentors-only' });
        const team = await teamMentors.offer(guildId, idIn(id), caller.id);
        return answer(t('mentors:asked', { name: literal(team.name) }));
      },
    },
    {
      // mentor.agree:<team>:<mentor>:<yes or no>, in the thread of the team
      name: 'mentor.agree',
      async run(press, [id, mentor, choice], _, message) {
        const { caller, t } = inServer(press);
        const agreed = choice === 'yes';
        const mentorId = memberIn(mentor);
        const team = await teamMentors.answer({
          teamId: idIn(id),
          mentorId,
          by: caller.id,
          agreed,
          message: { channelId: message.channel_id, messageId: message.id },
        });
        await services.silences.sign(team.id, caller.id);
        const params = { person: `<@${mentorId}>`, name: literal(team.name) };
        return answer(t(`mentors:answered.${agreed ? 'yes' : 'no'}`, params));
      },
    },
    {
      // *Go on without a mentor*
      name: 'mentor.end',
      async run(press, [id]) {
        const { caller, t } = inServer(press);
        const team = await teamMentors.end(idIn(id), caller.id);
        return answer(t('mentors:over', { name: literal(team.name) }));
      },
    },
    {
      // A mentor chose one of their teams.
      name: 'mentor.stop',
      async run(press, _, [id]) {
        const { caller, t } = inServer(press);
        const team = await teamMentors.end(idIn(id), caller.id, caller.id);
        return answer(t('mentors:stopped', { name: literal(team.name) }));
      },
    },
  ];
}

/** Under a project with a team, for mentors: the way to look after it. */
export async function offersMentoring(
  { mentors, teamMentors, teams }: Services,
  call: Pick<Press, 't' | 'caller' | 'guildId'>,
  teamId: number | null,
  body: Body,
): Promise<Body> {
  const { caller, guildId, t } = call;
  const team = teamId === null ? undefined : await teams.find(teamId);
  if (guildId === undefined || team === undefined || team.endedAt !== null) return body;
  if (!(await mentors.isMentor(guildId, caller.id, caller.roles))) return body;
  const inside = [...(await teams.memberIds(team.id)), ...(await teamMentors.of(team.id))];
  return inside.includes(caller.id)
    ? body
    : { ...body, components: [...(body.components ?? []), row(lookAfterButton(t, team.id))] };
}

/** Who looks after a team, where its members see how it stands. */
export async function showsMentors(
  { teamMentors }: Services,
  { t }: Pick<Call, 't'>,
  teamId: number,
  body: Body,
): Promise<Body> {
  return withMentors(t, body, teamId, await teamMentors.of(teamId));
}

/** What a mentor's home shows. Undefined for whoever neither mentors nor has offered to. */
export async function mentorDesk(
  { blockers, checkIns, joining, mentors, teamMentors, teams }: Services,
  { guildId, caller }: Call,
): Promise<MentorFacts | undefined> {
  const [mentored, counts] = await Promise.all([
    joining.mentored(guildId, caller.id),
    mentors.isMentor(guildId, caller.id, caller.roles),
  ]);
  if (!counts) return mentored.length === 0 ? undefined : { mentored, teams: [], waiting: undefined };
  const own = (await teamMentors.teamsOf(guildId, caller.id)).map(
    async ({ id, name, threadId, cohortId }) => ({
      id,
      name,
      threadId,
      lastSignAt: Math.max(...(await teams.signsOfLife(id)).map(({ lastSignAt }) => lastSignAt)),
      blockers: (await blockers.ofTeam(id)).map(({ title }) => title),
      checkedIn: (await checkIns.ofTeam(cohortId, id)).length,
      members: (await teams.memberIds(id)).length,
    }),
  );
  const waiting = (await blockers.waiting(guildId)).filter(({ takerId }) => takerId === null);
  // Whoever is stuck first, then whoever was quiet for longest.
  const found = (await Promise.all(own)).toSorted(
    (a, b) => b.blockers.length - a.blockers.length || a.lastSignAt - b.lastSignAt,
  );
  return { mentored, teams: found, waiting: waiting.length };
}
