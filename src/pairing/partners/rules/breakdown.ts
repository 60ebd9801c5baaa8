import { placesFor } from './fits.ts';
import type { Breakdown, Condition, Learner, RankedCandidate, Ranking, SearchOptions } from './types.ts';

/** Where each condition is counted; those that make no part of the pool are `null`. */
const COUNTED: Readonly<Record<Condition, keyof Breakdown['removed'] | null>> = {
  self: null,
  cohort: null,
  side: null,
  inactive: null,
  brief: 'brief',
  paused: 'unavailable',
  blocked: 'unavailable',
  full: 'full',
  asked: 'asked',
  'asked-you': 'asked-you',
  'paired-before': 'paired-before',
  'inbox-full': 'inbox-full',
  language: 'language',
  'no-shared-hours': 'no-shared-hours',
  'few-shared-hours': 'few-shared-hours',
};

export function emptyBreakdown(): Breakdown {
  return {
    pool: 0,
    removed: {
      brief: 0,
      unavailable: 0,
      full: 0,
      asked: 0,
      'asked-you': 0,
      'paired-before': 0,
      'inbox-full': 0,
      language: 0,
      'no-shared-hours': 0,
      'few-shared-hours': 0,
    },
    fitting: 0,
    unknown: 0,
  };
}

/** Counts `times` candidates whose first failing condition is `first` (`null`: they fit; `known`: with known hours). */
export function count(breakdown: Breakdown, first: Condition | null, known: boolean, times = 1): void {
  if (first === null) {
    breakdown.pool += times;
    if (known) breakdown.fitting += times;
    else breakdown.unknown += times;
    return;
  }
  const key = COUNTED[first];
  if (key === null) return;
  breakdown.pool += times;
  breakdown.removed[key] += times;
}

/** What of the seeker's own state stands against every pair. */
export function seekerFails(seeker: Learner, options: SearchOptions): Ranking['seekerFails'] {
  const fails: Ranking['seekerFails'] = [];
  if (!seeker.active) fails.push('inactive');
  if (seeker.paused) fails.push('paused');
  if (placesFor(seeker, options) <= 0) fails.push('full');
  return fails;
}

/** Known hours first, then the higher score, then the smaller id (by UTF-16 code units). */
export function byRank(a: RankedCandidate, b: RankedCandidate): number {
  if (a.known !== b.known) return a.known ? -1 : 1;
  return b.score.total - a.score.total || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}
