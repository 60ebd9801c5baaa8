import { buttons, type Member, type Message, text } from '@nexus/simulator';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { brokenInvariants } from '../../support/invariants.ts';
import { badManners } from '../../support/requests.ts';
import { sqlOf } from '../../support/sql.ts';
import { announce, learner, team } from '../../support/teams.ts';
import { createWorld, type World } from '../../support/world.ts';

let world: World;
beforeEach(async () => {
  world = await createWorld({ simulator: { rateLimits: false } });
});
afterEach(async () => {
  await world.settle();
  const manners = badManners(world.sim).filter((each) => !/50083/.test(each));
  expect([...brokenInvariants(world.databasePath), ...manners]).toEqual([]);
  await world.stop();
});

async function december(): Promise<void> {
  const dates = { start: '2026-11-16', deadline: '2026-12-06' };
  await world.staff.slash('/cohort create', { name: 'December', ...dates, timezone: 'Africa/Lagos' });
  await world.settle();
}

function card(cohort: string): Message {
  const found = world.staff
    .sees(world.projects)
    .find((message) => text(message).includes(`Start here: ${cohort}`));
  if (found === undefined) throw new Error(`no card of ${cohort}`);
  return found;
}

async function cohortsOf(member: Member): Promise<string[]> {
  const all = await world.bot.services.cohorts.ofMember(world.guild.id, member.id);
  return all.map(({ name }) => name).toSorted();
}

async function search(member: Member, cohort: string): Promise<string> {
  const found = (await world.bot.services.cohorts.open(world.guild.id)).find(({ name }) => name === cohort);
  return text((await member.slash('/find-partner', { cohort: String(found?.id) })).message);
}

describe('the card of another cohort while one runs', () => {
  let ama: Member;
  beforeEach(async () => {
    await december();
    ama = world.guild.addMember({ name: 'Ama' });
    await ama.click(card('November'), 'I build the backend');
  });

  it('asks first, and staying changes nothing', async () => {
    const asked = await ama.click(card('December'), 'I build the frontend');
    expect(text(asked.message)).toContain('You are in **November**');
    await ama.click(asked.message, 'Stay where I am');
    expect(await cohortsOf(ama)).toEqual(['November']);
    const profile = await world.bot.services.learners.find(world.guild.id, ama.id);
    expect(profile?.track).toBe('backend');
  });

  it('keeps a side in each', async () => {
    const asked = await ama.click(card('December'), 'I build the frontend');
    await ama.click(asked.message, 'Be in both');
    expect(await cohortsOf(ama)).toEqual(['December', 'November']);
    const kofi = world.guild.addMember({ name: 'Kofi' });
    await kofi.click(card('December'), 'I build the frontend');
    const esi = world.guild.addMember({ name: 'Esi' });
    await esi.click(card('November'), 'I build the frontend');
    expect(await search(esi, 'November')).toContain(ama.mention);
    expect(await search(kofi, 'December')).not.toContain(ama.mention);
    const open = await world.bot.services.cohorts.open(world.guild.id);
    const december = open.find(({ name }) => name === 'December')?.id;
    await ama.slash('/announce-project', {
      title: 'Jobs',
      brief: 'job-board',
      summary: 'A summary that is long enough to be accepted.',
      cohort: String(december),
    });
    const [jobs] = await world.bot.services.projects.own(world.guild.id, ama.id);
    expect(jobs?.track).toBe('frontend');
    await ama.slash('/profile set', { track: 'fullstack' });
    expect(await search(kofi, 'December')).toContain(ama.mention);
  });

  it('moving leaves the first with all that was open there', async () => {
    await announce(ama, 'Shop');
    await world.settle();
    const asked = await ama.click(card('December'), 'I build the frontend');
    await ama.click(asked.message, 'Move there');
    expect(await cohortsOf(ama)).toEqual(['December']);
    expect(await world.bot.services.projects.own(world.guild.id, ama.id)).toEqual([]);
    const profile = await world.bot.services.learners.find(world.guild.id, ama.id);
    expect(profile?.track).toBe('frontend');
  });
});

