import { join } from 'node:path';
import Database from 'better-sqlite3';
import { learner } from '../tests/support/learners.ts';
import { createWorld } from '../tests/support/world.ts';

const LANGUAGES = ['en', 'fr'] as const;
const RUNS = 20;
const KINDS = ['technology', 'concept', 'practice', 'takeaway', 'highlight'];
const WORDS =
  'The `npm run build` of our API failed on *Render* | because <env> had no DATABASE_URL; we read the log, found it, and set it. ';

/** A learner's README of 2,000 entries: the whole command, and how long the event loop is held by its parts. */
const world = await createWorld({ simulator: { rateLimits: false } });
const ada = await learner(world, 'Ada', 'backend');
fill(ada.id);

const whole: number[] = [];
for (let run = 0; run < RUNS; run++) {
  const from = performance.now();
  const reply = await ada.slash('/readme export', { language: LANGUAGES[run % 2] ?? 'en' });
  await reply.finished();
  whole.push(performance.now() - from);
}
print('/readme export, answered', whole);

const { readmes } = world.bot.services;
const member = { cohortId: 1, userId: ada.id };
const held: number[] = [];
const used: number[] = [];
for (let run = 0; run < RUNS; run++) {
  const locale = LANGUAGES[run % 2] ?? 'en';
  const watch = watchLoop();
  const before = process.cpuUsage();
  readmes.file(await (await readmes.read(member, locale)).write(), locale);
  const { user, system } = process.cpuUsage(before);
  used.push((user + system) / 1_000);
  held.push(await watch());
}
print('read and written, of the processor', used);
print('longest hold, of the processor', held);
await world.stop();

/** Ends with the most of the processor between two turns of the event loop since, in ms: others may use the machine. */
function watchLoop(): () => Promise<number> {
  let last = process.threadCpuUsage();
  let longest = 0;
  let isOver = false;
  const turn = (): void => {
    const { user, system } = process.threadCpuUsage(last);
    last = process.threadCpuUsage();
    longest = Math.max(longest, (user + system) / 1_000);
    if (!isOver) setImmediate(turn);
  };
  setImmediate(turn);
  return async () => {
    await new Promise(setImmediate);
    isOver = true;
    return longest;
  };
}

function fill(userId: string): void {
  const db = new Database(join(world.databasePath));
  const guild = world.guild.id;
  const now = world.sim.clock.now();
  const learning = db.prepare(
    `insert into learnings (guild_id, cohort_id, user_id, kind, text, week, created_at) values (?, 1, ?, ?, ?, ?, ?)`,
  );
  const progress = db.prepare(
    `insert into progress_entries (guild_id, cohort_id, user_id, text, minutes, created_at) values (?, 1, ?, ?, 90, ?)`,
  );
  const solution = db.prepare(
    `insert into solutions (guild_id, cohort_id, user_id, author_id, title, root_cause, diagnosis, solution, lesson,
      technologies, state, public_at, created_at) values (?, 1, ?, ?, ?, ?, ?, ?, ?, '["Docker"]', 'shared', ?, ?)`,
  );
  db.transaction(() => {
    for (let n = 0; n < 2_000; n++) {
      const text = `${n}: ${WORDS}`;
      if (n % 10 < 5) learning.run(guild, userId, KINDS[n % 5], text, 1 + (n % 3), now + n);
      else if (n % 10 < 8) progress.run(guild, userId, text, now + n);
      else solution.run(guild, userId, userId, `Title ${n}`, text, text, text, text, now + n, now + n);
    }
  })();
  db.close();
}

function print(name: string, values: readonly number[]): void {
  const at = (share: number): string =>
    (values.toSorted((a, b) => a - b)[Math.floor(share * (values.length - 1))] ?? 0).toFixed(1);
  console.log(`${name.padEnd(36)} p50 ${at(0.5)}  most ${at(1)} ms`);
}
