/**
 * A cohort round as `/cohort match mode:preview` makes it, on a really migrated database: read, solved in its thread,
 * written, with its tables; `--publish` forms its teams too. Measured are how long the main thread is kept busy at a time, and how long interactions
 * take meanwhile, at the handler.
 *
 *     node bench/rounds.ts [--side 10000] [--publish]
 *
 * Everybody has one stretch of hours a week and one project, so that about 50 partners fit each.
 */
import { availableParallelism, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { BRIEFS } from '../../src/pairing/partners/rules.ts';
import { seeded } from '../../tests/pairing/matching/instances.ts';
import { crowdId } from '../../tests/pairing/partners/crowd.ts';
import { type BenchBot, createBenchBot, NOW } from '../partners/bot.ts';

/** What interactions may take while a round is made, of what they take otherwise. */
const TARGET = 1.5;
/** How long (ms) the main thread may be kept busy at a time. */
const LONGEST_SLICE = 20;
const ROWS = 500;

export async function main(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: { side: { type: 'string', default: '10000' }, publish: { type: 'boolean', default: false } },
  });
  const side = Number(values.side);
  const bot = await createBenchBot(0);
  try {
    await seed(bot, 2 * side);
    // The first searches read the cohort.
    await sample(bot, side, (count) => count >= 50);
    const idle = await sample(bot, side, (count) => count >= 600);
    for (const attempt of ['first', 'second'] as const) await measure(bot, side, idle, attempt);
    if (values.publish) await publish(bot);
  } finally {
    await bot.services.rounds.feature.close?.();
    await bot.close();
  }
}

async function measure(bot: BenchBot, side: number, idle: Samples, attempt: string): Promise<void> {
  const start = performance.now();
  let done = false;
  const turns = watchTurns(() => done);
  const before = process.memoryUsage.rss();
  let peak = before;
  const memory = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss());
  }, 20);
  const made = bot.services.rounds.make(bot.cohort, crowdId(0), 1 << 30).finally(() => {
    done = true;
  });
  const busy = await sample(bot, side, () => done);
  const { round, files } = await made;
  clearInterval(memory);
  const seconds = (performance.now() - start) / 1000;
  const bytes = files.attached.map(({ name, data }) => `${name} ${Math.ceil(data.length / 1024)} KB`);
  console.log(
    `The ${attempt} round of ${side} a side: ${seconds.toFixed(1)} s, ${round.scores.length} pairs of`,
  );
  console.log(`  ${round.feasible} possible, ${round.leftovers} left over; ${bytes.join(', ')}`);
  console.log(`  memory with the round's thread: ${megabytes(before)} -> ${megabytes(peak)} MB`);
  const longest = at(await turns, 1);
  console.log(
    `  main thread, processor time of one turn: p99 ${at(await turns, 0.99).toFixed(1)} ms, longest ${longest.toFixed(1)} ms;` +
      ` target ${LONGEST_SLICE} ms: ${verdict(longest < LONGEST_SLICE)}`,
  );
  const others = loadavg()[0] ?? 0;
  for (const kind of ['wall', 'cpu'] as const) {
    const ratio = at(busy[kind], 0.99) / at(idle[kind], 0.99);
    // Waiting for a processor that somebody else has says nothing about the round.
    const isUndecided = kind === 'wall' && others > availableParallelism() / 2;
    console.log(
      `  interactions, ${kind} p99: idle ${at(idle[kind], 0.99).toFixed(2)} ms, meanwhile ` +
        `${at(busy[kind], 0.99).toFixed(2)} ms (${busy[kind].length} of them), ratio ${ratio.toFixed(2)}; ` +
        `target ${TARGET}: ${isUndecided ? `NOT DECIDED, load is ${others}` : verdict(ratio <= TARGET)}`,
    );
  }
}

/** Publishes the last preview as teams; nothing is sent. */
async function publish({ services: { rounds }, cohort }: BenchBot): Promise<void> {
  const start = performance.now();
  let done = false;
  const turns = watchTurns(() => done);
  const begun = await rounds.publish(cohort, { as: 'teams', staffId: crowdId(0) });
  const checked = performance.now() - start;
  const end = await rounds.finished(begun.outcome.roundId);
  done = true;
  const seconds = (performance.now() - start) / 1000;
  const formed = end?.counts.formed ?? 0;
  console.log(
    `Published as teams: ${formed} in ${seconds.toFixed(1)} s (${(checked / 1000).toFixed(1)} s to check`,
  );
  console.log(
    `  that nobody has changed); main thread, processor time of one turn: p99 ${at(await turns, 0.99).toFixed(1)} ms,` +
      ` longest ${at(await turns, 1).toFixed(1)} ms`,
  );
}

