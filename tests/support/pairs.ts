import { type Channel, type Member, type Message, text } from '@nexus/simulator';
import { cardOf } from './learners.ts';
import { sqlOf } from './sql.ts';
import type { World } from './world.ts';

/** A guest presses *Team up* on a card and the owner accepts. */
export async function joins(world: World, guest: Member, owner: Member, title: string): Promise<void> {
  await guest.click(cardOf(world, title), 'Team up');
  await world.settle();
  const requests = await owner.slash('/partner requests');
  await owner.click(requests.message, 'Accept');
  await world.settle();
}

/** One more of a side in a member's team, as if both had agreed. */
export async function addSecond(world: World, second: Member, owner: Member): Promise<void> {
  const { teams } = world.bot.services;
  const [team] = await teams.ofMember(world.guild.id, owner.id);
  if (team === undefined) throw new Error('no team');
  const now = world.sim.clock.now();
  const db = sqlOf(world);
  db.prepare(
    'insert into team_members (team_id, user_id, joined_at, last_sign_at, look_at) values (?, ?, ?, ?, ?)',
  ).run(team.id, second.id, now, now, now);
  db.prepare('update cohort_members set teams_taken = teams_taken + 1 where user_id = ?').run(second.id);
  db.close();
}

/** What reached a member by direct message, as one text. */
export function lettersTo(member: Member): string {
  return member.dms().map(text).join('\n');
}

/** The team's private thread whose name begins so, as a member sees it. */
export function threadOf(member: Member, title: string): Channel {
  const thread = member.threads().find(({ name }) => name?.startsWith(`${title} ·`));
  if (thread === undefined) throw new Error(`no thread of ${title}`);
  return thread;
}

export function findIn(member: Member, thread: Channel, part: string): Message {
  const found = member.sees(thread).findLast((message) => text(message).includes(part));
  if (found === undefined) throw new Error(`nobody wrote ${part}`);
  return found;
}

/** Rows of the world's database, read only. */
export function rowsOf<Row>(world: World, query: string, ...params: readonly (string | number)[]): Row[] {
  const db = sqlOf(world);
  try {
    return db.prepare<(string | number)[], Row>(query).all(...params);
  } finally {
    db.close();
  }
}

/** The ids of those who wait for a partner. */
export function waitingIds(world: World): string[] {
  return rowsOf<{ user_id: string }>(world, 'select user_id from waiting_list order by user_id').map(
    ({ user_id }) => user_id,
  );
}
