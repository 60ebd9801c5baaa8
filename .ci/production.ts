import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Simulator } from '@nexus/simulator';

/**
 * Starts the Nexus that lies in a folder against a simulated Discord as the container does: by a user who may write into
 * its data and /tmp alone. It becomes ready, the health check of the Dockerfile says so, a backup is made while it runs, it is
 * stopped, which the health check sees, and the backup is restored.
 */
const PATIENCE = 30_000;
const port = 18_000 + Math.floor(Math.random() * 2_000);
const folder = process.argv[2];
if (folder === undefined) throw new Error('node .ci/production.ts FOLDER');

const sim = await Simulator.start({ openapi: false });
sim.createGuild({ name: 'Production' });
/** Nobody's, where we may become them; they need not be able to read the folder we are in. */
const user = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
const node = join(folder, 'node');
if (!existsSync(node)) copyFileSync(process.execPath, node);
const start = (...args: string[]) =>
  spawn(node, args, {
    cwd: folder,
    env: { DISCORD_TOKEN: sim.token, DISCORD_API: sim.api, HTTP_PORT: String(port), NODE_ENV: 'production' },
    stdio: 'inherit',
    ...user,
  });
async function ended(...args: string[]): Promise<number | null> {
  const [code] = (await once(start(...args), 'exit')) as [number | null];
  return code;
}
async function done(...args: string[]): Promise<void> {
  const code = await ended(...args);
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${String(code)}`);
}
/** What Docker runs every 30 s: `node` and its arguments. */
const dockerfile = readFileSync(new URL('../Dockerfile', import.meta.url), 'utf8');
const [, check = '[]'] = /^HEALTHCHECK [^\n]*\n *CMD (\[.*\])$/m.exec(dockerfile) ?? [];
const [, ...healthCheck] = JSON.parse(check) as string[];
const nexus = start(
  '--max-semi-space-size=4',
  '--max-old-space-size=512',
  '--v8-pool-size=1',
  'dist/src/main.js',
);
const end = once(nexus, 'exit');
const stopped = end.then(([code]: unknown[]) => {
  throw new Error(`Nexus ended with ${String(code)}`);
});
stopped.catch(() => {});
const healthy = async (): Promise<void> => {
  const until = Date.now() + PATIENCE;
  for (;;) {
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined);
    if (answer?.status === 200) return;
    if (Date.now() > until) throw new Error('Nexus did not become ready');
    await delay(200);
  }
};
try {
  await Promise.race([healthy(), stopped]);
  await done(...healthCheck);
  await done('src/operation/backup.ts', 'data/backup.db');
  await done('src/operation/doctor.ts');
  nexus.kill('SIGTERM');
  const [code] = (await end) as [number | null];
  if (code !== 0) throw new Error(`Nexus ended with ${String(code)} on SIGTERM`);
  if ((await ended(...healthCheck)) !== 1) throw new Error('The health check finds a Nexus that was stopped');
  await done('src/operation/restore.ts', 'data/backup.db');
  console.log(
    `Production: ready, healthy, backed up, stopped cleanly, restored. Commands registered: ${sim.world.commands.size}.`,
  );
} finally {
  nexus.kill('SIGKILL');
  await sim.stop();
}
