import { buttons, type Reply, text } from '@nexus/simulator';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { download } from '../../support/cohorts.ts';
import { brokenInvariants } from '../../support/invariants.ts';
import { findIn } from '../../support/pairs.ts';
import { badManners } from '../../support/requests.ts';
import { learner, type Team, team } from '../../support/teams.ts';
import { createWorld, type World } from '../../support/world.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

let world: World;
beforeEach(async () => {
  world = await createWorld({ simulator: { rateLimits: false } });
});
afterEach(async () => {
  await world.settle();
  expect([...brokenInvariants(world.databasePath), ...badManners(world.sim)]).toEqual([]);
  await world.stop();
});

async function pair(): Promise<Team> {
  return team(world, await learner(world, 'Ada', 'backend'), await learner(world, 'Binta', 'frontend'));
}

const said = async (reply: Promise<Reply>): Promise<string> => text((await reply).message);

it('*None of these* is seen by the team and leads to a moment of one’s own', async () => {
  const { owner, guest, thread } = await pair();
  for (const member of [owner, guest])
    await member.slash('/profile availability', { days: 'every day', from: '18:00', to: '20:00' });
  await owner.slash('/team meet');
  await world.settle();
  const proposal = findIn(owner, thread, 'when do you meet');
  const none = await guest.click(proposal, 'None of these');
  expect(text(none.message)).toContain('none of them suits you');
  await world.settle();
  expect(text(proposal)).toContain(`None of these: <@${guest.id}>`);
  expect(await said(owner.click(proposal, 'None of these'))).toContain('none of them suits you');
  const own = await guest.submitModal(await guest.click(none.message, 'Propose another moment'), {
    when: 'tomorrow 7pm',
  });
  expect(text(own.message)).toContain('Proposed in');
  await world.settle();
  const second = findIn(owner, thread, 'do you meet then');
  await owner.click(second, 'That does not suit me');
  await world.settle();
  expect(text(second)).toContain(`That does not suit me: <@${owner.id}>`);
  // They may change their minds.
  await guest.click(second, 'That suits me');
  expect(await said(owner.click(second, 'That suits me'))).toContain('It is settled');
});

it('what is agreed on is a file for calendars; *Cancel the meeting* tells the others and ends the reminder', async () => {
  const { owner, guest, thread } = await pair();
  await owner.slash('/team meet', { when: 'tomorrow 7pm' });
  await world.settle();
  const card = findIn(owner, thread, 'do you meet then');
  await guest.click(card, 'That suits me');
  const settled = await owner.click(card, 'That suits me');
  await world.settle();
  const file = String(await download(settled.message, 'meeting.ics'));
  expect(file).toContain('\r\nDTSTART:20261110T180000Z\r\nDTEND:20261110T190000Z\r\n');
  const again = String(await download((await guest.click(card, 'Calendar file')).message, 'meeting.ics'));
  expect(/UID:.+/.exec(again)?.[0]).toBe(/UID:.+/.exec(file)?.[0]);

  const presses = [owner, owner, guest].map((member) => said(member.click(card, 'Cancel the meeting')));
  const answers = await Promise.all(presses);
  expect(answers.filter((each) => each.includes('is cancelled; your team reads it'))).toHaveLength(1);
  // Whoever pressed too reads that it is done, and by whom.
  expect(answers.filter((each) => / has cancelled the meeting of .+ already/.test(each))).toHaveLength(2);
  await world.settle();
  expect(text(card)).toContain('was cancelled by');
  expect(buttons(card)).toEqual([]);
  const news = owner.sees(thread).filter((message) => text(message).includes('has cancelled your meeting'));
  expect(news).toHaveLength(1);
  expect(await said(guest.slash('/team show'))).toContain('Next meeting: none yet');
  await world.advance(2 * DAY);
  expect(owner.sees(thread).map(text).join('\n')).not.toContain('Your team meets in');
  expect(await said(owner.slash('/team meet', { when: 'tomorrow 7pm' }))).toContain('Proposed in');
});

it('nobody cancels a meeting that has begun', async () => {
  const { owner, guest, thread } = await pair();
  await owner.slash('/team meet', { when: 'in 2 hours' });
  await world.settle();
  const card = findIn(owner, thread, 'do you meet then');
  for (const member of [owner, guest]) await member.click(card, 'That suits me');
  await world.advance(3 * HOUR);
  expect(await said(guest.click(card, 'Cancel the meeting'))).toContain('That moment has passed');
});
