import { type Channel, type Member, type Message, text } from '@nexus/simulator';
import type { World } from './world.ts';

export interface Team {
  readonly owner: Member;
  readonly guest: Member;
  readonly thread: Channel;
  readonly id: number;
}

/** A member with a side, and with direct messages allowed unless it says otherwise. */
export async function learner(
  world: World,
  name: string,
  track: 'backend' | 'frontend' | 'fullstack',
  options: Record<string, string | number | boolean> = {},
): Promise<Member> {
  const member = world.guild.addMember({ name });
  await member.slash('/profile set', { track, timezone: 'Africa/Lagos', dm: true, ...options });
  return member;
}

export function announce(
  owner: Member,
  title: string,
  options: Record<string, string | number | Member> = {},
) {
  const summary = 'A summary that is long enough to be accepted.';
  return owner.slash('/announce-project', {
    title,
    brief: 'ecommerce',
    summary,
    track: 'backend',
    ...options,
  });
}

/** The owner announces a project with the guest, who accepts; both are in the team's thread. */
export async function team(world: World, owner: Member, guest: Member, title = 'Shop'): Promise<Team> {
  await announce(owner, title, { with: guest });
  await world.settle();
  const { requests, teams } = world.bot.services;
  const [invitation] = await requests.incoming(world.guild.id, guest.id);
  if (invitation === undefined) throw new Error('no invitation');
  await requests.accept(invitation.request.id, guest.id);
  await world.settle();
  const [found] = await teams.ofMember(world.guild.id, guest.id);
  const thread = owner.threads().find(({ id }) => id === found?.threadId);
  if (found === undefined || thread === undefined) throw new Error('no team thread');
  return { owner, guest, thread, id: found.id };
}

/** The latest direct message that contains a text. */
export function letter(member: Member, part: string): Message | undefined {
  return member.dms().findLast((message) => text(message).includes(part));
}
