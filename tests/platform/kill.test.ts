import { type Member, type Message, type Reply, text } from '@nexus/simulator';
import Database from 'better-sqlite3';
import { expect, it, onTestFinished } from 'vitest';
import { startBot } from '../../src/bot.ts';
import { readConfig } from '../../src/platform/config.ts';
import { createLogger } from '../../src/platform/log.ts';
import { count } from '../support/counts.ts';
import { createStage, type Stage } from './bot-process.ts';

const KILLS = count(30, 3);
/** A process lives for a random number of requests, later ones for more, so that it dies in the middle of everything. */
const MOST_REQUESTS = 20;

interface Acknowledged {
  readonly titles: Set<string>;
  readonly follows: Set<string>;
  readonly requests: Set<string>;
}

it(`loses nothing acknowledged and posts nothing twice, killed ${KILLS} times while members are busy`, async () => {
  const stage = await createStage({ rateLimits: false });
  const { sim, guild, projects } = stage;
  const backends = people(stage, 'Backend');
  const frontends = people(stage, 'Frontend');
  await prepare(stage, [...backends, ...frontends]);

  const acknowledged: Acknowledged = { titles: new Set(), follows: new Set(), requests: new Set() };
  const note = (attempt: Promise<Reply>, expected: RegExp, set: Set<string>, entry: string): void =>
    void attempt.then(
      (reply) => (expected.test(text(reply.message)) ? set.add(entry) : undefined),
      () => {},
    );

  for (let kill = 0; kill < KILLS; kill++) {
    const program = stage.start();
    await sim.until(() => sim.gateway.sessions.length > 0, { timeoutMs: 20_000 });
    const cards = cardsIn(guild.owner.sees(projects));
    for (const [index, member] of backends.entries()) {
      const title = `Project ${kill}-${index}`;
      note(announce(member, title), /Announced|already announced/, acknowledged.titles, title);
    }
    for (const [index, member] of frontends.entries()) {
      const card = cards[cards.length - 1 - index];
      if (card === undefined) continue;
      const pair = `${titleOf(card)} ${member.id}`;
      note(member.click(card, 'Follow'), /follow/, acknowledged.follows, pair);
      note(member.click(card, 'Team up'), /Sent to|asked already/, acknowledged.requests, pair);
    }
    const end = sim.requests.length + Math.ceil(((kill + Math.random()) / KILLS) * MOST_REQUESTS);
    await sim.until(() => sim.requests.length >= end || undefined, { timeoutMs: 2_000 }).catch(() => {});
    program.child.kill('SIGKILL');
    await program.ended;
  }
  // Nobody waits any more for what was cut off, and every lease has ended.
  sim.clock.advance(5 * 60_000);
  await finish(stage);

  const rows = stored(stage.databasePath);
  expect(acknowledged.titles.size).toBeGreaterThan(0);
  expect(acknowledged.follows.size).toBeGreaterThan(0);
  expect(acknowledged.requests.size).toBeGreaterThan(0);
  expect(missing(acknowledged.titles, rows.titles)).toEqual([]);
  expect(missing(acknowledged.follows, rows.follows)).toEqual([]);
  expect(missing(acknowledged.requests, rows.requests)).toEqual([]);

  // One card for each project, one thread on each card, one message for each request.
  const seen = guild.owner.sees(projects);
  expect(cardsIn(seen).map(titleOf).toSorted(order)).toEqual(rows.titles.toSorted(order));
  const threads = guild.owner.threads();
  expect(threads.map(({ name }) => name ?? '').toSorted(order)).toEqual(rows.titles.toSorted(order));
  const asked = threads.flatMap((thread) =>
    guild.owner.sees(thread).filter((message) => text(message).includes('would like to join')),
  );
  expect(asked).toHaveLength(rows.requests.length);
  expect(rows.problems).toEqual([]);
  expect(sim.violations).toEqual([]);
}, 600_000);

function people(stage: Stage, side: string): Member[] {
  return [1, 2, 3].map((n) => stage.guild.addMember({ name: `${side} ${n}` }));
}

/** A cohort, and everybody in it with their side. */
async function prepare(stage: Stage, members: readonly Member[]): Promise<void> {
  const { guild, projects } = stage;
  const program = await stage.ready();
  await guild.owner.slash('/setup channels', { projects });
  await guild.owner.slash('/cohort create', { name: 'Now', start: '2026-01-01', deadline: '2026-12-31' });
  const start = await stage.sim.until(() =>
    guild.owner.sees(projects).find((message) => text(message).includes('Start here:')),
  );
  for (const member of members)
    await member.click(
      start,
      member.name.startsWith('Backend') ? 'I build the backend' : 'I build the frontend',
    );
  program.child.kill('SIGKILL');
  await program.ended;
}

function announce(member: Member, title: string): Promise<Reply> {
  const summary = 'A project that is announced while the bot dies.';
  return member.slash('/announce-project', { title, brief: 'job-board', summary, partners: 4 });
}

/** The last bot, five minutes later, does what the dead ones left. */
async function finish(stage: Stage): Promise<void> {
  const { sim, databasePath } = stage;
  const env = { DISCORD_TOKEN: sim.token, DISCORD_API: sim.api, DATABASE_URL: `sqlite:${databasePath}` };
  const bot = await startBot({
    config: readConfig(env),
    clock: sim.clock,
    requestsPerSecond: 1000,
    log: createLogger('fatal'),
    onFatal: (error) => {
      throw error;
    },
  });
  onTestFinished(() => bot.stop());
  for (let turn = 0; turn < 200 && waiting(databasePath, sim.clock.now()) > 0; turn++) {
    await bot.tick();
    await sim.settled();
  }
}

/** Messages and tasks that still have to be done by now. */
function waiting(path: string, now: number): number {
  const db = new Database(path, { readonly: true });
  const unfinished = db
    .prepare<[number], { count: number }>(
      "select count(*) as count from outbox where state in ('pending', 'sending', 'doubt') and due_at <= ?",
    )
    .get(now);
  db.close();
  return unfinished?.count ?? 0;
}

function cardsIn(messages: readonly Message[]): Message[] {
  return messages.filter((message) => text(message).startsWith('### Project '));
}

function titleOf(card: Message): string {
  return /^### (Project [\d-]+)/.exec(text(card).replaceAll('\\', ''))?.[1] ?? '';
}

function stored(path: string): {
  titles: string[];
  follows: string[];
  requests: string[];
  problems: unknown[];
} {
  const db = new Database(path, { readonly: true });
  const list = (query: string): string[] =>
    db
      .prepare<[], { entry: string }>(query)
      .all()
      .map(({ entry }) => entry);
  const pairs = (table: string, user: string): string =>
    `select projects.title || ' ' || ${user} as entry from ${table} join projects on projects.id = project_id`;
  const found = {
    titles: list('select title as entry from projects'),
    follows: list(pairs('project_follows', 'user_id')),
    requests: list(pairs('requests', 'sender_id')),
    problems: [
      ...(db.pragma('foreign_key_check') as unknown[]),
      ...(db.pragma('integrity_check') as { integrity_check: string }[]).filter(
        (row) => row.integrity_check !== 'ok',
      ),
      ...list(
        `select kind || ' ' || state as entry from outbox where state not in ('sent', 'obsolete') and due_at < ${Date.now()}`,
      ),
    ],
  };
  db.close();
  return found;
}

function missing(wanted: ReadonlySet<string>, there: readonly string[]): string[] {
  return [...wanted].filter((entry) => !there.includes(entry));
}

const order = (a: string, b: string): number => (a < b ? -1 : 1);
