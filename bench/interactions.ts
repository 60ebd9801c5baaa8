import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import {
  type Channel,
  type GuildDriver,
  type Member,
  type OptionValues,
  type Reply,
  Simulator,
} from '@nexus/simulator';
import { type BotName, killBot, memoryOf, processorOf, startBot } from './bots.ts';

/** A bot in a process of its own, on a simulated Discord of its own in this process. */
export interface Subject {
  readonly sim: Simulator;
  readonly guild: GuildDriver;
  readonly channel: Channel;
  readonly members: readonly Member[];
  readonly child: ChildProcess;
}

export interface BenchSize {
  /** Projects that stand before it begins. */
  readonly projects: number;
  readonly warmUp: number;
  /** Interactions with each bot, in turns; fewer of the ones that announce. */
  readonly pairs: number;
  readonly announcements: number;
  /** How long throughput is measured for each bot and command, in ms. */
  readonly burstMs: number;
}

type Act = (round: number) => Promise<unknown>;

const IN_FLIGHT = 16;
const MEMBERS = 400;
/** Who announces does so once, as people do: what `/help` costs grows with the projects somebody has. */
const ANNOUNCERS = 12_000;
/** Interactions that arrive in a second, whatever became of those before. */
const RATE = 200;
const BLOCK = 25;
/** The p99 of few is one bad moment of the machine: they arrive for so many times as long as throughput is measured. */
const STEADY = 4;
/** What an interaction causes is over by then, in ms. */
const AFTERWARDS = 250;
/** For so long whoever sends what it owes must send something, at the pace that Discord allows, in ms. */
const A_WHILE = 1_500;
/** What a bot that sends nothing takes of a processor for as long, in ms at the most. */
const RESTING = 40;
/** How often the warm-up goes before what is counted one by one: V8 compiles what runs often, and a bot runs for days. */
const WARM = 10;

/**
 * From the moment a member's client sends an interaction until the bot's callback has arrived, for Nexus and for a bare
 * discord.js bot that answers "pong". Taken in turns, one pair after the other, so that whatever else the machine does
 * meets both; the ratio is the figure, the milliseconds depend on the machine. `cpu` is the processor time of the bot's
 * process for each interaction, in ms, while many act at once.
 */
export async function benchInteractions(size: BenchSize): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'nexus-bench-'));
  const nexus = await begin('nexus', folder);
  const bare = await begin('bare', folder);
  try {
    await setUp(nexus, size.projects);
    const pictures = { asked: 0, late: 0 };
    const ping: Act = (round) => memberOf(bare, round).slash('/ping');
    const steady: readonly (readonly [string, Act])[] = [
      ['/help', (round) => memberOf(nexus, round).slash('/help')],
      ['/project browse', (round) => memberOf(nexus, round).slash('/project browse')],
      ['/find-partner', (round) => memberOf(nexus, round % size.projects).slash('/find-partner')],
      ['/announce-project', () => announce(nexus, announcer++)],
    ];
    let announcer = MEMBERS;
    console.log(
      `== interactions: processor time of the bot's process, ms for each of those that wait for each other, next to a bare discord.js bot ("pong"); p99 in ms at ${RATE}/s\n`,
    );
    print('', 'cpu', 'pong cpu', 'ratio', 'p99', 'pong p99', 'ratio');
    for (const [name, act] of steady) {
      await compareSteady(name, { nexus, bare }, act, ping, size);
      await atRest(nexus);
    }
    const acts: readonly (readonly [string, Act, number])[] = [
      ...steady.slice(0, 3).map(([name, act]) => [name, act, size.pairs] as const),
      ['/profile show', (round) => showProfile(nexus, round, size.projects, pictures), size.pairs],
      ['1 in 10 a picture', (round) => mixed(nexus, round, size.projects, pictures), size.pairs],
      ['stack, 1,000 typed', (round) => typed(nexus, round, 'stack', 'Django, '.repeat(125)), size.pairs],
      ['zone, mistyped', (round) => typed(nexus, round, 'timezone', 'adis abeba'), size.pairs],
      ['zone, by offset', (round) => typed(nexus, round, 'timezone', '+3'), size.pairs],
      ['zone, 6,000 typed', (round) => typed(nexus, round, 'timezone', 'a'.repeat(6_000)), size.pairs],
      // The last: what it leaves to be sent keeps Nexus at work for long, at the pace that Discord allows.
      ...steady.slice(3).map(([name, act]) => [name, act, size.announcements] as const),
    ];
    console.log('\nms from sending to the callback, in turns\n');
    print(
      '',
      'p50',
      'p99',
      'pong p50',
      'pong p99',
      'p99 ratio',
      '/s',
      'pong /s',
      'ratio',
      'cpu',
      'pong cpu',
      'ratio',
    );
    for (const [name, act, count] of acts)
      await compare(name, { nexus, bare }, act, ping, { ...size, pairs: count });
    console.log(`\n${pictures.asked} pictures, of which ${pictures.late} came by an edit`);
    const [ours, theirs] = [memoryOf(nexus.child, 'peak'), memoryOf(bare.child, 'peak')];
    console.log(
      `peak memory: Nexus ${ours.toFixed(0)} MB, bare bot ${theirs.toFixed(0)} MB (ratio ${(ours / theirs).toFixed(2)})`,
    );
  } finally {
    for (const subject of [nexus, bare]) await end(subject);
    rmSync(folder, { recursive: true, force: true });
  }
}

