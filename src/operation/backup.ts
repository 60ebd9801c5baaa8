/** `npm run backup -- FOLDER|FILE.db [--keep N] [--send COMMAND]` */
import { parseArgs } from 'node:util';
import { migrations } from '../../migrations/index.ts';
import { KEPT } from '../platform/backup/rules.ts';
import { backUp } from '../platform/backup/service.ts';
import { systemClock } from '../platform/clock.ts';
import { readDatabasePath } from '../platform/config.ts';
import { findBroken } from './invariants.ts';
import { runOrExplain } from './run.ts';

const USAGE = `npm run backup -- FOLDER [--keep ${KEPT}] [--send COMMAND]
npm run backup -- FILE.db [--send COMMAND]`;
const MEGABYTE = 1_000_000;

await runOrExplain(USAGE, async () => {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { keep: { type: 'string', default: String(KEPT) }, send: { type: 'string' } },
  });
  const [target, more] = positionals;
  const keep = Number(values.keep);
  if (target === undefined || more !== undefined || !Number.isInteger(keep) || keep < 1) return USAGE;
  const { path, bytes, isBeside, removed } = await backUp({
    databasePath: readDatabasePath(process.env),
    target,
    keep,
    send: values.send,
    migrations,
    now: systemClock.now(),
  });
  console.log(`${path}: ${(bytes / MEGABYTE).toFixed(1)} MB, opened and found whole.`);
  // What it was made of, faithfully: the backup is good, the program was not.
  const broken = findBroken(path);
  if (broken.length > 0) console.log(`Something does not hold in it; please tell us: ${broken.join('; ')}.`);
  if (removed.length > 0) console.log(`Older ones removed: ${removed.join(', ')}.`);
  if (isBeside)
    console.log('It lies on the same disk as the database and is lost with it: send it elsewhere (--send).');
  return undefined;
});
