import { buttons, type Member, text } from '@nexus/simulator';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createWorld, type World } from '../../support/world.ts';
import { isMember, profileOf } from './profiles.ts';

let world: World;
let ada: Member;
let count = 0;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.stop());
beforeEach(() => {
  count += 1;
  ada = world.guild.addMember({ name: `Ada${count}` });
});

describe('/profile set', () => {
  it('keeps every option, joins the only cohort and takes its zone', async () => {
    const reply = await ada.slash('/profile set', {
      track: 'backend',
      'hours-per-week': 20,
      api: 'rest',
      stack: 'drf, postgres, DRF',
      languages: 'English, français',
      experience: 3,
      goal: 'learn',
      bio: 'I like clean APIs.',
      teams: 2,
      dm: true,
      reminders: 'important',
    });
    expect(reply.ephemeral).toBe(true);
    expect(text(reply.message)).toContain('Saved. Your hours are read in Africa/Lagos time');
    expect(await profileOf(world, ada)).toMatchObject({
      track: 'backend',
      timezone: 'Africa/Lagos',
      hoursPerWeek: 20,
      api: 'rest',
      stack: ['Django REST Framework', 'PostgreSQL'],
      languages: ['en', 'fr'],
      experience: 3,
      goal: 'learn',
      bio: 'I like clean APIs.',
      teams: 2,
      dm: true,
      reminders: 'important',
    });
    expect(await isMember(world, ada)).toBe(true);
  });

  it('leaves what is not named as it is', async () => {
    await ada.slash('/profile set', {
      track: 'backend',
      stack: 'Django',
      dm: true,
      timezone: 'Africa/Nairobi',
    });
    await ada.slash('/profile set', { track: 'frontend', goal: 'pass' });
    expect(await profileOf(world, ada)).toMatchObject({
      track: 'frontend',
      goal: 'pass',
      stack: ['Django'],
      dm: true,
      timezone: 'Africa/Nairobi',
    });
  });

  it.each([
    ['Nairobi', 'Africa/Nairobi'],
    ['ghana', 'Africa/Accra'],
    ['London', 'Europe/London'],
    ['asia/calcutta', 'Asia/Kolkata'],
  ])('finds the zone of %s', async (typed, zone) => {
    await ada.slash('/profile set', { track: 'backend', timezone: typed });
    expect((await profileOf(world, ada)).timezone).toBe(zone);
  });

  it('meets a mistyped zone with the closest, keeps what was typed and goes on', async () => {
    const asked = await ada.slash('/profile set', { track: 'backend', timezone: 'Nairoby', bio: 'kept' });
    expect(text(asked.message)).toContain('I don\'t know the time zone "Nairoby". Closest: Africa/Nairobi');
    expect((await profileOf(world, ada)).track).toBeNull();
    const label = buttons(asked.message).find((each) => each.label.startsWith('Africa/Nairobi'))?.label ?? '';
    await ada.click(asked.message, label);
    expect(await profileOf(world, ada)).toMatchObject({
      track: 'backend',
      timezone: 'Africa/Nairobi',
      bio: 'kept',
    });
  });

  it('asks which zone when a country has several', async () => {
    const asked = await ada.slash('/profile set', { track: 'backend', timezone: 'Congo' });
    expect(text(asked.message)).toContain('several time zones');
    await ada.click(asked.message, 'Africa/Lubumbashi (Lubumbashi, Congo - Kinshasa) UTC+2');
    expect((await profileOf(world, ada)).timezone).toBe('Africa/Lubumbashi');
  });

  it('refuses what is near nothing, and saves nothing', async () => {
    const refused = await ada.slash('/profile set', { track: 'backend', timezone: 'xyzzy' });
    expect(text(refused.message)).toContain('nearest large city');
    expect((await profileOf(world, ada)).track).toBeNull();
  });

  it('names the closest language; Edit opens the page it stands on, filled in, and saves all of it', async () => {
    const refused = await ada.slash('/profile set', {
      track: 'backend',
      languages: 'Kiswahilly',
      bio: 'kept',
    });
    expect(text(refused.message)).toContain('Closest: Swahili');
    const opened = await ada.click(refused.message, 'Edit');
    expect(JSON.stringify(opened.modal)).toContain('Kiswahilly');
    const saved = await ada.submitModal(opened, { languages: 'Swahili' });
    expect(text(saved.message)).toContain('Languages: Swahili');
    expect(await profileOf(world, ada)).toMatchObject({ track: 'backend', languages: ['sw'], bio: 'kept' });
  });

  it('answers a French client in French', async () => {
    ada.locale = 'fr';
    const reply = await ada.slash('/profile set', { track: 'backend', languages: 'anglais' });
    expect(text(reply.message)).toContain('Enregistré.');
    expect(text(reply.message)).toContain('Langues : anglais');
  });

  it('suggests zones, technologies and languages as they are typed', async () => {
    const zones = await ada.autocomplete('/profile set', 'timezone', 'nigeria', { track: 'backend' });
    expect(zones[0]?.value).toBe('Africa/Lagos');
    const stack = await ada.autocomplete('/profile set', 'stack', 'Django, post', { track: 'backend' });
    expect(stack[0]?.value).toBe('Django, PostgreSQL');
    const languages = await ada.autocomplete('/profile set', 'languages', 'English, fre', {
      track: 'backend',
    });
    expect(languages[0]?.value).toBe('English, French');
    const long = await ada.autocomplete('/profile set', 'stack', `${'x'.repeat(99)}, post`, {
      track: 'backend',
    });
    expect(long).toEqual([]);
  });
});

