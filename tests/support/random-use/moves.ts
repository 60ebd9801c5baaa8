import type { Member, Reply } from '@nexus/simulator';
import { pressable } from './pressing.ts';
import { chance, note, pick, type Run, serverOf } from './run.ts';
import { words } from './typing.ts';
import type { Who } from './watch.ts';

/** One of the buttons whose label begins with one of these; the answer itself where there is none. */
async function pressAny(run: Run, member: Member, reply: Reply, parts: readonly string[]): Promise<Reply> {
  const fitting = pressable(reply.message).filter(({ label = '' }) =>
    parts.some((part) => label.startsWith(part)),
  );
  const id = pick(run, fitting)?.custom_id;
  return id === undefined ? reply : await member.click(reply.message, id);
}

interface Move {
  /** Who would do it; left out: anybody. */
  readonly who?: (run: Run) => readonly Who[];
  readonly go: (run: Run, member: Member) => Promise<Reply>;
}

const asked: Move['who'] = ({ watch }) => watch.waiting();
const teamed: Move['who'] = ({ watch }) => watch.teamed();
const owners: Move['who'] = ({ watch }) => watch.owners();

/** What people do with a purpose: chance alone seldom gets there. */
const MOVES: Readonly<Record<string, Move>> = {
  'looks for a partner': {
    go: async (run, member) =>
      await pressAny(run, member, await member.slash('/find-partner'), ['Team up', 'Put me on', 'Me mettre']),
  },
  'looks for somebody of their side': { go: seekSameSide },
  'looks for a team of their side': {
    go: async (run, member) => {
      const shown = await member.slash('/find-partner');
      const teams = await pressAny(run, member, shown, ['Join a team', 'Rejoindre une équipe']);
      return await pressAny(run, member, teams, ['Ask the team', "Demander à l'équipe"]);
    },
  },
  announces: { go: announce },
  invites: {
    who: owners,
    go: async (run, member) =>
      await member.slash('/team invite', { member: pick(run, serverOf(run, member).people) ?? member }),
  },
  accepts: {
    who: asked,
    go: async (run, member) =>
      await pressAny(run, member, await member.slash('/partner requests'), ['Accept', 'Accepter']),
  },
  'accepts too': {
    who: asked,
    go: async (run, member) =>
      await pressAny(run, member, await member.slash('/partner requests'), ['Accept', 'Accepter', 'Decline']),
  },
  'leaves or parts': {
    who: teamed,
    go: async (run, member) => {
      const reply = await member.slash(chance(run, 0.5) ? '/team leave' : '/partner rematch');
      const yes = ['Leave the', "Quitter l'", 'Part from', 'Me séparer'];
      return await pressAny(run, member, reply, chance(run, 0.5) ? yes : ['Stay', 'Rester']);
    },
  },
  withdraws: {
    who: owners,
    go: async (run, member) => {
      const reply = await member.slash('/project status', { status: 'withdrawn' });
      return await pressAny(run, member, reply, [
        'Withdraw',
        'Withdraw and',
        'Retirer',
        'Retirer et',
        'Keep it',
      ]);
    },
  },
  'says how it stands': {
    go: async (run, member) =>
      await member.slash('/project status', { status: pick(run, ['full', 'looking', 'paused']) ?? 'full' }),
  },
  'hands over': { who: owners, go: handOver },
  'edits their side': { go: editSide },
};

async function handOver(run: Run, member: Member): Promise<Reply> {
  const { teams } = run.world.bot.services;
  const { people } = serverOf(run, member);
  const [team] = await teams.ofMember(member.guild.id, member.id);
  const others = team === undefined ? [] : await teams.memberIds(team.id);
  const other = pick(
    run,
    people.filter(({ id }) => id !== member.id && others.includes(id)),
  );
  return await member.slash('/team handover', { member: other ?? pick(run, people) ?? member });
}

async function editSide(run: Run, member: Member): Promise<Reply> {
  const { learners } = run.world.bot.services;
  const sideNow = async () => (await learners.find(member.guild.id, member.id))?.track;
  const before = await sideNow();
  const track = pick(run, ['backend', 'frontend', 'fullstack']) ?? 'backend';
  const reply = await member.slash('/profile set', { track });
  if (before != null && (await sideNow()) !== before) note(run, 'somebody edited their side');
  return reply;
}

async function announce(run: Run, member: Member): Promise<Reply> {
  const announced = await member.slash('/announce-project', {
    title: `${words(run, 'title')} ${Math.round(run.random() * 50)}`,
    brief: pick(run, ['ecommerce', 'job-board', 'online-poll']) ?? 'ecommerce',
    summary: 'Products, carts, orders and payments.',
    track: pick(run, ['backend', 'frontend']) ?? 'backend',
    partners: 1 + Math.floor(run.random() * 3),
    ...(chance(run, 0.6) ? { with: pick(run, serverOf(run, member).people) } : {}),
  });
  return await pressAny(run, member, announced, ['December', 'January', 'November', 'Autumn']);
}

async function seekSameSide(run: Run, member: Member): Promise<Reply> {
  const shown = await member.slash('/find-partner', { side: 'same' });
  const menu = pressable(shown.message).find(({ type }) => type === 3);
  const choice = pick(run, menu?.options ?? []);
  if (menu?.custom_id === undefined || choice === undefined) return shown;
  return await member.select(shown.message, menu.custom_id, choice.value);
}

/** What somebody does next, and who: among those who would, else `anybody`. */
export function nextMove(run: Run, anybody: Member): { member: Member; go: () => Promise<Reply> } {
  const [name, move] = pick(run, Object.entries(MOVES)) ?? ['announces', { go: announce }];
  const wanted = pick(run, move.who?.(run) ?? []);
  const people = run.servers.flatMap((server) => [...server.people, server.staff]);
  const found = people.find(({ id, guild }) => id === wanted?.userId && guild.id === wanted.guildId);
  const member = found?.data === undefined ? anybody : found;
  run.story.push(`${member.name} ${name}`);
  return { member, go: () => move.go(run, member) };
}
