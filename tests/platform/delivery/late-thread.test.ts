import { text } from '@nexus/simulator';
import { expect, it } from 'vitest';
import { createWorld } from '../../support/world.ts';

const HOUR = 3_600_000;

it("a team's checklist waits for its thread as long as the thread itself does", async () => {
  const world = await createWorld();
  try {
    const { guild, sim } = world;
    const [ada, binta] = ['Ada', 'Binta'].map((name) => guild.addMember({ name }));
    if (ada === undefined || binta === undefined) throw new Error('nobody');
    const summary = 'Products, carts, orders and payments.';
    await ada.slash('/announce-project', { title: 'Bazaar', brief: 'ecommerce', summary, track: 'backend' });
    await world.settle();
    const card = binta.sees(world.projects).find((message) => text(message).includes('Bazaar'));
    if (card === undefined) throw new Error('no card');
    const asked = await binta.click(card, 'Team up');
    await binta.click(asked.message, 'Frontend');
    await world.settle();
    const list = await ada.slash('/partner requests');

    const threads = { method: 'POST', route: /^\/channels\/\d+\/threads$/ };
    sim.faults.next(threads, { kind: 'status', status: 503 }, 100);
    await ada.click(list.message, 'Accept');
    await world.settle();
    for (let hours = 0; hours < 9; hours += 3) await world.advance(3 * HOUR);
    expect(binta.threads()).toHaveLength(1);

    sim.faults.clear();
    await world.advance(HOUR);
    await world.advance(HOUR);
    const team = binta.threads().find((thread) => thread.type === 12);
    const said = team === undefined ? [] : binta.sees(team).map(text);
    expect(said.filter((words) => words !== '')).toEqual([expect.stringContaining('Introduce yourselves')]);
  } finally {
    await world.stop();
  }
});
