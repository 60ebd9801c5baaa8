import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { readPrivilegedIntents } from './intents.ts';
import { type Scene, seed } from './scene.ts';
import { Simulator } from './simulator.ts';

/** `npm run simulator -- --port P --json [--scene FILE] [--intents LIST]`: runs until it is told to stop. */
export async function main(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      port: { type: 'string', default: '0' },
      json: { type: 'boolean', default: false },
      scene: { type: 'string' },
      intents: { type: 'string' },
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
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void simulator.stop().then(() => process.exit(0)));
  }
}
