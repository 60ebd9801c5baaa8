import { fork } from 'node:child_process';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { Channel } from '../channel.ts';
import type { Member } from '../driver/member.ts';
import { Simulator } from '../simulator.ts';

const CONCURRENT = 64;
const MEMBERS = 200;
const WARM_UP = 2_000;
/** Interactions a second that two cores must manage. */
const LEAST_PER_SECOND = 1_500;
/** What the heap may grow by from the first tenth of a soak to its end: it is bounded by what is kept. */
const MOST_GROWTH_MIB = 32;
/** A share of answers that may come too late in a soak; more, and the bot has lost its connection. */
const MOST_LATE = 1 / 1_000;

/**
 * How much the simulator itself costs: members run a command, a bare bot in a process of its own answers with a card
 * and two buttons. `node simulator/load/main.ts [--interactions N | --minutes N]`; exit code 1 when it is too slow, or
 * in a soak of minutes its memory grows.
 */
export async function main(args: string[]): Promise<void> {
  const options = {
    interactions: { type: 'string', default: '10000' },
    minutes: { type: 'string' },
  } as const;
  const { values } = parseArgs({ args, options });
  const simulator = await Simulator.start({
    rateLimits: false,
    keepRequests: 1_000,
    keepMessages: 1_000,
    keepInteractions: 10_000,
  });
  const guild = simulator.createGuild({ name: 'Load' });
  const channel = guild.createChannel({ name: 'general' });
  const members = Array.from({ length: MEMBERS }, (_, n) => guild.addMember({ name: `member ${n}` }));
  const bot = fork(path.join(import.meta.dirname, 'bot.ts'), [simulator.api, simulator.token]);
  await simulator.until(() => simulator.world.commands.size > 0, { timeoutMs: 60_000 });
  await simulator.until(() => simulator.gateway.sessions.length > 0, { timeoutMs: 60_000 });
  // The first answer has its checks compiled, which on a busy machine may take longer than the 3 seconds it has.
  await members[0]?.slash('/ping', {}, { channel }).catch(() => undefined);
  await run(members, channel, WARM_UP);
  const isFine =
    values.minutes === undefined
      ? await measure(simulator, members, channel, Number(values.interactions))
      : await soak(simulator, members, channel, Number(values.minutes));
  bot.kill();
  await simulator.stop();
  process.exitCode = isFine ? 0 : 1;
}

/** How many were not answered within their 3 seconds, which on a machine that others use as well may happen. */
async function run(members: readonly Member[], channel: Channel, total: number): Promise<number> {
  let left = total;
  let late = 0;
  const work = async (): Promise<void> => {
    while (left-- > 0) {
      await members[left % MEMBERS]?.slash('/ping', {}, { channel }).catch(() => late++);
    }
  };
  await Promise.all(Array.from({ length: CONCURRENT }, work));
  return late;
}

async function measure(
  { violations }: Simulator,
  members: readonly Member[],
  channel: Channel,
  count: number,
): Promise<boolean> {
  const before = process.cpuUsage();
  const start = performance.now();
  const late = await run(members, channel, count);
  const ms = performance.now() - start;
  const { user, system } = process.cpuUsage(before);
  const perSecond = Math.round((count / ms) * 1000);
  const share = Math.round((user + system) / 10 / ms);
  console.log(
    `${perSecond} interactions/s; the simulator used ${share} % of one core, ` +
      `${Math.round((user + system) / count)} us each; ` +
      `${Math.round(process.memoryUsage().rss / 2 ** 20)} MiB; ${violations.length} violations, ${late} late`,
  );
  return perSecond >= LEAST_PER_SECOND && violations.length === 0;
}

/** As fast as it goes for minutes, with the heap told every minute; true when it stays as large as it was. */
async function soak(
  { violations }: Simulator,
  members: readonly Member[],
  channel: Channel,
  minutes: number,
): Promise<boolean> {
  const heaps: number[] = [];
  let count = 0;
  let late = 0;
  for (let minute = 1; minute <= minutes; minute++) {
    const until = performance.now() + 60_000;
    const before = count;
    for (; performance.now() < until; count += 2_000) late += await run(members, channel, 2_000);
    heaps.push(heapMiB());
    console.log(`minute ${minute}: ${Math.round((count - before) / 60)}/s, heap ${heaps.at(-1)} MiB`);
  }
  const early = heaps[Math.floor(minutes / 10)] ?? 0;
  const end = heaps.at(-1) ?? 0;
  console.log(
    `${count} interactions, ${late} late; heap ${early} MiB, then ${end} MiB; ${violations.length} violations`,
  );
  return end - early <= MOST_GROWTH_MIB && late <= count * MOST_LATE && violations.length === 0;
}

/** What is really in use, where garbage can be collected on demand (`node --expose-gc`). */
function heapMiB(): number {
  globalThis.gc?.();
  return Math.round(process.memoryUsage().heapUsed / 2 ** 20);
}