describe('Edit', () => {
  it('shows the profile filled in; what is emptied is no longer said', async () => {
    const shown = await ada.slash('/profile set', {
      track: 'backend',
      'hours-per-week': 20,
      stack: 'Django',
      bio: 'old',
      languages: 'Swahili',
    });
    const opened = await ada.click(shown.message, 'Edit');
    await ada.submitModal(opened, { 'hours-per-week': '', stack: '', bio: 'new', track: 'frontend' });
    expect(await profileOf(world, ada)).toMatchObject({
      track: 'frontend',
      hoursPerWeek: null,
      stack: [],
      bio: 'new',
      languages: ['sw'],
    });
  });

  it('keeps a refused form for the next try', async () => {
    const shown = await ada.slash('/profile show');
    const opened = await ada.click(shown.message, 'Edit');
    const refused = await ada.submitModal(opened, { track: 'backend', 'hours-per-week': '99', bio: 'kept' });
    expect(text(refused.message)).toContain('must be a number from 1 to 60');
    expect((await profileOf(world, ada)).track).toBeNull();
    const again = await ada.click(refused.message, 'Edit');
    await ada.submitModal(again, { 'hours-per-week': '12' });
    expect(await profileOf(world, ada)).toMatchObject({ track: 'backend', hoursPerWeek: 12, bio: 'kept' });
  });

  it('asks about an unclear zone from the form too', async () => {
    const opened = await ada.click((await ada.slash('/profile show')).message, 'Edit');
    const asked = await ada.submitModal(opened, { track: 'backend', timezone: 'Congo' });
    await ada.click(asked.message, 'Africa/Kinshasa (Kinshasa, Congo - Kinshasa) UTC+1');
    expect(await profileOf(world, ada)).toMatchObject({ track: 'backend', timezone: 'Africa/Kinshasa' });
  });

  it('has a second page for the rest', async () => {
    const opened = await ada.click((await ada.slash('/profile show')).message, 'More settings');
    await ada.submitModal(opened, {
      languages: 'French',
      api: 'graphql',
      experience: '4',
      goal: 'excel',
      dm: 'true',
    });
    expect(await profileOf(world, ada)).toMatchObject({
      track: null,
      languages: ['fr'],
      api: 'graphql',
      experience: 4,
      goal: 'excel',
      dm: true,
    });
  });

  it('is gone after 15 minutes, and says so', async () => {
    const refused = await ada.slash('/profile set', { track: 'backend', languages: 'Kiswahilly' });
    world.sim.clock.advance(15 * 60_000 + 1);
    expect(text((await ada.click(refused.message, 'Edit')).message)).toContain('kept for 15 minutes');
  });
});

