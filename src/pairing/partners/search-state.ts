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
    projectId: Number(projectId) || 0,
    cohortId: Number(cohortId) || 0,
    anyBrief: anyBrief === '1',
    minOverlap: Number(minOverlap ?? -1),
    side: side === 'same' ? 'same' : 'other',
    offset: Number(offset) || 0,
  };
}
