import { deepEqual } from 'node:assert/strict';
import { buttons, type Member, type Message, text } from '@nexus/simulator';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { linesOf } from '../../src/journal/learnings/rules.ts';
import { said } from '../support/learners.ts';
import { badManners } from '../support/requests.ts';
import { announce, learner } from '../support/teams.ts';
import { createWorld, type World } from '../support/world.ts';

let world: World;
let ada: Member;
let kofi: Member;

beforeAll(async () => {
  world = await createWorld({ simulator: { rateLimits: false } });
  ada = await learner(world, 'Ada', 'backend');
  kofi = await learner(world, 'Kofi', 'frontend', { dm: false });
  await announce(ada, 'Shop');
  await world.settle();
}, 60_000);
afterAll(async () => {
  deepEqual(badManners(world.sim), []);
  await world.stop();
});

function seen(part: string, where = world.projects): Message | undefined {
  return world.staff.sees(where).findLast((message) => text(message).includes(part));
}

it('a solution stands in the thread of the project and is found by its words', async () => {
  const form = await ada.slash('/solution share');
  expect(JSON.stringify(form.modal)).toContain('in the thread of Shop');
  const shared = await ada.submitModal(form, {
    title: 'CORS blocks the login',
    rootCause: 'The origin was missing',
    solution: 'Add the frontend to CORS_ALLOWED_ORIGINS',
  });
  expect(said(shared)).toContain('everybody here finds it');
  await world.settle();
  const thread = world.staff.threads().find(({ name }) => name === 'Shop');
  expect(thread && seen('Found by', thread) && text(seen('Found by', thread) as Message)).toContain(
    '**Root cause**: The origin was missing',
  );
  const { hits } = await world.bot.services.search.find(world.guild.id, 'cors login');
  expect(hits.map(({ title }) => title)).toEqual(['CORS blocks the login']);
  const [found] = await kofi.autocomplete('/solution show', 'solution', 'cors');
  const shown = await kofi.slash('/solution show', { solution: String(found?.value) });
  expect(said(await kofi.click(shown.message, 'Helped me'))).toContain('Thank you');
  expect(said(await kofi.click(shown.message, 'Helped me'))).toContain('already');
  expect(said(await kofi.slash('/solution show', { solution: String(found?.value) }))).toContain(
    '1 more person',
  );
});

it('what reads like it is pointed out when one is saved, and staff merge the two', async () => {
  const words = { title: 'CORS blocks login', solution: 'Allow the origin' };
  const again = await world.staff.submitModal(await world.staff.slash('/solution share'), words);
  expect(said(again)).toContain('reads much like what is here already:\n- **CORS blocks the login**');
  const asked = await world.staff.click(again.message, 'It is the same as…');
  const merged = await world.staff.select(asked.message, 'It is the same as…', 'CORS blocks login');
  expect(said(merged)).toContain('searches now show **CORS blocks login** in its place');
  await world.staff.click(merged.message, 'Undo');
  const other = await kofi.submitModal(await kofi.slash('/solution share'), {
    title: 'Tailwind classes are purged',
    solution: 'List the folder in content',
  });
  expect(said(other)).not.toContain('reads much like');
});

it('solves a blocker that is much like it', async () => {
  const opened = await kofi.slash('/blocker open', { title: 'Login blocked by CORS', details: 'origin' });
  expect(said(opened)).toContain('CORS blocks the login');
  expect(said(await kofi.click(opened.message, 'That solves it', { in: 0 }))).toContain('is solved');
  await world.settle();
});

