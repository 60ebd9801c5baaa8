import { type Member, text } from '@nexus/simulator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { learner, team } from '../support/teams.ts';
import { createWorld, type World } from '../support/world.ts';

/** Times in words through the commands: asked, mended, shown in both zones. It is Monday, 9 November, 09:00 in Lagos. */
let world: World;
let ada: Member;
beforeAll(async () => {
  world = await createWorld({ simulator: { rateLimits: false } });
  ada = await learner(world, 'Ada', 'backend', { timezone: 'Africa/Nairobi' });
});
afterAll(() => world.stop());

const at = (iso: string): string => `<t:${Date.parse(iso) / 1000}:F>`;
const WHAT = `Bring the notes, **all** of them: ${'x'.repeat(460)}`;

async function remind(member: Member, when: string, what = 'Slides') {
  return await member.slash('/remind-me', { when, what });
}

describe('/remind-me', () => {
  it('asks with a button for each reading; the one pressed is set, and nothing typed is lost', async () => {
    const asked = await remind(ada, 'tomorrow at 8', WHAT);
    expect(text(asked.message)).toContain('can mean more than one moment');
    const set = await ada.click(asked.message, 'Tuesday 10 November 2026 20:00');
    expect(text(set.message)).toContain(`I will remind you ${at('2026-11-10T17:00:00Z')}`);
    expect(text(set.message)).toContain('x'.repeat(460));
  });

  it('asks whether the day or the month comes first, and does not ask a French reader', async () => {
    const asked = await remind(ada, '11/12 9am');
    const set = await ada.click(asked.message, 'Thursday 12 November 2026 09:00');
    expect(text(set.message)).toContain(at('2026-11-12T06:00:00Z'));
    ada.locale = 'fr';
    expect(text((await remind(ada, '11/12 à 9h')).message)).toContain(at('2026-12-11T06:00:00Z'));
    ada.locale = 'en-US';
  });

  it('a reading stays what it was when it is pressed some minutes later', async () => {
    const asked = await remind(ada, 'tomorrow at 11');
    const label = 'Tuesday 10 November 2026 23:00';
    await world.advance(10 * 60_000);
    const set = await ada.click(asked.message, label);
    expect(text(set.message)).toContain(at('2026-11-10T20:00:00Z'));
  });

  it('has *Edit* under every refusal, which opens what was typed to be mended', async () => {
    for (const when of ['whenever it rains', 'every 2 days', '30 february', 'yesterday', 'in 300000 weeks']) {
      const refused = await remind(ada, when, WHAT);
      const opened = await ada.click(refused.message, 'Edit');
      expect(JSON.stringify(opened.modal)).toContain(when);
      expect(JSON.stringify(opened.modal)).toContain('x'.repeat(460));
      const again = await ada.submitModal(opened, { When: 'still not a time' });
      const reopened = await ada.click(again.message, 'Edit');
      const set = await ada.submitModal(reopened, { When: 'friday 5pm' });
      expect(text(set.message)).toContain(at('2026-11-13T14:00:00Z'));
      expect(text(set.message)).toContain('x'.repeat(460));
      await ada.click(set.message, 'Cancel');
    }
  });

  it('keeps what was typed where something else is refused', async () => {
    const refused = await ada.slash('/remind-me', { when: 'friday 5pm', what: WHAT, for: 'team' });
    expect(text(refused.message)).toContain('no team');
    const opened = await ada.click(refused.message, 'Edit');
    expect(JSON.stringify(opened.modal)).toContain('x'.repeat(460));
  });

  it('a press takes the nearest phrase that is understood', async () => {
    const refused = await remind(ada, 'the exam is on friday 9am');
    expect(text(refused.message)).toContain('`friday 9am`');
    const set = await ada.click(refused.message, 'friday 9am');
    expect(text(set.message)).toContain(at('2026-11-13T06:00:00Z'));
  });

  it('shows the moment in the zone that was named and in the reader’s own', async () => {
    const said = text((await remind(ada, 'tomorrow 9am UTC+1')).message);
    expect(said).toContain(at('2026-11-10T08:00:00Z'));
    expect(said).toContain(
      'That is Tuesday 10 November 2026 09:00 in UTC+1 and Tuesday 10 November 2026 11:00 in Africa/Nairobi.',
    );
    const repeat = text((await remind(ada, 'every monday 9am UTC')).message);
    expect(repeat).toContain('every Monday 09:00 (UTC), next at 12:00 in Africa/Nairobi');
  });
});

