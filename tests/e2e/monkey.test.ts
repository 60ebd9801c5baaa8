import {
  type Command,
  type Component,
  type Member,
  type Message,
  type OptionValues,
  type Reply,
  text,
} from '@nexus/simulator';
import { expect, it } from 'vitest';
import { brokenInvariants } from '../support/invariants.ts';
import { randomFrom } from '../support/random.ts';
import { badManners } from '../support/requests.ts';
import { createWorld, type World } from '../support/world.ts';

/** More of it: `MONKEY_SEEDS=1,2,3 MONKEY_STEPS=2000 npx vitest run tests/e2e/monkey.test.ts`. */
const SEEDS = (process.env.MONKEY_SEEDS ?? '1,2').split(',').map(Number);
const STEPS = Number(process.env.MONKEY_STEPS ?? 300);
const MINUTE = 60_000;

type Option = NonNullable<Command['options']>[number];

/** Words for options and fields by name: mostly such as people type, some that are refused. */
const WORDS: Readonly<Record<string, readonly string[]>> = {
  title: ['Bazaar', 'Movie Night', 'Job Finder', 'Quick Poll', 'bazaar ', 'ab'],
  summary: ['Products, carts, orders and payments.', 'A summary that is long enough for a card.', 'short'],
  stack: ['django, postgres', 'react, typescript', ''],
  api: ['rest', 'graphql'],
  timezone: ['Africa/Lagos', 'Nairobi', 'Asia/Kathmandu', 'Afrika/Lagos'],
  days: ['mon-fri', 'sat', 'week-end', 'lun-ven', 'mon,wed', 'never'],
  from: ['18:00', '6pm', '22:00', '18h30', '25:00'],
  to: ['21:30', '02:00', '9pm'],
  when: ['tomorrow 9am', 'in 3 days', 'every monday 18:00', 'demain 9h', 'yesterday', 'soon'],
  what: ['water the plants', 'push the branch'],
  note: ['Hello! Shall we?', ''],
  reason: ['No time this month', 'Busy'],
  name: ['The Builders', 'December'],
  start: ['2026-11-09', '2026-12-01', 'tomorrow'],
  deadline: ['2026-11-29', '2026-12-20', '2026-11-01'],
  brief: ['ecommerce', 'job-board', 'E-Commerce', 'nonsense'],
  links: ['https://example.org/repo', 'nonsense'],
  languages: ['en, fr', 'sw'],
  time: ['09:00', '18:30', '9'],
  text: ['Today in {cohort}, before {deadline}.', 'Hello {nobody}', 'Plain words'],
};

interface Run {
  readonly world: World;
  readonly people: readonly Member[];
  readonly random: () => number;
  /** Private answers, which no channel shows again. */
  readonly answers: Map<string, Message[]>;
  readonly story: string[];
}

function pick<T>({ random }: Run, list: readonly T[]): T | undefined {
  return list[Math.floor(random() * list.length)];
}

function chance(run: Run, share: number): boolean {
  return run.random() < share;
}

function words(run: Run, name: string): string {
  return pick(run, WORDS[name] ?? []) ?? pick(run, ['7', 'hello there', '1', 'Bazaar']) ?? '';
}

async function value(run: Run, member: Member, line: string, option: Option) {
  const { type, name, choices, min_value: min = 0, max_value: max = 10 } = option;
  if (choices !== undefined && choices.length > 0) return pick(run, choices)?.value;
  if (type === 3 && option.autocomplete === true && chance(run, 0.8)) {
    const offered = await member.autocomplete(line, name, '');
    const chosen = pick(run, offered);
    if (chosen !== undefined) return chosen.value;
  }
  if (type === 3) return fitting(option, words(run, name));
  if (type === 4 || type === 10) return Math.round(min + run.random() * (max - min));
  if (type === 5) return chance(run, 0.5);
  if (type === 6) return pick(run, run.people);
  if (type === 7) return run.world.projects;
  return undefined;
}

/** What the client lets through: within the lengths of the option. */
function fitting({ min_length: min = 0, max_length: max = 6000 }: Option, typed: string): string {
  return typed.padEnd(Math.max(1, min), '.').slice(0, max);
}

/** Every command line there is with its options. */
function lines(world: World): [line: string, options: readonly Option[]][] {
  return [...world.sim.world.commands.values()]
    .filter(({ type }) => type === 1)
    .flatMap(({ name, options = [] }): [string, readonly Option[]][] => {
      const subcommands = options.filter(({ type }) => type <= 2);
      return subcommands.length === 0
        ? [[`/${name}`, options]]
        : subcommands.map((sub) => [`/${name} ${sub.name}`, sub.options ?? []]);
    });
}

