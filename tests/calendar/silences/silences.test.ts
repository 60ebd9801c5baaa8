import { buttons, type Member, text } from '@nexus/simulator';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { brokenInvariants } from '../../support/invariants.ts';
import { joins } from '../../support/pairs.ts';
import { badManners } from '../../support/requests.ts';
import { sqlOf } from '../../support/sql.ts';
import { announce, learner, letter, type Team, team } from '../../support/teams.ts';
import { createWorld, type World } from '../../support/world.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const QUESTION = 'All well?';

let world: World;
/** Kinds of messages that a test lets fail. */
let givenUp: string[] = [];
beforeEach(async () => {
  givenUp = [];
  world = await createWorld({ simulator: { rateLimits: false } });
  // The programme's reminders would take the one unasked ping of the day, and the question wait for the next.
  await world.staff.slash('/reminders pause');
});
afterEach(async () => {
  await world.settle();
  const problems = [...brokenInvariants(world.databasePath), ...badManners(world.sim)];
  expect(problems.filter((problem) => !givenUp.some((kind) => problem.includes(`"kind":"${kind}"`)))).toEqual(
    [],
  );
  await world.stop();
});

/** Days go by in steps, so that the schedule sees each of them. */
async function days(count: number): Promise<void> {
  for (let step = 0; step < count * 4; step++) await world.advance(6 * HOUR);
}

async function pairOf(options: Record<string, string | number | boolean> = {}): Promise<Team> {
  const ada = await learner(world, 'Ada', 'backend');
  const binta = await learner(world, 'Binta', 'frontend', options);
  return team(world, ada, binta);
}

function states(): string[] {
  const db = sqlOf(world);
  const rows = db.prepare<[], { state: string }>('select state from silences order by id').all();
  db.close();
  return rows.map((row) => row.state);
}

/** Ada stays active, day after day. */
async function quietExcept(active: Member, count: number): Promise<void> {
  for (let day = 0; day < count; day++) {
    await active.slash('/team checkin');
    for (const thread of active.threads()) active.say(thread, 'Working on it');
    await days(1);
  }
}

