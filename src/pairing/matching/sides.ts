import { BRIEFS, type Brief } from '../partners/rules.ts';
import type { RoundMember } from './input.ts';
import type { RoundSide } from './problem.ts';

/**
 * The side each member takes. A backend, a frontend and a fullstack learner could all be paired with one another, so a
 * round first gives each fullstack learner one side by a fixed rule: in the order of their ids, the side that is short
 * of places in their brief at that moment, backend where none is; without a brief, over all briefs. Two fullstack
 * learners may so meet on opposite sides.
 */
export function chooseSides(members: readonly RoundMember[]): Map<string, RoundSide> {
  const sides = new Map<string, RoundSide>();
  const places = new Map<Brief | null, Record<RoundSide, number>>();
  const counts = (brief: Brief | null) => {
    const known = places.get(brief) ?? { backend: 0, frontend: 0 };
    places.set(brief, known);
    return known;
  };
  const take = (member: RoundMember, side: RoundSide) => {
    sides.set(member.learner.id, side);
    // `null` counts everybody.
    for (const brief of new Set([briefOf(member), null])) counts(brief)[side] += member.learner.places;
  };
  for (const member of members) {
    const { track } = member.learner;
    if (track !== 'fullstack') take(member, track);
  }
  const fullstack = members.filter(({ learner }) => learner.track === 'fullstack');
  for (const member of fullstack.sort((a, b) => (a.learner.id < b.learner.id ? -1 : 1))) {
    const { backend, frontend } = counts(briefOf(member));
    take(member, frontend < backend ? 'frontend' : 'backend');
  }
  return sides;
}

/** The first brief of a member, in the order of `BRIEFS`; null without any. */
export function briefOf({ learner, projects }: RoundMember): Brief | null {
  const own = projects.length > 0 ? projects.map(({ brief }) => brief) : learner.briefs;
  return BRIEFS.find((brief) => own.includes(brief)) ?? null;
}
