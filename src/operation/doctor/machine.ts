import { accessSync, constants, existsSync, mkdtempSync, rmSync, statfsSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { isFolder } from '../../platform/folder.ts';
import { type Finding, mend, ok, size, span, warn } from './rules.ts';

const YEAR = 365 * 86_400_000;
/** Time-zone data that is older may not know a country's newest law. */
const OLD_ZONES = 1.5 * YEAR;
/** Less free disk than this, or than twice the database, is worth a look; a tenth of it stops Nexus soon (bytes). */
const ROOM = 500_000_000;
/** Clocks that differ by more are worth a look, and by more than `WRONG` make reminders come at wrong times (ms). */
const SKEW = { look: 5_000, wrong: 60_000 };

/** What Nexus runs on. */
export function machineFindings(databasePath: string, now: number): Finding[] {
  return [nodeFinding(), zoneFinding(now), temporaryFinding(), ...diskFindings(databasePath)];
}

function nodeFinding(): Finding {
  const { node } = process.versions;
  return ok('Node', `${node} on ${process.platform} ${process.arch}`);
}

/** `2026a`: the year of the IANA data that came with Node. */
function zoneFinding(now: number): Finding {
  const version = process.versions.tz ?? '';
  const made = Date.UTC(Number(version.slice(0, 4)), 0);
  if (Number.isNaN(made))
    return mend('time zones', 'This Node has no time-zone data. Use the one npm ci brings.');
  return now - made > OLD_ZONES + YEAR
    ? warn(
        'time zones',
        `Data of ${version} may not know the newest rules. Update Nexus: npm ci brings a new Node.`,
      )
    : ok('time zones', `data of ${version}`);
}

function temporaryFinding(): Finding {
  try {
    rmSync(mkdtempSync(join(tmpdir(), 'nexus-doctor-')), { recursive: true });
    return ok('temporary files', tmpdir());
  } catch (error) {
    return mend(
      'temporary files',
      `${tmpdir()} cannot be written to (${codeOf(error)}). SQLite sorts there what is large: mount a tmpfs at /tmp.`,
    );
  }
}

function diskFindings(databasePath: string): Finding[] {
  let folder = dirname(databasePath);
  while (!existsSync(folder) && dirname(folder) !== folder) folder = dirname(folder);
  if (!isFolder(folder))
    return [
      mend(
        'disk',
        `${folder} is a file: nothing can be kept below it. Change DATABASE_URL, or with PostgreSQL DATA_DIRECTORY.`,
      ),
    ];
  try {
    accessSync(folder, constants.W_OK);
    if (existsSync(databasePath)) accessSync(databasePath, constants.W_OK);
  } catch (error) {
    const says = `${databasePath} cannot be written to (${codeOf(error)}). Make it this user's: chown, or a writable volume.`;
    return [mend('disk', says)];
  }
  const { bavail, bsize } = statfsSync(folder);
  const free = bavail * bsize;
  const needed = Math.max(ROOM, 2 * (existsSync(databasePath) ? statSync(databasePath).size : 0));
  if (free < needed / 10) return [mend('disk', `Only ${size(free)} are free at ${folder}. Make room now.`)];
  if (free < needed)
    return [warn('disk', `${size(free)} are free at ${folder}; ${size(needed)} would be safe.`)];
  return [ok('disk', `${size(free)} free at ${folder}`)];
}

/** `ahead`: by how much this machine's clock is ahead of Discord's, in ms. */
export function clockFinding(ahead: number): Finding {
  const far = Math.abs(ahead);
  const says = `This machine's clock is ${far < 90_000 ? `${Math.round(far / 1000)} s` : span(far)} ${ahead > 0 ? 'ahead of' : 'behind'} Discord's. Switch time synchronisation on: timedatectl set-ntp true.`;
  if (far > SKEW.wrong) return mend('clock', says);
  return far > SKEW.look ? warn('clock', says) : ok('clock', 'as Discord has it');
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
