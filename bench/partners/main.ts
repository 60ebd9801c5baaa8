/**
 * `/find-partner` among many learners, at the handler: from the raw interaction until the dispatcher hands the answer
 * over, on a really migrated database. Also: how long a cold cohort takes to read and whether that holds others up, what
 * a change costs the next search, and whether the answers are those of judging everybody one by one.
 *
 *     node bench/find-partner.ts [--learners 100000] [--searches 1000] [--checked 5]
 */
import { isDeepStrictEqual, parseArgs } from 'node:util';
import { seeded } from '../../tests/pairing/matching/instances.ts';
import { crowdId } from '../../tests/pairing/partners/crowd.ts';
import { naiveRanking } from '../../tests/pairing/partners/database.ts';
import { type BenchBot, createBenchBot, NOW } from './bot.ts';

type Options = Record<string, string | number | boolean>;

const KINDS: readonly (readonly [name: string, options: Options])[] = [
  ['as it is', {}],
  ['any brief', { 'any-brief': true }],
  ['any brief, 12 h', { 'any-brief': true, 'min-overlap': 12 }],
  ['40 h: nobody, what would help', { 'min-overlap': 40 }],
  ['study partner', { side: 'same' }],
];
const WARM_UP = 100;

export async function main(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      learners: { type: 'string', default: '100000' },
      searches: { type: 'string', default: '1000' },
      checked: { type: 'string', default: '5' },
    },
  });
  const size = Number(values.learners);
  const bot = await createBenchBot(size);
  try {
    console.log(`/find-partner among ${size} learners of one cohort, ms\n`);
    await coldRead(bot);
    console.log(
      `${'searches'.padEnd(32)}${['p50', 'p99', 'cpu p99'].map((head) => head.padStart(9)).join('')}`,
    );
    for (const [name, options] of KINDS) await measure(bot, { name, options, size }, Number(values.searches));
    const changing = { name: 'after somebody changed', options: {}, size, changing: true };
    await measure(bot, changing, Number(values.searches));
    console.log(`\nmemory ${(process.memoryUsage().rss / 2 ** 20).toFixed(0)} MB`);
    await compare(bot, size, Number(values.checked));
  } finally {
    await bot.close();
  }
}

/** The first search, while something else wants the thread every turn. */
async function coldRead(bot: BenchBot): Promise<void> {
  const waits: number[] = [];
  let used = process.threadCpuUsage();
  let reading = true;
  const turn = (): void => {
    const { user, system } = process.threadCpuUsage(used);
    used = process.threadCpuUsage();
    waits.push((user + system) / 1000);
    if (reading) setImmediate(turn);
  };
  setImmediate(turn);
  const { wall, cpu } = await bot.slash(crowdId(1), 'find-partner');
  reading = false;
  waits.sort((a, b) => a - b);
  console.log(
    `first search, reads the cohort: ${wall.toFixed(0)} (cpu ${cpu.toFixed(0)}), ` +
      `turns of it (cpu): p99 ${at(waits, 0.99)}, longest ${at(waits.slice(0, -1), 1)}, ` +
      `and ${at(waits, 1)} for the first ranking\n`,
  );
}

async function measure(
  bot: BenchBot,
  kind: { name: string; options: Options; size: number; changing?: boolean },
  searches: number,
): Promise<void> {
  const random = seeded(7);
  const someone = () => crowdId(Math.floor(random() * kind.size));
  const wall: number[] = [];
  const cpu: number[] = [];
  for (let search = -WARM_UP; search < searches; search++) {
    if (kind.changing === true)
      await bot.services.learners.change('700000000000000001', someone(), {
        experience: 1 + (Math.abs(search) % 5),
      });
    const handled = await bot.slash(someone(), 'find-partner', kind.options);
    if (search < 0) continue;
    wall.push(handled.wall);
    cpu.push(handled.cpu);
  }
  wall.sort((a, b) => a - b);
  cpu.sort((a, b) => a - b);
  const figures = [at(wall, 0.5), at(wall, 0.99), at(cpu, 0.99)];
  console.log(`${kind.name.padEnd(32)}${figures.map((figure) => figure.padStart(9)).join('')}`);
}

async function compare(bot: BenchBot, size: number, checked: number): Promise<void> {
  const random = seeded(11);
  let same = 0;
  for (let n = 0; n < checked; n++) {
    const search = {
      cohort: bot.cohort,
      seekerId: crowdId(Math.floor(random() * size)),
      anyBrief: n % 2 === 0,
    };
    const result = await bot.services.partners.search(search);
    const naive = await naiveRanking(bot.db, search, NOW, 'en');
    if (isDeepStrictEqual(result?.ranking, naive)) same++;
  }
  console.log(`${same} of ${checked} answers are those of judging everybody`);
}

function at(sorted: readonly number[], share: number): string {
  return (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(2);
}