describe('/profile leave-cohort', () => {
  it('says what ends, and then ends it: the place is free and the partner hears of it', async () => {
    const asJoined = async (name: string, press: string) => {
      const member = world.guild.addMember({ name });
      await member.click(card('November'), press);
      return member;
    };
    const ama = await asJoined('Ama', 'I build the backend');
    const kofi = await asJoined('Kofi', 'I build the frontend');
    const shop = await team(world, ama, kofi);
    const asked = await kofi.slash('/profile leave-cohort', {});
    expect(text(asked.message)).toContain('your place in the team: Shop');
    const left = await kofi.click(asked.message, 'Leave the cohort');
    expect(text(left.message)).toContain('You have left **November**');
    expect(await cohortsOf(kofi)).toEqual([]);
    expect(await world.bot.services.teams.memberIds(shop.id)).toEqual([ama.id]);
    await world.settle();
    expect(text((await ama.slash('/help')).message)).toContain(kofi.mention);
    expect(await search(ama, 'November')).not.toContain(kofi.mention);
    await kofi.click(card('November'), 'I build the frontend');
    expect(await cohortsOf(kofi)).toEqual(['November']);
  });

  it.each([
    ['en-GB', 'I build the frontend', 'you take no part in the projects of that cohort any more'],
    ['fr', 'I build the frontend', 'tu ne participes plus aux projets de cette cohorte'],
  ])('says of a request that ended by it why it did (%s)', async (locale, press, why) => {
    const ama = await learner(world, 'Ama', 'backend');
    await announce(ama, 'Shop');
    await world.settle();
    const bo = world.guild.addMember({ name: 'Bo', locale });
    await bo.click(card('November'), press);
    const shop = world.staff.sees(world.projects).find((message) => text(message).startsWith('### Shop'));
    await bo.click(shop as Message, 'Team up');
    const asked = await bo.slash('/profile leave-cohort');
    await bo.click(asked.message, locale === 'fr' ? 'Quitter la cohorte' : 'Leave the cohort');
    expect(text((await bo.slash('/help')).message)).toContain(why);
  });

  it.each([
    ['en-GB', 'Leave **November**? Nothing of yours is open there.'],
    ['fr', "Quitter **November**\u00a0? Rien de toi n'y est ouvert."],
  ])('names no end where nothing ends (%s)', async (locale, asks) => {
    const bo = world.guild.addMember({ name: 'Bo', locale });
    await bo.click(card('November'), 'I build the frontend');
    expect(text((await bo.slash('/profile leave-cohort')).message)).toMatch(
      new RegExp(`^${RegExp.escape(asks)}`),
    );
  });

  it('staying changes nothing, and one leaves only what one is in', async () => {
    await december();
    const ama = world.guild.addMember({ name: 'Ama' });
    await ama.click(card('November'), 'Both');
    const asked = await ama.slash('/profile leave-cohort', {});
    await ama.click(asked.message, 'Stay');
    expect(await cohortsOf(ama)).toEqual(['November']);
    const again = await ama.slash('/profile leave-cohort', { cohort: '2' });
    expect(text(again.message)).toContain('not in that cohort');
  });
});

