import { text } from '@nexus/simulator';
import { expect, it } from 'vitest';
import { sqlOf } from '../support/sql.ts';
import { createWorld } from '../support/world.ts';

const REFUSED = {
  kind: 'status',
  status: 400,
  body: { code: 50035, message: 'Invalid Form Body', errors: {} },
} as const;

it('tells the member when Discord refuses the answer itself: what they asked for stands', async () => {
  const world = await createWorld();
  const ada = world.guild.addMember({ name: 'Ada' });
  world.sim.faults.next({ route: /interactions\/.*\/callback/ }, REFUSED);
  const reply = await ada.slash('/announce-project', {
    title: 'Market',
    brief: 'ecommerce',
    summary: 'A shop with a cart and payments.',
    track: 'backend',
  });
  expect(text(reply.message)).toMatch(
    /Our answer could not be shown \(ref [0-9A-F]{6}\)\. What you changed is saved/,
  );
  expect(reply.ephemeral).toBe(true);
  await world.settle();
  expect(text((await ada.click(reply.message, 'Where I stand')).message)).toContain('Market');
  await world.stop();
});

it('never says that nothing was saved where it was: what came after the change broke', async () => {
  const world = await createWorld({ onSqlite: true });
  // What somebody has not read yet is shown under the answer.
  const db = sqlOf(world);
  db.exec('alter table notices rename to lost');
  db.close();
  const reply = await world.staff.slash('/setup channels', { mentors: world.announcements });
  const { channels } = await world.bot.services.communities.get(world.guild.id);
  expect(channels.mentors).toBe(world.announcements.id);
  expect(text(reply.message)).toContain('What you changed is saved');
  await world.stop();
});

it('says that nothing was saved where nothing was: a command that only reads', async () => {
  const world = await createWorld();
  const ada = world.guild.addMember({ name: 'Ada' });
  await ada.slash('/profile set', { track: 'backend' });
  for (const look of [() => ada.slash('/project browse'), () => ada.slash('/learning add')]) {
    world.sim.faults.next({ route: /interactions\/.*\/callback/ }, REFUSED);
    expect(text((await look()).message)).toMatch(/Something broke on our side .+ Nothing was saved/);
  }
  await world.stop();
});
