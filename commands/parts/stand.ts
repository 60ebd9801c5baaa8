import { type Stand, suspiciousLine } from '../../src/journal/entries/rules.ts';
import type { Call } from '../../src/platform/discord/call.ts';
import { idIn } from '../../src/platform/discord/custom-id.ts';
import { Question } from '../../src/platform/discord/question.ts';
import type { Choice } from '../../src/platform/discord/reply.ts';
import { UserError } from '../../src/platform/errors.ts';
import { literal, oneLine, titleKey, truncated } from '../../src/platform/text.ts';
import type { Project } from '../../src/work/projects/rules.ts';
import type { Services } from '../services.ts';
import { pickCohort } from './pick.ts';
import { requireEntrance } from './running.ts';

/**
 * Where an entry goes: typed in the private thread of one's team it stays there; elsewhere to the project that is named,
 * that is this thread's, or that is the member's only one; else they are asked. Without a project: the project channel.
 */
export async function pickStand(services: Services, call: Call, named: string | undefined): Promise<Stand> {
  const { projects, teams } = services;
  const ownTeams = await teams.ofMember(call.guildId, call.caller.id);
  const here = await teams.ofThread(call.channelId);
  const team = ownTeams.find(({ id }) => id === here?.id);
  if (team !== undefined)
    return { kind: 'team', teamId: team.id, projectId: (await projects.ofTeam(team.id))[0]?.id ?? null };
  // What is typed among a team is not said to everybody because its cohort is over.
  const past = here === undefined ? [] : await teams.archived(call.guildId, call.caller.id);
  if (past.some(({ id }) => id === here?.id)) throw new UserError({ key: 'common:error.archived' });
  const built = await builtBy(services, call);
  const id = named ?? call.answers.project;
  if (id !== undefined) {
    const found = built.find((project) => String(project.id) === id);
    if (found === undefined) throw new UserError({ key: 'journal:error.not-in-project' });
    return inProject(found);
  }
  const thread = await projects.ofThread(call.channelId);
  const all = asOne(built);
  const [only, ...others] = all;
  const meant =
    built.find((project) => project.id === thread?.id) ?? (others.length === 0 ? only : undefined);
  if (meant !== undefined) return inProject(meant);
  if (only === undefined) return { kind: 'channel' };
  const choices = all.map((project) => ({ name: project.title, value: String(project.id) }));
  throw new Question('project', { key: 'journal:ask-project' }, choices);
}

/** The open projects that a member owns, or builds in a team. */
export async function builtBy({ projects, teams }: Services, call: Call): Promise<Project[]> {
  const own = await projects.own(call.guildId, call.caller.id);
  const ownTeams = await teams.ofMember(call.guildId, call.caller.id);
  const ofTeams = await Promise.all(ownTeams.map(({ id }) => projects.ofTeam(id)));
  return [...new Map([...own, ...ofTeams.flat()].map((project) => [project.id, project])).values()];
}

/** Those of them with the typed words in their title. */
export async function suggestBuilt(services: Services, call: Call, typed: string): Promise<Choice[]> {
  return offerBuilt(await builtBy(services, call), typed);
}

export function offerBuilt(built: readonly Project[], typed: string): Choice[] {
  return built
    .filter(({ title }) => titleKey(title).includes(titleKey(typed)))
    .map(({ id, title }) => ({ name: title, value: String(id) }));
}

/** What a team builds as one is one: of its projects the first, which is the member's own where they have one. */
export function asOne(built: readonly Project[]): Project[] {
  const keyOf = ({ id, teamId }: Project): string => (teamId === null ? `project ${id}` : `team ${teamId}`);
  return [...Map.groupBy(built, keyOf).values()].flatMap(([first]) => first ?? []);
}

function inProject({ id, teamId }: Project): Stand {
  return { kind: 'project', projectId: id, teamId };
}

/** As arguments of a form, which may be sent much later. */
export function standArgs(stand: Stand): readonly (string | number)[] {
  if (stand.kind === 'channel') return ['channel', 0];
  return stand.kind === 'team' ? ['team', stand.teamId] : ['project', stand.projectId];
}

