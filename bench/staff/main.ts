/**
 * What staff ask of a large cohort, with the bot as a process of its own and members acting meanwhile: how soon
 * `/cohort status` and `/cohort export` answer, what they cost in memory and in everybody else's waiting; how many messages
 * an announcement to all costs, and whether any press of *I have read this* is lost or counted twice.
 *
 *     node bench/staff.ts [--learners 100000] [--presses 20000] [--seconds 60] [--parts status,export,announcement,round]
 *                         [--hours few]
 *
 * In the crowd nearly everybody fits nearly everybody; with `--hours few` each has one stretch of three hours and a quarter
 * a week, so that some dozens fit. Memory is the process with its threads; what it starts besides (contracts) is not asked for.
 */
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import {
  type Channel,
  type GuildDriver,
  type Member,
  type OptionValues,
  type Reply,
  Simulator,
  text,
} from '@nexus/simulator';
import Database from 'better-sqlite3';
import { killBot, startBot } from '../bots.ts';
import { fewHours, seedCohort } from './cohort.ts';
import { type Act, costOf, type Noticed, quantile, traffic } from './traffic.ts';

/** Members who act while staff ask, and how many acts a second. */
const ACTING = 300;
const PACE = 10;
/** How long everybody is watched without anything else going on (ms), before and after each. */
const QUIET_MS = 8_000;
/** What is announced, and how it is told from everything else. */
const WORDS = 'Hand in before midnight.';
/** Every so many members press once more. */
const TWICE = 4;

interface Stage {
  readonly sim: Simulator;
  readonly guild: GuildDriver;
  readonly channel: Channel;
  readonly members: readonly Member[];
  readonly path: string;
  bot: ChildProcess;
}