it('the words of somebody else are kept once they agree, with their name, and not at all where they do not', async () => {
  for (const [words, choice] of [
    ['Use a volume for the database', 'Allow'],
    ['My cat says restart it', 'No'],
  ] as const) {
    const message = kofi.say(world.projects, words);
    const reply = await ada.submitModal(await ada.contextMenu('Save as solution', message), {});
    expect(said(reply)).toContain(`${kofi.mention} is asked`);
    await world.settle();
    expect(seen(`### ${words}`)).toBeUndefined();
    // Kofi takes no direct messages: a knock without words, and the question under Share.
    const share = await kofi.click((await kofi.slash('/help')).message, 'Share');
    expect(said(share)).toContain(words);
    const asked = await kofi.click(share.message, words);
    expect(said(asked)).toContain(ada.mention);
    await kofi.click(asked.message, choice);
    await world.settle();
    const card = seen(`### ${words}`);
    const shown = card === undefined ? '' : (text(card).split('\n')[1] ?? '');
    expect(shown).toBe(choice === 'Allow' ? `Found by ${kofi.mention} · saved by ${ada.mention}` : '');
  }
  const kept = await world.bot.services.search.find(world.guild.id, 'cat restart');
  expect(kept.hits.map(({ title }) => title)).not.toContain('My cat says restart it');
});

it('what reads like it is pointed out from the message menu too, to who saves it and to the author who agrees', async () => {
  const alike = /reads much like what is here already:\n(?:- .*\n)*- \*\*Use a volume for the database\*\*/;
  const own = ada.say(world.projects, 'A volume for the database');
  expect(said(await ada.submitModal(await ada.contextMenu('Save as solution', own), {}))).toMatch(alike);
  const theirs = kofi.say(world.projects, 'The database has a volume');
  const asking = await ada.submitModal(await ada.contextMenu('Save as solution', theirs), {});
  expect(said(asking)).toMatch(alike);
  await world.settle();
  const share = await kofi.click((await kofi.slash('/help')).message, 'Share');
  const asked = await kofi.click(share.message, 'The database has a volume');
  expect(said(await kofi.click(asked.message, 'Allow'))).toMatch(alike);
  await world.settle();
});

it('a message becomes a blocker of its author, who agrees first', async () => {
  const message = kofi.say(world.projects, 'My build fails with exit code 137\nIt worked yesterday');
  const form = await ada.contextMenu('Open as blocker', message);
  expect(JSON.stringify(form.modal)).toContain('exit code 137');
  await ada.submitModal(form, {});
  await world.settle();
  const list = await kofi.slash('/blocker list', { mine: true });
  const asked = await kofi.click(list.message, 'Look at it');
  expect(said(await kofi.click(asked.message, 'Allow'))).toContain('open now');
  await world.settle();
  expect(text(seen('### My build fails') as Message)).toContain(`${kofi.mention} is stuck`);
});

it('what was learned is its owner’s alone until it is shared', async () => {
  const added = await ada.slash('/learning add', {
    kind: 'concept',
    text: '- Idempotency\n- Query plans\n\nIdempotency',
  });
  expect(said(added)).toContain('2 entries kept for your README, week 1');
  const { search } = world.bot.services;
  expect((await search.find(world.guild.id, 'idempotency')).hits).toEqual([]);
  expect(said(await ada.click(added.message, 'Share with the server'))).toContain('2 entries shared');
  expect((await search.find(world.guild.id, 'idempotency')).hits).toHaveLength(1);
  const list = await ada.slash('/learning list');
  expect(said(list)).toContain('Idempotency (Concept) · shared');
  await ada.select(list.message, 'Take one out', 'Idempotency');
  expect((await search.find(world.guild.id, 'idempotency')).hits).toEqual([]);
  const form = await kofi.slash('/learning add');
  expect(said(await kofi.submitModal(form, { kind: 'takeaway', text: 'Ask early', week: '2' }))).toContain(
    'week 2',
  );
});

it('everything is reachable from the home in two presses', async () => {
  const share = await ada.click((await ada.slash('/help')).message, 'Share');
  expect(buttons(share.message).map(({ label }) => label)).toEqual([
    'I did something',
    'I am stuck',
    'I solved something',
    'I learned something',
  ]);
  for (const { label } of buttons(share.message))
    expect((await ada.click(share.message, label)).modal.title).not.toBe('');
});

it('reads entries line by line', () => {
  expect(linesOf('* one\n2) two\n\n  three \none')).toEqual(['one', 'two', 'three']);
});
