import { createHash, hash } from 'node:crypto';
import { CohortWeek, WORDS_PER_WEEK } from '../partners/rules.ts';
import type { RoundInput, RoundMember } from './input.ts';

/**
 * SHA-256 (hex) of everything a round depends on; in which order members, their lists and the pairs are given does not
 * matter. `known`: the `memberFingerprint` of some members, by id.
 */
export function fingerprintOf(input: RoundInput, known: ReadonlyMap<string, string>): string {
  const { week, now, weights, floorMinutes, desiredMinutes, members, previous } = input;
  const sum = createHash('sha256');
  const brought = (member: RoundMember) => {
    const { id, waitingSince } = member.learner;
    return [id, known.get(id) ?? memberFingerprint(member), waitingSince];
  };
  const ordered = members.toSorted((a, b) => (a.learner.id < b.learner.id ? -1 : 1));
  const texts: Record<keyof RoundInput, Iterable<string>> = {
    week: [JSON.stringify(week)],
    now: [JSON.stringify(now)],
    weights: [JSON.stringify(sortedEntries(weights))],
    floorMinutes: [JSON.stringify(floorMinutes)],
    desiredMinutes: [JSON.stringify(desiredMinutes)],
    members: listed(ordered, brought),
    previous: listed(previous.map((pair) => pair.toSorted().join(' ')).sort(), (pair) => pair),
  };
  let before = '[';
  for (const [key, text] of Object.entries(texts).sort(([a], [b]) => (a < b ? -1 : 1))) {
    sum.update(`${before}[${JSON.stringify(key)},`);
    for (const piece of text) sum.update(piece);
    before = '],';
  }
  return sum.update(']]').digest('hex');
}

/** How many entries of a long list are one text. */
const SLICE = 1_000;

/** The JSON of a list, in pieces. */
function* listed<T>(list: readonly T[], entry: (of: T) => unknown): Generator<string> {
  yield '[';
  for (let from = 0; from < list.length; from += SLICE) {
    const entries = list.slice(from, from + SLICE).map((each) => JSON.stringify(entry(each)));
    yield (from === 0 ? '' : ',') + entries.join(',');
  }
  yield ']';
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