async function typeCommand(run: Run, member: Member): Promise<Reply | undefined> {
  const isStaff = member.id === run.world.staff.id;
  const offered = lines(run.world).filter(([line]) => isStaff || !line.startsWith('/setup'));
  const [line, options] = pick(run, offered) ?? ['/help', []];
  const given: Record<string, OptionValues[string]> = {};
  for (const option of options) {
    if (option.required !== true && !chance(run, 0.25)) continue;
    given[option.name] = await value(run, member, line, option);
  }
  if (line === '/setup channels') given['projects'] = run.world.projects;
  const channel = chance(run, 0.3) ? pick(run, member.threads()) : undefined;
  run.story.push(`${member.name} types ${line}`);
  return await member.slash(line, given, channel === undefined ? {} : { channel });
}

function controls(components: readonly Component[] = []): Component[] {
  return components.flatMap((component) => [
    component,
    ...controls(component.components),
    ...(component.accessory === undefined ? [] : [component.accessory]),
  ]);
}

function pressable(message: Message): Component[] {
  return controls(message.components).filter(
    ({ type, custom_id: id, disabled }) =>
      (type === 2 || type === 3) && id !== undefined && disabled !== true,
  );
}

/** Something to press on what the member sees: old and new, their own and what was meant for others. */
async function press(run: Run, member: Member): Promise<Reply | undefined> {
  const places = [run.world.projects, run.world.announcements, run.world.mentors, ...member.threads()];
  const seen = [
    ...places.flatMap((place) => member.sees(place)),
    ...member.dms(),
    ...(run.answers.get(member.id) ?? []).slice(-12),
  ];
  const message = pick(
    run,
    seen.filter((each) => pressable(each).length > 0),
  );
  const control = message === undefined ? undefined : pick(run, pressable(message));
  if (message === undefined || control?.custom_id === undefined) return undefined;
  run.story.push(`${member.name} presses ${control.label ?? control.placeholder ?? control.custom_id}`);
  if (control.type === 2) return await member.click(message, control.custom_id);
  const choice = pick(run, control.options ?? []);
  if (choice === undefined) return undefined;
  return await member.select(message, control.custom_id, choice.value);
}

async function fillIn(run: Run, member: Member, reply: Reply): Promise<Reply> {
  const fields = controls(reply.modal.components.flatMap(({ component }) => component ?? []));
  const typed = fields.flatMap((field) => {
    if (field.custom_id === undefined || (chance(run, 0.3) && field.required === false)) return [];
    if (field.options !== undefined)
      return [[field.custom_id, pick(run, field.options)?.value ?? ''] as const];
    if (field.type !== 4) return [];
    const typedIn = words(run, field.custom_id).padEnd(field.min_length ?? 0, '.');
    const filled = field.required !== false && typedIn === '' ? 'something' : typedIn;
    return [[field.custom_id, filled.slice(0, field.max_length ?? 4000)] as const];
  });
  run.story.push(`${member.name} fills in ${reply.modal.title}`);
  return await member.submitModal(reply, Object.fromEntries(typed));
}