interface Samples {
  /** From when it was due to its answer, and its processor time, ms; sorted. */
  readonly wall: number[];
  readonly cpu: number[];
}

/** An interaction every 10 ms until `enough`: /help and /find-partner by turns. */
async function sample(bot: BenchBot, side: number, enough: (count: number) => boolean): Promise<Samples> {
  const random = seeded(5);
  const [wall, cpu]: number[][] = [[], []];
  while (!enough(wall?.length ?? 0)) {
    const due = performance.now() + 10;
    await new Promise((resolve) => setTimeout(resolve, 10));
    const person = crowdId(Math.floor(random() * 2 * side));
    const handled = await bot.slash(person, (wall?.length ?? 0) % 2 === 0 ? 'help' : 'find-partner');
    wall?.push(performance.now() - due);
    cpu?.push(handled.cpu);
  }
  const sorted = (list: number[] | undefined) => (list ?? []).sort((a, b) => a - b);
  return { wall: sorted(wall), cpu: sorted(cpu) };
}

/** Processor time (ms) of each turn of the event loop until `done`, sorted. */
async function watchTurns(done: () => boolean): Promise<number[]> {
  const turns: number[] = [];
  let used = process.threadCpuUsage();
  while (!done()) {
    await new Promise((resolve) => setImmediate(resolve));
    const { user, system } = process.threadCpuUsage(used);
    used = process.threadCpuUsage();
    turns.push((user + system) / 1000);
  }
  return turns.sort((a, b) => a - b);
}

async function seed({ db, cohort }: BenchBot, size: number): Promise<void> {
  const random = seeded(3);
  const below = (end: number) => Math.floor(random() * end);
  // Two fit who begin within so many quarter hours of each other: three hours is the least they share.
  const stretch = 180 + 15 * Math.round((420_000 / size - 1) / 2);
  for (let from = 0; from < size; from += ROWS) {
    const numbers = Array.from({ length: Math.min(ROWS, size - from) }, (_, n) => from + n);
    const track = (n: number) => (n % 2 === 0 ? ('backend' as const) : ('frontend' as const));
    await db.transaction().execute(async (trx) => {
      const common = { guild_id: cohort.guildId };
      await trx
        .insertInto('members')
        .values(
          numbers.map((n) => ({
            ...common,
            user_id: crowdId(n),
            display_name: `Learner ${n}`,
            track: track(n),
            timezone: 'Africa/Lagos',
            hours_per_week: 5 + below(30),
            api: null,
            experience: 1 + below(5),
            goal: null,
            bio: null,
            paused_until: null,
            created_at: NOW,
          })),
        )
        .execute();
      await trx
        .insertInto('cohort_members')
        .values(numbers.map((n) => ({ cohort_id: cohort.id, user_id: crowdId(n), joined_at: NOW })))
        .execute();
      const hours = numbers.map((n) => {
        const from_minute = 15 * below(96);
        return {
          ...common,
          user_id: crowdId(n),
          day: 1 + below(7),
          from_minute,
          to_minute: from_minute + stretch,
        };
      });
      await trx.insertInto('availability').values(hours).execute();
      await trx
        .insertInto('projects')
        .values(
          numbers.map((n) => ({
            ...common,
            cohort_id: cohort.id,
            owner_id: crowdId(n),
            title: `Project ${n}`,
            title_key: `project ${n}`,
            brief: BRIEFS[below(BRIEFS.length)] ?? 'other',
            summary: 'A summary.',
            track: track(n),
            api: null,
            partners: 1,
            repo: null,
            docs: null,
            team_id: null,
            card_channel_id: null,
            card_message_id: null,
            thread_id: null,
            created_at: NOW,
          })),
        )
        .execute();
    });
  }
}

function at(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

function megabytes(bytes: number): string {
  return (bytes / 2 ** 20).toFixed(0);
}

function verdict(holds: boolean): string {
  return holds ? 'holds' : 'MISSED';
}
