import { createHash } from 'node:crypto';
import { normaliseWeek } from '../availability/rules.ts';
import type { RoundInput, RoundMember } from './input.ts';

/** SHA-256 (hex) of everything a round depends on; the order in which members and their lists are given is not. */
export function fingerprintOf(input: RoundInput): string {
  const { members, previous, ...settings } = input;
  return hash({
    ...settings,
    members: members
      .map((member) => ({ ...inputsOf(member), waitingSince: member.learner.waitingSince }))
      .sort((a, b) => (a.id < b.id ? -1 : 1)),
    previous: previous.map((pair) => pair.toSorted().join(' ')).sort(),
  });
}

/**
 * SHA-256 (hex) of what a member brings into a round: a pair of a preview stays good as long as those of both are the
 * same. How long somebody has been waiting and how many requests they have is left out: neither decides who fits.
 */
export function memberFingerprint(member: RoundMember): string {
  return hash(inputsOf(member));
}

function inputsOf({ learner, projects }: RoundMember) {
  const { requestsWaiting: _, waitingSince: __, ...rest } = learner;
  return {
    ...rest,
    briefs: rest.briefs.toSorted(),
    languages: rest.languages.toSorted(),
    availability: normaliseWeek(rest.availability),
    wants: rest.wants.toSorted(),
    knows: rest.knows.toSorted(),
    blocked: rest.blocked.toSorted(),
    pairedBefore: rest.pairedBefore.toSorted(),
    again: rest.again.toSorted(),
    projects: projects
      .map((project) => ({ ...project, wants: project.wants.toSorted() }))
      .sort((a, b) => (a.id < b.id ? -1 : 1)),
  };
}

function hash(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex');
}

/** JSON with the keys of every object sorted, so that equal data are equal text. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) =>
    each !== null && typeof each === 'object' && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  );
}
