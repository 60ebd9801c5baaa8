import { overlapMinutes, WORDS_PER_WEEK } from '../../../people/availability/rules/cohort-week.ts';
import { briefMask, complementary, placesFor, sameSide, TRACK_CODES } from './fits.ts';
import type { Condition, Learner, MatchSettings, SearchOptions, Track } from './types.ts';

export interface HardConditions {
  /** All conditions that stand against the pair, in the order of `CONDITIONS`; empty when the pair fits. */
  failing: Condition[];
  /** Shared minutes a week; `null` when either availability is unknown, which excludes nobody. */
  overlapMinutes: number | null;
}

/** Checks a pair against every hard condition. The same in both directions, but for what `options` says and `inbox-full`. */
export function hardConditions(
  seeker: Learner,
  candidate: Learner,
  settings: MatchSettings,
  options: SearchOptions = {},
): HardConditions {
  const minutes = sharedMinutes(seeker, candidate, settings);
  const fails: Record<Condition, boolean> = {
    self: seeker.id === candidate.id,
    cohort: seeker.cohort !== candidate.cohort,
    side: !sideFits(seeker, candidate, options),
    inactive: !seeker.active || !candidate.active,
    brief: !briefFits(seeker, candidate, options),
    paused: seeker.paused || candidate.paused,
    blocked: keptApart(seeker, candidate, options),
    full: placesFor(seeker, options) <= 0 || placesFor(candidate, options) <= 0,
    asked: options.asked?.has(candidate.id) ?? false,
    'asked-you': options.askedBy?.has(candidate.id) ?? false,
    'paired-before': pairedBefore(seeker, candidate) || studiedBefore(candidate, options),
    // Only the one who would be asked has an inbox to spare; who studies together is bounded by places.
    'inbox-full': options.side !== 'same' && candidate.requestsWaiting >= settings.waitingLimit,
    language: !languageFits(seeker.languages, candidate.languages),
    'no-shared-hours': minutes === 0 && settings.floorMinutes > 0,
    'few-shared-hours': minutes !== null && minutes > 0 && minutes < settings.floorMinutes,
  };
  const failing = (Object.keys(fails) as Condition[]).filter((condition) => fails[condition]);
  return { failing, overlapMinutes: minutes };
}

/** Whether a learner could be found by anybody, as far as it depends on them alone. */
export function canBeAsked(learner: Learner, settings: MatchSettings): boolean {
  const { active, paused, requestsWaiting } = learner;
  return active && !paused && placesFor(learner, {}) > 0 && requestsWaiting < settings.waitingLimit;
}

/** One builds what the other does not. */
export function areComplementary(a: Track, b: Track): boolean {
  return complementary(TRACK_CODES[a], TRACK_CODES[b]);
}

/** Room for the hours of two, used again for each pair. */
const [FIRST, SECOND] = [new Uint32Array(WORDS_PER_WEEK), new Uint32Array(WORDS_PER_WEEK)];

/** Shared minutes a week, `null` when either has no availability. */
export function sharedMinutes(a: Learner, b: Learner, settings: MatchSettings): number | null {
  if (a.availability.length === 0 || b.availability.length === 0) return null;
  return overlapMinutes(
    settings.week.slots(a.availability, a.zone, FIRST),
    settings.week.slots(b.availability, b.zone, SECOND),
  );
}

function sideFits(seeker: Learner, candidate: Learner, options: SearchOptions): boolean {
  const fits = options.side === 'same' ? sameSide : complementary;
  return fits(TRACK_CODES[seeker.track], TRACK_CODES[candidate.track]);
}

function briefFits(seeker: Learner, candidate: Learner, options: SearchOptions): boolean {
  if (seeker.anyBrief || candidate.anyBrief || options.anyBrief === true) return true;
  const a = briefMask(seeker.briefs);
  const b = briefMask(candidate.briefs);
  return a === 0 || b === 0 || (a & b) !== 0;
}

function pairedBefore(a: Learner, b: Learner): boolean {
  const paired = a.pairedBefore.includes(b.id) || b.pairedBefore.includes(a.id);
  return paired && !(a.again.includes(b.id) && b.again.includes(a.id));
}

/** One has blocked the other, or said no: not told apart. */
function keptApart(seeker: Learner, candidate: Learner, options: SearchOptions): boolean {
  const blocked = seeker.blocked.includes(candidate.id) || candidate.blocked.includes(seeker.id);
  return blocked || (options.declined?.has(candidate.id) ?? false);
}

function studiedBefore(candidate: Learner, options: SearchOptions): boolean {
  return options.side === 'same' && (options.studied?.has(candidate.id) ?? false);
}

function languageFits(a: readonly string[], b: readonly string[]): boolean {
  return a.length === 0 || b.length === 0 || a.some((language) => b.includes(language));
}
