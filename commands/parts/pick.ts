import type { Cohort } from '../../src/people/cohorts/rules.ts';
import { suggestLanguages } from '../../src/people/learners/rules/languages.ts';
import type { Call, Press } from '../../src/platform/discord/call.ts';
import { Question } from '../../src/platform/discord/question.ts';
import type { Choice } from '../../src/platform/discord/reply.ts';
import { UserError } from '../../src/platform/errors.ts';
import { list } from '../../src/platform/i18n/index.ts';
import { literal, oneLine, truncated } from '../../src/platform/text.ts';
import { closestZones, searchZones, type ZoneChoice } from '../../src/platform/zones/rules/search.ts';
import { canonicalZone } from '../../src/platform/zones/rules.ts';
import type { Project } from '../../src/work/projects/rules.ts';
import { completeList, suggestTechnologies } from '../../src/work/projects/rules.ts';
import type { Services } from '../services.ts';

/** The cohort that is meant: named, or the member's own, or the only one; else the member is asked. */
export async function pickCohort(services: Services, call: Call, named: string | undefined): Promise<Cohort> {
  const found = await services.cohorts.meant(call.guildId, call.caller.id, named ?? call.answers.cohort);
  if ('one' in found) return found.one;
  const choices = found.several.map(({ id, name }) => ({ name, value: String(id) }));
  throw new Question('cohort', { key: 'cohorts:ask-which' }, choices);
}

/** The project that is meant: named, or this thread's, or the member's only open one; else the member is asked. */
export async function pickProject(
  services: Services,
  call: Call,
  named: string | undefined,
): Promise<Project> {
  const id = named ?? call.answers.project;
  if (id !== undefined) return await services.projects.get(call.guildId, id);
  const here = await services.projects.ofThread(call.channelId);
  if (here !== undefined) return here;
  return await pickOwnProject(services, call, undefined);
}

/** As {@link pickProject}, but only among the member's own. */
async function pickOwnProject(services: Services, call: Call, named: string | undefined): Promise<Project> {
  const id = named ?? call.answers.project;
  if (id !== undefined) return await services.projects.get(call.guildId, id);
  const own = await services.projects.own(call.guildId, call.caller.id);
  const [first, ...others] = own;
  if (first === undefined) throw await noneOwn(services, call);
  if (others.length === 0) return first;
  const choices = own.map((project) => ({ name: project.title, value: String(project.id) }));
  throw new Question('project', { key: 'projects:ask-which' }, choices);
}

/** As {@link pickProject}; throws a UserError when it is somebody else's. */
export async function pickOwned(services: Services, call: Call, named: string | undefined): Promise<Project> {
  const found = await pickProject(services, call, named);
  if (found.ownerId === call.caller.id) return found;
  throw new UserError({ key: 'projects:error.not-owner', params: { title: literal(found.title) } });
}

/** They have no open project: the button announces one, in their cohort where it is clear which. */
export async function noneOwn(services: Services, call: Call): Promise<UserError> {
  const [cohort, ...others] = await services.cohorts.ofMember(call.guildId, call.caller.id);
  const args = cohort === undefined || others.length > 0 ? [] : [cohort.id];
  const announce = { label: { key: 'reminders:button.announce' }, to: ['announce.open', ...args] } as const;
  return new UserError({ key: 'projects:error.none-own' }, { help: [announce] });
}

export async function suggestCohorts(services: Services, call: Call, typed: string): Promise<Choice[]> {
  const cohorts = await services.cohorts.open(call.guildId);
  return cohorts
    .filter((cohort) => cohort.name.toLowerCase().includes(typed.toLowerCase()))
    .map(({ id, name }) => ({ name, value: String(id) }));
}

export async function suggestProjects(services: Services, call: Call, typed: string): Promise<Choice[]> {
  const projects = await services.projects.search(call.guildId, typed);
  return projects.map(({ id, title }) => ({ name: title, value: String(id) }));
}

export function suggestStack(typed: string): Choice[] {
  return completeList(typed, suggestTechnologies).map((text) => ({ name: text, value: text }));
}

/** Zones by name, city or country. */
export function suggestZones(call: Call, typed: string): Choice[] {
  const search = { locale: call.locale, now: call.now, limit: 25 };
  const found = searchZones(typed, search);
  return (found.length > 0 ? found : closestZones(typed, search)).map(({ zone, label }) => ({
    name: label,
    value: zone,
  }));
}

/**
 * The zone that is meant. What stands for several zones, or is only similar to some, is asked about; nothing near is
 * refused.
 */
export function pickZone(call: Call, typed: string): string {
  const exact = canonicalZone(call.answers.zone ?? typed);
  if (exact !== undefined) return exact;
  const search = { locale: call.locale, now: call.now, limit: 25 };
  const found = searchZones(typed, search);
  const near = closestZones(typed, search);
  // "London" also stands in "East London", "France" in "Fort-de-France": the whole name is meant.
  const named = found.filter(({ zone }) => near.some((each) => each.zone === zone));
  const [only, ...others] = named;
  if (only !== undefined && others.length === 0) return only.zone;
  // What only begins a name or stands in one is a guess ("Marsei"), also where it fits a single zone.
  const meant = named.length > 0 ? named : found;
  const params = { typed: literal(truncated(oneLine(typed), 50)) };
  const choices = (zones: readonly ZoneChoice[]) =>
    zones.map(({ zone, label }) => ({ name: label, value: zone }));
  if (meant.length > 1) throw new Question('zone', { key: 'learners:zone-which', params }, choices(meant));
  const closest = [...meant, ...near];
  if (closest.length === 0) throw new UserError({ key: 'learners:zone-unknown', params });
  const names = list(
    call.locale,
    closest.slice(0, 3).map(({ zone }) => zone),
    'disjunction',
  );
  throw new Question(
    'zone',
    { key: 'learners:zone-closest', params: { ...params, closest: names } },
    choices(closest),
  );
}

/** As {@link completeList} offers technologies, the languages people work in. */
export function suggestLanguageList(call: Call, typed: string): Choice[] {
  const texts = completeList(typed, (last) => suggestLanguages(last, call.locale));
  return texts.map((text) => ({ name: text, value: text }));
}

/** A press in a server. In a direct message there is none to act in. */
export function inServer(press: Press): Call {
  if (press.guildId === undefined) throw new UserError({ key: 'common:error.server-only' });
  return { ...press, guildId: press.guildId };
}
