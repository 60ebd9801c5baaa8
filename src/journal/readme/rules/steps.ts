import type { Facts } from './facts.ts';

/** How far a README is: of the sections there are, so many have something to say. */
export interface ReadmeProgress {
  readonly filled: number;
  readonly of: number;
}

/** What whoever only documents still has to say; each false one is a step. */
export interface DocumentingSteps {
  /** Something of what the programme offers is picked. */
  readonly picked: boolean;
  readonly challenge: boolean;
  readonly takeaway: boolean;
  /** The numbers of the weeks so far of which no highlight is kept. */
  readonly weeks: readonly number[];
}

/** `week`: the cohort's present one of `weeks`; those to come are not missed. */
export function documentingSteps(facts: Facts, { week, weeks }: { week: number; weeks: number }) {
  const { challenges, learnings, picks } = facts;
  const told = new Set(learnings.filter(({ kind }) => kind === 'highlight').map((each) => each.week));
  const soFar = Array.from({ length: Math.min(week, weeks) }, (_, index) => index + 1);
  return {
    picked: picks.length > 0,
    challenge: challenges.some(({ solution }) => solution !== null),
    takeaway: learnings.some(({ kind }) => kind === 'takeaway'),
    weeks: soFar.filter((each) => !told.has(each)),
  } satisfies DocumentingSteps;
}
