import { text } from '@nexus/simulator';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { learner } from '../../support/teams.ts';
import { createWorld, type World } from '../../support/world.ts';

const DAY = 86_400_000;

let world: World;
beforeEach(async () => {
  world = await createWorld({ simulator: { rateLimits: false } });
});
afterEach(() => world.stop());

const staffNumbers = (channel: World['mentors']): number =>
  world.staff.sees(channel).filter((message) => text(message).includes('first week, for staff')).length;

it.each([true, false])(
  'the week’s numbers for staff stand where staff read (a staff channel: %s)',
  async (has) => {
    const staff = world.guild.createChannel({ name: 'staff' });
    if (has) await world.staff.slash('/setup channels', { staff });
    await learner(world, 'Ada', 'backend');
    for (let day = 0; day < 7; day++) await world.advance(DAY);
    expect([staffNumbers(staff), staffNumbers(world.mentors)]).toEqual(has ? [1, 0] : [0, 1]);
  },
);
