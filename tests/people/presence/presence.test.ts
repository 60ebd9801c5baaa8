import { type Member, text } from '@nexus/simulator';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { brokenInvariants } from '../../support/invariants.ts';
import { addSecond } from '../../support/pairs.ts';
import { badManners } from '../../support/requests.ts';
import { announce, learner, letter, type Team, team } from '../../support/teams.ts';
import { createWorld, type World } from '../../support/world.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

let world: World;
beforeEach(async () => {
  world = await createWorld({ simulator: { rateLimits: false } });
});
afterEach(async () => {
  await world.settle();
  // An archived thread is opened and the change made again: that is the plan.
  const manners = badManners(world.sim).filter((each) => !/50083/.test(each));
  expect([...brokenInvariants(world.databasePath), ...manners]).toEqual([]);
  await world.stop();
});

async function said(reply: ReturnType<Member['slash']>): Promise<string> {
  return text((await reply).message);
}

function isGone(member: Member): Promise<boolean> {
  return world.bot.services.presence.isGone(world.guild.id, member.id);
}

describe('somebody who left the server', () => {
  it('is found within a day by the sweep, and is searched and matched no more', async () => {
    const ama = await learner(world, 'Ama', 'backend');
    const kofi = await learner(world, 'Kofi', 'frontend');
    expect(await said(ama.slash('/find-partner', {}))).toContain(kofi.mention);
    kofi.leave();
    await world.advance(DAY);
    expect(await isGone(kofi)).toBe(true);
    expect(await said(ama.slash('/find-partner', {}))).not.toContain(kofi.mention);
    const preview = await world.staff.slash('/cohort match', { mode: 'preview' });
    await preview.finished(10_000);
    expect(text(preview.message)).not.toContain('Kofi');
  });

  it('has no project that looks for partners, whatever was on its way when they left', async () => {
    const kofi = await learner(world, 'Kofi', 'frontend');
    await announce(kofi, 'Shop');
    await world.settle();
    kofi.leave();
    await world.advance(DAY);
    expect(await isGone(kofi)).toBe(true);
    const { projects } = world.bot.services;
    const [project] = await projects.own(world.guild.id, kofi.id);
    const opened = await projects.setStatus(project?.id ?? 0, kofi.id, 'looking');
    expect(opened.status).toBe('paused');
  });

  it('is looked for among more than one statement can name', async () => {
    const kofi = await learner(world, 'Kofi', 'frontend');
    kofi.leave();
    await world.advance(HOUR);
    const ama = await learner(world, 'Ama', 'backend');
    const all = [...Array.from({ length: 100_000 }, () => ama.id), kofi.id];
    await world.bot.services.presence.lookAtAll(world.guild.id, all);
    expect(await isGone(kofi)).toBe(true);
  });

  it('is not counted by a round that is computed an hour later', async () => {
    await learner(world, 'Ama', 'backend');
    const kofi = await learner(world, 'Kofi', 'frontend');
    kofi.leave();
    await world.advance(2 * HOUR);
    const preview = await world.staff.slash('/cohort match', { mode: 'preview' });
    await preview.finished(10_000);
    expect(await isGone(kofi)).toBe(true);
    expect(text(preview.message)).not.toMatch(/Matched 2/);
  });

  it('is not asked: whoever presses Ask reads that they left, and nothing is sent', async () => {
    const ama = await learner(world, 'Ama', 'backend');
    const kofi = await learner(world, 'Kofi', 'frontend');
    await announce(ama, 'Shop');
    await world.settle();
    const search = await ama.slash('/find-partner', {});
    kofi.leave();
    await world.advance(2 * HOUR);
    const asked = await ama.submitModal(await ama.click(search.message, 'Ask'), { note: 'Hello' });
    expect(text(asked.message)).toContain('is not in this server');
    expect(await world.bot.services.requests.outgoing(world.guild.id, ama.id)).toEqual([]);
  });

  it('is not joined: their project rests, and is open again when they are back', async () => {
    const ama = await learner(world, 'Ama', 'backend');
    const kofi = await learner(world, 'Kofi', 'frontend');
    await announce(ama, 'Shop');
    await world.settle();
    const [card] = world.staff.sees(world.projects).filter((message) => text(message).includes('Shop'));
    if (card === undefined) throw new Error('no card');
    ama.leave();
    await world.advance(2 * HOUR);
    const pressed = await kofi.click(card, 'Team up');
    expect(text(pressed.message)).toContain('is not in this server');
    expect(await said(kofi.slash('/project browse', { open: true }))).not.toContain('Shop');
    ama.rejoin();
    await ama.slash('/help');
    expect(await said(kofi.slash('/project browse', { open: true }))).toContain('Shop');
  });
});

