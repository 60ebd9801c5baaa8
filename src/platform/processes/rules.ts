/** What a process has of the requests a second that Discord allows all of them together. */
export interface Share {
  readonly share: number;
  /** It would send more if it might. */
  readonly isShort: boolean;
}

/** What one that has nothing to send keeps, so that it can begin at once. */
const LEAST = 5;

/**
 * The requests a second that a process is to have beside others: whoever is short gets what the others do not need, and what
 * cannot be divided the first of them. `before`: how many of the others that are short come before it.
 */
export function fairShare(isShort: boolean, others: readonly Share[], limit: number, before: number): number {
  if (others.length === 0) return limit;
  const all = others.length + 1;
  const least = Math.max(1, Math.min(LEAST, Math.floor(limit / all)));
  if (!isShort) return least;
  const short = others.filter((other) => other.isShort).length + 1;
  const divided = limit - least * (all - short);
  return Math.max(least, Math.floor(divided / short) + (before < divided % short ? 1 : 0));
}

/** What it may take now: others give up what is too much by themselves, and it waits for that. */
export function grantedShare(wanted: number, others: readonly Share[], limit: number): number {
  const taken = others.reduce((sum, { share }) => sum + share, 0);
  return Math.max(0, Math.min(wanted, limit - taken));
}
