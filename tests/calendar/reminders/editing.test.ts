import { buttons, type Member, text } from '@nexus/simulator';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { learner } from '../../support/learners.ts';
import { createWorld, MONDAY, type World } from '../../support/world.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

let world: World;
let ada: Member;

beforeEach(async () => {
  // An hour before day 1 begins at 09:00 in Lagos.
  world = await createWorld({ start: MONDAY - HOUR });
  ada = await learner(world, 'Ada', 'backend');
  await learner(world, 'Binta', 'frontend');
});
afterEach(async () => {
  expect(world.sim.violations).toEqual([]);
  await world.stop();
});

/** When messages of the project channel that carry a text came, in hours since day 1 began at nine. */
function posted(words: string): number[] {
  return ada
    .sees(world.projects)
    .filter((message) => text(message).includes(words))
    .map((message) => Math.round((Date.parse(message.timestamp) - MONDAY) / HOUR));
}

async function edit(step: string, change: Record<string, string | number | boolean>) {
  return await world.staff.slash('/reminders edit', { step, ...change });
}

/** Hour by hour, or in larger steps, so that what falls due at their ends goes out at its time. */
async function live(hours: number, step = 1): Promise<void> {
  for (let hour = 0; hour < hours; hour += step) await world.advance(step * HOUR);
}

describe('what was posted for all to read', () => {
  it.each([
    ['the time', () => edit('announce', { time: '13:00' })],
    ['the day', () => edit('announce', { day: 3 })],
    ['the zone', () => world.staff.slash('/cohort edit', { timezone: 'America/New_York' })],
    ['the start', () => world.staff.slash('/cohort edit', { start: '2026-11-10' })],
  ])('day 1 is not posted again when staff change %s', async (_, change) => {
    await live(2);
    expect(posted('Announce your project')).toEqual([0]);
    const late = await learner(world, 'Late', 'backend');
    await change();
    await live(60, 4);
    expect(posted('Announce your project')).toEqual([0]);
    expect(late.dms()).toEqual([]);
  });

  it('the picture of the week is not posted again', async () => {
    await world.advance(6 * DAY + 2 * HOUR);
    expect(posted('The first week of')).toHaveLength(1);
    await edit('week', { day: 8 });
    await world.staff.slash('/cohort edit', { timezone: 'America/New_York' });
    await live(50, 5);
    expect(posted('The first week of')).toHaveLength(1);
  });
});

describe('a weekly step', () => {
  beforeEach(async () => {
    await world.staff.slash('/cohort edit', { deadline: '2027-01-10' });
    const summary = 'A summary that is long enough to be accepted.';
    await ada.slash('/announce-project', { title: 'Shop', brief: 'other', summary, partners: 0 });
    await world.advance(13 * DAY);
    await live(1);
  });

  it('moved by seven days skips no week', async () => {
    await edit('progress', { day: 21 });
    await live(16 * 24, 6);
    expect(posted('How far are you?')).toEqual([13, 20, 27].map((day) => day * 24));
  });

  it('moved by a day repeats none, and goes on from there', async () => {
    await edit('progress', { day: 15 });
    await live(16 * 24, 6);
    expect(posted('How far are you?')).toEqual([13, 21, 28].map((day) => day * 24));
  });
});

describe('a change that would take a step out', () => {
  it('says so before it counts, and keeps the plan', async () => {
    await live(2);
    const asked = await edit('partner', { day: 1 });
    expect(text(asked.message)).toContain('**find a partner** would not be sent: its new moment, <t:');
    expect(buttons(asked.message).map(({ label }) => label)).toEqual(['Leave it out', 'Keep the plan']);
    const kept = await world.staff.click(asked.message, 'Keep the plan');
    expect(text(kept.message)).toContain('Nothing was changed.');
    await live(48);
    expect(posted('Find a partner')).toEqual([48]);
  });

  it('counts when staff want it, and in French', async () => {
    await live(2);
    world.staff.locale = 'fr';
    const asked = await edit('blockers', { day: 60 });
    expect(text(asked.message)).toContain('ne serait jamais envoyé dans cette cohorte');
    const done = await world.staff.click(asked.message, 'Le retirer');
    expect(text(done.message)).toContain("C'est changé.");
    await live(7 * 24, 4);
    expect(posted('in your way')).toEqual([]);
  });

  it('is not asked about what staff switch off themselves', async () => {
    expect(text((await edit('partner', { enabled: false })).message)).toContain('Changed.');
  });
});

it('a zone that moves a step of today into the past still sends it, once', async () => {
  await world.advance(2 * DAY + HOUR / 2);
  expect(posted('Find a partner')).toEqual([]);
  // 09:00 in Nairobi was two hours before 09:00 in Lagos.
  await world.staff.slash('/cohort edit', { timezone: 'Africa/Nairobi' });
  await world.advance(1_000);
  await live(30);
  const found = ada
    .sees(world.projects)
    .map(text)
    .filter((words) => words.includes('Find a partner'));
  expect(found).toHaveLength(1);
  expect(found[0]).not.toContain('Late');
});
