import { setTimeout as pause } from 'node:timers/promises';
import { createPostgres, dropPostgres } from '../../tests/support/engine.ts';
import { message, type Office, office } from '../delivery/office.ts';
import { quantile } from '../interactions.ts';

/** Below the 50 requests a second that Discord allows, in more channels than any is asked twice within five seconds. */
const RATE = 40;
const CHANNELS = 400;

/** From the write that causes a message until it is recorded that it stands in Discord. */
export async function compareDelivery(seconds: number): Promise<void> {
  const address = await createPostgres({ empty: true });
  const offices = { sqlite: await office(), postgres: await office({ database: address }) };
  const times: Record<keyof typeof offices, number[]> = { sqlite: [], postgres: [] };
  try {
    const places = { sqlite: channelsOf(offices.sqlite), postgres: channelsOf(offices.postgres) };
    for (let round = 0; round <= seconds; round++)
      for (const key of ['sqlite', 'postgres'] as const) {
        const found = await second(offices[key], places[key], round * RATE);
        // The first is to warm up.
        if (round > 0) times[key].push(...found);
      }
    const refused = Object.values(offices).flatMap(({ sim }) =>
      sim.requests.filter(({ status }) => status === 429),
    );
    console.log(`== engines: ms from the write to the message that stands, ${RATE} a second\n`);
    for (const [key, list] of Object.entries(times))
      console.log(
        `${key.padEnd(12)}p50 ${quantile(list, 0.5).toFixed(1)}   p99 ${quantile(list, 0.99).toFixed(1)}`,
      );
    const ratio = quantile(times.postgres, 0.99) / quantile(times.sqlite, 0.99);
    console.log(`p99 ratio ${ratio.toFixed(2)}, ${refused.length} refused by Discord`);
  } finally {
    for (const each of Object.values(offices)) await each.close();
    await dropPostgres(address);
  }
}

function channelsOf({ guild }: Office): string[] {
  return Array.from({ length: CHANNELS }, (_, index) => guild.createChannel({ name: `d${index}` }).id);
}

async function second(place: Office, channels: readonly string[], from: number): Promise<number[]> {
  const all: Promise<number>[] = [];
  const start = performance.now();
  for (let n = 0; n < RATE; n++) {
    const ahead = start + (n * 1_000) / RATE - performance.now();
    if (ahead > 1) await pause(ahead);
    const key = `d${from + n}`;
    const began = performance.now();
    const sent = place
      .enqueue([message(key, channels[(from + n) % CHANNELS] ?? '')])
      .then(() => place.outbox.settled(key, 30_000))
      .then((found) => {
        if (found === undefined) throw new Error(`${key} was not sent`);
        return performance.now() - began;
      });
    all.push(sent);
  }
  return await Promise.all(all);
}
