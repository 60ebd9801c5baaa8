import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSearch } from '../../src/journal/search/service.ts';
import { createAudit } from '../../src/platform/audit/service.ts';
import { write } from '../../src/platform/database/index.ts';
import { generator, type Sample } from './data.ts';
import { fill } from './fill.ts';
import { openIndex } from './rivals.ts';

/** As many servers of this size as there are entries for. */
const IN_SERVER = 5_000;
const SEARCHES = 600;
const INSERTS = 200;
/** Words that a great part of the entries holds. */
const COMMON = ['the server', 'docker the django error', 'not in the api after deploy'];

/** How long a search and an insert take in many servers; the entries are shaken from those of the sample. */
export async function measureSize(sample: Sample, count: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'nexus-knowledge-'));
  const path = join(folder, 'nexus.db');
  const db = await openIndex(path);
  const clock = { now: () => 1 };
  const search = createSearch({ db, clock, audit: createAudit({ db, clock }) });
  const servers = Math.max(1, Math.round(count / IN_SERVER));
  const guilds = Array.from({ length: servers }, (_, index) => String(index + 1));
  for (const guild_id of guilds)
    await db.insertInto('communities').values({ guild_id, created_at: 1 }).execute();
  const random = generator(3);
  const guildAt = (): string => guilds[Math.floor(random() * servers)] ?? '1';
  const entryAt = (sourceId: number) => {
    const entry = sample.entries[Math.floor(random() * sample.entries.length)];
    if (entry === undefined) throw new Error('an empty sample');
    return { ...entry, sourceId, guildId: guilds[sourceId % servers] ?? '1' };
  };
  const from = performance.now();
  fill(path, guilds, sample, count, () => Math.floor(random() * sample.entries.length));
  const filled = ((performance.now() - from) / 1_000).toFixed(0);
  console.log(`\n${count} entries in ${servers} servers, filled in ${filled} s`);

  const inserts = await timed(INSERTS, async (index) => {
    const entry = entryAt(count + index);
    await write(db, (trx) => search.keep(trx, entry));
  });
  console.log(`insert             ${inserts}`);
  const queries = sample.queries.map(({ text }) => text);
  const ask = (list: readonly string[]) => (index: number) =>
    search.find(guildAt(), list[index % list.length] ?? '');
  console.log(`search             ${await timed(SEARCHES, ask(queries))}`);
  console.log(`of common words    ${await timed(SEARCHES / 4, ask(COMMON))}`);
  await db.destroy();
  rmSync(folder, { recursive: true, force: true });
}

/** Each run alone; in ms of the clock and, as p50 / p99, of the processor: others may use the machine. */
async function timed(runs: number, act: (index: number) => Promise<unknown>): Promise<string> {
  for (let index = 0; index < runs / 10; index++) await act(runs + index);
  const clock: number[] = [];
  const processor: number[] = [];
  for (let index = 0; index < runs; index++) {
    const [from, used] = [performance.now(), process.cpuUsage()];
    await act(index);
    const { user, system } = process.cpuUsage(used);
    clock.push(performance.now() - from);
    processor.push((user + system) / 1_000);
  }
  return `p50 ${at(clock, 0.5)}  p99 ${at(clock, 0.99)} ms;  of the processor ${at(processor, 0.5)} / ${at(processor, 0.99)}`;
}

function at(values: readonly number[], share: number): string {
  return (values.toSorted((a, b) => a - b)[Math.floor(share * (values.length - 1))] ?? 0).toFixed(1);
}
