/**
 * A cohort lives through its weeks: the bot as a process of its own on a clock that is moved, members who act every day, a
 * kill every few days and an outage of Discord every week; every evening staff ask for the heaviest there is. Printed is what
 * the process holds at the end of each day. With a limit the system gives it no more memory than that.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Channel, type Member, Simulator, text } from '@nexus/simulator';
import type { Asked, Told } from './days-bot.ts';
import { askForTheHeaviest, teamUp } from './heavy.ts';
import { limitMemory } from './limit.ts';

const DAY = 86_400_000;
const START = Date.UTC(2026, 10, 9, 6);
/** The schedule looks every second; what is due is found as well when it looks every so often (ms). */
const STEP = 5 * 60_000;
/** Members who do something in a day. */
const ACTIVE = 120;
/** Days between two kills, and between two outages. */
const EVERY = { kill: 4, outage: 7 };
const ENV_OF_SMALL_MACHINES = ['--max-semi-space-size=4', '--expose-gc'];

export async function liveThrough({
  days,
  learners,
  limitMb,
}: {
  days: number;
  learners: number;
  limitMb?: number;
}): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), 'nexus-days-'));
  let now = START;
  const sim = await Simulator.start({
    clock: { now: () => now },
    openapi: false,
    rateLimits: false,
    keepRequests: 100,
    keepMessages: 2_000,
  });
  const guild = sim.createGuild({ name: 'Days' });
  const projects = guild.createChannel({ name: 'projects' });
  const start = () => startBot(sim, { path: join(folder, 'nexus.db'), now, limitMb });
  const liveUntil = async (child: ChildProcess, until: number): Promise<void> => {
    // Both clocks go together: what the bot sends is stamped by the simulator.
    for (; now < until; now = Math.min(until, now + 6 * STEP))
      await ask(child, { until: Math.min(until, now + 6 * STEP), stepMs: STEP }, 'there');
    await ask(child, { until: now, stepMs: STEP }, 'there');
  };
  let bot = await start();
  const peaks: number[] = [];
  const rests: number[] = [];
  try {
    await guild.owner.slash('/setup channels', { projects });
    await guild.owner.slash('/cohort create', { name: 'Now', start: '2026-11-09', deadline: '2026-11-29' });
    const members = Array.from({ length: learners }, (_, index) =>
      guild.addMember({ name: `Learner ${index}` }),
    );
    const team = await teamUp(sim, projects, [
      guild.addMember({ name: 'Heavy owner' }),
      guild.addMember({ name: 'Heavy guest' }),
    ]);
    for (let day = 0; day < days; day += 1) {
      const isOut = day % EVERY.outage === EVERY.outage - 1;
      if (isOut) sim.faults.next({}, { kind: 'status', status: 503 }, 400);
      await act(members, { day, projects, isOut });
      sim.faults.clear();
      await liveUntil(bot, START + (day + 1) * DAY);
      await askForTheHeaviest(sim, guild, team);
      if (day % EVERY.kill === EVERY.kill - 1) {
        const gone = once(bot, 'exit');
        bot.kill('SIGKILL');
        await gone;
        bot = await start();
      }
      const { heapMb, residentMb, peakMb } = await ask(bot, 'usage', 'usage');
      peaks.push(peakMb);
      rests.push(heapMb);
      console.log(
        `day ${String(day + 1).padStart(2)}   heap ${heapMb.toFixed(1).padStart(6)} MB   resident ${residentMb.toFixed(0).padStart(4)} MB   peak ${peakMb.toFixed(0).padStart(4)} MB`,
      );
    }
  } finally {
    bot.kill('SIGKILL');
    await sim.stop();
    rmSync(folder, { recursive: true, force: true });
  }
  console.log(
    `peak ${Math.max(...peaks).toFixed(0)} MB, ${learners} learners, ${days} days, ` +
      `${limitMb === undefined ? 'no limit' : `limit ${limitMb} MB`}, ${sim.violations.length} violations`,
  );
  return sim.violations.length === 0;
}

async function startBot(
  sim: Simulator,
  { path, now, limitMb }: { path: string; now: number; limitMb: number | undefined },
): Promise<ChildProcess> {
  const child = fork(fileURLToPath(new URL('days-bot.ts', import.meta.url)), {
    execArgv: ENV_OF_SMALL_MACHINES,
    env: {
      PATH: process.env['PATH'],
      NOW: String(now),
      DISCORD_TOKEN: sim.token,
      DISCORD_API: sim.api,
      DISCORD_CDN: new URL(sim.api).origin,
      DATABASE_URL: `sqlite:${path}`,
    },
  });
  if (limitMb !== undefined && !limitMemory(child.pid ?? 0, limitMb))
    throw new Error('Memory cannot be limited here: prlimit is missing (Linux has it).');
  await told(child, 'ready');
  return child;
}

/** A tenth announces on each of the first days; everybody who is active says what they did, looks and asks. */
async function act(
  members: readonly Member[],
  { day, projects, isOut }: { day: number; projects: Channel; isOut: boolean },
): Promise<void> {
  /** In an outage nobody gets an answer. */
  const tried = async (attempt: Promise<unknown>): Promise<void> => {
    await attempt.catch((error: unknown) => {
      if (!isOut) throw error;
    });
  };
  const tenth = Math.ceil(members.length / 10);
  for (const [index, member] of members.slice(day * tenth, (day + 1) * tenth).entries()) {
    await tried(member.slash('/profile set', { track: index % 2 === 0 ? 'backend' : 'frontend' }));
    if (index % 2 === 0)
      await tried(
        member.slash('/announce-project', {
          title: `Project ${day}-${index}`,
          brief: 'ecommerce',
          summary: 'A shop: products with search and filters, a cart, orders and payments.',
          stack: 'Django, PostgreSQL',
        }),
      );
    else {
      const card = member
        .sees(projects)
        .findLast((message) => text(message).includes('looks for 1 frontend'));
      if (card !== undefined) await tried(member.click(card, 'Team up'));
    }
  }
  for (let turn = 0; turn < ACTIVE; turn += 1) {
    const member = members[(day * 37 + turn * 13) % Math.min(members.length, (day + 1) * tenth)];
    if (member === undefined) continue;
    await tried(member.slash('/help'));
    if (turn % 3 === 0)
      await tried(member.slash('/progress', { update: `Day ${day}: the cart works.`, hours: 2 }));
    if (turn % 5 === 0) await tried(member.slash('/find-partner'));
    if (turn % 7 === 0)
      await tried(member.slash('/knowledge search', { query: 'docker connection refused' }));
  }
}

async function ask<What extends Told['what']>(child: ChildProcess, asked: Asked, what: What) {
  child.send(asked);
  return await told(child, what);
}

function told<What extends Told['what']>(child: ChildProcess, what: What) {
  return new Promise<Extract<Told, { what: What }> & Told>((resolve, reject) => {
    const ended = (code: number | null): void => reject(new Error(`the bot ended with ${code}`));
    const heard = (message: Told): void => {
      if (message.what !== what) return;
      child.off('message', heard).off('exit', ended);
      resolve(message as Extract<Told, { what: What }> & Told);
    };
    child.on('message', heard).once('exit', ended);
  });
}
