/**
 * The shortest part of a list, in its order, of which `holds` is still true, as far as so many tries find it: halves are
 * left out, then quarters and so on (Zeller and Hildebrandt, "Simplifying and Isolating Failure-Inducing Input", 2002).
 */
export async function shortest<T>(
  list: readonly T[],
  holds: (part: readonly T[]) => Promise<boolean>,
  { tries }: { readonly tries: number },
): Promise<readonly T[]> {
  let kept = list;
  let left = tries;
  for (
    let size = Math.ceil(kept.length / 2);
    size >= 1 && left > 0;
    size = size === 1 ? 0 : Math.ceil(size / 2)
  ) {
    for (let from = 0; from < kept.length && left > 0; left -= 1) {
      const without = [...kept.slice(0, from), ...kept.slice(from + size)];
      if (without.length > 0 && (await holds(without))) kept = without;
      else from += size;
    }
  }
  return kept;
}
