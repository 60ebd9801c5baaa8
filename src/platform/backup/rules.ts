/** Backups that stand in a folder by default. */
export const KEPT = 14;
/** After this long without a verified backup somebody should hear of it (ms). */
export const OVERDUE = 2 * 86_400_000;

const NAME = /^nexus-\d{8}T\d{6}Z\.db$/;

/** What is known of the last backup that was verified. */
export interface LastBackup {
  /** ms UTC. */
  readonly at: number;
  readonly path: string;
  /** On the disk of the database, and sent nowhere else: it is lost with it. */
  readonly isBeside: boolean;
}

/** `never`: none that we know of; `overdue`; `beside`: lost with the disk of the database. */
export type BackupTrouble = 'never' | 'overdue' | 'beside';

/** What is wrong with it at an instant (ms), if anything. */
export function troubleOf(last: LastBackup | undefined, now: number): BackupTrouble | undefined {
  if (last === undefined) return 'never';
  if (now - last.at > OVERDUE) return 'overdue';
  return last.isBeside ? 'beside' : undefined;
}

/** `nexus-20261129T231500Z.db` */
export function backupName(now: number): string {
  const [moment = ''] = new Date(now).toISOString().split('.');
  return `nexus-${moment.replaceAll(/[-:]/g, '')}Z.db`;
}

/** Of the files of a folder, the backups beyond the newest `keep`. Files of other names are nobody's to remove. */
export function outdated(names: readonly string[], keep: number): string[] {
  return names
    .filter((name) => NAME.test(name))
    .toSorted()
    .toReversed()
    .slice(keep);
}

/** Each line of either list once: what was to be forgotten is never taken off it. */
export function mergedLines(one: string, other: string): string {
  const lines = [...one.split('\n'), ...other.split('\n')].filter((line) => line !== '');
  return lines.length === 0 ? '' : `${[...new Set(lines)].join('\n')}\n`;
}
