/** `npm run doctor [-- --json]`: looks at everything Nexus needs, changes nothing, ends with 1 when something is to mend. */
import { parseArgs } from 'node:util';
import { systemClock } from '../platform/clock.ts';
import { ConfigError, readConfig, readDatabaseAddress, readFilesPath } from '../platform/config.ts';
import { isPostgres, openDatabase } from '../platform/database/index.ts';
import { databaseFindings, fileFindings } from './doctor/database.ts';
import { discordFindings } from './doctor/discord.ts';
import { machineFindings } from './doctor/machine.ts';
import { asText, type Finding, mend, ok } from './doctor/rules.ts';
import { serverFindings } from './doctor/server.ts';
import { runOrExplain } from './run.ts';

const USAGE = 'npm run doctor [-- --json]';

await runOrExplain(USAGE, async () => {
  const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } });
  const findings = await look();
  console.log(values.json ? JSON.stringify({ findings }, undefined, 2) : asText(findings));
  if (findings.some(({ state }) => state === 'mend')) process.exitCode = 1;
  return undefined;
});

async function look(): Promise<Finding[]> {
  const address = readDatabaseAddress(process.env);
  const files = readFilesPath(process.env);
  const { config, finding } = configuration();
  const ground = [finding, ...machineFindings(files, systemClock.now())];
  const { findings, isWhole } = isPostgres(address)
    ? await serverFindings(address, files, systemClock)
    : fileFindings(address);
  const db = isWhole ? openDatabase(address) : undefined;
  try {
    // Of PostgreSQL that stands among its findings, and an older version's is not opened.
    const known =
      db === undefined || isPostgres(address)
        ? { findings: [], isCurrent: true }
        : await databaseFindings(db, address, systemClock);
    const compared = known.isCurrent ? db : undefined;
    return [
      ...ground,
      ...findings,
      ...known.findings,
      ...(config === undefined ? [] : await discordFindings(config, compared, systemClock)),
    ];
  } finally {
    await db?.destroy();
  }
}

function configuration(): { config?: ReturnType<typeof readConfig>; finding: Finding } {
  try {
    return { config: readConfig(process.env), finding: ok('settings', 'readable') };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return { finding: mend('settings', error.message.replaceAll(/\s+/g, ' ')) };
  }
}
