import { deepEqual } from 'node:assert/strict';
import { buttons, type Member, type Message, type Reply, text } from '@nexus/simulator';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { brokenInvariants } from '../support/invariants.ts';
import { announce, askIn, cardOf, learner, said } from '../support/learners.ts';
import { badManners } from '../support/requests.ts';
import { createWorld, MONDAY, type World } from '../support/world.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

let world: World;
afterEach(async () => {
  await world.settle();
  deepEqual([...brokenInvariants(world.databasePath), ...badManners(world.sim)], []);
  await world.stop();
});

function labels(reply: Reply): (string | undefined)[] {
  return buttons(reply.message).map(({ label }) => label);
}

function mentionsOf(reply: Reply, people: readonly Member[]): string[] {
  return people.filter((person) => said(reply).includes(person.mention)).map((person) => person.name);
}

describe.each([
  ['backend', 'frontend'],
  ['frontend', 'backend'],
] as const)('a %s learner who looks for a %s', (side, other) => {
  beforeEach(async () => {
    world = await createWorld({ simulator: { rateLimits: false } });
  });

  it('sees everybody once over the pages, and how many are shown', async () => {
    const ada = await learner(world, 'Ada', side);
    await announce(world, ada, 'Shop');
    const [first, second] = [await learner(world, 'F0', other), await learner(world, 'F1', other)];
    expect(said(await ada.slash('/find-partner'))).toMatch(/^### 2 people fit$/m);
    const people = [first, second];
    for (let n = 2; n < 7; n++) people.push(await learner(world, `F${n}`, other));
    const search = await ada.slash('/find-partner');
    expect(said(search)).toMatch(/^### 7 people fit, 1 to 5 shown$/m);
    const onFirst = mentionsOf(search, people);
    const more = await ada.click(search.message, 'More');
    expect(said(more)).toMatch(/^### 7 people fit, 6 to 7 shown$/m);
    const onSecond = mentionsOf(more, people);
    expect([...onFirst, ...onSecond].toSorted()).toEqual(people.map(({ name }) => name));
  });

  it('asks with a note, is not shown whom they asked or blocked, and can take it back', async () => {
    const ada = await learner(world, 'Ada', side);
    const [fay, gil, hue] = [
      await learner(world, 'Fay', other, { dm: true }),
      await learner(world, 'Gil', other),
      await learner(world, 'Hue', other),
    ];
    await announce(world, ada, 'Shop');
    const asked = await askIn(await ada.slash('/find-partner'), ada, fay, 'Shall we build it together?');
    expect(said(asked)).toContain(`Asked ${fay.mention}`);
    await world.settle();
    expect(text(fay.dms()[0] as Message)).not.toContain('Shall we');
    const details = await fay.click(fay.dms()[0] as Message, 'Details');
    expect(said(details)).toContain('Shall we build it together?');
    // It says itself what the line about it would, and leads on to something else than itself.
    expect(said(details)).not.toContain('/partner requests');
    expect(buttons(details.message).map(({ label }) => label)).toEqual(['Accept', 'Decline', 'Report']);
    await ada.slash('/partner block', { member: gil });
    await hue.slash('/partner block', { member: ada });
    const search = await ada.slash('/find-partner');
    expect(mentionsOf(search, [fay, gil, hue])).toEqual([]);
    expect(said(search)).toContain(`Of 3 ${other} learners in the cohort, none fits:`);
    expect(said(search)).toContain('2 are not available now');
    expect(said(search)).toContain('1 has a request from you');
    expect(said(await ada.slash('/partner cancel'))).toContain('Taken back');
    expect(mentionsOf(await ada.slash('/find-partner'), [fay, gil, hue])).toEqual(['Fay']);
  });

  it('ends what is open between them and whoever they block, kindly', async () => {
    const ada = await learner(world, 'Ada', side);
    const fay = await learner(world, 'Fay', other);
    await announce(world, fay, 'Shop of Fay');
    await askIn(await fay.slash('/find-partner'), fay, ada);
    await world.settle();
    await ada.slash('/partner block', { member: fay });
    expect(said(await ada.slash('/partner requests'))).toContain('No open requests');
    expect(said(await fay.slash('/help'))).toContain(
      `It does not work out with ${ada.mention} for **Shop of Fay** this time`,
    );
    expect(mentionsOf(await fay.slash('/find-partner'), [ada])).toEqual([]);
  });

  it('reads that somebody has asked them, with the way to answer', async () => {
    const ada = await learner(world, 'Ada', side);
    const fay = await learner(world, 'Fay', other);
    await announce(world, ada, 'Shop of Ada');
    await announce(world, fay, 'Shop of Fay');
    await askIn(await fay.slash('/find-partner'), fay, ada);
    const search = await ada.slash('/find-partner');
    expect(said(search)).toContain(`Of 1 ${other} learner in the cohort, none fits:`);
    expect(said(search)).toContain('1 has asked you');
    const requests = await ada.click(search.message, 'See requests');
    await ada.click(requests.message, 'Accept');
    await world.settle();
    expect(said(await ada.slash('/find-partner'))).toContain('no free place');
  });

  it('without an own project joins open ones, and reads what is open instead of a place that is taken', async () => {
    const owners: Member[] = [];
    for (let n = 0; n < 5; n++) {
      const owner = await learner(world, `Owner ${n}`, other);
      await announce(world, owner, `Open ${n}`, n === 4 ? { brief: 'job-board' } : {});
      owners.push(owner);
    }
    const ada = await learner(world, 'Ada', side);
    const bo = await learner(world, 'Bo', side);
    const search = await ada.slash('/find-partner');
    expect(labels(search).filter((label) => label === 'Team up')).toHaveLength(5);
    await ada.click(cardOf(world, 'Open 0'), 'Team up');
    const old = await bo.slash('/find-partner');
    await world.settle();
    const [owner] = owners;
    const requests = await (owner as Member).slash('/partner requests');
    await (owner as Member).click(requests.message, 'Accept');
    const late = await bo.click(old.message, 'Team up', { in: 'Open 0' });
    await world.settle();
    expect(said(late)).toContain('no free place now');
    expect(labels(late)).toEqual(['Team up', 'Team up', 'Team up']);
    expect(said(late)).not.toContain('Open 4');
    await bo.click(late.message, 'Team up', { in: 0 });
    expect(said(await bo.slash('/partner requests'))).toContain('You asked');
  });

  it('reads which single change helps most, and takes it with one press', async () => {
    const ada = await learner(world, 'Ada', side, { timezone: 'UTC' });
    await ada.slash('/profile availability', { days: 'mon', from: '18:00', to: '20:00' });
    await announce(world, ada, 'Shop');
    for (let n = 0; n < 3; n++) {
      const member = await learner(world, `J${n}`, other, { timezone: 'UTC' });
      await member.slash('/profile availability', { days: 'mon', from: '17:00', to: '23:00' });
      await announce(world, member, `Board ${n}`, { brief: 'job-board' });
    }
    const fay = await learner(world, 'Fay', other, { timezone: 'UTC' });
    await fay.slash('/profile availability', { days: 'mon', from: '18:00', to: '20:00' });
    await fay.slash('/profile availability', { days: 'sat', from: '09:00', to: '12:00' });
    const search = await ada.slash('/find-partner');
    expect(said(search)).toContain('3 build another brief');
    expect(said(search)).toContain('1 shares less than 3 h');
    expect(labels(search)).toContain('2 h are enough');
    expect(labels(search).filter((label) => label?.startsWith('Add '))).toHaveLength(1);
    expect(labels(search)).not.toContain('Study partner');
    expect(labels(search)).not.toContain(`Join a team as second ${side}`);
    const wider = await ada.slash('/find-partner', { 'min-overlap': 2 });
    expect(said(wider)).toMatch(/^### 1 person fits$/m);
    const any = await ada.slash('/find-partner', { 'any-brief': true, 'min-overlap': 2 });
    expect(said(any)).toMatch(/^### 4 people fit$/m);
    const enough = await ada.click(search.message, '2 h are enough');
    expect(mentionsOf(enough, [fay])).toEqual(['Fay']);
  });
});

describe.each([
  ['early in the cohort', 0, 48, 72],
  ['in its last ten days', 12 * DAY, 12, 24],
])('%s a request', (_, later, nudge, end) => {
  beforeEach(async () => {
    world = await createWorld({ simulator: { rateLimits: false }, start: MONDAY + later });
  });

  it(`nudges once after ${nudge} h and ends after ${end} h`, async () => {
    const ada = await learner(world, 'Ada', 'backend');
    const fay = await learner(world, 'Fay', 'frontend', { dm: true });
    await announce(world, ada, 'Shop');
    await askIn(await ada.slash('/find-partner'), ada, fay);
    await world.settle();
    const asks = () => fay.dms().filter((message) => text(message).includes('would like to build'));
    await world.advance((nudge - 1) * HOUR);
    expect(asks()).toHaveLength(1);
    await world.advance(2 * HOUR);
    await world.advance(HOUR);
    expect(asks()).toHaveLength(2);
    await world.advance((end - nudge - 3) * HOUR);
    expect(text(asks()[0] as Message)).toContain('Please answer by');
    await world.advance(2 * HOUR);
    expect(text(asks()[0] as Message)).toContain('ended without an answer');
    expect(said(await fay.click(asks()[1] as Message, 'Accept'))).toContain('This request has ended');
    expect(labels(await ada.slash('/find-partner'))).toContain('Ask');
  });
});