/** What must be true of every answer. */
function wrong(reply: Reply): string[] {
  if (reply.response === 'modal') return [];
  const said = text(reply.message);
  const isPrivate = reply.ephemeral || reply.interaction.source !== undefined;
  return [
    ...(/broke on our side|cassé de notre côté/.test(said) ? [`an apology: ${said}`] : []),
    ...(said.trim() === '' ? ['silence'] : []),
    ...(isPrivate ? [] : ['a public answer']),
    ...(/\{\{|\b[a-z-]+:[a-z]+\.[a-z]|undefined|\bNaN\b|\[object/.test(said) ? [`a raw text: ${said}`] : []),
  ];
}

/** One of the buttons whose label begins with one of these; the answer itself where there is none. */
async function pressAny(run: Run, member: Member, reply: Reply, parts: readonly string[]): Promise<Reply> {
  const fitting = pressable(reply.message).filter(({ label = '' }) =>
    parts.some((part) => label.startsWith(part)),
  );
  const id = pick(run, fitting)?.custom_id;
  return id === undefined ? reply : await member.click(reply.message, id);
}

/** What people in teams do, with a purpose: chance alone seldom gets there. */
const MOVES: readonly ((run: Run, member: Member) => Promise<Reply>)[] = [
  async (run, member) =>
    await pressAny(run, member, await member.slash('/find-partner'), ['Team up', 'Put me on', 'Me mettre']),
  async (run, member) =>
    await pressAny(run, member, await member.slash('/partner requests'), ['Accept', 'Accepter', 'Decline']),
  async (run, member) =>
    await pressAny(run, member, await member.slash('/team leave'), ['Leave the', "Quitter l'", 'Stay']),
  async (run, member) =>
    await pressAny(run, member, await member.slash('/partner rematch'), ['Part from', 'Me séparer', 'Stay']),
  async (run, member) => {
    const reply = await member.slash('/project status', { status: 'withdrawn' });
    return await pressAny(run, member, reply, [
      'Withdraw',
      'Withdraw and',
      'Retirer',
      'Retirer et',
      'Keep it',
    ]);
  },
  async (run, member) =>
    await member.slash('/project status', { status: pick(run, ['full', 'looking', 'paused']) ?? 'full' }),
  async (run, member) => {
    const { teams } = run.world.bot.services;
    const [team] = await teams.ofMember(run.world.guild.id, member.id);
    const others = team === undefined ? [] : await teams.memberIds(team.id);
    const other = pick(
      run,
      run.people.filter(({ id }) => id !== member.id && others.includes(id)),
    );
    return await member.slash('/team handover', { member: other ?? pick(run, run.people) ?? member });
  },
];

async function moveOn(run: Run, member: Member): Promise<Reply | undefined> {
  const move = pick(run, MOVES);
  run.story.push(`${member.name} moves on: ${move === undefined ? '' : MOVES.indexOf(move)}`);
  return await move?.(run, member);
}

async function act(run: Run): Promise<string[]> {
  const { world } = run;
  const present = run.people.filter(({ data }) => data !== undefined);
  const member = pick(run, [...present, world.staff]) ?? world.staff;
  const fate = run.random();
  const turn = fate < 0.2 ? moveOn : fate < 0.5 ? typeCommand : press;
  let reply = await turn(run, member);
  if (reply?.response === 'modal' && chance(run, 0.9)) reply = await fillIn(run, member, reply);
  if (reply === undefined) return [];
  if (reply.response === 'deferred') await reply.finished();
  if (reply.response !== 'modal' && reply.ephemeral) {
    const kept = run.answers.get(member.id) ?? [];
    run.answers.set(member.id, [...kept, reply.message]);
  }
  return wrong(reply);
}

async function live(run: Run): Promise<void> {
  const { world } = run;
  const fate = run.random();
  if (fate < 0.06) await world.advance(Math.round(run.random() * 20 * 60) * MINUTE);
  else if (fate < 0.07) await world.restart();
  else if (fate < 0.09) {
    const member = pick(run, run.people);
    if (member !== undefined) member.dmsOpen = chance(run, 0.5);
  } else if (fate < 0.11) {
    const member = pick(run, run.people);
    run.story.push(`${member?.name} ${member?.data === undefined ? 'comes back' : 'leaves the server'}`);
    if (member?.data === undefined) member?.rejoin();
    else member.leave();
  } else if (fate < 0.17) await world.settle();
}

it.each(SEEDS)('whatever members type and press, every answer is one (seed %i)', async (seed) => {
  const world = await createWorld({ simulator: { rateLimits: false } });
  const people = Array.from({ length: 12 }, (_, index) =>
    world.guild.addMember({ name: `Member ${index}`, locale: index % 3 === 0 ? 'fr' : 'en-GB' }),
  );
  const run: Run = { world, people, random: randomFrom(seed), answers: new Map(), story: [] };
  const found: string[] = [];
  try {
    for (let step = 0; step < STEPS && found.length < 5; step++) {
      await live(run);
      const troubles = await act(run).catch((error: unknown) => [String(error)]);
      found.push(...troubles.map((trouble) => `${step}, ${run.story.at(-1)}: ${trouble}`));
    }
    // Who can be matched no more is taken off the waiting list within a second.
    await world.advance(2_000);
    expect(found).toEqual([]);
    // Ways that are part of the plan: an archived thread is opened and the edit made again, a thread there is is taken.
    expect(badManners(world.sim).filter((each) => !/50083|160004/.test(each))).toEqual([]);
    expect(brokenInvariants(world.databasePath)).toEqual([]);
  } finally {
    await world.stop();
  }
});
