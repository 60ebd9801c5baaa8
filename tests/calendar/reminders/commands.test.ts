import { type Member, text } from '@nexus/simulator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createWorld, MONDAY, type World } from '../../support/world.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

let world: World;
let ada: Member;
beforeAll(async () => {
  world = await createWorld({ start: MONDAY - 2 * HOUR });
  ada = world.guild.addMember({ name: 'Ada' });
  await ada.slash('/profile set', { track: 'backend' });
  await world.settle();
});
afterAll(() => world.stop());

async function staff(line: string, options: Record<string, string | number | boolean> = {}): Promise<string> {
  return text((await world.staff.slash(line, options)).message);
}

describe('for staff', () => {
  it('is refused to everybody else, in private', async () => {
    for (const line of ['/reminders plan', '/reminders ledger', '/reminders pause', '/reminders resume']) {
      const reply = await ada.slash(line);
      expect(text(reply.message)).toContain("programme's staff");
      expect(reply.message?.flags).toBe(64);
    }
  });

  it('shows the plan with every step and its moments', async () => {
    const plan = await staff('/reminders plan');
    expect(plan).toContain('**Reminders of November** (Africa/Lagos)');
    expect(plan).toContain(`\`announce\` · day 1, 09:00 · announce your project · <t:${MONDAY / 1000}:f>`);
    expect(plan).toContain('`deadline-3h` · 3 hours before the deadline');
    expect(plan).toContain('`review` · the day after the deadline, 09:00');
  });

  it('changes a step, and says what is wrong with a change', async () => {
    expect(await staff('/reminders edit', { step: 'profile' })).toContain('Say what to change');
    expect(await staff('/reminders edit', { step: 'profile', time: 'soon' })).toContain('such as 09:00');
    const plan = await staff('/reminders edit', {
      step: 'profile',
      time: '18:30',
      text: 'Hours for {cohort}, please. @everyone',
      enabled: true,
    });
    expect(plan).toContain('`profile` · day 2, 18:30');
    expect(plan).toContain('your own text');
  });

  it('shows what a day brings and whom it would reach', async () => {
    const preview = await staff('/reminders preview', { day: 1 });
    expect(preview).toContain('mentions 1 member');
    expect(preview).toContain('> **Announce your project.**');
    expect(await staff('/reminders preview', { day: 9 })).toContain('No reminder falls on this day');
    expect(await staff('/reminders preview')).toContain('2026-11-09');
  });

  it('shows a step as it would read now, to the one who asks alone', async () => {
    const reply = await world.staff.slash('/reminders test', { step: 'profile' });
    expect(text(reply.message)).toContain('Hours for November, please.');
    expect(reply.message?.flags).toBe(64);
    expect(ada.sees(world.projects).map(text).join()).not.toContain('Hours for November');
  });

  it('pauses and resumes', async () => {
    expect(await staff('/reminders pause')).toContain('are paused');
    expect(await staff('/reminders pause')).toContain('paused already');
    expect(await staff('/reminders plan')).toContain('paused since');
    expect(await staff('/reminders resume')).toContain('go on');
    expect(await staff('/reminders resume')).toContain('are not paused');
  });

  it('keeps a ledger: what was sent, what did not arrive, and a button to send it again', async () => {
    await world.advance(2 * HOUR);
    world.guild.setOverwrites(world.projects, [{ for: 'everyone', deny: ['SEND_MESSAGES'] }]);
    await world.advance(DAY + 9.5 * HOUR);
    const reply = await world.staff.slash('/reminders ledger');
    expect(text(reply.message)).toContain('`announce` · sent');
    expect(text(reply.message)).toContain(
      `a reminder of the programme to <#${world.projects.id}> · failed: a permission is missing (forbidden 50013`,
    );
    expect(world.staff.sees(world.mentors).map(text).join()).toContain('Send Messages');
    world.guild.setOverwrites(world.projects, []);
    const again = await world.staff.click(reply.message, 'Try the failed ones again');
    expect(text(again.message)).toContain('Trying one message again');
    await world.settle();
    const posts = ada
      .sees(world.projects)
      .map(text)
      .filter((words) => words.includes('Hours for November'));
    expect(posts).toHaveLength(1);
  });
});

