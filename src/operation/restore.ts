/** `npm run restore -- FILE.db` */
import { parseArgs } from 'node:util';
import { migrations } from '../../migrations/index.ts';
import { restore } from '../platform/backup/service.ts';
import { systemClock } from '../platform/clock.ts';
import { readDatabasePath } from '../platform/config.ts';
import { runOrExplain } from './run.ts';

const USAGE = 'npm run restore -- FILE.db';

await runOrExplain(USAGE, () => {
  const [backup, more] = parseArgs({ allowPositionals: true }).positionals;
  if (backup === undefined || more !== undefined) return USAGE;
  const databasePath = readDatabasePath(process.env);
  const { kept } = restore({ databasePath, backup, migrations, now: systemClock.now() });
  console.log(
    `${databasePath} is now ${backup}. Start Nexus: whoever was forgotten since is forgotten again.`,
  );
  if (kept !== undefined) console.log(`What stood there before is kept beside it as ${kept}.`);
  return undefined;
});
