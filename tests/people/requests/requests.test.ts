import { deepEqual } from 'node:assert/strict';
import { buttons, type Member, type Message, type Reply, text } from '@nexus/simulator';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { brokenInvariants } from '../../support/invariants.ts';
import { announce, askIn, cardOf, learner, said } from '../../support/learners.ts';
import { badManners } from '../../support/requests.ts';
import { createWorld, type World } from '../../support/world.ts';

const HOUR = 3_600_000;

let world: World;
beforeEach(async () => {
  world = await createWorld({ simulator: { rateLimits: false } });
});
afterEach(async () => {
  await world.settle();
  // An archived thread is opened, and the edit made again.
  const manners = badManners(world.sim).filter((each) => !each.includes('50083'));
  deepEqual([...brokenInvariants(world.databasePath), ...manners], []);
  await world.stop();
});

function labels(reply: Reply): (string | undefined)[] {
  return buttons(reply.message).map(({ label }) => label);
}

async function accept(member: Member): Promise<Reply> {
  const list = await member.slash('/partner requests');
  return await member.click(list.message, 'Accept');
}

it('an owner in as many teams as they want offers no place, is not asked, and reads how to offer one again', async () => {
  const ada = await learner(world, 'Ada', 'backend', { dm: true });
  const kofi = await learner(world, 'Kofi', 'frontend');
  const musa = await learner(world, 'Musa', 'frontend');
  await announce(world, ada, 'Shop');
  await announce(world, ada, 'Board', { brief: 'job-board' });
  await musa.click(cardOf(world, 'Board'), 'Team up');
  await kofi.click(cardOf(world, 'Shop'), 'Team up');
  await world.settle();
  const [fromMusa, fromKofi] = ada.dms();
  await ada.click(fromKofi as Message, 'Accept');
  await world.settle();

  expect(buttons(cardOf(world, 'Board')).map(({ label }) => label)).not.toContain('Team up');
  expect(text(fromMusa as Message)).toContain('The place is taken by now');
  expect(said(await musa.slash('/partner requests'))).toContain('is in as many teams as they want');
  expect(said(await musa.slash('/project browse', { open: true }))).not.toContain('Board');
  const { asking, projects } = world.bot.services;
  const board = (await projects.own(world.guild.id, ada.id)).find(({ title }) => title === 'Board');
  const late = asking.teamUp(world.guild.id, board?.id ?? 0, musa.id);
  await expect(late).rejects.toThrow('requests:error.owner-full');
});

it('whoever accepts without a team place reads a sentence for them, and *Allow 2 teams* helps', async () => {
  const ada = await learner(world, 'Ada', 'backend');
  const bela = await learner(world, 'Bela', 'backend');
  const kofi = await learner(world, 'Kofi', 'frontend', { dm: true });
  await announce(world, ada, 'Shop');
  await announce(world, bela, 'Market', { with: kofi });
  await askIn(await ada.slash('/find-partner'), ada, kofi);
  await world.settle();
  const [invitation, ask] = kofi.dms();
  const both = await Promise.all([invitation, ask].map((each) => kofi.click(each as Message, 'Accept')));
  const refused = both.find((reply) => !said(reply).includes('You are a team now'));
  expect(said(refused as Reply)).toContain('you are in as many teams as you want');
  expect(labels(refused as Reply)).toContain('Allow 2 teams');
  const allowed = await kofi.click((refused as Reply).message, 'Allow 2 teams');
  expect(said(allowed)).toContain('You can be in 2 teams now');
  expect(labels(allowed)).toContain('Team up');
});

it('*Keep both open* with one team place offers *Make it two places*; until then the own project counts as paused', async () => {
  const ada = await learner(world, 'Ada', 'backend');
  const kofi = await learner(world, 'Kofi', 'frontend');
  await announce(world, kofi, 'Board', { brief: 'job-board' });
  await announce(world, ada, 'Shop', { with: kofi });
  const accepted = await accept(kofi);
  expect(labels(accepted)).toEqual(['Pause my project', 'Keep both open']);
  await world.settle();
  expect(text(cardOf(world, 'Board'))).toContain('paused');
  const kept = await kofi.click(accepted.message, 'Keep both open');
  expect(labels(kept)).toEqual(['Make it two places']);
  await world.settle();
  expect(buttons(cardOf(world, 'Board')).map(({ label }) => label)).not.toContain('Team up');
  await kofi.click(kept.message, 'Make it two places');
  await world.settle();
  expect(buttons(cardOf(world, 'Board')).map(({ label }) => label)).toContain('Team up');
});

it('an edited track ends what would bring two of one side together, and both hear why', async () => {
  const ada = await learner(world, 'Ada', 'backend', { dm: true });
  const kofi = await learner(world, 'Kofi', 'frontend');
  await announce(world, ada, 'Shop');
  await kofi.click(cardOf(world, 'Shop'), 'Team up');
  await world.settle();
  const edited = await ada.slash('/project edit', { track: 'frontend' });
  await world.settle();
  expect(text(ada.dms()[0] as Message)).toContain('This request has ended');
  for (const reply of [edited, await kofi.slash('/partner requests')])
    expect(said(reply)).toContain('you two build the same side now');
});