describe('a partner who left the server', () => {
  let shop: Team;
  let ama: Member;
  let kofi: Member;
  beforeEach(async () => {
    ama = await learner(world, 'Ama', 'backend');
    kofi = await learner(world, 'Kofi', 'frontend');
    shop = await team(world, ama, kofi);
  });

  it('takes no place any more, and the other hears kindly what comes next', async () => {
    kofi.leave();
    await world.advance(DAY);
    expect(text(letter(ama, 'no longer in this server') ?? failed())).toContain('Shop');
    expect((await world.bot.services.projects.own(world.guild.id, ama.id))[0]).toMatchObject({
      placesTaken: 0,
      status: 'looking',
    });
  });

  it('is noticed at once when Discord cannot add them to the thread', async () => {
    const esi = await learner(world, 'Esi', 'frontend');
    await announce(await learner(world, 'Yaw', 'backend'), 'Jobs', { with: esi });
    await world.settle();
    const [invitation] = await world.bot.services.requests.incoming(world.guild.id, esi.id);
    await world.bot.services.requests.accept(invitation?.request.id ?? 0, esi.id);
    esi.leave();
    await world.settle();
    expect(await isGone(esi)).toBe(true);
  });

  it('has their place and the thread again when they come back before it was given on', async () => {
    kofi.leave();
    await world.advance(DAY);
    kofi.rejoin();
    expect(kofi.threads().map(({ id }) => id)).not.toContain(shop.thread.id);
    const back = await kofi.slash('/help');
    expect(text(back.message)).toContain('your place in **Shop** is yours again');
    await world.settle();
    expect(kofi.threads().map(({ id }) => id)).toContain(shop.thread.id);
    expect(await world.bot.services.teams.memberIds(shop.id)).toEqual([ama.id, kofi.id]);
    expect(await said(ama.slash('/team show'))).toContain('is back in the server');
  });

  it('is put back by the sweep too', async () => {
    kofi.leave();
    await world.advance(DAY);
    kofi.rejoin();
    await world.advance(2 * DAY);
    expect(await isGone(kofi)).toBe(false);
    expect(kofi.threads().map(({ id }) => id)).toContain(shop.thread.id);
  });

  it('whose place was given on reads so, and what to do next', async () => {
    kofi.leave();
    await world.advance(DAY);
    const esi = await learner(world, 'Esi', 'frontend');
    await ama.slash('/team invite', { member: esi });
    const [invitation] = await world.bot.services.requests.incoming(world.guild.id, esi.id);
    await world.bot.services.requests.accept(invitation?.request.id ?? 0, esi.id);
    await world.settle();
    kofi.rejoin();
    expect(await said(kofi.slash('/help'))).toContain('is not free any more');
    await world.settle();
    expect(kofi.threads().map(({ id }) => id)).not.toContain(shop.thread.id);
  });

  it('has it again where who helped on a side has left the team since', async () => {
    const sade = await learner(world, 'Sade', 'backend');
    await addSecond(world, sade, ama);
    kofi.leave();
    await world.advance(DAY);
    // Now the team is over, and Ama in it alone.
    await sade.click((await sade.slash('/team leave')).message, 'Leave the team');
    kofi.rejoin();
    expect(await said(kofi.slash('/help'))).toContain('your place in **Shop** is yours again');
    await world.settle();
    expect(await world.bot.services.teams.memberIds(shop.id)).toEqual([ama.id, kofi.id]);
  });

  it('has it again without who left the server when the team was over', async () => {
    const sade = await learner(world, 'Sade', 'backend');
    await addSecond(world, sade, ama);
    // Nobody who builds there is left.
    ama.leave();
    await world.advance(DAY);
    sade.leave();
    await world.advance(DAY);
    ama.rejoin();
    expect(await said(ama.slash('/help'))).toContain('your place in **Shop** is yours again');
    await world.settle();
    expect(new Set(await world.bot.services.teams.memberIds(shop.id))).toEqual(new Set([ama.id, kofi.id]));
  });

  it('the owner who left has it again too, and both projects are whole', async () => {
    ama.leave();
    await world.advance(DAY);
    expect(await isGone(ama)).toBe(true);
    ama.rejoin();
    await ama.slash('/help');
    await world.settle();
    expect(await world.bot.services.teams.memberIds(shop.id)).toEqual(
      expect.arrayContaining([ama.id, kofi.id]),
    );
    expect((await world.bot.services.projects.own(world.guild.id, ama.id))[0]).toMatchObject({
      placesTaken: 1,
      status: 'full',
      teamId: shop.id,
    });
  });
});

function failed(): never {
  throw new Error('no such message');
}

describe('every door that names a member', () => {
  const doors: readonly [string, (ama: Member, other: { id: string }) => ReturnType<Member['slash']>][] = [
    ['/announce-project with', (ama, other) => announce(ama, 'Shop', { with: other as Member })],
    ['/team invite', (ama, other) => ama.slash('/team invite', { member: other })],
    ['/team handover', (ama, other) => ama.slash('/team handover', { member: other })],
    ['/partner block', (ama, other) => ama.slash('/partner block', { member: other })],
    ['Invite to my team', (ama, other) => ama.contextMenu('Invite to my team', other)],
    ['/profile show', (ama, other) => ama.slash('/profile show', { member: other })],
    ['Show profile', (ama, other) => ama.contextMenu('Show profile', other)],
  ];

  it.each(doors)('refuses bots, outsiders and whoever left: %s', async (_name, knock) => {
    const ama = await learner(world, 'Ama', 'backend');
    const kofi = await learner(world, 'Kofi', 'frontend');
    kofi.leave();
    expect(await said(knock(ama, world.sim.world.bot))).toContain('is a bot');
    expect(await said(knock(ama, kofi))).toContain('is not in this server');
    expect(await world.bot.services.projects.own(world.guild.id, ama.id)).toEqual([]);
  });

  it.each(doors.slice(0, 5).filter(([name]) => name !== '/team handover'))(
    'refuses oneself: %s',
    async (_name, knock) => {
      const ama = await learner(world, 'Ama', 'backend');
      expect(await said(knock(ama, ama))).toContain('That is you');
      expect(await world.bot.services.projects.own(world.guild.id, ama.id)).toEqual([]);
    },
  );

  it('refuses them also when they come back from a draft, with nothing announced', async () => {
    const ama = await learner(world, 'Ama', 'backend');
    const refused = await announce(ama, 'Shop', { with: world.sim.world.bot as never });
    const again = await ama.submitModal(await ama.click(refused.message, 'Edit'), {});
    expect(text(again.message)).toContain('is a bot');
    expect(await world.bot.services.projects.own(world.guild.id, ama.id)).toEqual([]);
  });
});
