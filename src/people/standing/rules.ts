/** Where a learner of a cohort stands: every fact there is, by its one name, and every number made of them. */

/** A group smaller than this is not shown by itself where others than staff read. */
export const SMALLEST_GROUP = 5;

/**
 * What kind of answer each fact gives. Several features may contribute to one: flags hold when one of them says so,
 * numbers are added up. A fact that no feature contributes does not exist: it is undefined, and nobody speaks of it.
 */
export const FACTS = {
  /** When they joined the cohort (ms). */
  joined: 'number',
  /** They write documentation only: no project, partner or contract. */
  documenting: 'flag',
  /** The side they build. */
  track: 'text',
  /** Minutes a week they said they have time. */
  hours: 'number',
  /** They take a break that still lasts. */
  onBreak: 'flag',
  /** Which reminders they want. */
  reminders: 'text',
  /** Their own zone; null follows the cohort. */
  zone: 'text',
  locale: 'text',
  /** They allow direct messages. */
  dm: 'flag',
  /** They allow direct messages, and Discord delivered the last one. */
  reachable: 'flag',
  /** They own a project that is not withdrawn, or stand in a team that builds one. */
  announced: 'flag',
  /** They build alone: every open project of theirs wants no partner. */
  alone: 'flag',
  /** A place of their project or team is still to be filled, and can be. */
  seeks: 'flag',
  /** All they announced is handed in or withdrawn: nothing more is to do. */
  finished: 'flag',
  /** Their newest open project that has a thread; null for none. */
  threadProject: 'number',
  /** They stand in a team with somebody else. */
  partner: 'flag',
  /** Every team they stand in has said hello. */
  met: 'flag',
  /** The newest team they stand in; null for none. */
  team: 'number',
  /** Requests that wait for their answer. */
  asked: 'number',
  /** Requests of theirs that wait for an answer. */
  asking: 'number',
  /** On the waiting list. */
  waiting: 'flag',
  /** Their team has agreed on an API contract. */
  contract: 'flag',
  /** When they last shared progress (ms); null for never. */
  progress: 'number',
  /** They have handed in what they build, whether or not their partner has. */
  submitted: 'flag',
} as const;

export type FactName = keyof typeof FACTS;
type Kind = (typeof FACTS)[FactName];

/** Numbers that may be missing: null. */
type Reference = 'team' | 'threadProject' | 'progress';

interface Texts {
  readonly track: 'backend' | 'frontend' | 'fullstack' | null;
  readonly reminders: 'all' | 'important' | 'none' | null;
  readonly zone: string | null;
  readonly locale: 'en' | 'fr' | null;
}

type Value<Name extends FactName> = Name extends keyof Texts
  ? Texts[Name]
  : Name extends Reference
    ? number | null
    : (typeof FACTS)[Name] extends 'flag'
      ? boolean
      : number;

/** The facts of one learner. */
export type Standing = {
  readonly userId: string;
} & { readonly [Name in FactName]: Value<Name> };

/** What the database answered, as the kind of fact it is. */
export function factValue(
  kind: Kind,
  value: string | number | boolean | null | undefined,
): boolean | number | string | null {
  if (kind === 'flag') return value === 1 || value === true;
  if (value === null || value === undefined) return null;
  return kind === 'number' ? Number(value) : String(value);
}

/** Learners by the side they build. */
export interface Sides {
  readonly backend: number;
  readonly frontend: number;
  readonly fullstack: number;
}

/** A cohort in numbers. Whoever shows one takes it from here, so that no two places can disagree. */
export interface Counts {
  readonly members: number;
  readonly documenting: number;
  readonly announced: number;
  /** They withdrew all that they had announced. */
  readonly withdrew: number;
  readonly partnered: number;
  readonly submitted: number;
  readonly waiting: number;
  /** Requests without an answer. */
  readonly requests: number;
  /** In a team that agreed on an API contract. */
  readonly agreed: number;
  /** Who builds, not alone, and has no partner: whether on a break or not, and those who could start now. */
  readonly without: Sides;
  readonly free: Sides;
}

/** The facts that {@link countsOf} reads. */
export const COUNTED = [
  'documenting',
  'track',
  'onBreak',
  'announced',
  'alone',
  'finished',
  'partner',
  'asked',
  'waiting',
  'contract',
  'submitted',
] as const satisfies readonly FactName[];

/** Some facts of one learner. */
export type Known<Name extends FactName> = Pick<Standing, Name> & { readonly userId: string };

export type Counted = Pick<Standing, (typeof COUNTED)[number]>;

export function countsOf(learners: readonly Counted[]): Counts {
  const count = (is: (learner: Counted) => boolean): number => learners.filter(is).length;
  const without = learners.filter(
    (learner) => !learner.documenting && !learner.alone && !learner.partner && !learner.finished,
  );
  return {
    members: learners.length,
    documenting: count((learner) => learner.documenting),
    announced: count((learner) => learner.announced),
    withdrew: count((learner) => learner.finished && !learner.announced && !learner.documenting),
    partnered: count((learner) => learner.partner),
    submitted: count((learner) => learner.submitted),
    waiting: count((learner) => learner.waiting),
    requests: learners.reduce((sum, { asked }) => sum + asked, 0),
    agreed: count((learner) => learner.contract),
    without: sidesOf(without),
    free: sidesOf(without.filter((learner) => !learner.onBreak)),
  };
}

/** What is counted of two parts of a cohort, of both together. */
export function added(a: Counts, b: Counts): Counts {
  const sides = (one: Sides, other: Sides): Sides => ({
    backend: one.backend + other.backend,
    frontend: one.frontend + other.frontend,
    fullstack: one.fullstack + other.fullstack,
  });
  return {
    members: a.members + b.members,
    documenting: a.documenting + b.documenting,
    announced: a.announced + b.announced,
    withdrew: a.withdrew + b.withdrew,
    partnered: a.partnered + b.partnered,
    submitted: a.submitted + b.submitted,
    waiting: a.waiting + b.waiting,
    requests: a.requests + b.requests,
    agreed: a.agreed + b.agreed,
    without: sides(a.without, b.without),
    free: sides(a.free, b.free),
  };
}

function sidesOf(learners: readonly Counted[]): Sides {
  const of = (track: Counted['track']): number => learners.filter((each) => each.track === track).length;
  return { backend: of('backend'), frontend: of('frontend'), fullstack: of('fullstack') };
}
