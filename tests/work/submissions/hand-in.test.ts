import { deepEqual } from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buttons, type Member, type Reply, text } from '@nexus/simulator';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { cardOf, said } from '../../support/learners.ts';
import { badManners } from '../../support/requests.ts';
import { sqlOf } from '../../support/sql.ts';
import { announce, learner, letter, type Team, team } from '../../support/teams.ts';
import { createWorld, type World } from '../../support/world.ts';

const DAY = 86_400_000;

let world: World;
let shop: Team;
let server: Server;
let site: string;

beforeAll(async () => {
  server = createServer((request, response) => {
    response.statusCode = { '/gone': 404, '/secret': 403, '/sleeps': 503 }[request.url ?? ''] ?? 200;
    response.end('here');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  site = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  world = await createWorld({ simulator: { rateLimits: false }, env: { CONTRACT_ALLOW: site } });
  const ada = await learner(world, 'Ada', 'backend');
  const kofi = await learner(world, 'Kofi', 'frontend');
  shop = await team(world, ada, kofi);
}, 60_000);
afterAll(async () => {
  deepEqual(badManners(world.sim), []);
  await world.stop();
  server.close();
});

/** What a link answers is added to the answer by an edit. */
async function comesToSay(reply: Reply, words: string): Promise<void> {
  await world.sim.until(() => said(reply).includes(words));
}

async function statusOf(owner: Member): Promise<string | undefined> {
  const { projects } = world.bot.services;
  return (await projects.own(world.guild.id, owner.id))[0]?.status;
}

it('keeps one link at a time, says what each answers, and hands nothing in without a repository', async () => {
  const { guest, owner } = shop;
  const kept = await guest.slash('/project submit', { docs: `${site}/docs` });
  expect(said(kept)).toContain('☐ Code repository: no link yet');
  expect(said(kept)).toContain('only the code repository is needed');
  expect(said(kept)).toContain('official hand-in is on the programme');
  expect(buttons(kept.message).map(({ label }) => label)).toEqual(['Add a link']);
  await comesToSay(kept, `☑ API documentation: <${site}/docs>\n-# It answers.`);

  const opened = await guest.click(kept.message, 'Add a link');
  const refused = await guest.submitModal(opened, { kind: 'demo', url: 'not an address' });
  expect(said(refused)).toContain('must be the address of a page');
  const again = await guest.click(refused.message, 'Edit');
  expect(JSON.stringify(again.modal)).toContain('not an address');
  const mended = await guest.submitModal(again, { kind: 'demo', url: `${site}/sleeps` });
  await comesToSay(mended, 'No answer in time');
  expect(said(mended)).toContain(`<${site}/docs>`);
  expect(await statusOf(owner)).toBe('full');
});

it('keeps what is an address and gives back what is none; a placeholder is pointed out', async () => {
  const { guest } = shop;
  const refused = await guest.slash('/project submit', { slides: `${site}/gone`, video: 'my video' });
  expect(said(refused)).toContain('`video` must be the address');
  const again = await guest.click(refused.message, 'Edit');
  const kept = await guest.submitModal(again, { kind: 'design', url: `${site}/your-file` });
  await comesToSay(kept, 'no such page (404)');
  expect(said(kept)).toContain('looks like a placeholder');
  const taken = await guest.submitModal(await guest.click(kept.message, 'Add a link'), {
    kind: 'slides',
    url: '',
  });
  expect(said(taken)).toContain('☐ Slides: no link yet');
});

it('counts each alone, and the project with the last of them; who follows hears of it', async () => {
  const { owner, guest } = shop;
  const zuri = await learner(world, 'Zuri', 'frontend');
  await zuri.click(cardOf(world, 'Shop'), 'Follow');
  const mine = await owner.slash('/project submit', { repo: `${site}/secret` });
  expect(said(mine)).toContain('You handed in on');
  expect(said(mine)).toContain(`Still missing for the project: ${guest.mention}`);
  await comesToSay(mine, 'Not found, or private');
  expect(await statusOf(owner)).not.toBe('submitted');
  expect(said(await world.staff.slash('/cohort status'))).toContain('1 has handed in');

  const list = await guest.slash('/project submit');
  const repo = await guest.submitModal(await guest.click(list.message, 'Add a link'), {
    kind: 'repo',
    url: `${site}/shop`,
  });
  expect(said(repo)).toContain('not handed in yet');
  expect(await statusOf(owner)).not.toBe('submitted');
  const done = await guest.click(repo.message, 'Hand in');
  expect(said(done)).toContain('the project is handed in');
  await world.settle();
  expect(await statusOf(owner)).toBe('submitted');
  expect(text(cardOf(world, 'Shop'))).toContain('handed in');
  expect(letter(zuri, 'was handed in')).toBeDefined();
  expect(said(await world.staff.slash('/cohort status'))).toContain('2 have handed in');
  const stays = await guest.submitModal(await guest.click(repo.message, 'Add a link'), {
    kind: 'repo',
    url: '',
  });
  expect(said(stays)).toContain('needs its code repository');
});

it('is for those who build it alone', async () => {
  const stranger = await learner(world, 'Stranger', 'backend');
  const [project] = await world.bot.services.projects.own(world.guild.id, shop.owner.id);
  const reply = await stranger.slash('/project submit', {
    project: String(project?.id),
    repo: `${site}/theirs`,
  });
  expect(said(reply)).toContain('Only whoever builds this project');
  expect(said(await stranger.slash('/project submit'))).toContain('You build no project yet');
});

it('from day 14 on /help shows the list; late is accepted and marked, until the cohort is archived', async () => {
  const solo = await learner(world, 'Solo', 'backend');
  await announce(solo, 'Alone', { partners: 0 });
  await world.settle();
  expect(said(await solo.slash('/help'))).not.toContain('What I hand in');
  await world.advance(14 * DAY);
  const home = await solo.slash('/help');
  expect(said(home)).toContain('### What I hand in: Alone\n☐ Code repository');
  const opened = await solo.click(home.message, 'Add a link');
  await solo.submitModal(opened, { kind: 'docs', url: `${site}/docs` });
  expect(said(await solo.slash('/help'))).toContain('☑ API documentation');
  await world.advance(10 * DAY);
  const late = await solo.slash('/project submit', { repo: `${site}/late` });
  expect(said(late)).toContain('after the deadline: it is accepted and marked as late');
  expect(await statusOf(solo)).toBe('submitted');
  const over = await solo.click(late.message, 'Add a link');
  const file = sqlOf(world);
  file.prepare('update cohorts set archived_at = 1').run();
  file.close();
  const refused = await solo.submitModal(over, { kind: 'demo', url: `${site}/demo` });
  expect(said(refused)).toContain('is archived');
  // Whoever opens the form only now reads so before it is shown.
  expect(said(await solo.click(late.message, 'Add a link'))).toContain('is archived');
});

it('the messages about the deadline lead to the list', async () => {
  const told = world.staff
    .sees(world.projects)
    .filter((message) => buttons(message).some(({ label }) => label === 'What I hand in'));
  expect(told.length).toBeGreaterThan(0);
  const solo = await learner(world, 'Docs', 'backend');
  const refused = await solo.click(told[0] as (typeof told)[number], 'What I hand in');
  expect(buttons(refused.message).map(({ label }) => label)).toContain('Export my README');
});

it('whoever leaves the team holds nobody up', async () => {
  const file = sqlOf(world);
  file.prepare('update cohorts set archived_at = null').run();
  file.close();
  const [owner, guest] = [await learner(world, 'Sade', 'backend'), await learner(world, 'Tunde', 'frontend')];
  const market = await team(world, owner, guest, 'Market');
  await owner.slash('/project submit', { repo: `${site}/market` });
  expect(await statusOf(owner)).toBe('full');
  await world.bot.services.teams.leave(market.id, guest.id);
  expect(await statusOf(owner)).toBe('submitted');
  const list = await owner.slash('/project submit');
  expect(said(await owner.slash('/help'))).toContain(
    'counts as handed in. To go on building, press *Take it back*',
  );
  const back = await owner.click(list.message, 'Take it back');
  expect(said(back)).toContain('worked on again');
  expect(said(back)).toContain('not handed in yet');
  expect(await statusOf(owner)).toBe('looking');
  const twice = await owner.click(list.message, 'Take it back');
  expect(said(twice)).toContain('nothing to take back');
  await owner.click(back.message, 'Hand in');
  expect(await statusOf(owner)).toBe('submitted');
  const { readmes } = world.bot.services;
  const [cohort] = await world.bot.services.cohorts.ofMember(world.guild.id, owner.id);
  const readme = await readmes.read({ cohortId: cohort?.id ?? 0, userId: owner.id }, 'en');
  expect((await readme.write()).get('links')).toContain(`- Repository of Market: <${site}/market>`);
});

it('what could not be looked at is looked at by itself', async () => {
  const file = sqlOf(world);
  const { changes } = file.prepare('update submission_links set found = null').run();
  expect(changes).toBeGreaterThan(3);
  for (let minute = 0; minute < 3; minute++) await world.advance(3 * 60_000);
  const left = file.prepare('select count(*) as n from submission_links where found is null').get();
  file.close();
  expect(left).toEqual({ n: 0 });
});
