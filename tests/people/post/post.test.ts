import { buttons, type Member, text } from '@nexus/simulator';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sqlOf } from '../../support/sql.ts';
import { announce, learner, letter, team } from '../../support/teams.ts';
import { createWorld, type World } from '../../support/world.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

let world: World;
beforeEach(async () => {
  world = await createWorld({ simulator: { rateLimits: false } });
});
afterEach(() => world.stop());

/** The same person in a second server, set up like the first. */
async function secondServer(member: Member): Promise<Member> {
  const guild = world.sim.createGuild({ name: 'Second' });
  const projects = guild.createChannel({ name: 'projects' });
  await guild.owner.slash('/setup channels', { projects });
  await guild.owner.slash('/cohort create', {
    name: 'Second',
    start: '2026-11-09',
    deadline: '2026-11-29',
    timezone: 'Africa/Lagos',
  });
  await world.settle();
  return guild.addUser(member);
}

async function home(member: Member): Promise<string> {
  return text((await member.slash('/help')).message);
}

function labels(message: Parameters<typeof buttons>[0]): (string | undefined)[] {
  return buttons(message).map(({ label }) => label);
}

describe('what is private', () => {
  it.each(['en', 'fr'] as const)(
    'never stands where others read: with closed direct messages they are only mentioned (%s)',
    async (locale) => {
      const ada = await learner(world, 'Ada', 'backend');
      const { thread } = await team(world, ada, await learner(world, 'Binta', 'frontend'));
      ada.locale = locale;
      ada.dmsOpen = false;
      await ada.slash('/remind-me', { when: 'in 2 hours', what: 'my secret plan' });
      await world.advance(3 * HOUR);
      const everywhere = [...world.staff.sees(world.projects), ...ada.sees(thread)].map(text).join('\n');
      expect(everywhere).not.toContain('my secret plan');
      // In the language of the place, whatever theirs is.
      const called = ada
        .sees(thread)
        .map(text)
        .filter((said) => said.startsWith(`<@${ada.id}>, something waits`));
      expect(called).toHaveLength(1);
      expect(ada.pings().map(text)).toContain(called[0]);
      expect(await home(ada)).toContain('my secret plan');
      expect(await home(ada)).not.toContain('my secret plan');
    },
  );

  it('says once what a repeating reminder missed several times, and of when it is', async () => {
    const ada = await learner(world, 'Ada', 'backend');
    ada.dmsOpen = false;
    await ada.slash('/remind-me', { when: 'every day 12:00', what: 'water the plants' });
    for (let day = 0; day < 4; day++) await world.advance(DAY);
    await world.advance(23 * HOUR);
    const said = await home(ada);
    expect(said.match(/water the plants/g)).toHaveLength(1);
    expect(said).toMatch(/\d times/);
    expect(await home(ada)).not.toContain('water the plants');
  });
});

describe('a refused direct message', () => {
  it('is not tried again until they opt in anywhere, and changes nothing they agreed to', async () => {
    const ada = await learner(world, 'Ada', 'backend');
    const there = await secondServer(ada);
    await there.slash('/profile set', { track: 'backend', dm: true });
    ada.dmsOpen = false;
    await ada.slash('/remind-me', { when: 'in 1 hour', what: 'Slides' });
    await world.advance(2 * HOUR);
    const db = sqlOf(world);
    expect(db.prepare('select dm from members where user_id = ?').pluck().all(ada.id)).toEqual([1, 1]);
    db.close();
    ada.dmsOpen = true;
    await ada.slash('/remind-me', { when: 'in 1 hour', what: 'More slides' });
    await world.advance(2 * HOUR);
    expect(ada.dms()).toEqual([]);
    await there.slash('/profile set', { track: 'backend', dm: true });
    await ada.slash('/remind-me', { when: 'in 1 hour', what: 'Last slides' });
    await world.advance(2 * HOUR);
    expect(letter(ada, 'Last slides')).toBeDefined();
  });
});

