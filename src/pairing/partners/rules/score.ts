import { sharedMinutes } from './conditions.ts';
import {
  API_CODES,
  apiFit,
  briefFit,
  briefMask,
  commitmentFit,
  experienceFit,
  GOAL_CODES,
  goalFit,
  overlapFit,
  type StackCounts,
  stackFit,
  stackKnown,
  total,
  waitingDays,
  waitingFit,
  weightSum,
} from './fits.ts';
import {
  COMPONENTS,
  type Component,
  type Learner,
  type MatchSettings,
  type Score,
  type ScorePart,
  type Weights,
} from './types.ts';

/** How good a pair is, with every component kept. Symmetric: the same for both learners of a pair. */
export function score(seeker: Learner, candidate: Learner, settings: MatchSettings): Score {
  const minutes = sharedMinutes(seeker, candidate, settings);
  const a = codes(seeker, settings.now);
  const b = codes(candidate, settings.now);
  const stack = stackCounts(seeker, candidate);
  const fits: Record<Component, [fit: number, known: boolean]> = {
    overlap: [minutes === null ? 0 : overlapFit(minutes, settings.desiredMinutes), minutes !== null],
    brief: [briefFit(a.briefs, b.briefs), a.briefs !== 0 && b.briefs !== 0],
    api: [apiFit(a.api, b.api), a.api !== 0 && b.api !== 0],
    commitment: [commitmentFit(a.hours, b.hours), a.hours !== 0 && b.hours !== 0],
    stack: [stackFit(stack), stackKnown(stack)],
    experience: [experienceFit(a.experience, b.experience), a.experience !== 0 && b.experience !== 0],
    goal: [goalFit(a.goal, b.goal), a.goal !== 0 && b.goal !== 0],
    waiting: [waitingFit(a.waiting, b.waiting), true],
  };
  return { overlapMinutes: minutes, ...parts(fits, settings.weights) };
}

function codes(learner: Learner, now: number) {
  return {
    briefs: briefMask(learner.briefs),
    api: learner.apiStyle === null ? 0 : API_CODES[learner.apiStyle],
    hours: learner.hoursPerWeek ?? 0,
    experience: learner.experience ?? 0,
    goal: learner.goal === null ? 0 : GOAL_CODES[learner.goal],
    waiting: waitingDays(learner.waitingSince, now),
  };
}

export function stackCounts(seeker: Learner, candidate: Learner): StackCounts {
  const [a, b] = [new Set(seeker.knows), new Set(candidate.knows)];
  const [aWants, bWants] = [new Set(seeker.wants), new Set(candidate.wants)];
  return {
    seekerWants: aWants.size,
    seekerCovered: aWants.intersection(b).size,
    candidateWants: bWants.size,
    candidateCovered: bWants.intersection(a).size,
    seekerKnows: a.size,
    candidateKnows: b.size,
    common: a.intersection(b).size,
  };
}

/** Rounds the parts by largest remainder (ties: the earlier component), so that they add up to the total. */
function parts(
  fits: Record<Component, [fit: number, known: boolean]>,
  weights: Weights,
): Pick<Score, 'total' | 'parts'> {
  const sum = weightSum(weights);
  const weighted = COMPONENTS.map((key) => weights[key] * fits[key][0]);
  const rounded = total(
    weighted.reduce((all, each) => all + each, 0),
    sum,
  );
  const points = weighted.map((each) => Math.floor(each / sum));
  const missing = rounded - points.reduce((all, each) => all + each, 0);
  const byRemainder = weighted
    .map((each, index) => ({ index, remainder: each % sum }))
    .sort((a, b) => b.remainder - a.remainder || a.index - b.index);
  for (const { index } of byRemainder.slice(0, missing)) points[index] = (points[index] ?? 0) + 1;
  const list: ScorePart[] = COMPONENTS.map((key, index) => ({
    key,
    fit: fits[key][0],
    known: fits[key][1],
    weight: weights[key],
    points: points[index] ?? 0,
  }));
  return { total: rounded, parts: list };
}
