import type { Call } from '../../src/platform/discord/call.ts';
import { Question } from '../../src/platform/discord/question.ts';
import type { Choice } from '../../src/platform/discord/reply.ts';
import { UserError } from '../../src/platform/errors.ts';
import { literal } from '../../src/platform/text.ts';
import { isOpen, type Project } from '../../src/work/projects/rules.ts';
import type { Team } from '../../src/work/teams/rules.ts';
import type { Services } from '../services.ts';
import { noneOwn } from './pick.ts';
import { asOne, builtBy, offerBuilt } from './stand.ts';

/** The option that says which team is meant, by what it builds. */
export function ofProject(services: Services) {
  return {
    kind: 'offered',
    suggest: async (call: Call, typed: string): Promise<Choice[]> =>
      offerBuilt(asOne((await builtBy(services, call)).filter(({ teamId }) => teamId !== null)), typed),
  } as const;
}

/** The call with the project that was named in it. */
export function about(call: Call, project: string | undefined): Call {
  return project === undefined ? call : { ...call, answers: { ...call.answers, project } };
}

/**
 * The team of the project that is named; else this thread's, else the member's only one; else they are asked. That of an
 * archived cohort is for reading alone: throws a UserError for whoever would change it.
 */
export async function pickTeam(
  { projects, teamMentors, teams }: Services,
  call: Call,
  purpose: 'read' | 'change' = 'change',
): Promise<Team> {
  const own = await teams.ofMember(call.guildId, call.caller.id);
  if (call.answers.project !== undefined) {
    const project = await projects.get(call.guildId, call.answers.project);
    const builds = own.find(({ id }) => id === project.teamId);
    if (builds === undefined) throw new UserError({ key: 'journal:error.not-in-project' });
    return builds;
  }
  const named = own.find((each) => String(each.id) === call.answers.team);
  const here = await teams.ofThread(call.channelId);
  const meant = named ?? own.find((each) => each.id === here?.id);
  if (meant !== undefined) return meant;
  const over = await archivedTeam(teams, call, own, here);
  if (over !== undefined && purpose === 'change') throw new UserError({ key: 'common:error.archived' });
  // In the thread of a team they look after, no other is meant.
  if (here !== undefined && (await teamMentors.of(here.id)).includes(call.caller.id))
    throw new UserError({ key: 'mentors:error.for-members', params: { name: literal(here.name) } });
  const found = over ?? (own.length === 1 ? own[0] : undefined);
  if (found !== undefined) return found;
  if (own.length === 0) throw new UserError({ key: 'teams:show.none' });
  throw new Question(
    'team',
    { key: 'teams:ask-which' },
    own.map(({ id, name }) => ({ name, value: String(id) })),
  );
}

/** The archived one whose thread this is; of whoever is in no other, their last one. */
async function archivedTeam(
  teams: Services['teams'],
  { guildId, caller }: Call,
  own: readonly Team[],
  here: Team | undefined,
): Promise<Team | undefined> {
  if (own.length > 0 && here === undefined) return undefined;
  const past = await teams.archived(guildId, caller.id);
  return past.find(({ id }) => id === here?.id) ?? (own.length === 0 ? past[0] : undefined);
}

/** The team that is meant; using a command about it is a sign of life. */
export async function meantTeam(
  services: Services,
  call: Call,
  purpose: 'read' | 'change' = 'change',
): Promise<Team> {
  const found = await pickTeam(services, call, purpose);
  await services.silences.sign(found.id, call.caller.id);
  return found;
}

/** What is said in its thread would reach nobody: who wants to say it makes it anew first. */
export async function requireThread({ teams }: Services, team: Team): Promise<void> {
  if ((await teams.threadState(team)) !== 'missing') return;
  const again = { label: { key: 'teams:reopen.button' }, to: ['team.reopen', team.id] } as const;
  throw new UserError({ key: 'teams:error.thread-missing' }, { help: [again] });
}

/** The only one with whom the member builds in a team, also one more of their side; of several they are asked. */
export async function pickPartner({ learners, teams }: Services, call: Call, team: Team): Promise<string> {
  if (!(await teams.memberIds(team.id)).includes(call.caller.id))
    throw new UserError({ key: 'teams:error.not-member' });
  const { all, sameSide } = await teams.partners(team.id, call.caller.id);
  const partners = [...all, ...sameSide];
  const named = partners.find((id) => id === call.answers.partner);
  const [only] = partners;
  if (only === undefined) throw new UserError({ key: 'teams:error.no-partner' });
  if (named !== undefined || partners.length === 1) return named ?? only;
  const people = await learners.findMany(call.guildId, partners);
  const choices = partners.map((id) => ({
    name: people.find(({ userId }) => userId === id)?.displayName ?? id,
    value: id,
  }));
  throw new Question('partner', { key: 'teams:ask-partner' }, choices);
}

/** The member's project with a free place: this thread's, else the only one; else they are asked. */
export async function pickOpenProject(services: Services, call: Call): Promise<Project> {
  const { projects, teams } = services;
  const own = await projects.own(call.guildId, call.caller.id);
  const open = own.filter((project) => isOpen(project));
  const here = await projects.ofThread(call.channelId);
  const named =
    open.find(({ id }) => String(id) === call.answers.project) ?? open.find(({ id }) => id === here?.id);
  const [first, ...others] = open;
  if (named !== undefined) return named;
  if (first !== undefined) {
    if (others.length === 0) return first;
    const choices = open.map(({ id, title }) => ({ name: title, value: String(id) }));
    throw new Question('project', { key: 'projects:ask-which' }, choices);
  }
  if (own.length > 0) throw new UserError({ key: 'teams:invite.full' });
  const [team] = await teams.ofMember(call.guildId, call.caller.id);
  const [built] = team === undefined ? [] : await projects.ofTeam(team.id);
  if (built === undefined) throw await noneOwn(services, call);
  throw new UserError({ key: 'teams:invite.not-owner', params: { person: `<@${built.ownerId}>` } });
}
