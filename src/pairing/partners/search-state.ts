import { numberIn } from '../../platform/discord/custom-id.ts';

/** 0 stands for none. */
const ID = { min: 0, max: Number.MAX_SAFE_INTEGER };
/** -1 stands for the cohort's own. */
const MINUTES = { min: -1, max: 7 * 24 * 60 };
/** More than any cohort has learners. */
const OFFSET = { min: 0, max: 1_000_000 };

/** What the buttons of a search carry, so that *More* and a relaxation repeat it. */
export interface SearchState {
  /** 0 seeks for oneself. */
  readonly projectId: number;
  readonly cohortId: number;
  readonly anyBrief: boolean;
  /** Minutes; -1 is the cohort's own floor. */
  readonly minOverlap: number;
  readonly side: 'other' | 'same';
  readonly offset: number;
}

export function searchRoute(state: SearchState): [string, ...(string | number)[]] {
  const { projectId, cohortId, anyBrief, minOverlap, side, offset } = state;
  return ['find', projectId, cohortId, anyBrief ? 1 : 0, minOverlap, side, offset];
}

export function parseSearchRoute(args: readonly string[]): SearchState {
  const [projectId, cohortId, anyBrief, minOverlap, side, offset] = args;
  return {
    projectId: numberIn(projectId, ID),
    cohortId: numberIn(cohortId, ID),
    anyBrief: anyBrief === '1',
    minOverlap: numberIn(minOverlap ?? '-1', MINUTES),
    side: side === 'same' ? 'same' : 'other',
    offset: numberIn(offset ?? '0', OFFSET),
  };
}
