import { type Channel, type Member, text } from '@nexus/simulator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { learner, said } from '../support/learners.ts';
import { letter, team } from '../support/teams.ts';
import { createWorld, MONDAY, type World } from '../support/world.ts';

const HOUR = 3_600_000;

let world: World;
let channel: Channel;
let ada: Member;
let binta: Member;
let other: Member;

beforeAll(async () => {
  world = await createWorld({ start: MONDAY, simulator: { rateLimits: false } });
  channel = world.guild.createChannel({ name: 'staff' });
  ada = await learner(world, 'Ada', 'backend', { dm: true });
  binta = await learner(world, 'Binta', 'frontend', { dm: false });
  await team(world, ada, binta, 'Shop');
  other = world.guild.addMember({ name: 'Second coordinator' });
  const role = world.guild.createRole({ name: 'Staff' });
  other.addRole(role);
  await world.staff.slash('/setup roles', { staff: role });
});
afterAll(() => world.stop());

async function write(to: Member, words: string, by = world.staff) {
  const shown = await by.slash('/cohort learner', { member: to });
  return by.submitModal(await by.click(shown.message, 'Write to them'), { text: words });
}

describe('staff write to one learner', () => {
  it('shows what they did in one message, and writes to them privately, once a day', async () => {
    const shown = said(await world.staff.slash('/cohort learner', { member: ada }));
    expect(shown).toMatch(/Ada in November/);
    expect(shown).toMatch(/announced \*\*Shop\*\*/);
    expect(shown).toMatch(/joined the team \*\*Shop/);
    expect(said(await write(ada, 'Is all well with your *API*?'))).toContain('as a direct message');
    await world.settle();
    const read = letter(ada, 'Is all well');
    expect(read === undefined ? '' : text(read)).toContain('Is all well with your \\*API\\*?');

    const again = await other.slash('/cohort learner', { member: ada });
    expect(said(again)).toContain(`${world.staff.mention} wrote to them`);
    expect(said(await other.click(again.message, 'Write to them'))).toMatch(/wrote to .* today at/);
  });

  it('passes an answer on under the name of who wrote, and forgets no first word', async () => {
    await world.staff.slash('/setup channels', { staff: channel });
    const read = letter(ada, 'Is all well');
    if (read === undefined) throw new Error('no letter');
    expect(said(await binta.click(read, 'Answer').catch(() => binta.slash('/help')))).not.toContain(
      'Passed on',
    );
    const answered = await ada.submitModal(await ada.click(read, 'Answer'), { text: 'Blocked by CORS.' });
    expect(said(answered)).toContain('Passed on to the staff');
    await world.settle();
    const line = world.staff.sees(channel).at(-1);
    expect(line === undefined ? '' : text(line)).toMatch(/answered .*:\n> Blocked by CORS\./);
    expect(line === undefined ? '' : text(line)).toContain('joined the team');
    expect(said(await ada.click(read, "I'm fine"))).toContain('answered this letter already');
  });

  it('says once who has handled it', async () => {
    const line = world.staff.sees(channel).at(-1);
    if (line === undefined) throw new Error('nothing in the staff channel');
    await other.click(line, 'Handled');
    await world.settle();
    const handled = world.staff.sees(channel).at(-1);
    expect(handled === undefined ? '' : text(handled)).toContain(`Handled by ${other.mention}`);
    expect(said(await world.staff.click(handled ?? line, 'Timeline'))).toMatch(/answered staff/);
  });

  it('reaches who takes no direct messages in their home, and only them', async () => {
    expect(said(await write(binta, 'Do you need anything?'))).toContain('takes no direct messages');
    await world.settle();
    expect(world.staff.sees(world.projects).map(text).join('\n')).not.toContain('Do you need anything');
    const home = await binta.slash('/help');
    expect(said(home)).toContain('Do you need anything?');
    await binta.click(home.message, "I'm fine");
    await world.settle();
    expect(text(world.staff.sees(channel).at(-1) ?? home.message)).toContain("I'm fine");
    expect(said(await binta.slash('/help'))).not.toContain('Do you need anything?');
    await world.advance(24 * HOUR);
    expect(said(await write(binta, 'And today?'))).toContain('takes no direct messages');
  });

  it('keeps what was too short, and is for staff alone', async () => {
    await world.advance(24 * HOUR);
    const refused = await write(binta, ' \n ');
    expect(said(refused)).toContain('at least 2 characters');
    const modal = await world.staff.click(refused.message, 'Edit');
    expect(said(await world.staff.submitModal(modal, { text: 'short enough' }))).toContain(
      'Binta'.length > 0 ? '<@' : '',
    );
    expect(said(await ada.slash('/cohort learner', { member: binta }))).not.toContain('joined');
  });
});

describe('a member asks staff for a look', () => {
  it('privately, from the team’s card, once until somebody has looked', async () => {
    const shown = await binta.slash('/team show');
    const modal = await binta.click(shown.message, 'Ask staff for a look');
    expect(said(await binta.submitModal(modal, { text: 'We do not talk.' }))).toContain(
      'Your team is not told',
    );
    await world.settle();
    expect(text(world.staff.sees(channel).at(-1) ?? shown.message)).toContain(
      'asks staff for a look at the team **Shop**',
    );
    const again = await binta.click(shown.message, 'Ask staff for a look');
    expect(said(await binta.submitModal(again, {}))).toContain('asked already');
    expect(ada.sees(world.projects).map(text).join()).not.toContain('We do not talk');

    const status = await world.staff.slash('/cohort status');
    expect(said(status)).toContain('Wait for staff:** 2');
    const list = await world.staff.click(status.message, 'Waits for staff');
    expect(said(list)).toContain('We do not talk.');
    await world.staff.click(list.message, 'Handled', { in: 1 });
    expect(said(await binta.slash('/help'))).toContain('has looked at your team');
  });
});

it('never sent anything that Discord would refuse', () => {
  expect(world.sim.violations).toEqual([]);
});

it('takes *I’m fine* for a sign of life in their team', async () => {
  await world.advance(24 * HOUR);
  await write(ada, 'Still there?');
  await world.settle();
  const read = letter(ada, 'Still there?');
  if (read === undefined) throw new Error('no letter');
  await world.advance(9 * HOUR);
  await ada.click(read, "I'm fine");
  const { teams } = world.bot.services;
  const [team] = await teams.ofMember(world.guild.id, ada.id);
  const signs = await teams.signsOfLife(team?.id ?? 0);
  const own = signs.find(({ userId }) => userId === ada.id);
  expect(world.sim.clock.now() - (own?.lastSignAt ?? 0)).toBeLessThan(HOUR);
});
