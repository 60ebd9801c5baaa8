import { BOT_DEFAULT, type Channel, type Member, Permission, text } from '@nexus/simulator';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createWorld, MONDAY, type World } from '../../support/world.ts';

/** What goes wrong in a server, with the whole bot: how it ends for members, and the one sentence staff read. */
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const SUMMARY = 'An API for a shop: products, carts, orders and payments.';

let world: World;
let ada: Member;
let binta: Member;
beforeEach(async () => {
  world = await createWorld({ start: MONDAY - 2 * HOUR });
  ada = world.guild.addMember({ name: 'Ada' });
  binta = world.guild.addMember({ name: 'Binta' });
});
afterEach(async () => {
  const { violations } = world.sim;
  await world.stop();
  expect(violations).toEqual([]);
});

/** What staff were told of trouble so far. */
const alerts = (): string[] =>
  world.staff
    .sees(world.mentors)
    .map(text)
    .filter((words) => words !== '');

async function announce(): Promise<void> {
  await ada.slash('/announce-project', {
    title: 'Shop',
    brief: 'ecommerce',
    summary: SUMMARY,
    track: 'backend',
  });
  await world.settle();
}

/** Ada and Binta as a team, with its thread. */
async function teamUp(): Promise<Channel> {
  await announce();
  const card = binta.sees(world.projects).find((message) => text(message).includes('### Shop'));
  if (card === undefined) throw new Error('no card');
  await binta.click((await binta.click(card, 'Team up')).message, 'Frontend');
  await world.settle();
  await ada.click((await ada.slash('/partner requests')).message, 'Accept');
  await world.settle();
  return teamThread();
}

function teamThread(): Channel {
  const thread = binta.threads().find((each) => each.type === 12);
  if (thread === undefined) throw new Error('no team thread');
  return thread;
}