/** Throws a UserError where the member is not in that team, or does not build that project, any more. */
export async function standIn(
  services: Services,
  call: Call,
  [kind, id]: readonly (string | undefined)[],
): Promise<Stand> {
  if (kind === 'team') {
    const own = await services.teams.ofMember(call.guildId, call.caller.id);
    const team = own.find((each) => each.id === idIn(id));
    if (team === undefined) throw new UserError({ key: 'journal:error.not-in-team' });
    return {
      kind,
      teamId: team.id,
      projectId: (await services.projects.ofTeam(team.id))[0]?.id ?? null,
    };
  }
  if (kind !== 'project') return { kind: 'channel' };
  const found = (await builtBy(services, call)).find((project) => project.id === idIn(id));
  if (found === undefined) throw new UserError({ key: 'journal:error.not-in-project' });
  return inProject(found);
}

/** Who will read it, for the hint of a form: at most 100 characters. */
export async function standHint({ projects }: Services, call: Call, stand: Stand): Promise<string> {
  if (stand.kind !== 'project') return call.t(`journal:stand.${stand.kind}`);
  const project = await projects.find(stand.projectId);
  return call.t('journal:stand.project', { title: truncated(project?.title ?? '', 30) });
}

/** Where it stands, as a sentence names it. */
export async function standPlace({ projects, teams }: Services, call: Call, stand: Stand): Promise<string> {
  if (stand.kind === 'channel') return call.t('journal:place.channel');
  if (stand.kind === 'team') {
    const thread = (await teams.find(stand.teamId))?.threadId ?? null;
    return thread === null ? call.t('journal:place.team') : `<#${thread}>`;
  }
  const project = await projects.find(stand.projectId);
  if (project === undefined || !(await projects.hasThread(project))) return call.t('journal:place.channel');
  const { threadId, title } = project;
  return threadId === null ? call.t('journal:place.project', { title: literal(title) }) : `<#${threadId}>`;
}

/** The cohort an entry belongs to: that of its project or team, else the member's; whoever is in none joins it. */
export async function cohortOf(services: Services, call: Call, stand: Stand): Promise<number> {
  const { cohorts, projects, teams } = services;
  const found =
    stand.kind === 'team'
      ? await teams.find(stand.teamId)
      : stand.kind === 'project'
        ? await projects.find(stand.projectId)
        : undefined;
  if (found !== undefined) return found.cohortId;
  await requireChannel(services, call);
  const cohort = await pickCohort(services, call, undefined);
  await cohorts.enter(cohort.id, call.caller.id);
  return cohort.id;
}

/**
 * Throws a UserError where {@link cohortOf} would for want of a cohort, whatever is typed: a form is not filled in for
 * nothing. Projects and teams are picked from running ones; which of several cohorts is meant is asked when it is sent.
 */
export async function requireCohort(services: Services, call: Call, stand: Stand): Promise<void> {
  if (stand.kind !== 'channel') return;
  await requireChannel(services, call);
  await requireEntrance(services, call);
}

async function requireChannel({ communities }: Services, { guildId }: Call): Promise<void> {
  const { channels } = await communities.get(guildId);
  if (channels.projects === null) throw new UserError({ key: 'projects:error.no-channel' });
}

/** Anything a member does about a team is a sign of life in it. */
export async function signOf({ silences }: Services, call: Call, stand: Stand): Promise<void> {
  if (stand.kind !== 'channel' && stand.teamId !== null) await silences.sign(stand.teamId, call.caller.id);
}

/**
 * Points out what looks like a secret before it is kept: the member takes it out, or says that it is none. 'edit': the
 * form is to be opened again, filled in.
 */
export function askAboutSecrets(
  call: Call,
  texts: readonly (string | null | undefined)[],
): 'edit' | undefined {
  const line = suspiciousLine(texts.map((text) => text ?? '').join('\n'));
  if (line === undefined || call.answers.secret === 'keep') return undefined;
  if (call.answers.secret === 'edit') return 'edit';
  throw new Question(
    'secret',
    { key: 'journal:secret', params: { line: literal(truncated(oneLine(line), 200)) } },
    [
      { name: call.t('journal:button.edit'), value: 'edit' },
      { name: call.t('journal:button.keep'), value: 'keep' },
    ],
  );
}