export async function main(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      learners: { type: 'string', default: '100000' },
      presses: { type: 'string', default: '20000' },
      seconds: { type: 'string', default: '60' },
      parts: { type: 'string', default: 'status,export,announcement' },
      hours: { type: 'string', default: 'many' },
    },
  });
  const learners = Number(values.learners);
  const folder = mkdtempSync(join(tmpdir(), 'nexus-bench-'));
  const stage = await begin(folder, Number(values.presses));
  try {
    await setUp(stage, learners, values.hours === 'few');
    console.log(`${learners} learners in one cohort; ${PACE} other interactions a second go on\n`);
    const seconds = Number(values.seconds);
    const parts: Record<string, () => Promise<void>> = {
      status: () => status(stage),
      export: () => exported(stage),
      announcement: () => announced(stage, learners, { seconds }),
      round: () => matched(stage),
    };
    for (const name of values.parts.split(','))
      await parts[name]?.().catch((error: unknown) => console.log(String(error).slice(0, 200)));
    console.log(`\nrefused by Discord: ${stage.sim.violations.length}`);
  } finally {
    if (stage.sim.violations.length > 0) console.log(JSON.stringify(stage.sim.violations[0]));
    stage.bot.kill('SIGKILL');
    await stage.sim.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function begin(folder: string, presses: number): Promise<Stage> {
  const sim = await Simulator.start({
    rateLimits: false,
    openapi: false,
    // Every answer is a message: what is pressed must still stand after the last of them.
    keepMessages: 60_000,
    keepRequests: 300_000,
  });
  const guild = sim.createGuild({ name: 'Bench' });
  const channel = guild.createChannel({ name: 'projects' });
  const members = Array.from({ length: Math.max(ACTING, presses) }, (_, index) =>
    guild.addMember({ name: `Member ${index}` }),
  );
  const path = join(folder, 'nexus.db');
  return { sim, guild, channel, members, path, bot: await start(sim, path) };
}

async function start(sim: Simulator, path: string): Promise<ChildProcess> {
  return (await startBot('nexus', sim, { DATABASE_URL: `sqlite:${path}` })).child;
}

async function setUp(stage: Stage, learners: number, hasFewHours: boolean): Promise<void> {
  const { guild, channel, path, members } = stage;
  const { owner } = guild;
  const day = (ahead: number): string => new Date(Date.now() + ahead * 86_400_000).toISOString().slice(0, 10);
  await owner.slash('/setup channels', { projects: channel, announcements: channel });
  await owner.slash('/cohort create', { name: 'Bench', start: day(-14), deadline: day(7) });
  await owner.slash('/reminders pause');
  for (const [index, member] of members.slice(0, ACTING / 3).entries())
    await member.slash('/announce-project', {
      title: `Acting ${index}`,
      brief: 'ecommerce',
      summary: 'A shop: products with search and filters, a cart, orders and payments.',
      track: index % 2 === 0 ? 'backend' : 'frontend',
    });
  const db = new Database(path, { readonly: true });
  const id = db.prepare<[], number>('select id from cohorts').pluck().get() ?? 0;
  db.close();
  // The bot is away meanwhile: it would wait for the database all the time.
  await killBot(stage.bot);
  seedCohort(path, { id, guildId: guild.id }, learners, Date.now());
  if (hasFewHours) fewHours(path);
  stage.bot = await start(stage.sim, path);
}

/** What members do meanwhile. */
function acts({ members }: Stage): Act {
  const commands = ['/help', '/project browse', '/profile show', '/help', '/team show'] as const;
  return async (round) => {
    const command = commands[round % commands.length] ?? '/help';
    await members[round % ACTING]?.slash(command);
  };
}

/** Everybody else's waiting without and with it, its own first answer, and its memory. */
async function measured(stage: Stage, name: string, work: () => Promise<Asked>): Promise<void> {
  const act = acts(stage);
  const before = await traffic(act, PACE, pause(QUIET_MS));
  const { result, ...cost } = await costOf(stage.bot.pid ?? 0, async () => {
    const asked = work();
    const meanwhile = await traffic(act, PACE, asked);
    return { meanwhile, ...(await asked) };
  });
  const after = await traffic(act, PACE, pause(QUIET_MS));
  const alone = {
    waits: [...before.waits, ...after.waits].toSorted((a, b) => a - b),
    failed: before.failed + after.failed,
  };
  console.log(
    `${name}: first answer ${ms(result.firstMs)}, complete ${ms(result.wholeMs)}, ` +
      `memory ${cost.before.toFixed(0)} -> ${cost.peak.toFixed(0)} MB (+${(cost.peak - cost.before).toFixed(0)}), ` +
      `the bot's processor ${cost.processor.toFixed(1)} s with ${result.meanwhile.waits.length} other answers`,
  );
  console.log(`  others without it: ${waits(alone)}\n  others meanwhile:  ${waits(result.meanwhile)}`);
  const ratio = quantile(result.meanwhile.waits, 0.99) / quantile(alone.waits, 0.99);
  console.log(`  p99 ratio ${ratio.toFixed(2)}`);
}

interface Asked {
  readonly firstMs: number;
  readonly wholeMs: number;
}

async function status(stage: Stage): Promise<void> {
  for (const time of ['first', 'again'])
    await measured(stage, `/cohort status, ${time}`, () =>
      asked(stage, '/cohort status', (reply) =>
        reply.message.attachments.some(({ filename }) => filename === 'status.png'),
      ),
    );
}

async function exported(stage: Stage): Promise<void> {
  await measured(stage, '/cohort export', () =>
    asked(stage, '/cohort export', (reply) =>
      reply.message.attachments.some(({ filename }) => filename.endsWith('.zip')),
    ),
  );
}

async function matched(stage: Stage): Promise<void> {
  for (const time of ['first', 'again']) {
    let said = '';
    const isThere = (reply: Reply): boolean => {
      said = text(reply.message);
      return said !== '';
    };
    await measured(stage, `/cohort match, ${time}`, () =>
      asked(stage, '/cohort match', isThere, { mode: 'preview' }),
    );
    console.log(`  ${said.split('\n').slice(0, 2).join(' ')}`);
  }
}

async function asked(
  { sim, guild }: Stage,
  command: string,
  isThere: (reply: Reply) => boolean,
  options: OptionValues = {},
): Promise<Asked> {
  const from = performance.now();
  const reply = await guild.owner.slash(command, options);
  const firstMs = performance.now() - from;
  await sim.until(() => isThere(reply), { timeoutMs: 300_000 });
  return { firstMs, wholeMs: performance.now() - from };
}

/** One announcement to everybody, and everybody's press, some of them twice. */
async function announced(stage: Stage, learners: number, { seconds }: { seconds: number }): Promise<void> {
  const { sim, guild, channel, members } = stage;
  const { owner } = guild;
  const preview = await owner.slash('/announcement post', {
    title: 'The platform closes on Sunday',
    body: WORDS,
    acknowledge: true,
  });
  await owner.click(preview.message, 'Send');
  const post = await sim.until(() => owner.sees(channel).find((message) => text(message).includes(WORDS)), {
    timeoutMs: 30_000,
  });
  console.log(`\nan announcement to ${learners + members.length}: ${messagesWith(sim, WORDS)} message`);
  const presses = members.length + Math.floor(members.length / TWICE);
  const replies: Reply[] = [];
  const from = performance.now();
  const last = Promise.withResolvers<void>();
  const press: Act = async (round) => {
    if (round >= presses) return;
    // Who presses twice does so at once: the second press follows the first.
    const nth = Math.floor((round * TWICE) / (TWICE + 1));
    if (round === presses - 1) last.resolve();
    const reply = await members[nth]?.click(post, 'I have read this');
    if (reply !== undefined) replies.push(reply);
  };
  const { result: pressed, processor } = await costOf(stage.bot.pid ?? 0, () =>
    traffic(press, presses / seconds, last.promise),
  );
  const took = (performance.now() - from) / 1_000;
  console.log(
    `${presses} presses by ${members.length} in ${took.toFixed(1)} s (the bot's processor ${processor.toFixed(1)} s): ${waits(pressed)}`,
  );
  // Who was told within 3 s to wait hears the rest by an edit.
  const waiting = new Set(replies);
  const isOver = (): boolean => {
    for (const reply of waiting) if (text(reply.message) !== '') waiting.delete(reply);
    return waiting.size === 0;
  };
  await sim
    .until(isOver, { timeoutMs: 300_000 })
    .catch(() => console.log(`  ${waiting.size} heard nothing more for five minutes`));
  console.log(`  all have heard after ${((performance.now() - from) / 1_000).toFixed(1)} s`);
  const said: Record<string, number> = {};
  for (const reply of replies) {
    const [words = ''] = text(reply.message).split('\n');
    said[words] = (said[words] ?? 0) + 1;
  }
  for (const [words, count] of Object.entries(said)) console.log(`  ${count} heard "${words}"`);
  const db = new Database(stage.path, { readonly: true });
  const rows = db
    .prepare<[], number>('select count(*) from announcement_receipts where read_at is not null')
    .pluck()
    .get();
  db.close();
  console.log(`receipts kept: ${rows}, of ${members.length}`);
  await measured(stage, '/announcement receipts', async () => {
    const [choice] = await owner.autocomplete('/announcement receipts', 'announcement', '');
    return await asked(stage, '/announcement receipts', () => true, { announcement: String(choice?.value) });
  });
}

/** Cards of those who act leave meanwhile as well. */
function messagesWith(sim: Simulator, words: string): number {
  return sim.requests.filter(
    ({ method, path, body }) =>
      method === 'POST' && /^\/channels\/\d+\/messages$/.test(path) && JSON.stringify(body).includes(words),
  ).length;
}

function waits({ waits: sorted, failed }: Noticed): string {
  const figures = [0.5, 0.9, 0.99, 1].map((share) => quantile(sorted, share).toFixed(1));
  return `${sorted.length} answers, p50 ${figures[0]}, p90 ${figures[1]}, p99 ${figures[2]}, longest ${figures[3]} ms, failed ${failed}`;
}

function ms(value: number): string {
  return value < 1_000 ? `${value.toFixed(0)} ms` : `${(value / 1_000).toFixed(1)} s`;
}