/** As an administrator would do it in Discord. */
async function asAdministrator(method: 'DELETE' | 'PATCH', path: string, body?: object): Promise<void> {
  world.guild.setBotPermissions(['ADMINISTRATOR']);
  const response = await fetch(`${world.sim.api}/v10/${path}`, {
    method,
    headers: { authorization: `Bot ${world.sim.token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  expect(response.ok).toBe(true);
  world.guild.setBotPermissions(BOT_DEFAULT);
  await world.sim.settled();
}

async function retry(): Promise<string> {
  const ledger = await world.staff.slash('/reminders ledger');
  await world.staff.click(ledger.message, 'Try the failed ones again');
  for (let round = 0; round < 3; round += 1) await world.advance(2_000);
  return text(ledger.message);
}

async function remindTeam(what: string): Promise<void> {
  await ada.slash('/remind-me', { when: 'in 1 hour', what, for: 'team' });
  await world.advance(HOUR + 60_000);
}

describe('a thread', () => {
  it('that was archived wakes up for what is said in it', async () => {
    const thread = await teamUp();
    await asAdministrator('PATCH', `channels/${thread.id}`, { archived: true });
    await remindTeam('Stand-up');
    expect(binta.sees(teamThread()).map(text).join()).toContain('> Stand-up');
    expect(alerts()).toEqual([]);
  });

  it('that was deleted: staff are told once; made anew with its members and what waited, once they say so', async () => {
    const thread = await teamUp();
    await asAdministrator('DELETE', `channels/${thread.id}`);
    await remindTeam('Stand-up');
    expect(alerts()).toEqual([expect.stringContaining('close threads instead of deleting them')]);
    expect(alerts()[0]).toContain('*Try the failed ones again*');

    // What comes after it does not wait for a thread that nobody makes, and staff are not told again.
    await remindTeam('Demo');
    await world.advance(7 * HOUR);
    expect(alerts()).toHaveLength(1);

    const ledger = await retry();
    expect(ledger).toContain(
      "a member's own reminder to a team's thread · failed: the place no longer exists",
    );
    const made = teamThread();
    expect(made.id).not.toBe(thread.id);
    expect(binta.sees(made).map(text).join()).toContain('> Stand-up');
    expect(binta.sees(made).map(text).join()).toContain('> Demo');
    expect(ada.sees(made).map(text).join()).toContain('> Stand-up');
    await remindTeam('Retro');
    expect(binta.sees(made).map(text).join()).toContain('> Retro');
    expect(alerts()).toHaveLength(1);

    await asAdministrator('DELETE', `channels/${made.id}`);
    await remindTeam('Again');
    expect(alerts()).toHaveLength(2);
  });

  it('on a card that was deleted: what was for it stands in the channel, staff are told once, its owner makes it anew', async () => {
    await announce();
    const [thread] = ada.threads();
    await asAdministrator('DELETE', `channels/${thread?.id}`);
    const card = binta.sees(world.projects).find((message) => text(message).includes('### Shop'));
    if (card === undefined) throw new Error('no card');
    await binta.click((await binta.click(card, 'Team up')).message, 'Frontend');
    await world.settle();
    expect(alerts()).toEqual([expect.stringContaining('close threads instead of deleting them')]);
    const inChannel = ada.sees(world.projects).map(text);
    expect(inChannel.filter((each) => each.includes('would like to join'))).toHaveLength(1);

    const shown = await ada.slash('/project show');
    expect(text(shown.message)).toContain('The thread of this project is not there');
    const made = await ada.click(shown.message, 'Make the thread anew');
    expect(text(made.message)).toContain('The thread of Shop is on its way');
    await world.settle();
    expect(ada.threads().filter(({ name }) => name === 'Shop')).toHaveLength(1);
    expect(text((await ada.slash('/project show')).message)).not.toContain('is not there');
    // A second press makes no second one.
    expect(text((await ada.click(shown.message, 'Make the thread anew')).message)).toContain(
      'stands already',
    );
    await ada.slash('/progress', { update: 'The basket is there' });
    await world.settle();
    const said = ada.threads().flatMap((each) => ada.sees(each).map(text));
    expect(said.join()).toContain('The basket is there');
    expect(alerts()).toHaveLength(1);
  });

  it('that we may no longer write in: staff read which permission, and it goes on when that is back', async () => {
    const thread = await teamUp();
    const may = BOT_DEFAULT & ~Permission.SEND_MESSAGES_IN_THREADS;
    world.guild.setOverwrites(world.projects, [{ for: 'everyone', deny: ['SEND_MESSAGES_IN_THREADS'] }]);
    world.guild.setBotPermissions(may);
    await remindTeam('Stand-up');
    await remindTeam('Retro');
    expect(alerts()).toEqual([expect.stringMatching(/lack a permission.*Send Messages in Threads/s)]);
    world.guild.setOverwrites(world.projects, []);
    world.guild.setBotPermissions(BOT_DEFAULT);
    await retry();
    const said = binta.sees(thread).map(text).join();
    expect(said).toContain('> Stand-up');
    expect(said).toContain('> Retro');
    expect(alerts()).toHaveLength(1);
  });
});

describe('the channel', () => {
  it('that was deleted: staff are told once to choose another, and what failed goes to the new one', async () => {
    await ada.slash('/profile set', { track: 'backend' });
    await asAdministrator('DELETE', `channels/${world.projects.id}`);
    await world.advance(2 * HOUR);
    await world.advance(DAY);
    expect(alerts()).toEqual([expect.stringContaining('/setup channels')]);
    const again = world.guild.createChannel({ name: 'projects-2' });
    await world.staff.slash('/setup channels', { projects: again });
    await world.advance(DAY);
    expect(ada.sees(again).map(text).join()).toContain('Find a partner');
    expect(alerts()).toHaveLength(1);
  });

  it('we may not write in: told once, again only after it has worked in between', async () => {
    await ada.slash('/profile set', { track: 'backend' });
    const close = (): void =>
      world.guild.setOverwrites(world.projects, [{ for: 'everyone', deny: ['SEND_MESSAGES'] }]);
    close();
    world.guild.setBotPermissions(BOT_DEFAULT & ~Permission.SEND_MESSAGES);
    await world.advance(2 * HOUR);
    await world.advance(DAY);
    // The mentors' channel is closed by the same setting: nobody can be told there, the ledger tells it.
    world.guild.setBotPermissions(BOT_DEFAULT);
    expect(alerts()).toHaveLength(1);
    world.guild.setOverwrites(world.projects, []);
    await world.advance(DAY);
    expect(ada.sees(world.projects).map(text).join()).toContain('Find a partner');
    close();
    await announce();
    expect(alerts()).toHaveLength(2);
    for (const words of alerts()) expect(words).toMatch(/allow me .*Send Messages.* <\/setup check:\d+>/s);
  });

  it('from which a card was deleted: staff are told once, the project itself lives on', async () => {
    await announce();
    const card = ada.sees(world.projects).find((message) => text(message).includes('### Shop'));
    await asAdministrator('DELETE', `channels/${world.projects.id}/messages/${card?.id}`);
    await ada.slash('/project edit', { partners: 2 });
    await world.settle();
    // Something else arrives in the channel: that mends nothing about the card.
    await world.staff.slash('/cohort create', {
      name: 'Second',
      start: '2026-11-16',
      deadline: '2026-12-06',
    });
    await world.settle();
    await ada.slash('/project edit', { partners: 3, project: '1' });
    await world.settle();
    expect(alerts()).toEqual([expect.stringContaining('One of my messages in')]);
    expect(text((await ada.slash('/project show', { project: '1' })).message)).toContain('looks for 3');
  });
});

describe('a member', () => {
  it('who left gets nothing; nobody is bothered with it, the ledger knows', async () => {
    await ada.slash('/remind-me', { when: 'in 1 hour', what: 'Slides' });
    ada.leave();
    await world.advance(HOUR + 60_000);
    expect(alerts()).toEqual([]);
    const ledger = text((await world.staff.slash('/reminders ledger')).message);
    expect(ledger).toContain(`a member's own reminder to <@${ada.id}> · failed: the member has left`);
  });

  it('with closed direct messages is reached in the thread, and not tried again', async () => {
    const carla = world.guild.addMember({ name: 'Carla', dmsOpen: false });
    await carla.slash('/announce-project', {
      title: 'Poll',
      brief: 'online-poll',
      summary: SUMMARY,
      track: 'backend',
    });
    await world.settle();
    await carla.slash('/remind-me', { when: 'in 1 hour', what: 'Slides' });
    await carla.slash('/remind-me', { when: 'in 2 hours', what: 'Video' });
    await world.advance(HOUR + 60_000);
    await world.advance(HOUR);
    const said = carla.threads().flatMap((each) => carla.sees(each).map(text));
    expect(said.filter((words) => words.startsWith(carla.mention))).toHaveLength(2);
    const refused = world.sim.requests.filter(({ method, status }) => method === 'POST' && status === 403);
    expect(refused).toHaveLength(1);
    expect(alerts()).toEqual([]);
  });
});

