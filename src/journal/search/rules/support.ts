/**
 * What was found by chance resembles nothing else that was found; around what is meant stand others that speak of the
 * same. So an entry counts for more when others resemble it: the better found and the more alike they are, the more.
 */

/** Chosen on the sets 1, 3 and 4 of bench/knowledge. A cosine of 0.2 is chance and one of 0.5 kin: the power parts them. */
const SUPPORT = { weight: 5, alike: 3, most: 1 };

/** The score of each with what the others add. `stems`: of one entry, with bars between its texts. */
export function supported(found: readonly { readonly stems: string; readonly score: number }[]): number[] {
  const alike = cosines(found.map(({ stems }) => [...new Set(stems.split(' '))]));
  return found.map(({ score }, one) => {
    let support = 0;
    for (const [other, { score: theirs }] of found.entries())
      if (other !== one) support += theirs * alike(one, other) ** SUPPORT.alike;
    const more = SUPPORT.weight * support;
    return score * (1 + Math.min(more, SUPPORT.most));
  });
}

/** How alike two lists of words are, 0 to 1; what few of the lists hold says more. */
function cosines(lists: readonly (readonly string[])[]): (one: number, other: number) => number {
  const holders = new Map<string, number[]>();
  for (const [at, terms] of lists.entries())
    for (const term of terms) {
      const known = holders.get(term);
      if (known === undefined) holders.set(term, [at]);
      else known.push(at);
    }
  const count = lists.length;
  const shared = new Float64Array(count * count);
  for (const held of holders.values()) {
    const worth = Math.log(1 + (count - held.length + 0.5) / (held.length + 0.5)) ** 2;
    for (const [at, one] of held.entries())
      for (let next = at; next < held.length; next++) {
        const place = one * count + (held[next] ?? 0);
        shared[place] = (shared[place] ?? 0) + worth;
      }
  }
  // The lists hold a term in their order: only one half is filled.
  const of = (one: number, other: number): number =>
    shared[Math.min(one, other) * count + Math.max(one, other)] ?? 0;
  return (one, other) => of(one, other) / Math.sqrt(of(one, one) * of(other, other) || 1);
}
