import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import build, { MAIN } from '../../tests/support/built.ts';
import { createPostgres, dropPostgres } from '../../tests/support/engine.ts';
import { type Program, run } from '../../tests/support/program.ts';
import { message, type Office, office } from '../delivery/office.ts';

const PERMITTED = 50;
const CHANNELS = 400;

/** How many messages so many workers of one database send in a second, together, and what Discord refuses of it. */
export async function countWorkers(seconds: number): Promise<void> {
  build();
  console.log(`== engines: messages a second that workers send together, ${PERMITTED} permitted\n`);
  for (const count of [1, 2, 4]) {
    const { rate, most, refused } = await measured(count, seconds);
    console.log(
      `${count} ${count === 1 ? 'worker ' : 'workers'}  ${rate.toFixed(1)}/s ` +
        `(${((rate / PERMITTED) * 100).toFixed(0)} %), at most ${most} in a second, ${refused} refused`,
    );
  }
}

async function measured(count: number, seconds: number) {
  const address = await createPostgres();
  const folder = mkdtempSync(join(tmpdir(), 'nexus-bench-'));
  // Its own outbox only fills the table.
  const place = await office({ database: address, sends: false });
  const programs: Program[] = [];
  try {
    const channels = Array.from(
      { length: CHANNELS },
      (_, index) => place.guild.createChannel({ name: `w${index}` }).id,
    );
    const env = { DISCORD_TOKEN: place.sim.token, DISCORD_API: place.sim.api, DATABASE_URL: address };
    for (let n = 0; n < count; n++)
      programs.push(run([MAIN], { env: { ...env, DATA_DIRECTORY: folder, NEXUS_ROLE: 'worker' } }));
    await Promise.all(programs.map((program) => program.printed(/"msg":"ready"/)));
    for (let from = 0; from < PERMITTED * (seconds + 30); from += 500)
      await place.enqueue(
        Array.from({ length: 500 }, (_, n) =>
          message(`w${from + n}`, channels[(from + n) % CHANNELS] ?? '', { guildId: place.guild.id }),
        ),
      );
    // What each may send is agreed upon within some seconds.
    await pause(12_000);
    const began = Date.now();
    await pause(seconds * 1_000);
    return figures(place, began, seconds);
  } finally {
    for (const { child } of programs) child.kill('SIGKILL');
    await Promise.all(programs.map(({ ended }) => ended));
    await place.close();
    await dropPostgres(address);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Of the requests that arrived from `began` (ms) on. */
function figures({ sim }: Office, began: number, seconds: number) {
  const asked = sim.requests.filter(({ at, method }) => method === 'POST' && at >= began);
  const arrived = asked.map(({ at }) => at).toSorted((a, b) => a - b);
  let most = 0;
  for (let first = 0, last = 0; last < arrived.length; last++) {
    while ((arrived[last] ?? 0) - (arrived[first] ?? 0) >= 1_000) first++;
    most = Math.max(most, last - first + 1);
  }
  const refused = sim.requests.filter(({ status }) => status === 429).length;
  return { rate: asked.length / seconds, most, refused };
}
