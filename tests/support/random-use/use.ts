/** Random use: everything members can do, by chance, from a seed. */
import { type Reply, text } from '@nexus/simulator';
import { randomFrom } from '../random.ts';
import { badManners } from '../requests.ts';
import { createWorld, type World } from '../world.ts';
import { live } from './life.ts';
import { nextMove } from './moves.ts';
import { fillIn, leadsOn, press } from './pressing.ts';
import { chance, note, pick, type Run, type Server, selfOf } from './run.ts';
import { typeCommand } from './typing.ts';
import { type Watch, watch } from './watch.ts';

/** What must be true of every answer. */
function wrong(reply: Reply): string[] {
  if (reply.response === 'modal') return [];
  const said = text(reply.message);
  const isPrivate = reply.ephemeral || reply.interaction.source !== undefined;
  return [
    ...(/broke on our side|cassé de notre côté/.test(said) ? [`an apology: ${said}`] : []),
    ...(said.trim() === '' ? ['silence'] : []),
    ...(isPrivate ? [] : ['a public answer']),
    // What all see has its own buttons.
    ...(reply.ephemeral && !leadsOn(reply.message) ? [`a dead end: ${said}`] : []),
    ...(/\{\{|\b[a-z-]+:[a-z]+\.[a-z]|undefined|\bNaN\b|\[object/.test(said) ? [`a raw text: ${said}`] : []),
  ];
}

interface Acted {
  readonly troubles: readonly string[];
  readonly actorId?: string;
}

async function act(run: Run): Promise<Acted> {
  const server = pick(run, run.servers);
  if (server === undefined) return { troubles: [] };
  const present = server.people.filter(({ data }) => data !== undefined);
  const anybody = pick(run, [...present, server.staff]) ?? server.staff;
  const fate = run.random();
  const { member, go } =
    fate < 0.4
      ? nextMove(run, anybody)
      : { member: anybody, go: () => (fate < 0.6 ? typeCommand : press)(run, anybody) };
  let reply = await go();
  if (reply?.response === 'modal' && chance(run, 0.9)) reply = await fillIn(run, member, reply);
  const actorId = member.id;
  if (reply === undefined) return { troubles: [], actorId };
  if (reply.response === 'deferred') await reply.finished();
  if (reply.response !== 'modal' && reply.ephemeral) {
    const kept = run.answers.get(selfOf(member)) ?? [];
    run.answers.set(selfOf(member), [...kept, reply.message]);
  }
  return { troubles: wrong(reply), actorId };
}

async function firstServer({ guild, staff, projects, announcements, mentors }: World): Promise<Server> {
  await staff.slash('/cohort create', { name: 'December', start: '2026-11-16', deadline: '2026-12-06' });
  await staff.slash('/cohort create', { name: 'January', start: '2026-11-23', deadline: '2026-12-13' });
  const people = Array.from({ length: 12 }, (_, index) =>
    guild.addMember({ name: `Member ${index}`, locale: index % 3 === 0 ? 'fr' : 'en-GB' }),
  );
  return { guild, staff, people, channels: { projects, announcements, mentors } };
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

const SECONDS = 2_000;
const LOOKS_APART = 25;
/** What came of it: what does not hold, at most a handful, each with its step; what was done; how often things happened. */
export interface RandomUse {
  readonly broken: string[];
  /** The step after which something did not hold for the first time. */
  readonly brokenAt: number | undefined;
  readonly story: readonly string[];
  readonly did: ReadonlyMap<string, number>;
}

/** More than a life has steps. */
const SEEDS_APART = 1_000_003;

/**
 * Lets members of two servers and three cohorts use everything there is at random, from a seed, and looks after each step
 * whether every answer is one and every invariant holds. `steps`: how many, or which.
 */
export async function randomUse(options: {
  readonly seed: number;
  readonly steps: number | readonly number[];
}): Promise<RandomUse> {
  const steps =
    typeof options.steps === 'number' ? Array.from({ length: options.steps }, (_, n) => n) : options.steps;
  const world = await createWorld({ simulator: { rateLimits: false } });
  const found: string[] = [];
  const watched = watch(world.databasePath);
  const did = new Map<string, number>();
  const story: string[] = [];
  let brokenAt: number | undefined;
  try {
    const servers = [await firstServer(world), await secondServer(world)];
    const run: Run = {
      world,
      servers,
      watch: watched,
      random: randomFrom(options.seed),
      answers: new Map(),
      story,
      did,
    };
    for (const step of steps) {
      if (found.length >= 5) break;
      run.random = randomFrom(options.seed * SEEDS_APART + step);
      const troubles = await liveAndAct(run, watched);
      if (step % LOOKS_APART === 0) {
        await world.advance(SECONDS);
        for (const cohort of watched.peopled()) note(run, `somebody is in ${cohort}`);
      }
      const broken = watched.broken(step % LOOKS_APART === 0);
      troubles.push(...broken, ...(await unacceptable(world, watched)));
      const last = story.slice(-3).join('; ');
      found.push(...troubles.map((trouble) => `seed ${options.seed}, ${step}, ${last}: ${trouble}`));
      if (troubles.length > 0) brokenAt ??= step;
    }
    await comesToRest(world);
    found.push(...twice(world), ...watched.owed(world.sim.clock.now()));
    // Ways that are part of the plan: an archived thread is opened and the edit made again, a thread there is is taken,
    // a channel that was deleted is learnt of by the first who writes there.
    found.push(...badManners(world.sim).filter((each) => !/50083|160004|10003|10008/.test(each)));
    if (found.length > 0) brokenAt ??= steps.at(-1);
    for (const [what, times] of [...watched.teams.seen, ...watched.ends()]) note({ did }, what, times);
  } finally {
    watched.close();
    await world.stop();
  }
  return { broken: found.slice(0, 5), brokenAt, story, did };
}

/** Discord is well again, and what could not be sent meanwhile has been. */
async function comesToRest(world: World): Promise<void> {
  world.sim.faults.clear();
  for (let minute = 0; minute < 10; minute++) await world.advance(60_000);
}

/** Messages that stand on Discord more than once. */
function twice({ sim }: World): string[] {
  const times = new Map<string, string[]>();
  for (const { messages } of sim.world.channels.values())
    for (const message of messages) {
      const nonce = String(message.nonce ?? `message ${message.id}`);
      times.set(nonce, [...(times.get(nonce) ?? []), text(message)]);
    }
  return [...times.values()].flatMap((texts) => (texts.length > 1 ? [`sent twice: ${texts[0]}`] : []));
}

async function liveAndAct(run: Run, { teams }: Watch): Promise<string[]> {
  await live(run);
  const untold = teams.untold();
  const { troubles, actorId } = await act(run).catch((error: unknown) => ({
    actorId: undefined,
    // An old answer in a channel that is gone, or that they were taken out of: nobody can press it.
    troubles: /There is no channel|does not see the channel/.test(String(error)) ? [] : [String(error)],
  }));
  return [...untold, ...troubles, ...teams.untold(actorId)];
}

/** Requests that are open and, by the one judgement of now, could not be accepted. */
async function unacceptable({ bot }: World, look: Watch): Promise<string[]> {
  const troubles: string[] = [];
  for (const { id, kind, guildId, userId } of look.waiting()) {
    const shown = await bot.services.requests.incoming(guildId, userId);
    if (!shown.some(({ request }) => request.id === id))
      troubles.push(`request ${id} (${kind}) waits for ${userId}, who cannot accept it`);
  }
  return troubles;
}
