import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { claimDoubtful, claimDue } from '../../src/platform/delivery/claims/store.ts';
import { nextReadyAt } from '../../src/platform/delivery/store.ts';
import { createLogger } from '../../src/platform/log.ts';
import { createScheduler } from '../../src/platform/schedule/scheduler.ts';
import { reminderLateness } from './lateness.ts';
import { message, office } from './office.ts';
import { CARDS, TEAMS, threadRush } from './threads.ts';

/**
 * `npm run bench -- --only delivery [--long]`: each line is a promise of the delivery with what was measured. Exit code 1
 * when one is broken. `--long` measures rates for longer and fills a server with threads (five minutes).
 */
export async function main(args: readonly string[]): Promise<void> {
  const isLong = args.includes('--long');
  const seconds = isLong ? 60 : 15;
  const lines = [
    await enqueueing(),
    await pollCost(),
    await channelRate(seconds),
    // Requests leave in waves of a second: the longer, the less it counts where the last wave is cut.
    await globalRate(2 * seconds),
    await lateness(),
    await ownReminders(isLong ? 120 : 30),
    ...(isLong ? [await threads()] : []),
  ];
  console.table(lines.map(({ what, promised, measured, ok }) => ({ what, promised, measured, ok })));
  process.exit(lines.every((line) => line.ok) ? 0 : 1);
}

interface Line {
  readonly what: string;
  readonly promised: string;
  readonly measured: string;
  readonly ok: boolean;
}

async function enqueueing(): Promise<Line> {
  const place = await office();
  const entries = Array.from({ length: 100_000 }, (_, index) => message(`e${index}`, String(index % 500)));
  const began = performance.now();
  await place.enqueue(entries);
  const seconds = (performance.now() - began) / 1_000;
  await place.close();
  return {
    what: '100,000 due rows enqueued in one transaction',
    promised: '< 2 s',
    measured: `${seconds.toFixed(2)} s`,
    ok: seconds < 2,
  };
}

/** The time of one look for due rows, with nothing due, by how many rows wait. */
async function pollCost(): Promise<Line> {
  const place = await office();
  const { db } = place;
  const costs: number[] = [];
  const now = Date.now();
  let waiting = 0;
  for (const size of [0, 10_000, 1_000_000]) {
    await sql`
      with recursive n (i) as (select ${waiting} union all select i + 1 from n where i + 1 < ${size})
      insert into outbox (guild_id, kind, target_kind, target_id, lane, payload, mentions, dedupe_key, nonce,
        created_at, due_at, turn_at, ready_at)
      select '1', 'bench', 'channel', i % 5000, 'channel:' || (i % 5000), '{}', '[]', 'w' || i,
        'aaaaaaaaaaaaaaaaaaaaaa', ${now}, ${now} + 86400000 + i, ${now} + 86400000 + i,
        case when i < 5000 then ${now} + 86400000 + i end
      from n where ${size} > 0`.execute(db);
    waiting = size;
    const looks = 2_000;
    const began = performance.now();
    for (let look = 0; look < looks; look += 1) {
      const claim = { worker: 'bench', now, leaseUntil: now + 1, limit: 8 };
      await claimDoubtful(db, claim);
      await claimDue(db, claim);
      await nextReadyAt(db);
    }
    costs.push(((performance.now() - began) / looks) * 1_000);
  }
  await place.close();
  const [none = 0, , million = 0] = costs;
  return {
    what: 'one look for due rows with 0 / 10,000 / 1,000,000 rows waiting',
    promised: 'flat',
    measured: `${costs.map((cost) => cost.toFixed(0)).join(' / ')} µs`,
    ok: million < none * 2 + 20,
  };
}

/** 20 channels of 5 messages in 5 seconds each: 20 messages a second are permitted. */
async function channelRate(seconds: number): Promise<Line> {
  const place = await office();
  const channels = Array.from(
    { length: 20 },
    (_, index) => place.guild.createChannel({ name: `c${index}` }).id,
  );
  await place.enqueue(
    Array.from({ length: 100_000 }, (_, index) => message(`c${index}`, channels[index % 20] ?? '')),
  );
  const rate = await measured(place, seconds);
  const refused = refusals(place);
  await place.close();
  const share = rate / 20;
  return {
    what: `${seconds} s of 100,000 due rows for 20 channels (20 messages/s permitted)`,
    promised: '>= 95 %, no 429',
    measured: `${rate.toFixed(1)}/s = ${(share * 100).toFixed(1)} %, ${refused} refused`,
    ok: share >= 0.95 && refused === 0,
  };
}

