import { hash } from 'node:crypto';
import { CohortWeek, WORDS_PER_WEEK } from '../partners/rules.ts';
import type { RoundInput, RoundMember } from './input.ts';

/**
 * SHA-256 (hex) of everything a round depends on; in which order members, their lists and the pairs are given does not
 * matter. `members` are the `memberFingerprint` of each, by id.
 */
export function fingerprintOf(input: RoundInput, members: ReadonlyMap<string, string>): string {
  const { previous, ...settings } = input;
  return hashOf({
    ...settings,
    weights: sortedEntries(settings.weights),
    members: input.members
      .map(({ learner: { id, waitingSince } }) => [id, members.get(id), waitingSince])
      .sort(([a], [b]) => ((a ?? '') < (b ?? '') ? -1 : 1)),
    previous: previous.map((pair) => pair.toSorted().join(' ')).sort(),
  });
}

/**
 * SHA-256 (hex) of what a member brings into a round: a pair of a preview stays good as long as those of both are the
 * same. How long somebody has been waiting and how many requests they have is left out: neither decides who fits.
 */
export function memberFingerprint({ learner, projects }: RoundMember): string {
  const { requestsWaiting: _, waitingSince: __, ...rest } = learner;
  return hashOf({
    ...rest,
    briefs: rest.briefs.toSorted(),
    languages: rest.languages.toSorted(),
    availability: Array.from(ANY_WEEK.slots(rest.availability, 'UTC', SLOTS)),
    wants: rest.wants.toSorted(),
    knows: rest.knows.toSorted(),
    blocked: rest.blocked.toSorted(),
    pairedBefore: rest.pairedBefore.toSorted(),
    again: rest.again.toSorted(),
    projects: projects
      .toSorted((a, b) => (a.id < b.id ? -1 : 1))
      .map((project) => sortedEntries({ ...project, wants: project.wants.toSorted() })),
  });
}

/** In UTC every week is like every other: the quarter hours of an availability, however it is cut into intervals. */
const ANY_WEEK = new CohortWeek('2001-01-01');
/** Used again, until the next look at somebody's hours. */
const SLOTS = new Uint32Array(WORDS_PER_WEEK);

/**
 * SHA-256 of the JSON of an object's entries, sorted, so that equal data are equal text. In one step: what a hash in several
 * holds lies outside of V8's heap, where a hundred thousand of them go unseen.
 */
function hashOf(value: object): string {
  return hash('sha256', JSON.stringify(sortedEntries(value)));
}

function sortedEntries(value: object): [string, unknown][] {
  return Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
}
