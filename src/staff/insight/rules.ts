/** How a cohort stands, in numbers: added up slice by slice, so that a large one is never held in memory. */
import type { Track } from '../../people/learners/rules.ts';
import { COUNTED, type Known } from '../../people/standing/rules.ts';
import type { Message } from '../../platform/i18n/index.ts';
import type { Brief } from '../../work/projects/rules.ts';
import { BRIEFS } from '../../work/projects/rules.ts';

export const SIDES = ['backend', 'frontend', 'fullstack', 'unknown'] as const;
/** `unknown`: they have not said yet what they build. */
export type Side = (typeof SIDES)[number];
/** People or projects by side. */
export type BySide = Readonly<Record<Side, number>>;

export const STAGES = ['joined', 'announced', 'partnered', 'agreed', 'progress', 'submitted'] as const;
export type Stage = (typeof STAGES)[number];

/** Whom a button of the status leads to. */
export const LISTS = ['quiet', 'alone', 'unannounced', 'waiting', 'blocked', 'pulse'] as const;
export type ListName = (typeof LISTS)[number];

/** The facts that the numbers and lists are made of, beside those everybody counts with. */
export const SEEN = [...COUNTED, 'progress', 'reachable'] as const;
export type Seen = Known<(typeof SEEN)[number]>;

export interface Funnel {
  readonly stages: Readonly<Record<Stage, BySide>>;
  /** Whom a direct message reaches. */
  readonly reachable: number;
  readonly unannounced: number;
  readonly alone: number;
}

export const NOBODY: BySide = { backend: 0, frontend: 0, fullstack: 0, unknown: 0 };

export const EMPTY_FUNNEL: Funnel = {
  stages: {
    joined: NOBODY,
    announced: NOBODY,
    partnered: NOBODY,
    agreed: NOBODY,
    progress: NOBODY,
    submitted: NOBODY,
  },
  reachable: 0,
  unannounced: 0,
  alone: 0,
};

/** They build, and neither announced a project nor joined one. */
export function isUnannounced(learner: Pick<Seen, 'documenting' | 'announced' | 'finished'>): boolean {
  return !learner.documenting && !learner.announced && !learner.finished;
}

/** They build, not alone, and have no partner. */
export function isWithoutPartner(
  learner: Pick<Seen, 'documenting' | 'alone' | 'partner' | 'finished'>,
): boolean {
  return !learner.documenting && !learner.alone && !learner.partner && !learner.finished;
}

export function withSlice(funnel: Funnel, learners: readonly Seen[]): Funnel {
  const stages = Object.fromEntries(STAGES.map((stage) => [stage, { ...funnel.stages[stage] }])) as Record<
    Stage,
    Record<Side, number>
  >;
  let { reachable, unannounced, alone } = funnel;
  for (const learner of learners) {
    const side: Side = learner.track ?? 'unknown';
    for (const stage of STAGES) if (hasReached(learner, stage)) stages[stage][side] += 1;
    reachable += Number(learner.reachable);
    unannounced += Number(isUnannounced(learner));
    alone += Number(isWithoutPartner(learner));
  }
  return { stages, reachable, unannounced, alone };
}

function hasReached(learner: Seen, stage: Stage): boolean {
  switch (stage) {
    case 'joined':
      return true;
    case 'announced':
      return learner.announced;
    case 'partnered':
      return learner.partner;
    case 'agreed':
      return learner.contract;
    case 'progress':
      return learner.progress !== null;
    case 'submitted':
      return learner.submitted;
  }
}

export function sum(sides: BySide): number {
  return SIDES.reduce((total, side) => total + sides[side], 0);
}

/** Who seeks a partner, by what they build and their side. */
export type Supply = Readonly<Record<Brief, BySide>>;

export function emptySupply(): Record<Brief, Record<Side, number>> {
  return Object.fromEntries(BRIEFS.map((brief) => [brief, { ...NOBODY }])) as Record<
    Brief,
    Record<Side, number>
  >;
}

/** How many things happened on a day of a cohort. */
export interface DayOfActivity {
  /** Local date YYYY-MM-DD in the cohort's zone. */
  readonly date: string;
  readonly count: number;
}

/** What a learner is shown with in a list of staff. */
export interface Person {
  readonly userId: string;
  readonly name: string;
  readonly side: Track | null;
  /** ms UTC; what they did last that we know of, joining included. */
  readonly lastSignAt: number | null;
  readonly threadId: string | null;
  readonly reachable: boolean;
}

/** Something a learner did, or that happened to them. */
export interface Happening {
  /** ms UTC. */
  readonly at: number;
  readonly what: Message;
}