describe('a quiet member', () => {
  it('is asked privately, once, and the other is not', async () => {
    const { owner, guest, thread } = await pairOf();
    await quietExcept(owner, 5);
    const question = letter(guest, QUESTION);
    expect(question && buttons(question).map(({ label }) => label)).toEqual([
      'All well',
      'I need a break',
      'I want another partner',
    ]);
    expect(owner.dms().some((message) => text(message).includes(QUESTION))).toBe(false);
    expect(owner.sees(thread).map(text).join('\n')).not.toContain('quiet');
    expect(guest.dms().filter((message) => text(message).includes(QUESTION))).toHaveLength(1);
  });

  it.each(['/help', '/help topic:teams'])(
    '"I read %s every day": is not asked whether all is well',
    async (command) => {
      const { guest } = await pairOf();
      for (let day = 0; day < 6; day++) {
        await guest.slash('/help', command === '/help' ? {} : { topic: 'teams' });
        await days(1);
      }
      expect(letter(guest, QUESTION)).toBeUndefined();
    },
  );

  it('answers that all is well, and nothing more happens', async () => {
    const { owner, guest } = await pairOf();
    await quietExcept(owner, 4);
    await world.advance(HOUR);
    const question = letter(guest, QUESTION);
    if (question === undefined) throw new Error('not asked');
    const reply = await guest.click(question, 'All well');
    expect(text(reply.message)).toContain('Good to hear');
    await quietExcept(owner, 3);
    expect(states()).toEqual(['heard']);
    expect(letter(owner, 'has not answered')).toBeUndefined();
  });

  it('takes a break: no question while it lasts, and the partner reads of it once', async () => {
    const { owner, guest } = await pairOf();
    await quietExcept(owner, 4);
    await world.advance(HOUR);
    const question = letter(guest, QUESTION);
    if (question === undefined) throw new Error('not asked');
    const reply = await guest.click(question, 'I need a break');
    expect(text(reply.message)).toContain('Enjoy your break');
    const home = await owner.slash('/team show');
    expect(text(home.message)).toContain('takes a break until');
    await quietExcept(owner, 10);
    expect(states()).toEqual(['heard']);
  });

  it('without direct messages is mentioned in the team thread without the question, which /help shows', async () => {
    const { owner, guest, thread } = await pairOf({ dm: false });
    await quietExcept(owner, 4);
    await world.advance(HOUR);
    const seen = owner.sees(thread).map(text);
    expect(seen.filter((said) => said.startsWith(`<@${guest.id}>, something waits for you`))).toHaveLength(1);
    expect(seen.join()).not.toContain('quiet');
    expect(guest.pings().map(text).join()).toContain('something waits for you');
    const home = await guest.slash('/help');
    expect(text(home.message)).toContain('It has been quiet in');
    const answered = await guest.click(home.message, 'All well');
    expect(text(answered.message)).toContain('Good to hear');
    // Not once more under the answer that settles it.
    expect(text(answered.message)).not.toContain('It has been quiet');
    await quietExcept(owner, 2);
    expect(states()).toEqual(['heard']);
  });

  it('who does not answer is away: the partner is offered others and stands first on the waiting list', async () => {
    const chidi = await learner(world, 'Chidi', 'frontend');
    await announce(chidi, 'Own Shop', { track: 'frontend' });
    const { owner, guest } = await pairOf();
    await quietExcept(owner, 6);
    expect(states()).toEqual(['away']);
    const offer = letter(owner, 'has not answered for a while');
    if (offer === undefined) throw new Error('no offer');
    expect(text(offer)).toContain(`<@${chidi.id}>`);
    expect(text(letter(guest, 'one press brings you back') ?? offer)).toContain('nobody minds');

    const [waiting] = await waitingList();
    expect(waiting).toMatchObject({ user_id: owner.id });
    expect(waiting?.head_at).not.toBeNull();

    const status = await world.staff.slash('/cohort status');
    expect(text(status.message)).toContain('**Quiet teams:** 1 now');
    expect(text(status.message)).toContain('Questions so far: 1 · marked away: 1 · came back: 0');

    // Only asking somebody gives the place on.
    const modal = await owner.click(offer, 'Ask');
    const sent = await owner.submitModal(modal, {});
    expect(text(sent.message)).toContain('Asked');
    await world.settle();
    expect(states()).toEqual(['replaced']);
    expect(letter(guest, 'looks for somebody else')).toBeDefined();
    const [request] = await world.bot.services.requests.incoming(world.guild.id, chidi.id);
    await world.bot.services.requests.accept(request?.request.id ?? 0, chidi.id);
  });

  it('who is away hears as everybody does that one of two partners has left, and keeps the place for the other', async () => {
    const ada = await learner(world, 'Ada', 'backend');
    await announce(ada, 'Shop', { partners: 2 });
    const [kofi, zola] = [await learner(world, 'Kofi', 'frontend'), await learner(world, 'Zola', 'frontend')];
    for (const guest of [kofi, zola]) await joins(world, guest, ada, 'Shop');
    for (let day = 0; day < 6; day++) {
      for (const guest of [kofi, zola])
        for (const thread of guest.threads()) guest.say(thread, 'Working on it');
      await days(1);
    }
    expect(states()).toEqual(['away']);
    await kofi.click((await kofi.slash('/team leave')).message, 'Leave the team');
    await world.settle();
    expect(letter(ada, 'has left **Shop**')).toBeDefined();
    expect(letter(ada, 'looks for somebody else')).toBeUndefined();
    expect(states()).toEqual(['away']);
  });

  it('comes back with one click, without blame, and keeps the place', async () => {
    const { owner, guest, id } = await pairOf();
    await quietExcept(owner, 6);
    const away = letter(guest, 'one press brings you back');
    if (away === undefined) throw new Error('not told');
    const back = await guest.click(away, 'I am back');
    expect(text(back.message)).toContain('Your place is still yours');
    await world.settle();
    expect(states()).toEqual(['returned']);
    expect(await world.bot.services.teams.memberIds(id)).toEqual([owner.id, guest.id]);
    expect(await waitingList()).toEqual([]);
    const show = await owner.slash('/team show');
    expect(text(show.message)).toContain('is back');
    expect(text(show.message)).not.toContain('no answer');
  });

  it('who comes back when the place was given up asks for it with one click', async () => {
    const chidi = await learner(world, 'Chidi', 'frontend');
    const { owner, guest } = await pairOf();
    await quietExcept(owner, 6);
    const offer = letter(owner, 'has not answered for a while');
    if (offer === undefined) throw new Error('no offer');
    await owner.submitModal(await owner.click(offer, 'Ask'), {});
    await world.settle();
    const told = letter(guest, 'looks for somebody else');
    if (told === undefined) throw new Error('not told');
    const back = await guest.click(told, 'I am back');
    expect(text(back.message)).toContain('asked whether the place is still yours');
    await world.settle();
    const [request] = await world.bot.services.requests.incoming(world.guild.id, owner.id);
    expect(request?.request).toMatchObject({ kind: 'team-up', senderId: guest.id });
    await world.bot.services.requests.accept(request?.request.id ?? 0, owner.id);
    expect(await world.bot.services.requests.incoming(world.guild.id, chidi.id)).toEqual([]);
  });

  it('whose direct messages are closed after all is asked the other way', async () => {
    const { owner, guest, thread } = await pairOf();
    guest.dmsOpen = false;
    await quietExcept(owner, 4);
    await world.advance(HOUR);
    expect(guest.pings().map(text).join()).toContain('something waits for you');
    expect(owner.sees(thread).map(text).join()).not.toContain('quiet');
    const shown = await guest.slash('/team show');
    expect(buttons(shown.message).map(({ label }) => label)).toContain('I need a break');
    givenUp = ['silence-question'];
  });

  it('in two teams is asked once a week, not twice', async () => {
    const { guest } = await pairOf({ teams: 2 });
    await team(world, await learner(world, 'Chidi', 'backend'), guest, 'Market');
    await days(6);
    const db = sqlOf(world);
    const asked = db.prepare('select count(*) as n from silences where user_id = ?').get(guest.id);
    db.close();
    expect(asked).toEqual({ n: 1 });
  });

  it('wants another partner: is asked once more, then both are shown who fits', async () => {
    const chidi = await learner(world, 'Chidi', 'backend');
    await announce(chidi, 'Own Shop');
    const { owner, guest, id } = await pairOf();
    await quietExcept(owner, 4);
    await world.advance(HOUR);
    const question = letter(guest, QUESTION);
    if (question === undefined) throw new Error('not asked');
    const sure = await guest.click(question, 'I want another partner');
    expect(text(sure.message)).toContain(`Part from <@${owner.id}>?`);
    expect(await world.bot.services.teams.memberIds(id)).toHaveLength(2);
    const parted = await guest.click(sure.message, 'Part from Ada');
    expect(text(parted.message)).toContain(`<@${chidi.id}>`);
    await world.settle();
    expect(letter(owner, 'has left **Shop**')).toBeDefined();
  });

  it('is away while the partner rests: the partner is offered others when the break ends', async () => {
    const { owner } = await pairOf();
    await owner.slash('/profile pause', { days: 20 });
    await days(6);
    expect(states()).toEqual(['away']);
    expect(letter(owner, 'has not answered for a while')).toBeUndefined();
    await owner.slash('/profile resume');
    await world.settle();
    expect(letter(owner, 'has not answered for a while')).toBeDefined();
  });

  it('both silent: both are asked, both away, and nobody loses a place', async () => {
    const { owner, guest, id } = await pairOf();
    await days(8);
    expect(states()).toEqual(['away', 'away']);
    expect(letter(owner, 'has not answered for a while')).toBeUndefined();
    expect(await world.bot.services.teams.memberIds(id)).toHaveLength(2);
    // The first one who is back is offered others.
    const away = letter(owner, 'one press brings you back');
    if (away === undefined) throw new Error('not told');
    await owner.click(away, 'I am back');
    await world.settle();
    expect(letter(owner, 'has not answered for a while')).toBeDefined();
    expect(letter(guest, 'has not answered for a while')).toBeUndefined();
  });
});

