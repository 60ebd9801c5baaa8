import { type Member, text } from '@nexus/simulator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { announce, cardOf, learner, said } from '../support/learners.ts';
import { team } from '../support/teams.ts';
import { createWorld, MONDAY, type World } from '../support/world.ts';

const DAY = 86_400_000;

let world: World;
let ada: Member;
let chidi: Member;
let eve: Member;

beforeAll(async () => {
  world = await createWorld({ start: MONDAY, simulator: { rateLimits: false } });
  ada = await learner(world, 'Ada', 'backend', { dm: true });
  await team(world, ada, await learner(world, 'Binta', 'frontend', { dm: true }), 'Shop');
  chidi = await learner(world, 'Chidi', 'backend', { dm: true });
  await announce(world, chidi, 'Market');
  eve = await learner(world, 'Eve', 'frontend', { dm: true });
  await eve.click(cardOf(world, 'Market'), 'Team up');
  await ada.slash('/solution share').catch(() => undefined);
  await world.settle();
});
afterAll(() => world.stop());

function waiting(): Promise<number> {
  return world.bot.services.requests.incoming(world.guild.id, chidi.id).then((open) => open.length);
}

describe('/cohort archive', () => {
  it('asks first, and changes nothing until it is answered', async () => {
    const asked = await world.staff.slash('/cohort archive');
    expect(said(asked)).toContain('Archive **November** (learners: 4, teams: 1)?');
    await world.staff.click(asked.message, 'Keep it running');
    expect(await waiting()).toBe(1);
    expect(said(await chidi.slash('/cohort archive'))).not.toContain('Archive **November**');
  });

  it('ends what runs in it; members hear once, and nothing comes afterwards', async () => {
    const asked = await world.staff.slash('/cohort archive');
    await world.staff.click(asked.message, 'Archive');
    await world.settle();
    expect(await waiting()).toBe(0);
    const told = world.staff.sees(world.announcements).map(text);
    expect(told.filter((words) => words.includes('is over and archived'))).toHaveLength(1);
    const start = world.staff.sees(world.projects).map(text);
    expect(start.some((words) => words.includes('is over and archived'))).toBe(true);
    const before = world.staff.sees(world.projects).length + chidi.dms().length + ada.dms().length;
    for (let day = 0; day < 9; day += 1) await world.advance(DAY);
    expect(world.staff.sees(world.projects).length + chidi.dms().length + ada.dms().length).toBe(before);
  });

  it('refuses every change with a sentence, and leaves what is known to be read', async () => {
    const late = world.guild.addMember({ name: 'Late' });
    const id = 1;
    const joining = await late.click(
      world.staff.sees(world.projects).find((message) => text(message).includes('### Market')) ??
        cardOf(world, 'Market'),
      'Team up',
    );
    expect(said(joining)).not.toContain('Something broke');
    await expect(world.bot.services.cohorts.enter(id, late.id)).rejects.toMatchObject({
      text: { key: 'common:error.archived' },
    });
    expect(said(await chidi.slash('/progress', { update: 'Still going' }))).not.toMatch(
      /Something broke|Shared/,
    );
    expect(said(await ada.slash('/cohort status'))).not.toContain('learners');
    expect(said(await world.staff.slash('/cohort edit', { cohort: '1', name: 'Later' }))).toContain(
      'is archived',
    );
    expect(said(await world.staff.slash('/cohort archive', { cohort: '1' }))).toContain('is archived');
    expect(said(await world.staff.slash('/cohort export', { cohort: '1' }))).toMatch(/Exporting|CSV/);
    expect(world.sim.violations).toEqual([]);
  });
});
