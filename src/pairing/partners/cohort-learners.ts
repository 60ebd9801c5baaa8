import type { Cohort } from '../../people/cohorts/rules.ts';
import type { Project } from '../../work/projects/rules.ts';
import { LIMITS } from '../same-side/rules.ts';
import type { Brief, Learner } from './rules.ts';
import { effectiveLanguages } from './rules.ts';
import type { CohortRows, OwnedProject } from './store.ts';

type MemberRow = CohortRows['members'][number];
type ProjectRow = CohortRows['projects'][number];

/** The rows of a cohort as the matching rules see its learners. `language` is the server's; `now` in ms UTC. */
export function learnersOf(
  rows: CohortRows,
  cohort: Cohort,
  language: string,
  now: number,
): Map<string, Learner> {
  const availability = Map.groupBy(rows.availability, (row) => row.user_id);
  const projects = Map.groupBy(rows.projects, (row) => row.owner_id);
  const asks = Map.groupBy(rows.asks, (row) => row.kind);
  const requests = new Map((asks.get('ask') ?? []).map((row) => [row.user_id, row.count]));
  const blocked = Map.groupBy(rows.blocks, (row) => row.user_id);
  const partners = partnersOf(rows.pairs);
  const studies = studyPlacesTaken(rows.studies, asks.get('study') ?? []);
  const since = new Map(rows.queue.map((row) => [row.user_id, row.since]));
  return new Map(
    rows.members.map((row) => [
      row.user_id,
      {
        ...profileOf(row, projects.get(row.user_id) ?? []),
        id: row.user_id,
        cohort: String(cohort.id),
        active: row.documentation_only === 0,
        paused: row.paused_until !== null && row.paused_until > now,
        languages: effectiveLanguages(JSON.parse(row.languages) as string[], language, row.locale),
        zone: row.timezone ?? cohort.timezone,
        availability: (availability.get(row.user_id) ?? []).map(({ day, from, to }) => ({ day, from, to })),
        waitingSince: since.get(row.user_id) ?? null,
        studyPlaces: Math.max(0, LIMITS.studyPartners - (studies.get(row.user_id) ?? 0)),
        requestsWaiting: requests.get(row.user_id) ?? 0,
        blocked: (blocked.get(row.user_id) ?? []).map((block) => block.blocked_id),
        pairedBefore: partners.get(row.user_id) ?? [],
        again: [],
      },
    ]),
  );
}

/** What a project seeks a partner for, and how many. */
export interface Sought extends Pick<Project, 'track' | 'brief' | 'api' | 'stack'> {
  readonly places: number;
}

export function soughtBy(project: OwnedProject): Sought {
  const { track, brief, api, stack, partners, places_taken: taken, owner_has_place: hasPlace } = project;
  const places = offers(project, hasPlace === 1) ? partners - taken : 0;
  return { track, brief: brief as Brief, api, stack: JSON.parse(stack) as string[], places };
}

/** A learner seeks for one project; without one, as themselves. */
export function seekerFor(learner: Learner, sought: Sought | undefined): Learner {
  if (sought === undefined) return learner;
  const stack = sought.stack.map((item) => item.toLowerCase());
  return {
    ...learner,
    track: sought.track,
    briefs: [sought.brief],
    places: sought.places,
    apiStyle: sought.api ?? learner.apiStyle,
    wants: stack,
    knows: [...new Set([...learner.knows, ...stack])],
  };
}

function profileOf(row: MemberRow, projects: readonly ProjectRow[]) {
  const open = projects.filter((project) => offers(project, row.teams_taken < row.teams));
  const stacks = projects.flatMap((project) => JSON.parse(project.stack) as string[]);
  const knows = [
    ...new Set([...(JSON.parse(row.stack) as string[]), ...stacks].map((item) => item.toLowerCase())),
  ];
  return {
    track: row.track ?? 'fullstack',
    places: freePlaces(row, projects, open),
    briefs: [...new Set(open.map((project) => project.brief as Brief))],
    anyBrief: false,
    apiStyle: open.find((project) => project.api !== null)?.api ?? row.api,
    hoursPerWeek: row.hours_per_week,
    wants: knows,
    knows,
    experience: row.experience,
    goal: row.goal,
  };
}

/** Somebody could join it: a new team takes a team place of its owner, too. */
export function offers(project: ProjectRow, ownerHasPlace: boolean): boolean {
  const seeks = project.status === 'looking' && project.places_taken < project.partners;
  return seeks && (project.team_id !== null || ownerHasPlace);
}

/** Nobody can join more teams than they want, nor one whose own projects are all complete, paused or built alone. */
function freePlaces(row: MemberRow, projects: readonly ProjectRow[], open: readonly ProjectRow[]): number {
  const teams = Math.max(0, row.teams - row.teams_taken);
  if (projects.length === 0) return teams;
  return Math.min(
    teams,
    open.reduce((sum, project) => sum + project.partners - project.places_taken, 0),
  );
}

/** A study partner takes a place of both; an open request one of whoever is asked. */
function studyPlacesTaken(studies: CohortRows['studies'], asks: CohortRows['asks']): Map<string, number> {
  const taken = new Map(asks.map((row) => [row.user_id, row.count]));
  const people = studies.flatMap((row) => [row.user_id, row.partner_id]);
  for (const userId of people) taken.set(userId, (taken.get(userId) ?? 0) + 1);
  return taken;
}

function partnersOf(pairs: CohortRows['pairs']): Map<string, string[]> {
  const partners = new Map<string, string[]>();
  const add = (id: string, partner: string) => {
    const known = partners.get(id);
    if (known === undefined) partners.set(id, [partner]);
    else known.push(partner);
  };
  for (const { host_id: host, guest_id: guest } of pairs) {
    add(host, guest);
    add(guest, host);
  }
  return partners;
}
