import { deepEqual } from 'node:assert/strict';
import { buttons, type Member, text } from '@nexus/simulator';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { announce, learner, said } from '../../support/learners.ts';
import { badManners } from '../../support/requests.ts';
import { team } from '../../support/teams.ts';
import { createWorld, type World } from '../../support/world.ts';

const SWAP = 'Swap a peer review';
const REVIEW = 'It starts as the README says. A test for an empty cart would help.';

let world: World;
let ada: Member;
let kofi: Member;
let zola: Member;

beforeAll(async () => {
  world = await createWorld({ simulator: { rateLimits: false } });
  ada = await learner(world, 'Ada', 'backend');
  kofi = await learner(world, 'Kofi', 'frontend');
  zola = await learner(world, 'Zola', 'backend');
  await team(world, ada, kofi);
  await announce(world, zola, 'Jobs', { partners: 0 });
}, 60_000);
afterAll(async () => {
  deepEqual(badManners(world.sim), []);
  await world.stop();
});

async function handIn(member: Member) {
  return await member.slash('/project submit', { repo: `https://git.invalid/${member.name}` });
}

it('is offered to whoever has handed in, and leads others to their list', async () => {
  await world.advance(22 * 86_400_000);
  const post = zola.sees(world.projects).find((message) => text(message).includes('Review week'));
  if (post === undefined) throw new Error('no review week');
  const refused = await zola.click(post, SWAP);
  expect(said(refused)).toContain('Hand in first');
  expect(buttons(refused.message).map(({ label }) => label)).toContain('What I hand in');
});

it('two of one team wait; somebody else is given the one who waits longest, and both read so', async () => {
  const [one, two] = [await handIn(ada), await handIn(kofi)];
  const waits = await ada.click(one.message, SWAP);
  expect(said(waits)).toContain('You wait for a peer review of **Shop**');
  expect(said(await kofi.click(two.message, SWAP))).toContain('You wait for a peer review');
  const both = await Promise.all([0, 1].map(async () => zola.click((await handIn(zola)).message, SWAP)));
  for (const matched of both) {
    expect(said(matched)).toContain(`You review Shop\nBy ${ada.mention}`);
    expect(said(matched)).toContain(`Code repository: <https://git.invalid/${ada.name}>`);
  }
  expect(said(await ada.slash('/help'))).toContain(`${zola.mention} and you review each other's work now`);
  const shown = await ada.click(one.message, SWAP);
  expect(said(shown)).toContain(`You review Jobs\nBy ${zola.mention}`);
  expect(said(await kofi.click(two.message, SWAP))).toContain('You wait for a peer review');
  expect(said(await ada.click(waits.message, 'Stop waiting'))).toContain('over or done already');
});

it('what one writes only the other reads, once, and nothing typed is lost', async () => {
  const list = await handIn(ada);
  const shown = await ada.click(list.message, SWAP);
  const opened = await ada.click(shown.message, 'Write my review');
  const refused = await ada.submitModal(opened, { review: `Very good${' '.repeat(20)}` });
  expect(said(refused)).not.toContain('You review');
  const again = await ada.click(refused.message, 'Edit');
  expect(JSON.stringify(again.modal)).toContain('Very good');
  expect(said(await ada.submitModal(again, { review: REVIEW }))).toContain(`> ${REVIEW}`);
  // A form that was opened before, on another device.
  const id = Number(
    buttons(shown.message)
      .find(({ label }) => label === 'Write my review')
      ?.customId?.split(':')
      .at(-1),
  );
  await expect(world.bot.services.reviews.say(id, ada.id, REVIEW)).rejects.toThrow('reviews:error.over');
  expect(said(await ada.click(shown.message, 'Write my review'))).toContain('over or done already');
  expect(said(await zola.slash('/help'))).toContain(`${ada.mention} reviewed **Jobs**`);
  const theirs = await zola.click((await handIn(zola)).message, SWAP);
  expect(said(theirs)).toContain(`What ${ada.mention} says of Jobs:**\n> ${REVIEW}`);
  expect(world.staff.sees(world.projects).map(text).join('\n')).not.toContain(REVIEW);
});

it('whose other leaves before writing waits again, and hears of it', async () => {
  const yemi = await learner(world, 'Yemi', 'frontend');
  await announce(world, yemi, 'Polls', { partners: 0 });
  const matched = await yemi.click((await handIn(yemi)).message, SWAP);
  expect(said(matched)).toContain(`By ${kofi.mention}`);
  const leaving = await yemi.slash('/profile leave-cohort');
  await yemi.click(leaving.message, buttons(leaving.message)[0]?.label ?? '');
  expect(said(await kofi.slash('/help'))).toContain(`${yemi.mention} does not take part any more`);
  expect(said(await kofi.click((await handIn(kofi)).message, SWAP))).toContain('You wait for a peer review');
});

it('whoever has written asks for another one; who waits in the same team is not given to them', async () => {
  const list = await handIn(ada);
  // Ada's own is written; a new one finds nobody but her partner.
  const before = await ada.click(list.message, SWAP);
  const next = await ada.click(before.message, 'Swap another one');
  expect(said(next)).toContain('You wait for a peer review of **Shop**');
  expect(said(next)).not.toContain('You review');
  const stopped = await ada.click(next.message, 'Stop waiting');
  expect(said(stopped)).toContain('You no longer wait for a peer review.');
});

it('a block ends what is not written: the blocked one is given somebody else and reads no reason', async () => {
  const wole = await learner(world, 'Wole', 'backend');
  await announce(world, wole, 'Feed', { partners: 0 });
  expect(said(await wole.click((await handIn(wole)).message, SWAP))).toContain(`By ${kofi.mention}`);
  const shown = await kofi.click((await handIn(kofi)).message, SWAP);
  const opened = await kofi.click(shown.message, 'Write my review');
  await wole.slash('/partner block', { member: kofi });
  expect(said(await kofi.submitModal(opened, { review: REVIEW }))).toContain('over or done already');
  expect(said(await wole.click((await handIn(wole)).message, SWAP))).toContain('You wait for a peer review');
  const amina = await learner(world, 'Amina', 'backend');
  await announce(world, amina, 'Films', { partners: 0 });
  expect(said(await amina.click((await handIn(amina)).message, SWAP))).toContain(`By ${kofi.mention}`);
  expect(said(await kofi.slash('/help'))).toContain(`${amina.mention} and you review each other's work now`);
});
