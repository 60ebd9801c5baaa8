import type { Member, Message } from '@nexus/simulator';
import type { WeeklyInterval } from '../../src/people/availability/rules.ts';
import type { ProfileChanges } from '../../src/people/learners/rules.ts';
import type { Announcement } from '../../src/work/projects/service.ts';
import type { World } from './world.ts';

export interface SeededLearner {
  readonly name: string;
  readonly profile: ProfileChanges;
  readonly hours?: readonly WeeklyInterval[];
  /** Announced by them, for one partner unless it says otherwise. */
  readonly project?: Partial<Announcement> & { readonly title: string };
  readonly locale?: 'en' | 'fr';
}

/** Weekday evenings, 18:00 to 21:00 in the member's own zone. */
export const EVENINGS: readonly WeeklyInterval[] = [1, 2, 3, 4, 5].map((day) => ({
  day,
  from: 1080,
  to: 1260,
}));

/** Members of the only cohort, as if they had used the commands. Cards stand when it resolves. */
export async function seedLearners(world: World, learners: readonly SeededLearner[]): Promise<Member[]> {
  const { services } = world.bot;
  const guildId = world.guild.state.id;
  const [cohort] = await services.cohorts.open(guildId);
  if (cohort === undefined) throw new Error('no cohort');
  const members: Member[] = [];
  for (const { name, profile, hours = EVENINGS, project, locale = 'en' } of learners) {
    const member = world.guild.addMember({ name });
    await services.learners.remember(
      guildId,
      { id: member.id, displayName: name, locale },
      world.sim.clock.now(),
    );
    await services.cohorts.enter(cohort.id, member.id);
    await services.learners.change(guildId, member.id, { timezone: 'Africa/Lagos', ...profile });
    if (hours.length > 0) await services.learners.addHours(guildId, member.id, hours);
    if (project !== undefined)
      await services.projects.announce({
        guildId,
        cohortId: cohort.id,
        ownerId: member.id,
        brief: 'ecommerce',
        summary: 'A summary that is long enough to be accepted.',
        track: profile.track ?? 'backend',
        ...project,
      });
    members.push(member);
  }
  await world.settle();
  return members;
}

/** The attachment of a message by its name, as it is downloaded; throws when there is none. */
export async function download(message: Message, name: string): Promise<Buffer> {
  const found = message.attachments.find(({ filename }) => filename === name);
  if (found === undefined)
    throw new Error(`${name} is not among ${message.attachments.map((each) => each.filename).join(', ')}`);
  return Buffer.from(await (await fetch(found.url)).arrayBuffer());
}

/** The lines of a CSV file without its header, which must be the expected one. */
export async function table(message: Message, name: string, header: string): Promise<string[]> {
  const [first, ...lines] = (await download(message, name)).toString().split('\r\n');
  if (first !== header) throw new Error(`${name} begins with ${first}`);
  return lines.filter((line) => line !== '');
}

export const PAIRS_HEADER = 'project,owner,owner_number,partner,partner_number,score,overlap_minutes,reasons';
export const UNMATCHED_HEADER = 'member,number,track,brief,reason,what_would_help';