export async function begin(
  name: BotName,
  folder: string,
  database = `sqlite:${join(folder, 'nexus.db')}`,
): Promise<Subject> {
  const sim = await Simulator.start({
    rateLimits: false,
    openapi: false,
    keepMessages: 1_000,
    keepRequests: 100,
  });
  const guild = sim.createGuild({ name: 'Bench' });
  const channel = guild.createChannel({ name: 'projects' });
  const members = Array.from({ length: MEMBERS + ANNOUNCERS }, (_, index) =>
    guild.addMember({ name: `Learner ${index}` }),
  );
  const { child } = await startBot(name, sim, { DATABASE_URL: database, DATA_DIRECTORY: folder });
  return { sim, guild, channel, members, child };
}

export async function end({ child, sim }: Subject): Promise<void> {
  await killBot(child);
  await sim.stop();
}

/** A cohort in which projects stand. */
export async function setUp(nexus: Subject, count: number): Promise<void> {
  const { owner } = nexus.guild;
  const day = (ahead: number): string => new Date(Date.now() + ahead * 86_400_000).toISOString().slice(0, 10);
  await owner.slash('/setup channels', { projects: nexus.channel });
  await owner.slash('/cohort create', { name: 'Bench', start: day(-3), deadline: day(18) });
  for (let index = 0; index < count; index++) {
    await announce(nexus, index);
    await memberOf(nexus, index).slash('/profile availability', {
      days: 'mon-fri',
      from: `${17 + (index % 3)}:00`,
      to: '22:00',
    });
  }
}

interface Pictures {
  asked: number;
  /** Not yet there with the answer. */
  late: number;
}

/** Two members with hours in common, another two each time: a picture that has to be drawn. */
async function showProfile(nexus: Subject, round: number, count: number, pictures: Pictures): Promise<void> {
  const reader = round % count;
  const shown = (reader + 1 + (Math.floor(round / count) % (count - 1))) % count;
  const reply = await memberOf(nexus, reader).slash('/profile show', { member: memberOf(nexus, shown) });
  pictures.asked += 1;
  if (reply.message.attachments.length === 0) pictures.late += 1;
}

/** One letter more in an option that completes what is typed. */
function typed(nexus: Subject, round: number, option: string, text: string): Promise<unknown> {
  return memberOf(nexus, round).autocomplete('/profile set', option, text);
}

async function mixed(nexus: Subject, round: number, count: number, pictures: Pictures): Promise<void> {
  // From the end of the pairs on: the row before has drawn those of the beginning.
  if (round % 10 === 0)
    return await showProfile(nexus, count * (count - 1) - 1 - round / 10, count, pictures);
  await memberOf(nexus, round).slash(round % 2 === 0 ? '/help' : '/project browse');
}

export function announce(nexus: Subject, index: number, more: OptionValues = {}): Promise<Reply> {
  const options: OptionValues = {
    title: `Project ${index}`,
    brief: index % 3 === 0 ? 'job-board' : 'ecommerce',
    summary: 'A shop: products with search and filters, a cart, orders and payments.',
    track: index % 2 === 0 ? 'backend' : 'frontend',
    stack: 'Django, PostgreSQL, Redis',
    ...more,
  };
  return memberAt(nexus, index).slash('/announce-project', options);
}

export function memberOf(subject: Subject, round: number): Member {
  return memberAt(subject, round % MEMBERS);
}

function memberAt({ members }: Subject, index: number): Member {
  const member = members[index];
  if (member === undefined) throw new Error('no members');
  return member;
}

