import type { Member } from '@nexus/simulator';
import type { Learner } from '../../../src/people/learners/rules.ts';
import type { World } from '../../support/world.ts';

export async function profileOf(world: World, member: Member): Promise<Learner> {
  const learner = await world.bot.services.learners.find(world.guild.id, member.id);
  if (learner === undefined) throw new Error(`${member.name} is not known`);
  return learner;
}

/** Whether they are in a cohort. */
export async function isMember(world: World, member: Member): Promise<boolean> {
  return (await world.bot.services.cohorts.ofMember(world.guild.id, member.id)).length > 0;
}
