import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createPostgres, dropPostgres } from '../../tests/support/engine.ts';
import { begin, end, memberOf, quantile, type Subject, setUp } from '../interactions.ts';

const PROJECTS = 60;
/**
 * Seconds before anything is counted: each of ten connections plans each statement anew for its first five uses
 * (https://www.postgresql.org/docs/current/sql-prepare.html), which is over once a bot has run for a while.
 */
const WARM_UP = 5;

const ACTS: readonly (readonly [string, (subject: Subject, round: number) => Promise<unknown>])[] = [
  ['/help', (on, round) => memberOf(on, round).slash('/help')],
  ['/project browse', (on, round) => memberOf(on, round).slash('/project browse')],
  ['/find-partner', (on, round) => memberOf(on, round % PROJECTS).slash('/find-partner')],
  ['/remind-me', (on, round) => memberOf(on, round).slash('/remind-me', { when: 'in 3 days', what: 'Push' })],
];

/** Times in ms of those that began within a second. */
async function second(
  subject: Subject,
  act: (subject: Subject, round: number) => Promise<unknown>,
  { from, rate }: { from: number; rate: number },
): Promise<number[]> {
  const all: Promise<number>[] = [];
  const start = performance.now();
  for (let n = 0; n < rate; n++) {
    const ahead = start + (n * 1_000) / rate - performance.now();
    if (ahead > 1) await pause(ahead);
    const began = performance.now();
    all.push(act(subject, from + n).then(() => performance.now() - began));
  }
  return await Promise.all(all);
}

/**
 * From the moment a member's client sends an interaction until the callback has arrived: so many a second whether answers
 * come or not.
 */
export async function compareInteractions(rate: number, seconds: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'nexus-bench-'));
  const address = await createPostgres({ empty: true });
  const subjects = {
    sqlite: await begin('nexus', join(folder, 'a')),
    postgres: await begin('nexus', join(folder, 'b'), address),
  };
  try {
    for (const subject of Object.values(subjects)) await setUp(subject, PROJECTS);
    console.log(`== engines: ms from sending to the callback, ${rate} a second\n`);
    console.log(
      `${''.padEnd(18)}${['SQLite p50', 'p99', 'PostgreSQL p50', 'p99', 'p99 ratio'].map((cell) => cell.padStart(16)).join('')}`,
    );
    for (const [title, act] of ACTS) {
      const times: Record<keyof typeof subjects, number[]> = { sqlite: [], postgres: [] };
      for (let round = 0; round < WARM_UP + seconds; round++)
        for (const key of ['sqlite', 'postgres'] as const) {
          const found = await second(subjects[key], act, { from: round * rate, rate });
          if (round >= WARM_UP) times[key].push(...found);
        }
      const [a50, a99, b50, b99] = [times.sqlite, times.postgres].flatMap((list) => [
        quantile(list, 0.5),
        quantile(list, 0.99),
      ]);
      const cells = [a50, a99, b50, b99, (b99 ?? 0) / (a99 ?? 1)];
      console.log(title.padEnd(18) + cells.map((cell = 0) => cell.toFixed(2).padStart(16)).join(''));
    }
  } finally {
    for (const subject of Object.values(subjects)) await end(subject);
    await dropPostgres(address);
    rmSync(folder, { recursive: true, force: true });
  }
}
