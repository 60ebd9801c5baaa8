import { buttons, type Channel, type Member, type Message, text } from '@nexus/simulator';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { BOTH, home, isSaid, people as peopleOf, pressed, reads } from '../support/kinds.ts';
import { badManners } from '../support/requests.ts';
import { sqlOf } from '../support/sql.ts';
import { createWorld, type World } from '../support/world.ts';

let world: World;
let ada: Member;
let ben: Member;

beforeEach(async () => {
  world = await createWorld({ simulator: { rateLimits: false } });
  ada = world.guild.addMember({ name: 'Ada' });
  ben = world.guild.addMember({ name: 'Ben' });
});

afterEach(async () => {
  expect(badManners(world.sim)).toEqual([]);
  await world.stop();
});

async function announce(member: Member, title: string): Promise<void> {
  const summary = 'A shop for spare parts, with orders and stock.';
  await member.slash('/announce-project', { title, brief: 'ecommerce', track: 'backend', summary });
  await world.settle();
}

/** What everybody reads there. */
function said(channel: Channel, words: string): Message[] {
  return channel.messages.filter((message) => text(message).includes(words));
}

it('"The channel was deleted, I chose another": everything stands there', async () => {
  await announce(ada, 'Shop API');
  world.guild.deleteChannel(world.projects);
  await world.sim.settled();
  await announce(ben, 'Spare parts');
  const fresh = world.guild.createChannel({ name: 'nexus-2' });
  await world.staff.slash('/setup channels', { projects: fresh });
  await world.settle();
  await world.settle();
  expect(said(fresh, 'Backend').length + said(fresh, 'I build').length).toBeGreaterThan(0);
  expect(said(fresh, 'Shop API')).toHaveLength(1);
  expect(said(fresh, 'Spare parts')).toHaveLength(1);
  const [start] = ben
    .sees(fresh)
    .filter((message) => buttons(message).some(({ label }) => label === 'I build the backend'));
  const joined = await ben.click(start as Message, 'I build the backend');
  expect(text(joined.message)).toContain('November');
});

it.each(BOTH)(
  '"The channel was deleted, and our thread with it": staff and team read so, and one press makes it anew (%s)',
  async (locale) => {
    const cast = peopleOf(() => world);
    const [owner, guest] = [await cast.person(locale, 'backend'), await cast.person(locale, 'frontend')];
    await cast.team(owner, [guest]);
    world.guild.deleteChannel(world.projects);
    await world.settle();
    world.staff.locale = owner.locale;
    reads(await home(world.staff), locale, 'help:staff.missing.projects', 'help:staff.next.projects');
    const fresh = world.guild.createChannel({ name: 'nexus-2' });
    await world.staff.slash('/setup channels', { projects: fresh });
    await world.settle();
    expect(isSaid(await home(world.staff), locale, 'help:staff.missing.projects')).toBe(false);
    const shown = await owner.slash('/team show');
    reads(shown.message, locale, 'teams:show.thread-missing');
    reads((await pressed(owner, shown.message, 'team.reopen')).message, locale);
    await world.settle();
    expect(guest.threads().filter(({ data }) => data.parent_id === fresh.id)).toHaveLength(1);
  },
);

it('"We moved to another channel": the old Start here card says where it is, cards to come go to the new one', async () => {
  await announce(ada, 'Shop API');
  const fresh = world.guild.createChannel({ name: 'nexus-2' });
  await world.staff.slash('/setup channels', { projects: fresh });
  await world.settle();
  await world.settle();
  await world.sim.until(() => said(world.projects, `<#${fresh.id}>`).length === 1 || undefined);
  expect(
    ben
      .sees(fresh)
      .some((message) =>
        buttons(message).some(({ label }) => label === 'I mentor' || label === 'I build the backend'),
      ),
  ).toBe(true);
  // What stands stays where it stands.
  expect(said(world.projects, 'Shop API')).toHaveLength(1);
  expect(said(fresh, 'Shop API')).toHaveLength(0);
  await announce(ben, 'Spare parts');
  expect(said(fresh, 'Spare parts')).toHaveLength(1);
  await world.staff.slash('/cohort edit', { cohort: '1', deadline: '2026-12-06' });
  await world.settle();
  expect(ben.sees(fresh).map(text).join('\n')).toContain(
    String(Date.UTC(2026, 11, 6, 22, 59, 59) / 1000).slice(0, 6),
  );
});

it('"I told it about the new channel, but it may not write there": nobody is told of threads that never came', async () => {
  await announce(ada, 'Shop API');
  const staffRoom = world.guild.createChannel({ name: 'staff' });
  const fresh = world.guild.createChannel({ name: 'nexus-2' });
  await world.staff.slash('/setup channels', { staff: staffRoom });
  world.guild.setOverwrites(fresh, [{ for: 'everyone', deny: ['SEND_MESSAGES'] }]);
  await world.staff.slash('/setup channels', { projects: fresh });
  for (const hours of [1, 6, 6, 6]) await world.advance(hours * 3_600_000);
  const db = sqlOf(world);
  const givenUp = db.prepare(`select kind, last_error from outbox where failure = 'thread'`).all();
  db.close();
  expect(givenUp).toEqual([]);
  expect(said(staffRoom, 'thread that never came')).toEqual([]);
});

it('"My card is gone": its owner posts it again, nobody else may, a second press posts nothing', async () => {
  await announce(ada, 'Shop API');
  const [card] = said(world.projects, 'Shop API');
  if (card === undefined) throw new Error('no card');
  world.staff.deleteMessage(card);
  // It is learnt at the next change.
  await ada.slash('/project edit', { api: 'graphql' });
  await world.settle();
  expect(said(world.projects, 'Shop API')).toHaveLength(0);
  const stranger = await ben.slash('/project show', { project: '1' });
  expect(buttons(stranger.message).map(({ label }) => label)).not.toContain('Post the card again');
  const own = await ada.slash('/project show', { project: '1' });
  const done = await ada.click(own.message, 'Post the card again');
  expect(text(done.message)).toContain('on its way');
  const again = await ada.click(own.message, 'Post the card again');
  expect(text(again.message)).toContain('stands already');
  await world.settle();
  expect(said(world.projects, 'Shop API')).toHaveLength(1);
  expect(said(world.projects, 'Shop API').map(text).join()).toContain('GraphQL');
});

it('"The Start here card is gone": staff post it anew, members cannot', async () => {
  await expect(ada.slash('/setup start-here', {})).rejects.toThrow('hidden');
  const before = ben.sees(world.projects).length;
  const posted = await world.staff.slash('/setup start-here', {});
  expect(text(posted.message)).toContain(`<#${world.projects.id}>`);
  await world.settle();
  await world.settle();
  expect(ben.sees(world.projects)).toHaveLength(before + 1);
});
