import type { RoundPair } from './explanation.ts';

/**
 * The order in which pairs become teams. Pairs that share a project are one team: of each such group the next pair
 * always touches a project that is in the team already, so that a newcomer joins and no two teams would have to be
 * merged. Projects with a standing team come first.
 */
export function formingOrder(
  pairs: readonly RoundPair[],
  hasTeam: (project: string) => boolean,
): RoundPair[] {
  const shared = sharedProjects(pairs);
  if (shared.size === 0) return [...pairs];
  const ordered = new Set<RoundPair>();
  const follow = (first: RoundPair) => {
    const queue = [first];
    for (const pair of queue) {
      if (ordered.has(pair)) continue;
      ordered.add(pair);
      for (const { project } of [pair.backend, pair.frontend])
        if (project !== null) queue.push(...(shared.get(project) ?? []));
    }
  };
  const joins = (project: string | null) => project !== null && hasTeam(project);
  for (const pair of pairs) if (joins(pair.backend.project) || joins(pair.frontend.project)) follow(pair);
  for (const pair of pairs) follow(pair);
  return [...ordered];
}

/** Projects that are in several pairs, with these. Most are in one: they cost no more than a look. */
function sharedProjects(pairs: readonly RoundPair[]): Map<string, RoundPair[]> {
  const seen = new Set<string>();
  const shared = new Map<string, RoundPair[]>();
  for (const { backend, frontend } of pairs)
    for (const { project } of [backend, frontend]) {
      if (project === null) continue;
      if (seen.has(project)) shared.set(project, []);
      seen.add(project);
    }
  if (shared.size === 0) return shared;
  for (const pair of pairs)
    for (const { project } of [pair.backend, pair.frontend])
      if (project !== null) shared.get(project)?.push(pair);
  return shared;
}
