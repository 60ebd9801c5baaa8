import type { Fault, Member } from '@nexus/simulator';
import { chance, note, pick, type Run, type Server } from './run.ts';

const MINUTE = 60_000;

/** What happens to people and places without a command. */
export async function live(run: Run): Promise<void> {
  const { world } = run;
  const server = pick(run, run.servers);
  const member = server === undefined ? undefined : pick(run, server.people);
  if (server === undefined || member === undefined) return;
  const fate = run.random();
  if (fate < 0.05) await world.advance(Math.round(run.random() * 12 * 60) * MINUTE);
  else if (fate < 0.07) await world.restart();
  else if (fate < 0.09) closeDms(run, member);
  else if (fate < 0.11) comeOrGo(run, member);
  else if (fate < 0.115) await loseChannel(run, server);
  else if (fate < 0.125) move(run, server, member);
  else if (fate < 0.135) await publishRound(run, server);
  else if (fate < 0.185) await world.settle();
  else if (fate < 0.235) trouble(run);
}

/** What Discord does with requests that the bot makes by itself, for a while. */
const TROUBLES: readonly Fault[] = [
  { kind: 'status', status: 500 },
  { kind: 'status', status: 503, after: true },
  { kind: 'status', status: 502, body: '<html>Bad gateway</html>' },
  { kind: 'reset-before' },
  { kind: 'reset-after' },
  { kind: 'rate-limit', retryAfter: 1 },
  { kind: 'rate-limit', retryAfter: 2, shared: true },
];
const BY_ITSELF = /^\/(channels|guilds|users)\//;

function trouble(run: Run): void {
  const fault = pick(run, TROUBLES);
  if (fault === undefined) return;
  run.world.sim.faults.next({ route: BY_ITSELF }, fault, 1 + Math.floor(run.random() * 6));
  run.story.push(`Discord is in trouble: ${JSON.stringify(fault)}`);
  note(run, 'Discord was in trouble');
}

function closeDms(run: Run, member: Member): void {
  member.dmsOpen = !member.dmsOpen;
  note(
    run,
    member.dmsOpen ? 'somebody opened their direct messages' : 'somebody closed their direct messages',
  );
}

function comeOrGo(run: Run, member: Member): void {
  const isGone = member.data === undefined;
  run.story.push(`${member.name} ${isGone ? 'comes back' : 'leaves the server'}`);
  note(run, isGone ? 'somebody came back' : 'somebody left the server');
  if (isGone) member.rejoin();
  else member.leave();
}

/** Staff publish the round of one of their cohorts. */
async function publishRound(run: Run, { staff }: Server): Promise<void> {
  const as = pick(run, ['requests', 'teams']) ?? 'requests';
  const cohort = pick(run, await staff.autocomplete('/cohort match', 'cohort', ''));
  if (cohort === undefined) return;
  run.story.push('staff publish a round');
  const reply = await staff.slash('/cohort match', { mode: 'publish', as, cohort: cohort.value });
  await reply.finished();
  note(run, 'a round was published');
}

/** The project channel is deleted; staff choose another one. */
async function loseChannel(run: Run, server: Server): Promise<void> {
  run.story.push('the project channel is deleted');
  note(run, 'a channel was deleted');
  server.guild.deleteChannel(server.channels.projects);
  const projects = server.guild.createChannel({ name: `projects-${run.story.length}` });
  server.channels = { ...server.channels, projects };
  await server.staff.slash('/setup channels', { projects });
}

/** Somebody is in the other server from now on, and perhaps no longer in this one. */
function move(run: Run, server: Server, member: Member): void {
  const other = run.servers.find((each) => each !== server);
  if (other === undefined) return;
  if (!other.people.some(({ id }) => id === member.id)) {
    run.story.push(`${member.name} joins another server too`);
    note(run, 'somebody joined another server');
    other.people.push(other.guild.addUser(member));
  }
  if (member.data !== undefined && chance(run, 0.5)) comeOrGo(run, member);
}
