import { existsSync, readFileSync } from 'node:fs';
import { migrations } from '../../../migrations/index.ts';
import { createBackups } from '../../platform/backup/service.ts';
import type { Clock } from '../../platform/clock.ts';
import { type Db, FAULT_SENTENCES, findDamage, findPending } from '../../platform/database/index.ts';
import { findBroken } from '../invariants.ts';
import { type Finding, mend, ok, span, warn } from './rules.ts';
import { absencesSince, lastBeat, outboxAt } from './store.ts';

const DAY = 86_400_000;
const WEEK = 7 * DAY;
/** A process says every ten seconds that it lives. */
const SILENT = 60_000;
/** Deliveries that wait longer are worth a look (ms). */
const LATE = 10 * 60_000;

const BACKUPS = {
  never: 'There is none. Make one: npm run backup -- FOLDER; and one every day (docs/operate.md).',
  overdue: 'The last good one is more than two days old. Does the timer run? npm run backup -- FOLDER.',
  beside:
    'The last one lies on the disk of the database and is lost with it. Send it elsewhere: --send COMMAND.',
} as const;

/** Whether the file is whole; undefined findings of what is in it where it is not. */
export function fileFindings(path: string): { readonly findings: Finding[]; readonly isWhole: boolean } {
  if (!existsSync(path))
    return { findings: [ok('database', `${path} is made at the first start`)], isWhole: false };
  const damage = findDamage(path, migrations);
  if (damage.length > 0) {
    const says = `${path}: ${damage.join(' ')} ${FAULT_SENTENCES.damaged}`;
    return { findings: [mend('database', says)], isWhole: false };
  }
  return { findings: [ok('database', `${path} is whole`)], isWhole: true };
}

/** What the database says of the last days; `isCurrent` is false where an older version made it, which had other tables. */
export async function databaseFindings(
  db: Db,
  path: string,
  clock: Clock,
): Promise<{ readonly findings: Finding[]; readonly isCurrent: boolean }> {
  const pending = findPending(path, migrations).length;
  if (pending === 0) return { findings: await currentFindings(db, path, clock), isCurrent: true };
  const says = `${pending} run at the next start. Make a backup first: npm run backup. What Nexus has set and sent is looked at after that.`;
  return { findings: [warn('migrations', says)], isCurrent: false };
}

async function currentFindings(db: Db, path: string, clock: Clock): Promise<Finding[]> {
  const now = clock.now();
  const trouble = await createBackups({ db, clock }).trouble();
  const broken = findBroken(path);
  return [
    ok('migrations', 'all applied'),
    broken.length === 0
      ? ok('rules', 'everything holds in the database')
      : warn('rules', `Something does not hold in the database; please tell us: ${broken.join('; ')}.`),
    trouble === undefined
      ? ok('backup', 'less than two days old, elsewhere')
      : warn('backup', BACKUPS[trouble]),
    ...(await lifeFindings(db, now)),
    await outboxFinding(db, now),
    erasureFinding(`${path}.erasures`),
  ];
}

export async function lifeFindings(db: Db, now: number): Promise<Finding[]> {
  const beat = await lastBeat(db);
  const { count, ms } = await absencesSince(db, now - WEEK);
  const away =
    count === 0
      ? ok('absences', 'none of more than 10 minutes in the last 7 days')
      : warn(
          'absences',
          `Nobody was there ${count} times in the last 7 days, ${span(ms)} in all. See the log of then.`,
        );
  if (beat === undefined) return [warn('running', 'Nexus never ran with this database.'), away];
  if (now - beat > SILENT)
    return [warn('running', `Nexus does not run: last heard of ${span(now - beat)} ago.`), away];
  return [ok('running', 'a process says that it lives'), away];
}

export async function outboxFinding(db: Db, now: number): Promise<Finding> {
  const { waiting, oldest, failed } = await outboxAt(db, { now, since: now - DAY });
  const late = oldest === null ? 0 : now - oldest;
  const lost = failed === 0 ? '' : ` ${failed} were given up in the last day: /reminders ledger says why.`;
  if (late > LATE)
    return warn(
      'outbox',
      `The oldest of ${waiting} deliveries is ${span(late)} late. Can Discord be reached?${lost}`,
    );
  return failed > 0 ? warn('outbox', lost.trim()) : ok('outbox', `${waiting} waiting, none late`);
}

export function erasureFinding(path: string): Finding {
  try {
    if (!existsSync(path)) return ok('erasure list', 'nobody was forgotten yet');
    const lines = readFileSync(path, 'utf8')
      .split('\n')
      .filter((line) => line !== '');
    return ok('erasure list', `${lines.length} entries`);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    return mend(
      'erasure list',
      `${path} cannot be read (${code}): who was forgotten would come back by a restore.`,
    );
  }
}