describe('I mentor', () => {
  it('counts at once for whoever has the mentor role, and nobody counts them as a learner', async () => {
    const role = world.guild.createRole({ name: 'Mentors' });
    await world.staff.slash('/setup roles', { mentor: role });
    const mentor = world.guild.addMember({ name: 'Efua', roles: [role] });
    const pressed = await mentor.click(card('November'), 'I mentor');
    expect(text(pressed.message)).toContain('You mentor in **November**');
    await mentor.slash('/profile show');
    await mentor.slash('/help');
    expect(await cohortsOf(mentor)).toEqual([]);
    // What would be refused whatever is typed is refused before it is typed.
    for (const line of ['/progress', '/blocker open', '/learning add'])
      expect(text((await mentor.slash(line)).message), line).toContain('You mentor in **November**');
    expect(await cohortsOf(mentor)).toEqual([]);
  });

  it('waits for staff for others: only staff can confirm, and the mentor reads it', async () => {
    const channel = world.guild.createChannel({ name: 'staff' });
    await world.staff.slash('/setup channels', { staff: channel });
    const mentor = world.guild.addMember({ name: 'Efua' });
    const pressed = await mentor.click(card('November'), 'I mentor');
    expect(text(pressed.message)).toContain('confirm it');
    await world.settle();
    const line = world.staff.sees(channel).find((message) => text(message).includes(mentor.mention));
    if (line === undefined) throw new Error('staff read nothing');
    const refused = await mentor.click(line, 'Confirm');
    expect(text(refused.message)).toContain("programme's staff");
    // What all of staff read stays in the server's language, whoever of them answers.
    world.staff.locale = 'fr';
    await world.staff.click(line, 'Confirm');
    expect(text(line)).toContain(`mentors in **November**, confirmed by ${world.staff.mention}`);
    expect(text((await mentor.slash('/help')).message)).toContain('you mentor in **November**');
  });

  it('without a channel for staff waits under /cohort list', async () => {
    const mentor = world.guild.addMember({ name: 'Efua' });
    const other = world.guild.addMember({ name: 'Abel' });
    for (const each of [mentor, other]) await each.click(card('November'), 'I mentor');
    const list = await world.staff.slash('/cohort list');
    const confirmed = await world.staff.click(list.message, 'Confirm Efua');
    expect(text(confirmed.message)).toContain(`${mentor.mention} mentors in **November**`);
    // The list stays: the next one is confirmed from there.
    const both = await world.staff.click(confirmed.message, 'Confirm Abel');
    expect(text(both.message)).toContain(`${other.mention} mentors in **November**`);
    expect(buttons(both.message).map(({ label }) => label)).toEqual(['Where I stand']);
  });

  it('is no side door: whoever mentors builds only after pressing so', async () => {
    const mentor = world.guild.addMember({ name: 'Efua' });
    await mentor.click(card('November'), 'I mentor');
    const tried = await announce(mentor, 'Shop', { cohort: '1' });
    expect(text(tried.message)).toContain('You mentor in **November**');
    expect(await world.bot.services.projects.own(world.guild.id, mentor.id)).toEqual([]);
    await mentor.click(card('November'), 'I build the backend');
    expect(await cohortsOf(mentor)).toEqual(['November']);
  });

  it('a learner leaves the cohort first, and reads how', async () => {
    const ama = await learner(world, 'Ama', 'backend');
    const pressed = await ama.click(card('November'), 'I mentor');
    expect(text(pressed.message)).toContain('as a learner');
    const asked = await ama.click(pressed.message, 'Leave the cohort');
    await ama.click(asked.message, 'Leave the cohort');
    expect(await cohortsOf(ama)).toEqual([]);
  });
});

it('Documentation only is undone with one click, side and all', async () => {
  const ama = world.guild.addMember({ name: 'Ama' });
  await ama.click(card('November'), 'I build the backend');
  const docs = await ama.click(card('November'), 'Documentation only');
  expect(text(docs.message)).toContain('no reminders about projects');
  await ama.click(docs.message, 'I build after all');
  const [cohort] = await world.bot.services.cohorts.ofMember(world.guild.id, ama.id);
  const membership = await world.bot.services.cohorts.membership(cohort?.id ?? 0, ama.id);
  expect(membership?.documentationOnly).toBe(false);
});

it('a card of an earlier edition is drawn anew where it stands, once', async () => {
  const db = sqlOf(world);
  db.exec('update cohorts set start_look = 1');
  db.close();
  const before = card('November');
  await world.advance(2 * 60_000);
  const after = card('November');
  expect(after.id).toBe(before.id);
  expect(after.edited_timestamp).not.toBeNull();
  await world.advance(2 * 60_000);
  expect(card('November').edited_timestamp).toBe(after.edited_timestamp);
});
