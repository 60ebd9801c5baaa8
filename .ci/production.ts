import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { Simulator } from '@nexus/simulator';

/** Starts the Nexus that lies in a folder against a simulated Discord, until it is healthy; then stops it, as Docker does. */
const PATIENCE = 30_000;
const port = 18_000 + Math.floor(Math.random() * 2_000);
const folder = process.argv[2];
if (folder === undefined) throw new Error('node .ci/production.ts FOLDER');

const sim = await Simulator.start({ openapi: false });
sim.createGuild({ name: 'Production' });
const nexus = spawn(process.execPath, ['src/main.ts'], {
  cwd: folder,
  env: { DISCORD_TOKEN: sim.token, DISCORD_API: sim.api, HTTP_PORT: String(port), NODE_ENV: 'production' },
  stdio: 'inherit',
});
const ended = once(nexus, 'exit');
const stopped = ended.then(([code]: unknown[]) => {
  throw new Error(`Nexus ended with ${String(code)}`);
});
stopped.catch(() => {});
const healthy = async (): Promise<void> => {
  const until = Date.now() + PATIENCE;
  for (;;) {
    const answer = await fetch(`http://127.0.0.1:${port}/health`).catch(() => undefined);
    if (answer?.status === 200) return;
    if (Date.now() > until) throw new Error('Nexus did not become healthy');
    await delay(200);
  }
};
try {
  await Promise.race([healthy(), stopped]);
  nexus.kill('SIGTERM');
  const [code] = (await ended) as [number | null];
  if (code !== 0) throw new Error(`Nexus ended with ${String(code)} on SIGTERM`);
  console.log(`Production: healthy, and stopped cleanly. Commands registered: ${sim.world.commands.size}.`);
} finally {
  nexus.kill('SIGKILL');
  await sim.stop();
}