describe('showing', () => {
  it('shows another member only what a partner needs, with the shared hours on the reader’s clock', async () => {
    const binta = world.guild.addMember({ name: 'Binta' });
    await ada.slash('/profile set', {
      track: 'backend',
      bio: 'hello',
      dm: true,
      reminders: 'none',
      timezone: 'Nairobi',
    });
    await ada.slash('/profile availability', { days: 'mon', from: '20:00', to: '22:00' });
    await binta.slash('/profile availability', { days: 'mon', from: '19:00', to: '23:00' });
    for (const reply of [
      await binta.slash('/profile show', { member: ada }),
      await binta.contextMenu('Show profile', ada),
    ]) {
      const shown = text(reply.message);
      expect(reply.ephemeral).toBe(true);
      expect(shown).toContain('Mon 19:00-20:00 in Africa/Lagos time (1 h a week)');
      expect(shown).toContain('hello');
      expect(shown).not.toMatch(/reminders|direct messages|teams at once|edit/i);
    }
  });

  it('names the open projects', async () => {
    const binta = world.guild.addMember({ name: 'Binta' });
    const summary = 'A shop with carts, orders and payments.';
    const title = `Shop ${ada.name}`;
    await ada.slash('/announce-project', { title, brief: 'ecommerce', summary, track: 'backend' });
    await world.settle();
    const shown = text((await binta.slash('/profile show', { member: ada })).message);
    expect(shown).toContain(`Projects: ${title} (E-Commerce, [card](https://discord.com/channels/`);
  });

  it('is friendly about somebody it has never met', async () => {
    const silent = world.guild.addMember({ name: 'Silent' });
    const reply = await ada.slash('/profile show', { member: silent });
    expect(text(reply.message)).toContain('has not used Nexus here yet');
  });

  it('makes no learner of staff who only look', async () => {
    await world.staff.slash('/profile show');
    expect(await isMember(world, world.staff)).toBe(false);
    await ada.slash('/profile show');
    expect(await isMember(world, ada)).toBe(true);
  });
});

describe('a break', () => {
  it('is told as a moment and ends by command, by button or by itself', async () => {
    const paused = await ada.slash('/profile pause', { days: 3 });
    const { pausedUntil } = await profileOf(world, ada);
    const seconds = Math.floor((pausedUntil ?? 0) / 1000);
    expect(text(paused.message)).toContain(`<t:${seconds}:F>`);
    expect((pausedUntil ?? 0) - world.sim.clock.now()).toBeGreaterThan(3 * 86_400_000 - 60_000);
    expect(text((await ada.slash('/profile show')).message)).toContain('You are on a break');
    const binta = world.guild.addMember({ name: 'Binta' });
    expect(text((await binta.slash('/profile show', { member: ada })).message)).toContain('Taking a break');

    expect(text((await ada.click(paused.message, 'I am back')).message)).toContain('Welcome back');
    expect((await profileOf(world, ada)).pausedUntil).toBeNull();
    expect(text((await ada.slash('/profile resume')).message)).toContain('not on a break');

    await ada.slash('/profile pause', { days: 1 });
    world.sim.clock.advance(86_400_000 + 1);
    expect(text((await ada.slash('/profile resume')).message)).toContain('not on a break');
  });
});

describe('several cohorts', () => {
  it('join nobody into one by guessing', async () => {
    const other = await createWorld();
    await other.staff.slash('/cohort create', {
      name: 'Second',
      start: '2026-11-09',
      deadline: '2026-11-29',
    });
    const ben = other.guild.addMember({ name: 'Ben' });
    await ben.slash('/profile set', { track: 'backend' });
    // The cohort's start card writes its place into the row that is read twice below.
    await other.settle();
    const { cohorts } = other.bot.services;
    expect(await cohorts.ofMember(other.guild.id, ben.id)).toEqual([]);
    const [newest] = await cohorts.open(other.guild.id);
    await cohorts.enter(newest?.id ?? 0, ben.id);
    expect(await cohorts.enterOnly(other.guild.id, ben.id)).toEqual(newest);
    await other.stop();
  });

  it('nor does none refuse a profile', async () => {
    const bare = await createWorld({ bare: true, env: { DEFAULT_TIMEZONE: 'Africa/Cairo' } });
    const ben = bare.guild.addMember({ name: 'Ben' });
    const reply = await ben.slash('/profile set', { track: 'backend' });
    expect(text(reply.message)).toContain('Africa/Cairo');
    await bare.stop();
  });
});

it('never sent anything that Discord would refuse', () => {
  expect(world.sim.violations).toEqual([]);
});
