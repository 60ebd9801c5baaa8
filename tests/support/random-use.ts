/** Random use: everything members can do, by chance, from a seed. */
import {
  type Channel,
  type Command,
  type Component,
  type GuildDriver,
  type Member,
  type Message,
  type OptionValues,
  type Reply,
  text,
} from '@nexus/simulator';
import { watchInvariants } from './invariants.ts';
import { randomFrom } from './random.ts';
import { badManners } from './requests.ts';
import { createWorld, type World } from './world.ts';

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

interface Server {
  readonly guild: GuildDriver;
  readonly staff: Member;
  readonly people: Member[];
  channels: { readonly projects: Channel; readonly announcements: Channel; readonly mentors: Channel };
}

interface Run {
  readonly world: World;
  readonly servers: readonly Server[];
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
  if (type === 6) return pick(run, serverOf(run, member).people);
  if (type === 7) return serverOf(run, member).channels.projects;
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
  const { staff, channels } = serverOf(run, member);
  const isStaff = member.id === staff.id;
  const offered = lines(run.world).filter(([line]) => isStaff || !line.startsWith('/setup'));
  const [line, options] = pick(run, offered) ?? ['/help', []];
  const given: Record<string, OptionValues[string]> = {};
  for (const option of options) {
    if (option.required !== true && !chance(run, 0.25)) continue;
    given[option.name] = await value(run, member, line, option);
  }
  if (line === '/setup channels') given['projects'] = channels.projects;
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

export function pressable(message: Message): Component[] {
  return controls(message.components).filter(
    ({ type, custom_id: id, disabled }) =>
      (type === 2 || type === 3) && id !== undefined && disabled !== true,
  );
}

/** Something to press on what the member sees: old and new, their own and what was meant for others. */
async function press(run: Run, member: Member): Promise<Reply | undefined> {
  const { projects, announcements, mentors } = serverOf(run, member).channels;
  const places = [projects, announcements, mentors, ...member.threads()];
  const seen = [
    ...places.flatMap((place) => member.sees(place)),
    ...member.dms(),
    ...(run.answers.get(selfOf(member)) ?? []).slice(-12),
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
    const { people } = serverOf(run, member);
    const [team] = await teams.ofMember(member.guild.id, member.id);
    const others = team === undefined ? [] : await teams.memberIds(team.id);
    const other = pick(
      run,
      people.filter(({ id }) => id !== member.id && others.includes(id)),
    );
    return await member.slash('/team handover', { member: other ?? pick(run, people) ?? member });
  },
];

async function moveOn(run: Run, member: Member): Promise<Reply | undefined> {
  const move = pick(run, MOVES);
  run.story.push(`${member.name} moves on: ${move === undefined ? '' : MOVES.indexOf(move)}`);
  return await move?.(run, member);
}

async function act(run: Run): Promise<string[]> {
  const server = pick(run, run.servers);
  if (server === undefined) return [];
  const present = server.people.filter(({ data }) => data !== undefined);
  const member = pick(run, [...present, server.staff]) ?? server.staff;
  const fate = run.random();
  const turn = fate < 0.2 ? moveOn : fate < 0.5 ? typeCommand : press;
  let reply = await turn(run, member);
  if (reply?.response === 'modal' && chance(run, 0.9)) reply = await fillIn(run, member, reply);
  if (reply === undefined) return [];
  if (reply.response === 'deferred') await reply.finished();
  if (reply.response !== 'modal' && reply.ephemeral) {
    const kept = run.answers.get(selfOf(member)) ?? [];
    run.answers.set(selfOf(member), [...kept, reply.message]);
  }
  return wrong(reply);
}

/** What happens to people and places without a command. */
async function live(run: Run): Promise<void> {
  const { world } = run;
  const server = pick(run, run.servers);
  const member = server === undefined ? undefined : pick(run, server.people);
  if (server === undefined || member === undefined) return;
  const fate = run.random();
  if (fate < 0.06) await world.advance(Math.round(run.random() * 20 * 60) * MINUTE);
  else if (fate < 0.07) await world.restart();
  else if (fate < 0.09) member.dmsOpen = chance(run, 0.5);
  else if (fate < 0.11) {
    run.story.push(`${member.name} ${member.data === undefined ? 'comes back' : 'leaves the server'}`);
    if (member.data === undefined) member.rejoin();
    else member.leave();
  } else if (fate < 0.115) await loseChannel(run, server);
  else if (fate < 0.12) joinAnother(run, server, member);
  else if (fate < 0.17) await world.settle();
}

/** The project channel is deleted; staff choose another one. */
async function loseChannel(run: Run, server: Server): Promise<void> {
  run.story.push('the project channel is deleted');
  server.guild.deleteChannel(server.channels.projects);
  const projects = server.guild.createChannel({ name: `projects-${run.story.length}` });
  server.channels = { ...server.channels, projects };
  await server.staff.slash('/setup channels', { projects });
}

/** Somebody is in both servers from now on. */
function joinAnother(run: Run, server: Server, member: Member): void {
  const other = run.servers.find((each) => each !== server);
  if (other === undefined || other.people.some(({ id }) => id === member.id)) return;
  run.story.push(`${member.name} joins another server too`);
  other.people.push(other.guild.addUser(member));
}

function serverOf(run: Run, member: Member): Server {
  const server = run.servers.find(({ guild }) => guild.id === member.guild.id) ?? run.servers[0];
  if (server === undefined) throw new Error('there is no server');
  return server;
}

async function secondServer(world: World): Promise<Server> {
  const guild = world.sim.createGuild({ name: 'Another programme' });
  const channels = {
    projects: guild.createChannel({ name: 'projects' }),
    announcements: guild.createChannel({ name: 'announcements' }),
    mentors: guild.createChannel({ name: 'mentors' }),
  };
  await guild.owner.slash('/setup channels', channels);
  await guild.owner.slash('/cohort create', { name: 'Autumn', start: '2026-11-02', deadline: '2026-11-22' });
  const people = Array.from({ length: 4 }, (_, index) => guild.addMember({ name: `Guest ${index}` }));
  return { guild, staff: guild.owner, people, channels };
}

/** Who can be matched no more is taken off the waiting list within a second. */
const WITHIN_A_SECOND = 'nobody waits for a partner who cannot be matched';
const SECONDS = 2_000;
const LOOKS_APART = 25;
/** Deleted channels take what was for them along, also what waits for the thread of a card that cannot be posted there. */
const LOST_WITH_CHANNELS = 'nothing in the outbox was given up';

/**
 * Lets members of two servers and two cohorts use everything there is at random, from a seed, and looks after each step
 * whether every answer is one and every invariant holds. Returns what does not, at most a handful, each with its step.
 */
export async function randomUse(options: {
  readonly seed: number;
  readonly steps: number;
}): Promise<string[]> {
  const world = await createWorld({ simulator: { rateLimits: false } });
  const { guild, staff, projects, announcements, mentors } = world;
  const people = Array.from({ length: 12 }, (_, index) =>
    guild.addMember({ name: `Member ${index}`, locale: index % 3 === 0 ? 'fr' : 'en-GB' }),
  );
  const found: string[] = [];
  const invariants = watchInvariants(world.databasePath);
  try {
    await staff.slash('/cohort create', { name: 'December', start: '2026-11-16', deadline: '2026-12-06' });
    const first: Server = { guild, staff, people, channels: { projects, announcements, mentors } };
    const servers = [first, await secondServer(world)];
    const run: Run = { world, servers, random: randomFrom(options.seed), answers: new Map(), story: [] };
    for (let step = 0; step < options.steps && found.length < 5; step++) {
      await live(run);
      const troubles = await act(run).catch((error: unknown) =>
        // An old answer in a channel that is gone, or that they were taken out of: nobody can press it.
        /There is no channel|does not see the channel/.test(String(error)) ? [] : [String(error)],
      );
      if (step % LOOKS_APART === 0) await world.advance(SECONDS);
      const broken = invariants
        .broken()
        .filter(
          (each) =>
            !each.startsWith(LOST_WITH_CHANNELS) &&
            (step % LOOKS_APART === 0 || !each.startsWith(WITHIN_A_SECOND)),
        );
      const story = run.story.slice(-3).join('; ');
      found.push(
        ...[...troubles, ...broken].map((trouble) => `seed ${options.seed}, ${step}, ${story}: ${trouble}`),
      );
    }
    await world.settle();
    // Ways that are part of the plan: an archived thread is opened and the edit made again, a thread there is is taken,
    // a channel that was deleted is learnt of by the first who writes there.
    found.push(...badManners(world.sim).filter((each) => !/50083|160004|10003|10008/.test(each)));
  } finally {
    invariants.close();
    await world.stop();
  }
  return found.slice(0, 5);
}

/** Somebody in one server: what was answered there can be pressed there alone. */
function selfOf(member: Member): string {
  return `${member.guild.id}:${member.id}`;
}
