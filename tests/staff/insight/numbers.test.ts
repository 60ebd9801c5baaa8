import { type Member, text } from '@nexus/simulator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { announce, learner, said } from '../../support/learners.ts';
import { team } from '../../support/teams.ts';
import { createWorld, MONDAY, type World } from '../../support/world.ts';

const HOUR = 3_600_000;

/** One cohort with teams enough to be named in public, and one of each: alone, seeking, withdrawn, documenting, resting, waiting, and one who left. */
let world: World;

beforeAll(async () => {
  // An hour before day 1 begins at 09:00 in Lagos. Days pass in seconds: Discord’s limits would last for days.
  world = await createWorld({ start: MONDAY - HOUR, simulator: { rateLimits: false } });
  const make = (name: string, side: 'backend' | 'frontend' | 'fullstack'): Promise<Member> =>
    learner(world, name, side);
  await team(world, await make('Ada', 'backend'), await make('Binta', 'frontend'), 'Shop');
  await team(world, await make('Chidi', 'backend'), await make('Dalia', 'frontend'), 'Bazaar');
  await team(world, await make('Efe', 'backend'), await make('Fatou', 'frontend'), 'Kiosk');
  await announce(world, await make('Alone', 'backend'), 'Solo', { partners: 0 });
  const seeks = await make('Seeks', 'backend');
  await announce(world, seeks, 'Market');
  const withdrew = await make('Withdrew', 'frontend');
  await announce(world, withdrew, 'Withdrawn', { track: 'frontend' });
  await world.bot.services.projects.setStatus(
    (await world.bot.services.projects.own(world.guild.id, withdrew.id))[0]?.id ?? 0,
    withdrew.id,
    'withdrawn',
  );
  const docs = world.guild.addMember({ name: 'Docs' });
  await docs.click((await docs.slash('/help')).message, 'Documentation only');
  const resting = await make('Resting', 'fullstack');
  await resting.slash('/profile pause', { days: 30 });
  const left = await make('Left', 'frontend');
  await announce(world, left, 'Nobody here');
  left.leave();
  await world.settle();
  for (let hour = 0; hour < 6 * 24 + 2; hour += 1) await world.advance(HOUR);
});
afterAll(() => world.stop());

function numbers(pattern: RegExp, words: string): number[] {
  const found = pattern.exec(words);
  if (found === null) throw new Error(`${pattern} is not in: ${words}`);
  return found.slice(1).map(Number);
}

function week() {
  const found = world.staff
    .sees(world.projects)
    .find((message) => text(message).includes('The first week of'));
  if (found === undefined) throw new Error('no picture of the week');
  return found;
}

// Eleven are there: three teams of two, Alone, Seeks, Withdrew, Docs and Resting.
const [LEARNERS, DOCUMENTING, ANNOUNCED, PARTNERED, TEAMS] = [11, 1, 8, 6, 3];

describe('one cohort is counted the same way', () => {
  it('by /cohort status', async () => {
    const status = said(await world.staff.slash('/cohort status'));
    expect(numbers(/(\d+) learners, documentation only: (\d+)/, status)).toEqual([LEARNERS, DOCUMENTING]);
    expect(numbers(/(\d+) have announced/, status)).toEqual([ANNOUNCED]);
    expect(numbers(/(\d+) withdrew/, status)).toEqual([1]);
    expect(numbers(/(\d+) stand in teams \((\d+) in all\)/, status)).toEqual([PARTNERED, TEAMS]);
  });

  it('by the post of the week, its picture and its preview', async () => {
    const words = [
      text(week()),
      said(await world.staff.slash('/reminders test', { step: 'week' })),
      said(await world.staff.slash('/reminders preview', { day: 7 })),
    ];
    for (const said of words) {
      expect(numbers(/Of (\d+) who joined, (\d+) announced a project, (\d+) found a partner/, said)).toEqual([
        LEARNERS,
        ANNOUNCED,
        PARTNERED,
      ]);
    }
    const alt = week().attachments[0]?.description ?? '';
    expect(numbers(/Announced a project: (\d+) of (\d+) /, alt)).toEqual([ANNOUNCED, LEARNERS]);
    expect(numbers(/Found a partner: (\d+) of (\d+) /, alt)).toEqual([PARTNERED, LEARNERS]);
  });

  it('by what staff read of the week, and by who is still free', async () => {
    const staff = world.staff.sees(world.mentors).map(text).join('\n');
    expect(numbers(/Joined: (\d+); documentation only: (\d+); announced: (\d+);/, staff)).toEqual([
      LEARNERS,
      DOCUMENTING,
      ANNOUNCED,
    ]);
    // Seeks and, resting, Resting; whoever withdrew is done.
    expect(
      numbers(/building without a partner: (\d+) \((\d+) backend, (\d+) frontend, (\d+) both\)/, staff),
    ).toEqual([2, 1, 0, 1]);
    const partner = said(await world.staff.slash('/reminders test', { step: 'partner' }));
    expect(numbers(/Still free in November: (\d+) who builds the backend\./, partner)).toEqual([1]);
  });

  it('and how many have agreed on a contract is said in every place', async () => {
    const shown = [
      said(await world.staff.slash('/cohort status')),
      text(week()),
      week().attachments[0]?.description ?? '',
      world.staff.sees(world.mentors).map(text).join('\n'),
    ];
    for (const place of shown)
      expect(place).toMatch(/0 (?:have )?agreed on a(?:n API)? contract|Agreed on an API contract: 0 of/);
  });
});

it('never sent anything that Discord would refuse', () => {
  expect(world.sim.violations).toEqual([]);
});
