import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { POSTGRES } from '../../tests/support/engine.ts';
import { compareDelivery } from './delivery.ts';
import { compareInteractions } from './interactions.ts';
import { countPackets } from './packets.ts';
import { countWorkers } from './workers.ts';

/**
 * SQLite and PostgreSQL in turns, so that whatever else the machine does meets both; the ratio is the figure. TEST_POSTGRES
 * names the server (`.ci/postgres` starts one).
 *
 *     node bench/engines.ts [--rate 200] [--seconds 6] [--parts interactions,packets,delivery,workers]
 */
export async function main(args: readonly string[]): Promise<void> {
  if (POSTGRES === undefined) {
    console.log('Left out: no server (TEST_POSTGRES; .ci/postgres starts one).');
    return;
  }
  const { values } = parseArgs({
    args: [...args],
    options: {
      rate: { type: 'string', default: '200' },
      seconds: { type: 'string', default: '6' },
      parts: { type: 'string', default: 'interactions,packets,delivery,workers' },
    },
  });
  const seconds = Number(values.seconds);
  const parts: Record<string, () => Promise<void>> = {
    interactions: () => compareInteractions(Number(values.rate), seconds),
    packets: countPackets,
    delivery: () => compareDelivery(seconds * 2),
    workers: () => countWorkers(seconds * 3),
  };
  for (const name of values.parts.split(',')) {
    await parts[name]?.();
    console.log(
      `load ${loadavg()
        .map((load) => load.toFixed(1))
        .join(' ')}\n`,
    );
  }
  process.exit(0);
}
