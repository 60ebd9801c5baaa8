import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { readPrivilegedIntents } from './intents.ts';
import { replay } from './record/replay.ts';
import { type Scene, seed } from './scene.ts';
import { Simulator } from './simulator.ts';

/** `npm run simulator -- --port P --json [--scene FILE] [--intents LIST] [--record FILE | --replay FILE]`: runs until it is told to stop. */
export async function main(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      port: { type: 'string', default: '0' },
      json: { type: 'boolean', default: false },
      scene: { type: 'string' },
      intents: { type: 'string' },
      record: { type: 'string' },
      replay: { type: 'string' },
      'no-rate-limits': { type: 'boolean', default: false },
    },
  });
  const scene = values.scene === undefined ? {} : (JSON.parse(readFileSync(values.scene, 'utf8')) as Scene);
  const switchedOn = values.intents === undefined ? [] : readPrivilegedIntents(values.intents);
  const simulator = await Simulator.start({
    port: Number(values.port),
    privilegedIntents: [...switchedOn, ...(scene.privilegedIntents ?? [])],
    rateLimits: !values['no-rate-limits'],
    identifyLimit: true,
    page: true,
  });
  const seeded = seed(simulator, scene);
  if (values.record !== undefined) simulator.record(values.record);
  const { api, token, applicationId } = simulator;
  const facts = { api, token, applicationId, ...seeded };
  if (values.json) console.log(JSON.stringify(facts));
  else {
    console.log(`A Discord for bots at ${api}, token ${token}`);
    console.log(`In a browser: ${simulator.pageAddress}`);
    console.log(
      `Server ${facts.guildId}; members act through ${simulator.world.origin}/simulator (see simulator/README.md).`,
    );
  }
  if (values.replay !== undefined) await play(simulator, values.replay);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void simulator.stop().then(() => process.exit(0)));
  }
}

/** Does a recording again once a bot is there and has registered its commands, and says how each line went. */
async function play(simulator: Simulator, file: string): Promise<void> {
  const isReady = (): boolean => simulator.gateway.sessions.length > 0 && simulator.world.commands.size > 0;
  await simulator.until(isReady, { timeoutMs: 60_000 });
  const quietMs = 100;
  await simulator.settled({ quietMs });
  for (const { line, response, error } of await replay(simulator, file, { quietMs })) {
    console.log(`${error === undefined ? (response ?? 'done') : `FAILED (${error})`}: ${line}`);
  }
}