it('a block ends what is open to study together; nobody learns of it', async () => {
  const ada = await learner(world, 'Ada', 'backend');
  const bela = await learner(world, 'Bela', 'backend', { dm: true });
  await announce(world, ada, 'Shop');
  await askIn(await ada.slash('/find-partner', { side: 'same' }), ada, bela);
  await world.settle();
  await bela.slash('/partner block', { member: ada });
  await world.settle();
  expect(text(bela.dms()[0] as Message)).toContain('answered');
  expect(said(await ada.slash('/partner requests'))).toContain("can't study with you this time");
});

it('taken back while Discord was down, a request pings nobody', async () => {
  const ada = await learner(world, 'Ada', 'backend');
  const kofi = await learner(world, 'Kofi', 'frontend', { dm: true });
  await announce(world, ada, 'Shop');
  const { asking, projects, requests } = world.bot.services;
  const [shop] = await projects.own(world.guild.id, ada.id);
  const create = { method: 'POST', route: /^\/channels\/\d+\/messages$/ };
  world.sim.faults.next(create, { kind: 'status', status: 503 }, 1);
  const sent = await asking.ask(world.guild.id, shop?.id ?? 0, ada.id, kofi.id, undefined);
  await world.bot.tick();
  await requests.cancel(sent.id, ada.id);
  await world.advance(HOUR);
  expect(kofi.dms()).toEqual([]);
});

it('a request that runs out tells whoever sent it', async () => {
  const ada = await learner(world, 'Ada', 'backend');
  const kofi = await learner(world, 'Kofi', 'frontend');
  await announce(world, ada, 'Shop');
  await kofi.click(cardOf(world, 'Shop'), 'Team up');
  await world.settle();
  await world.advance(73 * HOUR);
  expect(said(await kofi.slash('/help'))).toContain('has not answered about **Shop** in time');
});

it('asked and taken back again and again, somebody is pinged twice; then it says when it is possible again', async () => {
  const ada = await learner(world, 'Ada', 'backend');
  const kofi = await learner(world, 'Kofi', 'frontend', { dm: true });
  await announce(world, ada, 'Shop');
  const heard: string[] = [];
  for (let turn = 0; turn < 8; turn++) {
    const search = await ada.slash('/find-partner');
    heard.push(said(await askIn(search, ada, kofi)));
    await ada.slash('/partner cancel');
    await world.settle();
  }
  expect(heard.filter((each) => each.includes('Asked'))).toHaveLength(2);
  expect(heard.at(-1)).toMatch(/again <t:\d+:R>/);
});

it('shows all of twelve requests, in pages, and each can be answered', async () => {
  const ada = await learner(world, 'Ada', 'backend');
  await announce(world, ada, 'Shop');
  for (let n = 0; n < 12; n++) {
    const guest = await learner(world, `Guest ${n}`, 'frontend');
    await guest.click(cardOf(world, 'Shop'), 'Team up');
  }
  await world.settle();
  const seen: string[] = [];
  let page = await ada.slash('/partner requests');
  expect(said(page)).toContain('12 (page 1 of 3)');
  for (;;) {
    seen.push(...Array.from(said(page).matchAll(/<@\d+> would like to join/g), ([line]) => line));
    if (!labels(page).includes('Next')) break;
    page = await ada.click(page.message, 'Next');
  }
  expect(new Set(seen).size).toBe(12);
});

it('learns nothing by counted-up ids', async () => {
  const ada = await learner(world, 'Ada', 'backend');
  const kofi = await learner(world, 'Kofi', 'frontend');
  const eve = await learner(world, 'Eve', 'frontend');
  await announce(world, ada, 'Shop');
  await kofi.click(cardOf(world, 'Shop'), 'Team up');
  await world.settle();
  const known = said(await eve.slash('/partner cancel', { request: '1' }));
  const unknown = said(await eve.slash('/partner cancel', { request: '999' }));
  expect(known).toBe(unknown);
  expect(known).not.toContain('<@');
});

it('whoever has added a kind word to their no is shown no form for another', async () => {
  const ada = await learner(world, 'Ada', 'backend');
  const binta = await learner(world, 'Binta', 'frontend');
  await announce(world, ada, 'Shop');
  await askIn(await ada.slash('/find-partner'), ada, binta);
  const declined = await binta.click((await binta.slash('/partner requests')).message, 'Decline');
  const opened = await binta.click(declined.message, 'Add a kind word');
  const reason = 'I found somebody an hour ago';
  expect(said(await binta.submitModal(opened, { reason }))).toContain('Passed on');
  expect(said(await binta.click(declined.message, 'Add a kind word'))).toContain('was answered already');
});
