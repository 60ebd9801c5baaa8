import type { Member } from '@nexus/simulator';
import { createWorld, type World } from '../support/world.ts';

/** The bot sees this much time pass at once, in ms; after more than ten minutes it would tell staff it was away. */
const STEP = 9.5 * 60_000;

export interface Stage {
  readonly world: World;
  readonly address: string;
  readonly ada: Member;
  readonly binta: Member;
  readonly tunde: Member;
  /** Somebody else whom the page can act as. */
  comes(name: string): Member;
}

/** The real bot in a server with two learners, a mentor and staff, and the web page to it. */
export async function openStage({ step = STEP, rateLimits = true } = {}): Promise<Stage> {
  const people: { id: string; note: string }[] = [];
  const world: World = await createWorld({
    simulator: {
      rateLimits,
      botName: 'Nexus',
      page: {
        people: () => people,
        advance: async (ms) => advance(world, ms, step),
        jumps: [{ label: 'Next reminder', to: async () => undefined }],
        tour: () => [
          { label: 'Announce a project', as: ada.id, channel: world.projects.id, type: '/announce-project' },
        ],
      },
    },
  });
  const mentor = world.guild.createRole({ name: 'mentor', mentionable: true });
  const ada = world.guild.addMember({ name: 'Ada Obi' });
  const binta = world.guild.addMember({ name: 'Binta Sow', locale: 'fr' });
  const tunde = world.guild.addMember({ name: 'Tunde Bello', roles: [mentor] });
  people.push(
    { id: ada.id, note: 'backend learner' },
    { id: binta.id, note: 'frontend learner, reads French' },
    { id: tunde.id, note: 'mentor' },
    { id: world.staff.id, note: 'staff' },
  );
  const comes = (name: string): Member => {
    const member = world.guild.addMember({ name });
    people.push({ id: member.id, note: 'came later' });
    return member;
  };
  return { world, address: world.sim.pageAddress, ada, binta, tunde, comes };
}

async function advance(world: World, ms: number, step: number): Promise<void> {
  const end = world.sim.clock.now() + ms;
  for (let left = ms; left > 0; left = end - world.sim.clock.now()) {
    world.sim.clock.advance(Math.min(left, step));
    await world.bot.tick();
  }
  await world.settle();
}