describe('for everybody', () => {
  it('reminds at the moment that was typed, shown back before it counts', async () => {
    const reply = await ada.slash('/remind-me', { when: 'tomorrow 9am', what: 'Push the **README**' });
    expect(text(reply.message)).toMatch(/I will remind you <t:\d+:F> \(<t:\d+:R>\)/);
    expect(reply.message?.flags).toBe(64);
    expect(text((await ada.slash('/reminders mine')).message)).toContain('1 reminder waits');
    await world.advance(2 * DAY);
    expect(ada.dms().map(text).join('\n')).toContain('> Push the \\*\\*README\\*\\*');
    expect(text((await ada.slash('/reminders mine')).message)).toContain('Nothing waits');
  });

  it('stops one of those that wait, chosen in their list', async () => {
    const esi = world.guild.addMember({ name: 'Esi' });
    await esi.slash('/remind-me', { when: 'tomorrow 9am', what: 'Slides' });
    await esi.slash('/remind-me', { when: 'every monday 18:00', what: 'Stand-up' });
    const mine = await esi.slash('/reminders mine');
    const offered = await esi.autocomplete('/reminders cancel', 'reminder', 'stand');
    const stopped = await esi.select(mine.message, 'Stop one of them', offered[0]?.name ?? '');
    expect(text(stopped.message)).toContain('Cancelled: Stand-up');
    const left = text((await esi.slash('/reminders mine')).message);
    expect(left).toContain('1 reminder waits');
    expect(left).not.toContain('Stand-up');
  });

  it('says where it will come: by direct message only because it was asked for, or that it only mentions them', async () => {
    const set = async (member: Member): Promise<string> =>
      text((await member.slash('/remind-me', { when: 'in 1 hour', what: 'Slides' })).message);
    const carla = world.guild.addMember({ name: 'Carla', dmsOpen: false });
    expect(await set(carla)).toContain('because you asked for it; nothing else will');
    await carla.slash('/profile set', { track: 'backend', dm: true });
    expect(await set(carla)).toMatch(/It comes as a direct message\.$/m);
    await world.advance(HOUR + 60_000);
    expect(await set(carla)).toContain('only show it under my next private answer to you');
    await carla.slash('/announce-project', {
      title: 'Poll',
      brief: 'online-poll',
      summary: 'Questions, answers and a picture of the result.',
    });
    await world.settle();
    const [thread] = carla.threads();
    expect(await set(carla)).toContain("I mention you in your project's thread, without these words");
    await world.advance(HOUR + 60_000);
    if (thread === undefined) throw new Error('no thread');
    const seen = ada.sees(thread).map(text).join('\n');
    expect(seen).toContain(`<@${carla.id}>, something waits for you`);
    expect(seen).not.toContain('Slides');
    expect(text((await carla.slash('/help')).message)).toContain('> Slides');
    carla.locale = 'fr';
    expect(await set(carla)).toContain('je te mentionne dans le fil de ton projet, sans ces mots');
  });

  it('repeats, is listed, offered while typing, and cancelled', async () => {
    const set = await ada.slash('/remind-me', { when: 'every monday 18:00', what: 'Meet Binta' });
    expect(text(set.message)).toContain('every Monday 18:00');
    await ada.slash('/remind-me', { when: 'in 3 days', what: 'Slides' });
    const offered = await ada.autocomplete('/reminders cancel', 'reminder', 'bin');
    expect(offered).toHaveLength(1);
    const cancelled = await ada.slash('/reminders cancel', { reminder: String(offered[0]?.value) });
    expect(text(cancelled.message)).toContain('Cancelled: Meet Binta');
    const again = await ada.click(set.message, 'Cancel');
    expect(text(again.message)).toContain("can't find that reminder");
  });

  it('says what it cannot read, with examples, in French to a French client', async () => {
    const binta = world.guild.addMember({ name: 'Binta', locale: 'fr' });
    const reply = await binta.slash('/remind-me', { when: 'hier', what: 'rien' });
    expect(text(reply.message)).toContain('déjà passé');
    expect(text(reply.message)).toContain('demain');
  });

  it('sets one for the team only for who has one', async () => {
    const reply = await ada.slash('/remind-me', { when: 'in 2 hours', what: 'Stand-up', for: 'team' });
    expect(text(reply.message)).toContain('no team');
  });

  it('mutes a step and takes it back', async () => {
    const binta = world.guild.addMember({ name: 'Binta 2' });
    const message = ada.sees(world.projects).find((each) => text(each).includes('Announce your project'));
    if (message === undefined) throw new Error('no reminder');
    const muted = await binta.click(message, 'Mute this');
    expect(text(muted.message)).toContain('no more reminders to announce your project');
    const undone = await binta.click(muted.message, 'Remind me again');
    expect(text(undone.message)).toContain('again');
  });
});

it('made no mistake that Discord would complain about', () => {
  expect(world.sim.violations).toEqual([]);
});
