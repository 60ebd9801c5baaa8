/** What a week of a cohort brought, of what everybody may read. Instants are milliseconds UTC. */

export interface Digest {
  /** What moved. */
  readonly progress: { readonly entries: number; readonly members: number; readonly minutes: number };
  readonly announced: number;
  readonly handedIn: number;
  /** Blockers that were solved, the newest first: their threads where they have one. */
  readonly solved: { readonly count: number; readonly threadIds: readonly string[] };
  readonly solutions: number;
  /** Whose answers solved blockers of others, or whose solutions were shared; most first. They are still in the server. */
  readonly helperIds: readonly string[];
  /** Open now, and the technologies they are about, most first. */
  readonly stuck: { readonly count: number; readonly technologies: readonly Named[] };
}

export interface Named {
  readonly name: string;
  readonly count: number;
}

/** How many threads, helpers and technologies are named; the others are a number. */
export const MOST_NAMED = { threads: 5, helpers: 8, technologies: 4 } as const;

export function isWorthSaying({ progress, announced, handedIn, solved, solutions, stuck }: Digest): boolean {
  return progress.entries + announced + handedIn + solved.count + solutions + stuck.count > 0;
}

/** Names by how often they occur, most first; of several spellings the first one seen stands for all. */
export function counted(names: readonly string[]): Named[] {
  const found = new Map<string, Named>();
  for (const name of names) {
    const key = name.toLowerCase();
    const known = found.get(key);
    found.set(key, { name: known?.name ?? name, count: (known?.count ?? 0) + 1 });
  }
  return [...found.values()].toSorted((a, b) => b.count - a.count || a.name.localeCompare(b.name));
}