async function waitingList(): Promise<{ user_id: string; head_at: number | null }[]> {
  const db = sqlOf(world);
  const rows = db
    .prepare<[], { user_id: string; head_at: number | null }>('select user_id, head_at from waiting_list')
    .all();
  db.close();
  return rows;
}

describe('a healthy team is never asked', () => {
  it('that only writes in its thread', async () => {
    const { owner, guest, thread } = await pairOf();
    for (let day = 0; day < 9; day++) {
      if (day % 2 === 0) for (const member of [owner, guest]) member.say(thread, 'Still at it');
      await days(1);
    }
    expect(states()).toEqual([]);
  });

  it('that answers the question in the thread', async () => {
    const { owner, guest, thread } = await pairOf();
    await quietExcept(owner, 4);
    await world.advance(HOUR);
    expect(states()).toEqual(['asked']);
    guest.say(thread, 'All well, exams this week');
    await quietExcept(owner, 3);
    expect(states()).toEqual(['heard']);
  });

  it('that has time at weekends only', async () => {
    const { owner, guest } = await pairOf();
    for (const member of [owner, guest])
      await member.slash('/profile availability', { days: 'sat, sun', from: '10:00', to: '12:00' });
    await days(5);
    expect(states()).toEqual([]);
  });

  it('that pauses, and has time after the pause', async () => {
    const { owner, guest } = await pairOf();
    for (const member of [owner, guest]) await member.slash('/profile pause', { days: 6 });
    await days(9);
    expect(states()).toEqual([]);
  });

  it('whose member has just ended a break early', async () => {
    const { owner, guest } = await pairOf();
    await guest.slash('/profile pause', { days: 30 });
    await quietExcept(owner, 6);
    await guest.slash('/profile resume');
    await quietExcept(owner, 2);
    expect(states()).toEqual([]);
    await quietExcept(owner, 2);
    await world.advance(HOUR);
    expect(states()).toEqual(['asked']);
  });

  it('that is past its deadline', async () => {
    await pairOf();
    const db = sqlOf(world);
    db.prepare('update cohorts set deadline_at = ?').run(world.sim.clock.now() + DAY);
    db.close();
    await days(8);
    expect(states()).toEqual([]);
  });

  it('whose thread cannot be read; staff read once how to mend it', async () => {
    const { owner } = await pairOf();
    world.guild.setOverwrites(world.projects, [{ for: 'everyone', deny: ['READ_MESSAGE_HISTORY'] }]);
    await quietExcept(owner, 8);
    expect(states()).toEqual([]);
    const told = world.staff
      .sees(world.mentors)
      .filter((message) => text(message).includes('Read Message History'));
    expect(told).toHaveLength(1);
  });

  it('that was kept from answering by an absence of the bot', async () => {
    const { owner } = await pairOf();
    await quietExcept(owner, 4);
    await world.advance(HOUR);
    expect(states()).toEqual(['asked']);
    await world.bot.stop();
    world.sim.clock.advance(2 * DAY);
    await world.restart();
    await world.settle();
    await world.advance(10 * 60_000);
    expect(states()).toEqual(['asked']);
    await days(2);
    expect(states()[0]).toBe('away');
  });
});
