import { type Member, text } from '@nexus/simulator';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createWorld, MONDAY, type World } from '../../support/world.ts';

/**
 * The real bot with its real schedule and timers, on a clock that runs from three seconds before a step falls due. How
 * late messages are over a longer time is measured by `npm run bench -- --only delivery`.
 */
const AHEAD = 3_000;
const PERSONAL = 4;

let world: World;
let ada: Member;
beforeAll(async () => {
  world = await createWorld({ start: MONDAY - 60_000 });
  ada = world.guild.addMember({ name: 'Ada' });
  await ada.slash('/profile set', { track: 'backend' });
  await world.settle();
  // A second begins when one of the system's does, as it does for the clock of a bot that runs: pollers are woken by those.
  const now = Date.now();
  const ahead = Math.floor((MONDAY - AHEAD - now) / 1_000) * 1_000;
  world.sim.clock.advance(now + ahead - world.sim.clock.now());
});
afterAll(() => world.stop());

it('a step of the programme and reminders of members leave at their minute, by themselves', async () => {
  const { reminders } = world.bot.services;
  const dues = Array.from({ length: PERSONAL }, (_, second) => MONDAY + second * 1_000);
  for (const dueAt of dues) {
    await reminders.personal.create({
      guildId: world.guild.id,
      ownerId: ada.id,
      teamId: undefined,
      what: `due ${dueAt}`,
      dueAt,
      zone: 'Africa/Lagos',
      recurrence: undefined,
    });
  }
  const sentAt = (words: string): Promise<number> =>
    world.sim.until(
      () => {
        const all = [...ada.sees(world.projects), ...ada.dms()];
        const found = all.find((message) => text(message).includes(words));
        return found && Date.parse(found.timestamp);
      },
      { timeoutMs: 20_000 },
    );
  const late = [(await sentAt('Announce your project.')) - MONDAY];
  for (const dueAt of dues) late.push((await sentAt(`due ${dueAt}`)) - dueAt);
  // Not a moment early, and a second at the most, whatever else this machine does.
  expect(late.filter((ms) => ms < 0 || ms > 1_000)).toEqual([]);
}, 40_000);
