import { waitingDays } from './fits.ts';
import { stackCounts } from './score.ts';
import {
  type ApiStyle,
  BRIEFS,
  type Brief,
  type Goal,
  type Learner,
  type MatchSettings,
  type Score,
  type ScorePart,
} from './types.ts';

/** What stands behind one component of a score, for the catalogue to put into words. */
type Fact =
  | { key: 'overlap'; minutes: number }
  /** Who still has to give hours, seen from the seeker. */
  | { key: 'overlap-unknown'; missing: 'seeker' | 'candidate' | 'both' }
  | { key: 'brief-shared'; brief: Brief }
  | { key: 'brief-differs'; seeker: readonly Brief[]; candidate: readonly Brief[] }
  | { key: 'brief-open'; open: 'seeker' | 'candidate' | 'both' }
  | { key: 'api-shared'; style: ApiStyle }
  | { key: 'api-differs'; seeker: ApiStyle; candidate: ApiStyle }
  | { key: 'api-open' }
  | { key: 'commitment'; seeker: number | null; candidate: number | null }
  /** `common`: in both stacks; `wanted` / `covered`: the seeker's wishes and those the candidate knows. */
  | { key: 'stack'; common: string[]; wanted: number; covered: string[] }
  | { key: 'experience'; seeker: number | null; candidate: number | null }
  | { key: 'goal'; seeker: Goal | null; candidate: Goal | null }
  | { key: 'waiting'; seekerDays: number; candidateDays: number };

/** A fact with its part of the score (`points` of `Score.total`); `fit` tells whether it speaks for or against. */
export type Reason = Fact & Pick<ScorePart, 'fit' | 'known' | 'weight' | 'points'>;

/**
 * Why this pair has this score: one reason for each component, those that gave most points first (ties: order of
 * `COMPONENTS`). Called with the two learners exchanged it tells the other side the same, from there.
 */
export function reasons(
  seeker: Learner,
  candidate: Learner,
  score: Score,
  settings: MatchSettings,
): Reason[] {
  return score.parts
    .map(({ key, fit, known, weight, points }) => ({
      ...fact(key, seeker, candidate, score, settings),
      fit,
      known,
      weight,
      points,
    }))
    .sort((a, b) => b.points - a.points);
}

function fact(
  key: ScorePart['key'],
  seeker: Learner,
  candidate: Learner,
  score: Score,
  settings: MatchSettings,
): Fact {
  switch (key) {
    case 'overlap':
      return overlapFact(seeker, candidate, score);
    case 'brief':
      return briefFact(seeker.briefs, candidate.briefs);
    case 'api':
      return apiFact(seeker.apiStyle, candidate.apiStyle);
    case 'commitment':
      return { key, seeker: seeker.hoursPerWeek, candidate: candidate.hoursPerWeek };
    case 'stack':
      return stackFact(seeker, candidate);
    case 'experience':
      return { key, seeker: seeker.experience, candidate: candidate.experience };
    case 'goal':
      return { key, seeker: seeker.goal, candidate: candidate.goal };
    case 'waiting':
      return {
        key,
        seekerDays: waitingDays(seeker.waitingSince, settings.now),
        candidateDays: waitingDays(candidate.waitingSince, settings.now),
      };
  }
}

function overlapFact(seeker: Learner, candidate: Learner, score: Score): Fact {
  if (score.overlapMinutes !== null) return { key: 'overlap', minutes: score.overlapMinutes };
  return { key: 'overlap-unknown', missing: whose(seeker.availability, candidate.availability) };
}

function briefFact(seeker: readonly Brief[], candidate: readonly Brief[]): Fact {
  if (seeker.length === 0 || candidate.length === 0)
    return { key: 'brief-open', open: whose(seeker, candidate) };
  const brief = BRIEFS.find((each) => seeker.includes(each) && candidate.includes(each));
  return brief === undefined ? { key: 'brief-differs', seeker, candidate } : { key: 'brief-shared', brief };
}

function apiFact(seeker: ApiStyle | null, candidate: ApiStyle | null): Fact {
  if (seeker === null || candidate === null || seeker === 'undecided' || candidate === 'undecided')
    return { key: 'api-open' };
  if (seeker === candidate) return { key: 'api-shared', style: seeker };
  if (seeker === 'both') return { key: 'api-shared', style: candidate };
  if (candidate === 'both') return { key: 'api-shared', style: seeker };
  return { key: 'api-differs', seeker, candidate };
}

function stackFact(seeker: Learner, candidate: Learner): Fact {
  const knows = new Set(candidate.knows);
  return {
    key: 'stack',
    common: [...knows.intersection(new Set(seeker.knows))].sort(),
    wanted: stackCounts(seeker, candidate).seekerWants,
    covered: [...knows.intersection(new Set(seeker.wants))].sort(),
  };
}

function whose(seeker: readonly unknown[], candidate: readonly unknown[]): 'seeker' | 'candidate' | 'both' {
  if (seeker.length === 0) return candidate.length === 0 ? 'both' : 'seeker';
  return 'candidate';
}