/** So many channels that only the limit of 50 requests a second for the whole account counts. */
async function globalRate(seconds: number): Promise<Line> {
  const place = await office();
  const channels = Array.from(
    { length: 400 },
    (_, index) => place.guild.createChannel({ name: `g${index}` }).id,
  );
  await place.enqueue(
    Array.from({ length: 100_000 }, (_, index) => message(`g${index}`, channels[index % 400] ?? '')),
  );
  const rate = await measured(place, seconds);
  const refused = refusals(place);
  await place.close();
  const share = rate / 50;
  return {
    what: `${seconds} s of 100,000 due rows for 400 channels (50 requests/s permitted)`,
    promised: '>= 95 %, no 429',
    measured: `${rate.toFixed(1)}/s = ${(share * 100).toFixed(1)} %, ${refused} refused`,
    ok: share >= 0.95 && refused === 0,
  };
}

async function threads(): Promise<Line> {
  const rush = await threadRush();
  return {
    what: `${CARDS} cards and ${TEAMS} teams, 1,000 active threads allowed`,
    promised: 'each its thread, no 429',
    measured:
      `${rush.cards} and ${rush.teams} threads in ${rush.seconds.toFixed(0)} s, ` +
      `at most ${rush.mostActive} active, ${rush.refused} refused`,
    ok: rush.cards === CARDS && rush.teams === TEAMS && rush.mostActive <= 1_000 && rush.refused === 0,
  };
}

type Place = Awaited<ReturnType<typeof office>>;

function posted({ sim }: Place): number {
  let count = 0;
  for (const channel of sim.world.channels.values()) count += channel.records.length;
  return count;
}

/** Messages a second, over whole windows of five seconds, after the first one. */
async function measured(place: Place, seconds: number): Promise<number> {
  place.outbox.wake();
  await sleep(5_000);
  const before = posted(place);
  const began = performance.now();
  await sleep(seconds * 1_000);
  return (posted(place) - before) / ((performance.now() - began) / 1_000);
}

function refusals({ sim }: Place): number {
  return sim.requests.filter((request) => request.status === 429).length;
}

/** With an idle system: one message for each of 30 seconds, woken by the real schedule. */
async function lateness(): Promise<Line> {
  const place = await office();
  const channels = Array.from(
    { length: 30 },
    (_, index) => place.guild.createChannel({ name: `l${index}` }).id,
  );
  const first = Math.ceil(Date.now() / 1_000) * 1_000 + 2_000;
  const scheduler = createScheduler({
    pollers: [{ name: 'outbox', every: 1_000, run: () => place.outbox.tick() }],
    clock: place.sim.clock,
    log: createLogger('silent'),
  });
  scheduler.start();
  await place.enqueue(
    channels.map((id, index) => message(`l${index}`, id, { dueAt: first + index * 1_000 })),
  );
  await sleep(first + 31_000 - Date.now());
  await scheduler.stop(1_000);
  const rows = await place.db
    .selectFrom('outbox')
    .select(['due_at', 'settled_at'])
    .where('state', '=', 'sent')
    .execute();
  const late = rows.map((row) => (row.settled_at ?? Infinity) - row.due_at).toSorted((a, b) => a - b);
  await place.close();
  const p99 = late[Math.ceil(late.length * 0.99) - 1] ?? Infinity;
  return {
    what: `lateness of ${late.length} messages on an idle system, p50 / p99`,
    promised: 'p99 < 1 s',
    measured: `${late[Math.floor(late.length / 2)]} / ${p99} ms`,
    ok: p99 < 1_000 && late.length === 30,
  };
}

/** The same for members' own reminders, which a poller has to find first. */
async function ownReminders(seconds: number): Promise<Line> {
  const late = await reminderLateness(seconds);
  const p99 = late[Math.ceil(late.length * 0.99) - 1] ?? Infinity;
  return {
    what: `lateness of ${late.length} reminders on an idle system, p50 / p99 / worst`,
    promised: 'p99 < 1 s',
    measured: `${late[Math.floor(late.length / 2)]} / ${p99} / ${late.at(-1)} ms`,
    ok: p99 < 1_000 && late.length === seconds,
  };
}