describe('a repeat after moving', () => {
  it('says which zone it keeps; *Follow my zone* takes it along, once for one and chosen among several', async () => {
    const binta = await learner(world, 'Binta', 'frontend', { timezone: 'Africa/Nairobi' });
    const set = await remind(binta, 'every monday 18:00', 'Stand-up');
    expect(text(set.message)).toContain('every Monday 18:00 (Africa/Nairobi)');
    expect(text((await binta.slash('/reminders mine')).message)).not.toContain('Follow my zone');
    await binta.slash('/profile set', { track: 'frontend', timezone: 'Africa/Lagos' });
    const mine = await binta.slash('/reminders mine');
    expect(text(mine.message)).toContain(
      'every Monday 18:00 (Africa/Nairobi), next at 16:00 in Africa/Lagos',
    );
    const moved = await binta.click(mine.message, 'Follow my zone');
    expect(text(moved.message)).toContain('every Monday 18:00 (Africa/Lagos)');
    const after = await binta.slash('/reminders mine');
    expect(text(after.message)).toContain('every Monday 18:00 (Africa/Lagos)');
    // Today at 18:00 in Lagos.
    expect(text(after.message)).toContain(`<t:${Date.parse('2026-11-09T17:00:00Z') / 1000}:f>`);

    await remind(binta, 'every day 7am UTC', 'Standing');
    await remind(binta, 'weekdays 8am CET', 'Sitting');
    const several = await binta.slash('/reminders mine');
    const chosen = await binta.select(several.message, 'Follow my zone', ['Sitting']);
    expect(text(chosen.message)).toContain('Monday to Friday 08:00 (Africa/Lagos)');
    const kept = text((await binta.slash('/reminders mine')).message);
    expect(kept).toContain('every day 07:00 (UTC)');
  });

  it('is moved by its owner alone', async () => {
    const chidi = await learner(world, 'Chidi', 'frontend', { timezone: 'Africa/Nairobi' });
    await remind(chidi, 'every monday 9am UTC');
    const { personal } = world.bot.services.reminders;
    const [reminder] = await personal.mine(world.guild.id, chidi.id);
    await expect(
      personal.follow(world.guild.id, reminder?.id ?? 0, ada.id, 'Africa/Lagos'),
    ).rejects.toMatchObject({ text: { key: 'reminders:error.unknown' } });
  });
});

describe('/reminders edit', () => {
  it('reads the time in words, asks which half of the day, and keeps the text', async () => {
    const edited = await world.staff.slash('/reminders edit', { step: 'profile', time: 'half past 6 pm' });
    expect(text(edited.message)).toContain('`profile` · day 2, 18:30');
    const asked = await world.staff.slash('/reminders edit', {
      step: 'profile',
      time: '7',
      text: 'Hours, please',
    });
    const set = await world.staff.click(asked.message, '19:00');
    expect(text(set.message)).toContain('`profile` · day 2, 19:00');
    expect(text(set.message)).toContain('your own text');
    const refused = await world.staff.slash('/reminders edit', {
      step: 'blockers',
      time: 'soon',
      text: 'What is up?',
    });
    const opened = await world.staff.click(refused.message, 'Edit');
    expect(JSON.stringify(opened.modal)).toContain('What is up?');
    const mended = await world.staff.submitModal(opened, { Time: '8am' });
    expect(text(mended.message)).toContain('`blockers` · day 6, 08:00');
    const wrong = await world.staff.slash('/reminders edit', { step: 'week', text: 'Hello {nobody}' });
    const again = await world.staff.click(wrong.message, 'Edit');
    expect(JSON.stringify(again.modal)).toContain('Hello {nobody}');
  });
});

describe('/team meet', () => {
  it('proposes a moment of one’s own, asks about it, and takes no repetition', async () => {
    const owner = await learner(world, 'Dayo', 'backend');
    const made = await team(world, owner, await learner(world, 'Efe', 'frontend'));
    const asked = await made.owner.slash('/team meet', { when: 'friday at 6' });
    const proposed = await made.owner.click(asked.message, 'Friday 13 November 2026 18:00');
    expect(text(proposed.message)).toContain(at('2026-11-13T17:00:00Z'));
    await world.settle();
    const card = made.guest
      .sees(made.thread)
      .findLast((message) => text(message).includes('do you meet then'));
    if (card === undefined) throw new Error('no proposal');
    await made.guest.click(card, 'That suits me');
    expect(text((await made.owner.click(card, 'That suits me')).message)).toContain('It is settled');
    const repeat = await made.owner.slash('/team meet', { when: 'every monday 18:00' });
    expect(text(repeat.message)).toContain('One moment is needed here, not a repetition');
    const once = await made.owner.click(repeat.message, 'Monday 9 November 2026 18:00');
    expect(text(once.message)).toContain(at('2026-11-09T17:00:00Z'));
    const refused = await made.owner.slash('/team meet', { when: 'whenever' });
    const opened = await made.owner.click(refused.message, 'Edit');
    const mended = await made.owner.submitModal(opened, { When: 'tomorrow 5pm UTC' });
    expect(text(mended.message)).toContain(at('2026-11-10T17:00:00Z'));
    expect(text(mended.message)).toContain('17:00 in UTC and Tuesday 10 November 2026 18:00 in Africa/Lagos');
  });
});

describe('/profile availability', () => {
  it('a range with "every day" is the range', async () => {
    const femi = await learner(world, 'Femi', 'frontend');
    const added = await femi.slash('/profile availability', {
      days: 'every day mon-fri',
      from: 'half past six pm',
      to: '9:30pm',
    });
    expect(text(added.message)).toContain('Mon-Fri 18:30-21:30');
    expect(text(added.message)).toContain('15 h a week');
    femi.locale = 'fr';
    const encore = await femi.slash('/profile availability', {
      days: 'tous les jours du lundi au vendredi',
      from: '8h du soir',
      to: '21 heures 30',
    });
    expect(text(encore.message)).toContain('15 h');
  });
});