describe('a press in a direct message', () => {
  it('acts in the server the message is about, not in the one joined last, also in the answers to it', async () => {
    const ada = await learner(world, 'Ada', 'backend');
    await ada.slash('/remind-me', { when: 'every day 12:00', what: 'Stand up' });
    await world.advance(DAY);
    const there = await secondServer(ada);
    await there.slash('/announce-project', {
      title: 'Elsewhere',
      brief: 'ecommerce',
      summary: 'A summary that is long enough to be accepted.',
      track: 'backend',
    });
    const reminder = letter(ada, 'Stand up');
    if (reminder === undefined) throw new Error('no reminder');
    expect(labels(reminder)).toEqual(['In an hour', 'Tomorrow', 'Stop']);

    const again = await ada.click(reminder, 'In an hour');
    expect(text(again.message)).toContain('I will remind you');
    expect(text((await ada.slash('/reminders mine')).message)).toContain('2 reminders wait');
    expect(text((await there.slash('/reminders mine')).message)).toContain('Nothing waits');

    // An answer in a direct message stands on nothing the outbox knows: its buttons say which server it is about.
    const cancelled = await ada.click(again.message, 'Cancel');
    expect(text(cancelled.message)).toContain('Cancelled');
    const stopped = await ada.click(reminder, 'Stop');
    expect(text(stopped.message)).toContain('Cancelled: Stand up');
    expect(text((await ada.slash('/reminders mine')).message)).toContain('Nothing waits');
  });

  it('uses up no news of another server', async () => {
    const ada = await learner(world, 'Ada', 'backend');
    await ada.slash('/remind-me', { when: 'every day 12:00', what: 'Stand up' });
    await world.advance(DAY);
    const there = await secondServer(ada);
    await there.slash('/profile set', { track: 'backend' });
    const db = sqlOf(world);
    db.prepare(
      "insert into notices (guild_id, user_id, key, params, created_at) values (?, ?, 'waiting:notice.free', '{}', ?)",
    ).run(there.guild.id, ada.id, world.sim.clock.now());
    db.close();
    const reminder = letter(ada, 'Stand up');
    if (reminder === undefined) throw new Error('no reminder');
    expect(text((await ada.click(reminder, 'Tomorrow')).message)).not.toContain('is free now');
    expect(await home(there)).toContain('is free now');
  });

  it('puts a single reminder off once, however often it is pressed', async () => {
    const ada = await learner(world, 'Ada', 'backend', { dm: false });
    await ada.slash('/remind-me', { when: 'in 1 hour', what: 'Slides' });
    await world.advance(2 * HOUR);
    const reminder = letter(ada, 'Slides');
    if (reminder === undefined) throw new Error('no reminder');
    expect(labels(reminder)).toEqual(['In an hour', 'Tomorrow']);
    await ada.click(reminder, 'Tomorrow');
    await ada.click(reminder, 'In an hour');
    expect(text((await ada.slash('/reminders mine')).message)).toContain('1 reminder waits');
    await world.advance(HOUR + 60_000);
    expect(ada.dms().filter((message) => text(message).includes('You asked me to remind you'))).toHaveLength(
      2,
    );
  });
});

describe('who follows a project', () => {
  it('hears that a place became free and that it ended, until they unfollow; the owner reads how many', async () => {
    const ada = await learner(world, 'Ada', 'backend');
    const fan = await learner(world, 'Fan', 'frontend');
    const shy = await learner(world, 'Shy', 'frontend', { dm: false });
    await announce(ada, 'Shop');
    await world.settle();
    const card = world.staff.sees(world.projects).find((message) => text(message).startsWith('### Shop'));
    if (card === undefined) throw new Error('no card');
    expect(text((await fan.click(card, 'Follow')).message)).toContain('by direct message');
    expect(text((await shy.click(card, 'Follow')).message)).toContain('under your next answer from me');
    expect(text((await ada.slash('/project show', {})).message)).toContain('2 members follow it');
    expect(text((await fan.slash('/project show', {})).message)).not.toContain('follow it');

    await ada.slash('/project status', { status: 'paused' });
    await ada.slash('/project status', { status: 'looking' });
    await world.settle();
    const free = letter(fan, 'A place became free in **Shop**');
    if (free === undefined) throw new Error('not told');
    expect(labels(free)).toEqual(['Team up', 'Details', 'Unfollow']);
    expect(await home(shy)).toContain('A place became free in **Shop**');
    await fan.click(free, 'Unfollow');
    await world.advance(DAY);
    const sure = await ada.slash('/project status', { status: 'withdrawn' });
    await ada.click(sure.message, 'Withdraw');
    await world.settle();
    expect(letter(fan, 'has ended')).toBeUndefined();
    expect(await home(shy)).toContain('**Shop**, which you follow, has ended');
  });
});

describe('where news comes', () => {
  it('is said after asking, with one press to have it by direct message', async () => {
    const ada = await learner(world, 'Ada', 'backend', { dm: false });
    const binta = await learner(world, 'Binta', 'frontend');
    await announce(binta, 'Shop', { track: 'frontend' });
    await world.settle();
    const card = world.staff.sees(world.projects).find((message) => text(message).startsWith('### Shop'));
    if (card === undefined) throw new Error('no card');
    const sent = await ada.click(card, 'Team up');
    expect(text(sent.message)).toContain('under your next answer from me');
    expect(labels(sent.message)).toContain('Tell me by direct message');
    const on = await ada.click(sent.message, 'Tell me by direct message');
    expect(text(on.message)).toContain('by direct message from now on');
    expect((await world.bot.services.learners.find(world.guild.id, ada.id))?.dm).toBe(true);
  });

  it('is asked once, after joining or announcing', async () => {
    const ada = world.guild.addMember({ name: 'Ada' });
    await ada.slash('/profile set', { track: 'backend' });
    const first = await announce(ada, 'Shop');
    expect(labels(first.message)).toEqual(expect.arrayContaining(['Write to me directly', 'Only here']));
    await ada.click(first.message, 'Only here');
    await world.settle();
    const second = await announce(ada, 'Other Shop');
    expect(labels(second.message)).not.toContain('Only here');
  });
});
