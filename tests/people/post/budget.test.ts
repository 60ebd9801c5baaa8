import { text } from '@nexus/simulator';
import { expect, it } from 'vitest';
import { localMoment } from '../../../src/platform/zones/rules.ts';
import { announce, learner, team } from '../../support/teams.ts';
import { createWorld } from '../../support/world.ts';

const HOUR = 3_600_000;
/** What is asked of them, a deadline, or the answer to what they asked: not counted. */
const EXPECTED =
  /You asked me to remind you|invites you|This request is answered|days? left|week left|Tomorrow is the day|few hours left/;
const ZONES = ['Africa/Lagos', 'America/New_York', 'Asia/Tokyo', undefined];

it('nobody is pinged unasked twice on a local day, nor at night, over twelve days of a cohort', async () => {
  const world = await createWorld({ simulator: { rateLimits: false } });
  try {
    const people = [];
    for (const [index, timezone] of ZONES.entries()) {
      const zone = timezone ?? 'Africa/Lagos';
      const back = await learner(world, `Back ${index}`, 'backend', { timezone: zone, dm: index % 2 === 0 });
      const front = await learner(world, `Front ${index}`, 'frontend', { timezone: zone });
      const alone = await learner(world, `Alone ${index}`, 'backend', { timezone: zone });
      await team(world, back, front, `Shop ${index}`);
      if (index % 2 === 0) await announce(alone, `Alone ${index}`);
      people.push(...[back, front, alone].map((member) => ({ member, zone })));
    }
    await world.settle();
    const seen = new Map(people.map(({ member }) => [member.id, member.pings().length]));
    const pinged = new Map<string, string[]>();
    const night: string[] = [];
    for (let hour = 0; hour < 12 * 24; hour++) {
      await world.advance(HOUR);
      for (const { member, zone } of people) {
        const pings = member.pings();
        const fresh = pings.slice(seen.get(member.id));
        seen.set(member.id, pings.length);
        for (const said of fresh.map(text).filter((words) => !EXPECTED.test(words))) {
          const { date, time } = localMoment(world.sim.clock.now(), zone);
          const key = `${member.name} ${date}`;
          pinged.set(key, [...(pinged.get(key) ?? []), said]);
          if (time >= '21:00' || time < '07:00') night.push(`${key} ${time}: ${said}`);
        }
      }
    }
    expect(pinged.size).toBeGreaterThan(20);
    expect([...pinged].filter(([, said]) => said.length > 1)).toEqual([]);
    expect(night).toEqual([]);
  } finally {
    await world.stop();
  }
}, 240_000);
