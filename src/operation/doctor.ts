/** `npm run doctor [-- --json]`: looks at everything Nexus needs, changes nothing, ends with 1 when something is to mend. */
import { parseArgs } from 'node:util';
import { systemClock } from '../platform/clock.ts';
import { ConfigError, readConfig, readDatabasePath } from '../platform/config.ts';
import { openDatabase } from '../platform/database/index.ts';
import { databaseFindings, fileFindings } from './doctor/database.ts';
import { discordFindings } from './doctor/discord.ts';
import { machineFindings } from './doctor/machine.ts';
import { asText, type Finding, mend, ok } from './doctor/rules.ts';
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
  const path = readDatabasePath(process.env);
  const { config, finding } = configuration();
  const file = fileFindings(path);
  const db = file.isWhole ? openDatabase(path) : undefined;
  try {
    return [
      finding,
      ...machineFindings(path, systemClock.now()),
      ...file.findings,
      ...(db === undefined ? [] : await databaseFindings(db, path, systemClock)),
      ...(config === undefined ? [] : await discordFindings(config, db, systemClock)),
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