async function compare(
  name: string,
  subjects: { readonly nexus: Subject; readonly bare: Subject },
  ours: Act,
  theirs: Act,
  size: BenchSize,
): Promise<void> {
  const { pairs, warmUp, burstMs } = size;
  for (let round = 0; round < warmUp; round++) {
    await ours(round);
    await theirs(round);
  }
  const times: { ours: number[]; theirs: number[] } = { ours: [], theirs: [] };
  for (let round = 0; round < pairs; round++) {
    const next = warmUp + round;
    // Who begins alternates too: the second of a pair finds the processor warm.
    if (round % 2 === 0) times.ours.push(await timed(ours, next));
    times.theirs.push(await timed(theirs, next));
    if (round % 2 === 1) times.ours.push(await timed(ours, next));
  }
  const burst = { ours: 0, theirs: 0 };
  const processor = { ours: { ms: 0, count: 0 }, theirs: { ms: 0, count: 0 } };
  let round = warmUp + pairs;
  for (const _ of [1, 2]) {
    for (const [key, subject, act] of [
      ['ours', subjects.nexus, ours],
      ['theirs', subjects.bare, theirs],
    ] as const) {
      const before = processorOf(subject.child);
      const { perSecond, rounds } = await throughput(act, round, burstMs / 2);
      processor[key].ms += processorOf(subject.child) - before;
      processor[key].count += rounds;
      burst[key] += perSecond / 2;
      round += rounds;
    }
  }
  const [cpu, pongCpu] = [
    processor.ours.ms / processor.ours.count,
    processor.theirs.ms / processor.theirs.count,
  ];
  const [p50, p99] = [quantile(times.ours, 0.5), quantile(times.ours, 0.99)];
  const [pong50, pong99] = [quantile(times.theirs, 0.5), quantile(times.theirs, 0.99)];
  const fixed = (value: number): string => value.toFixed(2);
  print(
    name,
    fixed(p50),
    fixed(p99),
    fixed(pong50),
    fixed(pong99),
    fixed(p99 / pong99),
    burst.ours.toFixed(0),
    burst.theirs.toFixed(0),
    fixed(burst.ours / burst.theirs),
    fixed(cpu),
    fixed(pongCpu),
    fixed(cpu / pongCpu),
  );
}

/**
 * What one costs when nobody else acts, with all that it causes (an announcement: its card and its thread), and how long it
 * takes when others arrive all the time, whether or not those before them were answered.
 */
async function compareSteady(
  name: string,
  { nexus, bare }: { readonly nexus: Subject; readonly bare: Subject },
  ours: Act,
  theirs: Act,
  { pairs, warmUp, burstMs }: BenchSize,
): Promise<void> {
  const cpu = { nexus: 0, bare: 0 };
  const blocks = Math.ceil(pairs / 4 / BLOCK);
  let round = 0;
  for (; round < WARM * warmUp; round++) {
    await ours(round);
    await theirs(round);
  }
  await atRest(nexus);
  for (let block = 0; block < blocks; block++) {
    for (const [key, subject, act] of [
      ['nexus', nexus, ours],
      ['bare', bare, theirs],
    ] as const) {
      const before = processorOf(subject.child);
      for (let turn = 0; turn < BLOCK; turn++) await act(round++);
      await pause(AFTERWARDS);
      cpu[key] += (processorOf(subject.child) - before) / (blocks * BLOCK);
    }
  }
  const late = {
    nexus: await arriving(ours, round, STEADY * burstMs),
    bare: await arriving(theirs, round, STEADY * burstMs),
  };
  const [p99, pong99] = [quantile(late.nexus, 0.99), quantile(late.bare, 0.99)];
  print(
    name,
    ...[cpu.nexus, cpu.bare, cpu.nexus / cpu.bare, p99, pong99, p99 / pong99].map((value) =>
      value.toFixed(2),
    ),
  );
}

/** What was caused before has been sent: else it is counted with whatever is measured next. */
async function atRest({ child }: Subject): Promise<void> {
  for (let used = Infinity; used > RESTING; ) {
    const before = processorOf(child);
    await pause(A_WHILE);
    used = processorOf(child) - before;
  }
}

/** How long each takes, in ms, when {@link RATE} arrive a second. */
async function arriving(act: Act, from: number, forMs: number): Promise<number[]> {
  const start = performance.now();
  const under: Promise<number>[] = [];
  while (performance.now() - start < forMs) {
    const due = Math.floor(((performance.now() - start) * RATE) / 1_000);
    while (under.length <= due) under.push(timed(act, from + under.length));
    await pause(1);
  }
  return await Promise.all(under);
}

async function timed(act: Act, round: number): Promise<number> {
  const start = performance.now();
  await act(round);
  return performance.now() - start;
}

/** Answers a second with {@link IN_FLIGHT} members acting at once. */
async function throughput(
  act: Act,
  from: number,
  forMs: number,
): Promise<{ perSecond: number; rounds: number }> {
  const start = performance.now();
  let rounds = 0;
  const one = async (): Promise<void> => {
    while (performance.now() - start < forMs) await act(from + rounds++);
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, one));
  return { perSecond: (rounds / (performance.now() - start)) * 1000, rounds };
}

export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

function print(name: string, ...cells: string[]): void {
  console.log(name.padEnd(20) + cells.map((cell) => cell.padStart(10)).join(''));
}
