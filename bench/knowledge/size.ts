import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { write } from '../../src/platform/database/index.ts';
import { createSlash, servicesOn } from '../handlers.ts';
import { generator, type Sample } from './data.ts';
import { fill } from './fill.ts';
import { openIndex } from './rivals.ts';

/** As many servers of this size as there are entries for. */
const IN_SERVER = 5_000;
const SEARCHES = 600;
const INSERTS = 400;
/** Words that a great part of the entries holds. */
const COMMON = ['the server', 'docker the django error', 'not in the api after deploy'];

interface Took {
  readonly wall: number;
  readonly cpu: number;
}

/** How long `/knowledge search` takes at its handler, and an insert, in many servers; entries are shaken from the sample's. */
export async function measureSize(sample: Sample, count: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'nexus-knowledge-'));
  const path = join(folder, 'nexus.db');
  const db = await openIndex(path);
  const clock = { now: () => Date.UTC(2026, 10, 18, 12) };
  const services = servicesOn(db, `sqlite:${path}`, clock);
  const servers = Math.max(1, Math.round(count / IN_SERVER));
  const guilds = Array.from({ length: servers }, (_, index) =>
    String(700_000_000_000_000_000n + BigInt(index)),
  );
  for (const guild of guilds) await services.communities.ensure(guild, clock.now());
  const random = generator(3);
  const guildAt = (): string => guilds[Math.floor(random() * servers)] ?? '';
  const entryAt = (sourceId: number) => {
    const entry = sample.entries[Math.floor(random() * sample.entries.length)];
    if (entry === undefined) throw new Error('an empty sample');
    return { ...entry, sourceId, guildId: guilds[sourceId % servers] ?? '' };
  };
  const from = performance.now();
  fill(path, guilds, sample, count, () => Math.floor(random() * sample.entries.length));
  const filled = ((performance.now() - from) / 1_000).toFixed(0);
  console.log(`\n${count} entries in ${servers} servers, filled in ${filled} s`);

  const inserts = await timed(INSERTS, (index) =>
    measured(() => write(db, (trx) => services.search.keep(trx, entryAt(count + index)))),
  );
  console.log(`insert                 ${inserts}`);
  const queries = sample.queries.map(({ text }) => text);
  const slash = createSlash(db, services, clock);
  const ask = (list: readonly string[]) => (index: number) =>
    slash({
      guildId: guildAt(),
      userId: String(900_000_000_000_000_000n + BigInt(index)),
      name: 'knowledge search',
      options: { query: list[index % list.length] ?? '' },
    });
  const find = (index: number) =>
    measured(() => services.search.find(guildAt(), queries[index % queries.length] ?? ''));
  console.log(`/knowledge search      ${await timed(SEARCHES, ask(queries))}`);
  console.log(`  of common words      ${await timed(SEARCHES / 4, ask(COMMON))}`);
  console.log(`  the search alone     ${await timed(SEARCHES, find)}`);
  await services.charts.close();
  await db.destroy();
  rmSync(folder, { recursive: true, force: true });
}

async function measured(act: () => Promise<unknown>): Promise<Took> {
  const [from, used] = [performance.now(), process.threadCpuUsage()];
  await act();
  const { user, system } = process.threadCpuUsage(used);
  return { wall: performance.now() - from, cpu: (user + system) / 1_000 };
}

/** One after the other; in ms of the clock and, as p50 / p99, of the processor: others may use the machine. */
async function timed(runs: number, act: (index: number) => Promise<Took>): Promise<string> {
  for (let index = 0; index < runs / 10; index++) await act(runs + index);
  const took: Took[] = [];
  for (let index = 0; index < runs; index++) took.push(await act(index));
  const at = (of: (each: Took) => number, share: number): string =>
    (took.map(of).toSorted((a, b) => a - b)[Math.floor(share * (runs - 1))] ?? 0).toFixed(1);
  const [wall, cpu] = [(each: Took) => each.wall, (each: Took) => each.cpu];
  return `p50 ${at(wall, 0.5)}  p99 ${at(wall, 0.99)} ms;  of the processor ${at(cpu, 0.5)} / ${at(cpu, 0.99)}`;
}
