import { buttons, type Channel, text } from '@nexus/simulator';
import { expect, it, onTestFinished } from 'vitest';
import { learner, said } from '../support/learners.ts';
import { createWorld, type World } from '../support/world.ts';

const HOUR = 3_600_000;

/** Two learners go from an announcement to a team and first progress, whatever the bot may do meanwhile. */
async function journey({ guild, ...world }: World) {
  const ada = await learner({ guild, ...world }, 'Ada', 'backend');
  const binta = await learner({ guild, ...world }, 'Binta', 'frontend');
  await ada.slash('/announce-project', {
    title: 'Job board',
    brief: 'job-board',
    summary: 'Jobs, companies and applications, for everybody.',
    with: binta,
  });
  await world.settle();
  const requests = await binta.slash('/partner requests');
  expect(said(await binta.click(requests.message, 'Accept'))).toContain('You are a team now');
  await world.settle();
  await ada.slash('/progress', { update: 'Models and migrations' });
  await world.settle();
  return { ada, binta };
}

const NEEDED = [
  'SEND_MESSAGES',
  'VIEW_CHANNEL',
  'CREATE_PRIVATE_THREADS',
  'CREATE_PUBLIC_THREADS',
  'SEND_MESSAGES_IN_THREADS',
] as const;

it.each(NEEDED)(
  'what failed for want of %s arrives once, from one press under /setup check',
  async (permission) => {
    const world = await createWorld({ simulator: { rateLimits: false } });
    onTestFinished(() => world.stop());
    const { guild, staff, projects } = world;
    const [start] = staff.sees(projects);
    guild.setOverwrites(projects, [{ for: start?.author ?? 'everyone', deny: [permission] }]);
    const { ada, binta } = await journey(world);
    await world.advance(HOUR);
    guild.setOverwrites(projects, []);

    const check = await staff.slash('/setup check');
    expect(said(check)).toContain('did not arrive');
    await staff.click(check.message, 'Try the failed ones again');
    for (let hours = 0; hours < 3; hours++) await world.advance(HOUR);

    const count = (part: string, places: readonly Channel[]) =>
      places.flatMap((place) => ada.sees(place)).filter((message) => text(message).includes(part)).length;
    expect(count('### Job board', [projects])).toBe(1);
    expect(count('Models and migrations', [projects, ...ada.threads()])).toBe(1);
    expect(binta.threads().filter(({ name }) => name === 'Job board · Ada & Binta')).toHaveLength(1);
    expect(count('Introduce yourselves', ada.threads())).toBe(1);
    const again = await staff.slash('/setup check');
    expect(buttons(again.message).map(({ label }) => label)).toEqual(['Check again']);
    expect(world.sim.violations).toEqual([]);
  },
);
