import type { Track } from '../../../people/learners/rules.ts';
import type { LinkKind } from '../../../work/submissions/rules.ts';

/** What a README is made of. Instants are milliseconds UTC; every text is as its member typed it. */
export interface Facts {
  readonly cohort: { readonly name: string; readonly startDate: string; readonly deadlineDate: string };
  /** Null: not said. */
  readonly track: Track | null;
  /** No project, partner or contract is asked of them. */
  readonly documentationOnly: boolean;
  readonly projects: readonly ProjectFacts[];
  readonly companions: readonly Companion[];
  /** How many others' blockers they helped with. */
  readonly helped: number;
  readonly challenges: readonly Challenge[];
  readonly progress: readonly {
    readonly week: number;
    readonly text: string;
    readonly minutes: number | null;
  }[];
  readonly learnings: readonly {
    readonly kind: LearningKind;
    readonly week: number;
    readonly text: string;
  }[];
  readonly picks: readonly { readonly kind: PickKind; readonly name: string }[];
  /** What they handed in, or keep for it. */
  readonly links: readonly { readonly title: string; readonly kind: LinkKind; readonly url: string }[];
}

/** Of which parts there is anything: enough to know how far a README is. */
export type Outline = Readonly<
  Record<
    | LearningKind
    | 'project'
    | 'stack'
    | 'contract'
    | 'companion'
    | 'helped'
    | 'challenge'
    | 'progress'
    | 'link',
    boolean
  >
>;

export function outlineOf(facts: Facts): Outline {
  const { projects, learnings, picks } = facts;
  const has = (kind: LearningKind): boolean => [...learnings, ...picks].some((each) => each.kind === kind);
  return {
    technology: has('technology'),
    concept: has('concept'),
    practice: has('practice'),
    takeaway: has('takeaway'),
    highlight: has('highlight'),
    project: projects.length > 0,
    stack: projects.some(({ stack }) => stack.length > 0),
    contract: projects.some(({ contract }) => contract),
    companion: facts.companions.length > 0,
    helped: facts.helped > 0,
    challenge: facts.challenges.length > 0,
    progress: facts.progress.length > 0,
    link: facts.links.length > 0 || projects.some(({ repo, docs }) => repo !== null || docs !== null),
  };
}

export const PICK_KINDS = ['technology', 'concept', 'practice'] as const;
export type PickKind = (typeof PICK_KINDS)[number];
export type LearningKind = PickKind | 'takeaway' | 'highlight';

export interface ProjectFacts {
  readonly title: string;
  readonly brief: string;
  readonly summary: string;
  readonly api: string | null;
  readonly stack: readonly string[];
  readonly repo: string | null;
  readonly docs: string | null;
  /** Its contract was agreed with the team. */
  readonly contract: boolean;
}

export interface Companion {
  readonly track: Track | null;
  /** Undefined: they did not say that they may be named. */
  readonly name: string | undefined;
}

/** A blocker of theirs, or a solution they shared. */
export interface Challenge {
  readonly title: string;
  readonly details: string | null;
  readonly cause: string | null;
  readonly diagnosis: string | null;
  readonly solution: string | null;
  readonly lesson: string | null;
  readonly technologies: readonly string[];
}

/** A part of the programme that learners may pick. */
export interface Topic {
  readonly en: string;
  readonly fr: string;
  readonly week: number;
  readonly side: 'backend' | 'frontend' | 'both';
}
export type Programme = Readonly<Record<'technologies' | 'concepts' | 'practices', readonly Topic[]>>;

export const LISTS = { technology: 'technologies', concept: 'concepts', practice: 'practices' } as const;

/** How many topics one select holds; Discord's limit is 25. */
export const TOPICS = 25;

/** The topics of a side; a pick is kept by its English name, whatever the language. */
export function topicsOf(programme: Programme, kind: PickKind, track: Track | null): Topic[] {
  return programme[LISTS[kind]].filter(
    ({ side }) => side === 'both' || track === null || track === 'fullstack' || side === track,
  );
}

/** What is lacking, for the learner to fill; `count`: of how many it lacks. */
export interface Gap {
  readonly what:
    | 'project'
    | 'technologies'
    | 'concepts'
    | 'challenge'
    | 'lessons'
    | 'causes'
    | 'takeaway'
    | 'weeks'
    | 'links';
  readonly count: number;
  /** The numbers of the weeks without a word. */
  readonly weeks?: readonly number[];
}

/** In the order of the README. `week`: the cohort's present week; weeks to come are not missed. */
export function gapsOf(facts: Facts, { week, weeks }: { week: number; weeks: number }): Gap[] {
  const { challenges, documentationOnly: isAlone } = facts;
  const solved = challenges.filter(({ solution }) => solution !== null);
  const has = (kind: LearningKind): boolean =>
    facts.learnings.some((each) => each.kind === kind) || facts.picks.some((each) => each.kind === kind);
  const told = new Set([...facts.progress, ...facts.learnings].map((each) => each.week));
  const silent = Array.from({ length: Math.min(week, weeks) }, (_, index) => index + 1).filter(
    (each) => !told.has(each),
  );
  const [project] = facts.projects;
  const hasStack = facts.projects.some(({ stack }) => stack.length > 0);
  const lacking: (Gap | false)[] = [
    !isAlone && project === undefined && { what: 'project', count: 1 },
    !has('technology') && !hasStack && { what: 'technologies', count: 1 },
    !has('concept') && { what: 'concepts', count: 1 },
    challenges.length === 0 && { what: 'challenge', count: 1 },
    counted('causes', solved.filter(({ cause }) => cause === null).length),
    counted('lessons', solved.filter(({ lesson }) => lesson === null).length),
    !has('practice') && !has('takeaway') && { what: 'takeaway', count: 1 },
    silent.length > 0 && { what: 'weeks', count: silent.length, weeks: silent },
    !isAlone &&
      project !== undefined &&
      facts.projects.every(({ repo }) => repo === null) &&
      facts.links.every(({ kind }) => kind !== 'repo') && { what: 'links', count: 1 },
  ];
  return lacking.filter((gap) => gap !== false);
}

function counted(what: Gap['what'], count: number): Gap | false {
  return count > 0 && { what, count };
}
