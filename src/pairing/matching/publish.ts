/** More than this share of pairs dropped, and the round is refused. */
const MOST_DROPPED = 0.1;

/** Two members who were paired, whatever else is known of them. */
interface Paired {
  backend: { id: string };
  frontend: { id: string };
}

export interface Publishable<P extends Paired> {
  keep: P[];
  /** Pairs left for the next round, with the members whose inputs are no longer what they were. */
  drop: { pair: P; changed: string[] }[];
  /** More than a tenth would be dropped: nothing is published, a new preview is due. */
  refused: boolean;
}

/**
 * What of a preview can still be published: every pair of two members whose inputs are the same as then. `current` is
 * the `memberFingerprint` of each member by id; who is missing has changed.
 */
export function publishable<P extends Paired>(
  preview: { pairs: readonly P[]; members: Iterable<readonly [id: string, fingerprint: string]> },
  current: ReadonlyMap<string, string>,
): Publishable<P> {
  const before = new Map(preview.members);
  const hasChanged = (id: string) => !current.has(id) || current.get(id) !== before.get(id);
  const keep: P[] = [];
  const drop: Publishable<P>['drop'] = [];
  for (const pair of preview.pairs) {
    const changed = [pair.backend.id, pair.frontend.id].filter(hasChanged);
    if (changed.length === 0) keep.push(pair);
    else drop.push({ pair, changed });
  }
  return { keep, drop, refused: drop.length > MOST_DROPPED * preview.pairs.length };
}
