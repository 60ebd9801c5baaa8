const HOUR = 3_600_000;

/** For how long (ms) what Discord said of somebody is believed when they are asked, paired or accepted. */
export const FRESH = HOUR;
/** The same for those who are only offered: a day, less what a sweep takes. */
export const OFFER_FRESH = 22 * HOUR;

export interface Known {
  readonly userId: string;
  /** ms UTC since when they are known to have left; null: they have not. */
  readonly goneAt: number | null;
  /** ms UTC when they were last known to be there; null: never. */
  readonly presentAt: number | null;
}

/** Whether it is worth writing down that somebody of whom this is known was found there. */
export function isNews({ goneAt, presentAt }: Omit<Known, 'userId'>, now: number): boolean {
  return goneAt !== null || presentAt === null || now - presentAt >= FRESH;
}

/**
 * Whom to look for again: those whose last news is older than `fresh` ms. `asked` has when (ms UTC) this process last
 * asked about somebody who was not there; nothing else is remembered of them.
 */
export function stale(
  userIds: readonly string[],
  known: readonly Known[],
  asked: (userId: string) => number | undefined,
  { now, fresh }: { readonly now: number; readonly fresh: number },
): string[] {
  const rows = new Map(known.map((row) => [row.userId, row]));
  return userIds.filter((userId) => {
    const row = rows.get(userId);
    const presentAt = row?.goneAt == null ? row?.presentAt : undefined;
    const last = Math.max(presentAt ?? -Infinity, asked(userId) ?? -Infinity);
    return now - last >= fresh;
  });
}
