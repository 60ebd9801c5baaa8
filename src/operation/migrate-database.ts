/** `npm run migrate-database -- --from sqlite:./data/nexus.db --to postgres://USER:PASSWORD@HOST/NAME`, and back. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { migrations } from '../../migrations/index.ts';
import { copyErasures } from '../platform/backup/service.ts';
import { readDatabaseAddress, readFilesPath } from '../platform/config.ts';
import { makeFolder } from '../platform/folder.ts';
import { moveDatabase } from './moving/service.ts';
import { runOrExplain } from './run.ts';

const USAGE =
  'npm run migrate-database -- --from sqlite:./data/nexus.db --to postgres://USER:PASSWORD@HOST/NAME (or the other way round)';
/** How long nothing may be said, in ms. */
const QUIET = 2_000;

await runOrExplain(USAGE, async () => {
  const { from, to } = parseArgs({ options: { from: { type: 'string' }, to: { type: 'string' } } }).values;
  if (from === undefined || to === undefined) return USAGE;
  let saidAt = performance.now();
  const moved = await moveDatabase({
    from: readDatabaseAddress({ DATABASE_URL: from }),
    to: readDatabaseAddress({ DATABASE_URL: to }),
    migrations,
    onProgress(table, rows, all) {
      if (performance.now() - saidAt < QUIET) return;
      saidAt = performance.now();
      console.log(`  ${table}: ${rows} of ${all}`);
    },
  });
  for (const { name, rows, sum } of moved)
    if (rows > 0) console.log(`${name}: ${rows} rows, ${sum.slice(0, 16)}`);
  const all = moved.reduce((sum, { rows }) => sum + rows, 0);
  console.log(
    `${all} rows of ${moved.length} tables were copied and compared. Set DATABASE_URL to the new database and start Nexus; ` +
      'keep the old one until you have seen it run.',
  );
  takeFilesAlong(filesOf(from), filesOf(to));
  return undefined;
});

/** Where what is no row lies, beside `nexus.db` as it were, with that database. */
function filesOf(address: string): string {
  return readFilesPath({ ...process.env, DATABASE_URL: address });
}

/** Whoever was forgotten stays so after a restore; a round's files are found where Nexus looks for them. */
function takeFilesAlong(from: string, to: string): void {
  const list = `${to}.erasures`;
  makeFolder(dirname(to));
  if (from !== to) copyErasures(`${from}.erasures`, list);
  if (existsSync(list)) console.log(`The list of who was forgotten is ${list}.`);
  const [old, own] = [join(dirname(from), 'rounds'), join(dirname(to), 'rounds')];
  if (old !== own && existsSync(old))
    console.log(`Copy the files of rounds too: cp -Rn ${old} ${dirname(own)}/`);
}
