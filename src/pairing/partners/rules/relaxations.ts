import { overlapMinutes, type WeekSlots } from '../../../people/availability/rules/cohort-week.ts';
import { WEEKLY_PRESETS, weeklyMinutes } from '../../../people/availability/rules.ts';
import type { Condition, Learner, MatchSettings, Relaxation, SearchOptions } from './types.ts';

/** A candidate with all that stands against them. */
export interface Failures {
  learner: Learner;
  failing: readonly Condition[];
  /** They would fit as a study partner. */
  studies: boolean;
  /** Both availabilities are known. */
  known: boolean;
  minutes: number;
}

/** How many each single change adds; the tallies that both ways of ranking fill. */
export interface RelaxationCounts {
  anyBrief: number;
  /** By whole hours: index `h` = added when the floor is lowered to `h` hours; index 0 is not used. */
  lowerFloor: number[];
  /** In the order of `WEEKLY_PRESETS`. */
  addHours: number[];
  studyPartner: number;
  wait: number;
}

export function emptyCounts(settings: MatchSettings): RelaxationCounts {
  return {
    anyBrief: 0,
    lowerFloor: Array.from({ length: Math.ceil(settings.floorMinutes / 60) }, () => 0),
    addHours: WEEKLY_PRESETS.map(() => 0),
    studyPartner: 0,
    wait: 0,
  };
}

/**
 * Counts, over all candidates, whom each single change would add. `add-hours` adds those who then share enough; for a
 * seeker without any hours, whom everybody fits "as far as one can tell", it counts those known to share enough then.
 */
export function countRelaxations(
  seeker: Learner,
  candidates: readonly Failures[],
  settings: MatchSettings,
  options: SearchOptions,
): RelaxationCounts {
  const counts = emptyCounts(settings);
  const only = (failing: readonly Condition[], ...allowed: Condition[]) =>
    failing.length > 0 && failing.every((condition) => allowed.includes(condition));
  const seekerKnown = seeker.availability.length > 0;
  const presets = presetSlots(seeker, settings);
  for (const { learner, failing, studies, minutes } of candidates) {
    if (only(failing, 'brief')) counts.anyBrief++;
    if (only(failing, 'full', 'inbox-full') && options.side !== 'same') counts.wait++;
    if (studies) counts.studyPartner++;
    const tooFew = only(failing, 'no-shared-hours', 'few-shared-hours');
    if (tooFew) countLowerFloor(counts, minutes);
    if (tooFew || (!seekerKnown && failing.length === 0 && learner.availability.length > 0)) {
      const slots = settings.week.slots(learner.availability, learner.zone);
      for (const [index, preset] of presets.entries())
        if (overlapMinutes(preset, slots) >= settings.floorMinutes)
          counts.addHours[index] = (counts.addHours[index] ?? 0) + 1;
    }
  }
  return counts;
}

export function countLowerFloor(counts: RelaxationCounts, minutes: number): void {
  for (let hours = 1; hours < counts.lowerFloor.length && hours * 60 <= minutes; hours++)
    counts.lowerFloor[hours] = (counts.lowerFloor[hours] ?? 0) + 1;
}

/** The seeker's hours with each preset added, in the order of `WEEKLY_PRESETS`. */
export function presetSlots(seeker: Learner, settings: MatchSettings): WeekSlots[] {
  return WEEKLY_PRESETS.map(({ intervals }) =>
    settings.week.slots([...seeker.availability, ...intervals], seeker.zone),
  );
}

/**
 * Changes that add somebody, most first (ties: hours, brief, floor); a lower floor is listed only when it adds more
 * than a less low one. A study partner and waiting are another kind of offer and come last; whoever waits already is not
 * told to.
 */
export function sortedRelaxations(
  counts: RelaxationCounts,
  { waitingSince }: Pick<Learner, 'waitingSince'>,
): Relaxation[] {
  const changes: Relaxation[] = smallestPresets(counts.addHours);
  changes.push({ key: 'any-brief', adds: counts.anyBrief });
  for (let hours = counts.lowerFloor.length - 1; hours >= 1; hours--) {
    const adds = counts.lowerFloor[hours] ?? 0;
    if (adds > (counts.lowerFloor[hours + 1] ?? 0))
      changes.push({ key: 'lower-floor', minutes: hours * 60, adds });
  }
  changes.sort((a, b) => b.adds - a.adds);
  changes.push({ key: 'study-partner', adds: counts.studyPartner });
  if (waitingSince === null) changes.push({ key: 'wait', adds: counts.wait });
  return changes.filter(({ adds }) => adds > 0);
}

/** Only presets that are worth their hours: no other one adds as many with fewer hours (ties: the more usual). */
function smallestPresets(adds: readonly number[]): Relaxation[] {
  const kept: { minutes: number; change: Relaxation }[] = [];
  const presets = WEEKLY_PRESETS.map(({ key, intervals }, index) => ({
    minutes: weeklyMinutes(intervals),
    change: { key: 'add-hours' as const, preset: key, adds: adds[index] ?? 0 },
  }));
  // Fewest hours first: whatever comes later has to add more.
  for (const preset of presets.sort((a, b) => a.minutes - b.minutes || b.change.adds - a.change.adds))
    if (kept.every(({ change }) => change.adds < preset.change.adds)) kept.push(preset);
  return kept.map(({ change }) => change);
}
