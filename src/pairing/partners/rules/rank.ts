import { byRank, count, emptyBreakdown, seekerFails } from './breakdown.ts';
import { hardConditions } from './conditions.ts';
import { countRelaxations, type Failures, sortedRelaxations } from './relaxations.ts';
import { score } from './score.ts';
import type { Learner, MatchSettings, RankedCandidate, Ranking, SearchOptions } from './types.ts';

/**
 * Everybody judged one by one, the best first, with where the others went. Candidates are judged as if the seeker
 * were active, not paused and had a free place; whatever stands against that is in `seekerFails`.
 *
 * For many searches over the same learners use `CandidateIndex.rank`, which gives the same answer.
 */
export function rank(
  seeker: Learner,
  candidates: Iterable<Learner>,
  settings: MatchSettings,
  options: SearchOptions = {},
): Ranking {
  const { limit = 5, offset = 0, relaxations = 'when-few', few = limit } = options;
  const free = asFree(seeker);
  const breakdown = emptyBreakdown();
  const fitting: { learner: Learner; ranked: RankedCandidate }[] = [];
  const failures: Failures[] = [];
  for (const learner of candidates) {
    const { failing, overlapMinutes } = hardConditions(free, learner, settings, options);
    count(breakdown, failing[0] ?? null, overlapMinutes !== null);
    const studies = failing.length > 0 && couldStudy(free, learner, settings, options);
    failures.push({
      learner,
      failing,
      studies,
      known: overlapMinutes !== null,
      minutes: overlapMinutes ?? 0,
    });
    if (failing.length > 0) continue;
    const ranked = { id: learner.id, score: score(free, learner, settings), known: overlapMinutes !== null };
    fitting.push({ learner, ranked });
  }
  const ranked = fitting.map((each) => each.ranked).sort(byRank);
  const wanted = relaxations === 'always' || (relaxations === 'when-few' && fitting.length < few);
  return {
    candidates: ranked.slice(offset, offset + limit),
    total: fitting.length,
    breakdown,
    relaxations: wanted ? sortedRelaxations(countRelaxations(free, failures, settings, options), seeker) : [],
    seekerFails: seekerFails(seeker, options),
  };
}

/** The seeker with a free place, so that candidates are judged by themselves. */
export function asFree(seeker: Learner): Learner {
  return {
    ...seeker,
    active: true,
    paused: false,
    places: Math.max(1, seeker.places),
    studyPlaces: Math.max(1, seeker.studyPlaces),
  };
}

/** Whether a candidate who does not fit would as a study partner. */
function couldStudy(
  seeker: Learner,
  candidate: Learner,
  settings: MatchSettings,
  options: SearchOptions,
): boolean {
  if (options.side === 'same') return false;
  return hardConditions(seeker, candidate, settings, { ...options, side: 'same' }).failing.length === 0;
}