describe('Discord', () => {
  it('away for 30 minutes over the time of a step: one late copy, and staff read once how it was', async () => {
    await ada.slash('/profile set', { track: 'backend' });
    await world.advance(HOUR + 50 * 60_000);
    world.sim.offline(true);
    for (let minute = 0; minute < 30; minute += 1) await world.advance(60_000);
    world.sim.offline(false);
    for (let minute = 0; minute < 12; minute += 1) await world.advance(60_000);
    const said = ada
      .sees(world.projects)
      .map(text)
      .filter((words) => words.includes('Announce your project.'));
    expect(said).toEqual([expect.stringMatching(/^Late, sorry\. This was meant for <t:1794211200:f>\./)]);
    expect(alerts()).toEqual([
      expect.stringMatching(
        /^Discord could not be reached from 09:00 to 09:\d\d\. One reminder went out late/,
      ),
    ]);
  });

  it('in a storm of 429: everything arrives once, and nobody has to hear of it', async () => {
    await ada.slash('/profile set', { track: 'backend' });
    const create = { method: 'POST', route: /^\/channels\/\d+\/messages$/ };
    world.sim.faults.next(create, { kind: 'rate-limit', retryAfter: 0.05 }, 2);
    world.sim.faults.next(create, { kind: 'rate-limit', retryAfter: 0.05, global: true }, 2);
    await world.advance(2 * HOUR);
    const said = (): string[] =>
      ada
        .sees(world.projects)
        .map(text)
        .filter((words) => words.includes('Announce your project.'));
    await world.sim.until(() => said()[0], { timeoutMs: 20_000 });
    await world.advance(60_000);
    expect(world.sim.faults.pending).toBe(0);
    expect(said()).toHaveLength(1);
    expect(alerts()).toEqual([]);
  });
});
