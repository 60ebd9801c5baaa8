import { type Member, type Message, type OptionValues, type Reply, text } from '@nexus/simulator';
import type { World } from './world.ts';

/** A member of the world's cohort who has said which side they build. */
export async function learner(
  world: World,
  name: string,
  track: 'backend' | 'frontend' | 'fullstack',
  profile: OptionValues = {},
): Promise<Member> {
  const member = world.guild.addMember({ name });
  await member.slash('/profile set', { track, ...profile });
  return member;
}

/** Announces an e-commerce project, unless told otherwise, and waits for its card. */
export async function announce(
  world: World,
  member: Member,
  title: string,
  more: OptionValues = {},
): Promise<void> {
  const summary = 'A summary that is long enough to be accepted.';
  await member.slash('/announce-project', { title, brief: 'ecommerce', summary, ...more });
  await world.settle();
}

/** The card of a project in the project channel. */
export function cardOf(world: World, title: string): Message {
  const card = world.staff.sees(world.projects).find((message) => text(message).startsWith(`### ${title}`));
  if (card === undefined) throw new Error(`no card of ${title}`);
  return card;
}

export function said(reply: Reply): string {
  return text(reply.message);
}

/** Presses *Ask* beside this person in a search and sends the modal. */
export async function askIn(search: Reply, sender: Member, person: Member, note = ''): Promise<Reply> {
  const place = said(search)
    .split('\n')
    .filter((line) => /^\*\*\d+\.\*\*/.test(line))
    .findIndex((line) => line.includes(person.mention));
  return sender.submitModal(await sender.click(search.message, 'Ask', { in: place }), { note });
}
