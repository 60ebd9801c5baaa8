import { type Member, text } from '@nexus/simulator';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { brokenInvariants } from '../support/invariants.ts';
import { badManners } from '../support/requests.ts';
import { sqlOf } from '../support/sql.ts';
import { announce, learner, letter, type Team, team } from '../support/teams.ts';
import { createWorld, type World } from '../support/world.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

let world: World;
beforeEach(async () => {
  world = await createWorld({ simulator: { rateLimits: false } });
});
afterEach(async () => {
  await world.settle();
  expect([...brokenInvariants(world.databasePath), ...badManners(world.sim)]).toEqual([]);
  await world.stop();
});

async function pair(): Promise<Team> {
  return team(world, await learner(world, 'Ada', 'backend'), await learner(world, 'Binta', 'frontend'));
}

const said = async (reply: Promise<{ message: Parameters<typeof text>[0] }>): Promise<string> =>
  text((await reply).message);

function cardOf(title: string): string {
  const card = world.staff.sees(world.projects).find((message) => text(message).startsWith(`### ${title}`));
  return card === undefined ? '' : text(card);
}

describe('/team show', () => {
  it('says who, where, what, how far, and when', async () => {
    const { owner, guest, thread } = await pair();
    await guest.submitModal(await guest.slash('/team checkin'), { done: 'Half of the cart' });
    const shown = await said(owner.slash('/team show'));
    for (const part of [
      '### Shop',
      `<@${owner.id}>`,
      `<@${guest.id}> · checked in <t:`,
      `<#${thread.id}>`,
      'Project: **Shop** · [its card](https://discord.com/channels/',
      '☐ Introduce yourselves',
      'Next meeting: none yet',
    ])
      expect(shown).toContain(part);
  });

  it('asks which team is meant, and takes the thread’s without asking', async () => {
    const ada = await learner(world, 'Ada', 'backend', { teams: 2 });
    const first = await team(world, ada, await learner(world, 'Binta', 'frontend'), 'Shop');
    await team(world, ada, await learner(world, 'Chidi', 'frontend'), 'Market');
    const asked = await ada.slash('/team show');
    expect(text(asked.message)).toContain('Which team');
    expect(await said(ada.click(asked.message, 'Market'))).toContain('### Market');
    expect(await said(ada.slash('/team show', {}, { channel: first.thread }))).toContain('### Shop');
  });

  it('says what to do without a team', async () => {
    const ada = await learner(world, 'Ada', 'backend');
    for (const command of ['show', 'leave', 'checkin', 'meet'])
      expect(await said(ada.slash(`/team ${command}`))).toContain('/find-partner');
  });
});

describe('/team leave', () => {
  it('frees the place, opens the card, offers the one who stays the three best, keeps their thread', async () => {
    const { owner, guest, thread } = await pair();
    const others = [];
    for (const name of ['Chidi', 'Dayo', 'Efe', 'Femi']) others.push(await learner(world, name, 'frontend'));
    expect(cardOf('Shop')).toContain('team complete');
    const asked = await guest.slash('/team leave');
    expect(text(asked.message)).not.toContain('/team handover');
    await guest.click(asked.message, 'Leave the team');
    await world.settle();
    expect(cardOf('Shop')).toContain('looks for 1 frontend partner');
    const offer = letter(owner, 'has left **Shop**');
    if (offer === undefined) throw new Error('no offer');
    expect(others.filter(({ id }) => text(offer).includes(`<@${id}>`))).toHaveLength(3);
    expect(text(offer)).not.toContain(`<@${guest.id}> ·`);
    expect(owner.canSee(thread)).toBe(true);
    expect(guest.threads().map(({ id }) => id)).not.toContain(thread.id);
    // The offer's button asks at once.
    const sent = await owner.submitModal(await owner.click(offer, 'Ask', { in: 0 }), {});
    expect(text(sent.message)).toContain('Asked');
  });

  it('unlinks the two projects: each is open again on its own', async () => {
    const ada = await learner(world, 'Ada', 'backend');
    const binta = await learner(world, 'Binta', 'frontend');
    await announce(binta, 'Front', { track: 'frontend' });
    const { guest } = await team(world, ada, binta, 'Back');
    for (const title of ['Back', 'Front']) expect(cardOf(title)).toContain('team complete');
    const shown = await said(ada.slash('/team show'));
    for (const title of ['Back', 'Front']) expect(shown).toContain(`**${title}**`);
    await guest.click((await guest.slash('/team leave')).message, 'Leave the team');
    await world.settle();
    expect(cardOf('Back')).toContain('looks for 1 frontend partner');
    expect(cardOf('Front')).toContain('looks for 1 backend partner');
    const { projects } = world.bot.services;
    for (const member of [ada, binta])
      expect((await projects.own(world.guild.id, member.id)).map(({ teamId }) => teamId)).toEqual([null]);
  });

  it('frees no place of another team when a team that has ended is left again', async () => {
    const ada = await learner(world, 'Ada', 'backend', { teams: 2 });
    const first = await team(world, ada, await learner(world, 'Binta', 'frontend'), 'Shop');
    const asked = await ada.slash('/team leave');
    await world.bot.services.teams.leave(first.id, first.guest.id);
    await team(world, ada, await learner(world, 'Chidi', 'frontend'), 'Market');
    await ada.click(asked.message, 'Leave the team');
    await world.settle();
    expect(await world.bot.services.teams.ofMember(world.guild.id, ada.id)).toHaveLength(1);
  });
});

describe('/team handover', () => {
  it('gives the project to the other, and the team goes on when its first owner leaves', async () => {
    const ada = await learner(world, 'Ada', 'backend');
    const binta = await learner(world, 'Binta', 'frontend');
    await announce(ada, 'Shop', { partners: 2 });
    await world.settle();
    const { asking, requests, teams, projects } = world.bot.services;
    const [shop] = await projects.own(world.guild.id, ada.id);
    if (shop === undefined) throw new Error('no project');
    const chidi = await learner(world, 'Chidi', 'frontend');
    for (const guest of [binta, chidi]) {
      const request = await asking.teamUp(world.guild.id, shop.id, guest.id);
      await requests.accept(request.id, ada.id);
    }
    await world.settle();
    expect(await said(ada.slash('/team handover', { member: binta }))).toContain(
      `<@${binta.id}> owns **Shop**`,
    );
    await world.settle();
    expect(letter(binta, 'handed **Shop** over to you')).toBeDefined();
    const asked = await ada.slash('/team leave');
    await ada.click(asked.message, 'Leave the team');
    await world.settle();
    const [team] = await teams.ofMember(world.guild.id, binta.id);
    expect(await teams.memberIds(team?.id ?? 0)).toEqual([binta.id, chidi.id]);
    const card = cardOf('Shop');
    expect(card).toContain(`<@${binta.id}>`);
    expect(card).toContain('looks for 1 backend partner');
    expect(await projects.own(world.guild.id, ada.id)).toEqual([]);
  });

  it('passes on requests that wait for an answer', async () => {
    const ada = await learner(world, 'Ada', 'backend');
    const binta = await learner(world, 'Binta', 'frontend');
    // Fits both owners: requests are judged by the sides of now.
    const chidi = await learner(world, 'Chidi', 'fullstack');
    await announce(ada, 'Shop', { partners: 2 });
    await world.settle();
    const { asking, requests, projects } = world.bot.services;
    const [shop] = await projects.own(world.guild.id, ada.id);
    const first = await asking.teamUp(world.guild.id, shop?.id ?? 0, binta.id);
    await requests.accept(first.id, ada.id);
    const second = await asking.teamUp(world.guild.id, shop?.id ?? 0, chidi.id);
    await world.settle();
    await ada.slash('/team handover', { member: binta });
    expect(await requests.incoming(world.guild.id, ada.id)).toEqual([]);
    await requests.accept(second.id, binta.id);
  });

  it('refuses who is not in the team, oneself, and whoever owns nothing', async () => {
    const { owner, guest } = await pair();
    const zed = await learner(world, 'Zed', 'frontend');
    expect(await said(owner.slash('/team handover', { member: zed }))).toContain('/team invite');
    expect(await said(owner.slash('/team handover', { member: owner }))).toContain('yours already');
    expect(await said(guest.slash('/team handover', { member: owner }))).toContain(`<@${owner.id}> can hand`);
  });
});

describe('/team invite', () => {
  it('asks somebody to take a free place, from the member menu too', async () => {
    const ada = await learner(world, 'Ada', 'backend');
    const [binta, chidi] = [
      await learner(world, 'Binta', 'frontend'),
      await learner(world, 'Chidi', 'backend'),
    ];
    await announce(ada, 'Shop', { partners: 2 });
    await world.settle();
    expect(await said(ada.slash('/team invite', { member: binta }))).toContain('is on its way');
    expect(await said(ada.contextMenu('Invite to my team', chidi))).toContain('is on its way');
    await world.settle();
    for (const guest of [binta, chidi]) {
      const [invitation] = await world.bot.services.requests.incoming(world.guild.id, guest.id);
      await world.bot.services.requests.accept(invitation?.request.id ?? 0, guest.id);
    }
    expect(await said(ada.slash('/team invite', { member: world.staff }))).toContain('no free place');
  });

  it('names who may invite where it is not the caller, and what to do without a project', async () => {
    const { owner, guest } = await pair();
    const zed = await learner(world, 'Zed', 'frontend');
    expect(await said(guest.slash('/team invite', { member: zed }))).toContain(`ask <@${owner.id}>`);
    expect(await said(zed.slash('/team invite', { member: owner }))).toContain('/announce-project');
  });
});

describe('/team rename', () => {
  it('renames the team and its thread', async () => {
    const { owner, guest, thread } = await pair();
    expect(await said(guest.slash('/team rename', { name: '  The   Builders ' }))).toContain('The Builders');
    await world.settle();
    expect(owner.threads().find(({ id }) => id === thread.id)?.name).toBe('The Builders');
    expect(owner.sees(thread).map(text).join('\n')).toContain('### Team The Builders');
    expect(await said(owner.slash('/team rename', { name: '\u200B' }))).toContain('name');
  });

  it('tells two teams of the same name apart', async () => {
    const first = await pair();
    const second = await team(
      world,
      await learner(world, 'Chidi', 'backend'),
      await learner(world, 'Dayo', 'frontend'),
      'Market',
    );
    await first.owner.slash('/team rename', { name: 'Stars' });
    await second.owner.slash('/team rename', { name: 'Stars' });
    await world.settle();
    const names = [first, second].map(
      ({ owner, thread }) => owner.threads().find(({ id }) => id === thread.id)?.name,
    );
    expect(names).toEqual(['Stars', 'Stars (2)']);
  });
});

describe('/team meet', () => {
  async function withHours(...members: Member[]): Promise<void> {
    for (const member of members)
      await member.slash('/profile availability', { days: 'every day', from: '18:00', to: '20:00' });
  }

  it('proposes three shared moments; the one that both choose becomes the team’s reminder', async () => {
    const { owner, guest, thread } = await pair();
    await withHours(owner, guest);
    expect(await said(owner.slash('/team meet'))).toContain('Proposed in');
    await world.settle();
    const proposal = owner.sees(thread).findLast((message) => text(message).includes('when do you meet'));
    if (proposal === undefined) throw new Error('no proposal');
    expect(guest.pings().map(({ id }) => id)).toContain(proposal.id);
    expect(await said(owner.click(proposal, 'Moment 1'))).toContain(`Still to choose it: <@${guest.id}>`);
    expect(await said(guest.click(proposal, 'Moment 2'))).toContain('Still to choose it');
    await world.settle();
    expect(text(proposal)).toContain(`<@${guest.id}>`);
    expect(await said(guest.click(proposal, 'Moment 1'))).toContain('It is settled');
    await world.settle();
    expect(text(proposal)).toContain('You meet <t:');
    expect(await said(guest.slash('/team show'))).toContain('Next meeting: <t:');
    // Monday 08:00 UTC; the first shared hour is 18:00 in Lagos, 17:00 UTC.
    await world.advance(8 * HOUR + 51 * 60_000);
    const reminder = owner
      .sees(thread)
      .findLast((message) => text(message).includes('Your team meets in 10'));
    expect(reminder).toBeDefined();
    await world.advance(DAY);
    expect(owner.sees(thread).filter((message) => text(message).includes('Your team meets in'))).toHaveLength(
      1,
    );
  });

  it('settles once when both press everything at the same instant', async () => {
    const { owner, guest, thread } = await pair();
    await withHours(owner, guest);
    const checklist = owner.sees(thread).find((message) => text(message).includes('Propose a time'));
    if (checklist === undefined) throw new Error('no checklist');
    const presses = [owner, owner, guest].map((member) => said(member.click(checklist, 'Propose a time')));
    for (const each of await Promise.all(presses)) expect(each).toContain('Proposed in');
    await world.settle();
    expect(owner.sees(thread).filter((message) => text(message).includes('when do you meet'))).toHaveLength(
      1,
    );
    expect(owner.sees(thread).filter((message) => text(message).includes('newer proposal'))).toEqual([]);
    const proposal = owner.sees(thread).findLast((message) => text(message).includes('when do you meet'));
    if (proposal === undefined) throw new Error('no proposal');
    await Promise.all(
      [1, 2, 3].flatMap((n) => [owner, guest].map((member) => member.click(proposal, `Moment ${n}`))),
    );
    await Promise.allSettled([owner, guest].map((member) => member.click(proposal, 'Moment 1')));
    const db = sqlOf(world);
    expect(db.prepare(`select count(*) as n from reminders`).get()).toEqual({ n: 1 });
    db.close();
  });

  it('says whose hours are missing, and what to do without a shared hour', async () => {
    const { owner, guest } = await pair();
    expect(await said(owner.slash('/team meet'))).toContain("I don't know your hours yet");
    await withHours(owner);
    expect(await said(owner.slash('/team meet'))).toContain(`<@${guest.id}> told me no hours yet`);
    await guest.slash('/profile availability', { days: 'every day', from: '05:00', to: '07:00' });
    expect(await said(owner.slash('/team meet'))).toContain('nothing in common');
  });
});

describe('/partner rematch', () => {
  it('parts kindly, offers others, and never suggests the two to each other again', async () => {
    const { owner, guest } = await pair();
    const chidi = await learner(world, 'Chidi', 'frontend');
    const asked = await owner.slash('/partner rematch', { reason: 'We never found a time' });
    expect(text(asked.message)).toContain(`<@${chidi.id}>`);
    const reply = await owner.click(asked.message, 'Part from Binta');
    expect(text(reply.message)).toContain(`You and <@${guest.id}> part ways`);
    expect(text(reply.message)).toContain(`<@${chidi.id}>`);
    await world.settle();
    const told = letter(guest, 'That says nothing about you');
    expect(told).toBeDefined();
    expect(guest.dms().map(text).join('\n')).not.toContain('We never found a time');
    const search = await owner.slash('/find-partner');
    expect(text(search.message)).toContain(`<@${chidi.id}>`);
    expect(text(search.message)).not.toContain(`<@${guest.id}>`);
    const status = await said(world.staff.slash('/cohort status'));
    expect(status).toContain('We never found a time');
    expect(status).not.toContain(guest.id);
  });

  it('puts whoever finds nobody at the head of the waiting list', async () => {
    const { guest } = await pair();
    const asked = await guest.slash('/partner rematch');
    const reply = await guest.click(asked.message, 'Part from Ada');
    expect(text(reply.message)).toContain('You stand first on the waiting list');
    const db = sqlOf(world);
    const rows = db.prepare('select user_id from waiting_list where head_at is not null').all();
    db.close();
    expect(rows).toContainEqual({ user_id: guest.id });
  });

  it('an owner who parts from a second of their own side stays, and so does the project', async () => {
    const { owner, guest, id } = await pair();
    const second = await learner(world, 'Sade', 'backend');
    const { teams } = world.bot.services;
    const db = sqlOf(world);
    db.prepare('insert into team_members (team_id, user_id, joined_at) values (?, ?, ?)').run(
      id,
      second.id,
      world.sim.clock.now(),
    );
    db.prepare('update cohort_members set teams_taken = 1 where user_id = ?').run(second.id);
    db.close();
    const asked = await owner.slash('/partner rematch');
    const sure = await owner.click(asked.message, 'Sade');
    await owner.click(sure.message, 'Part from Sade');
    expect(await teams.memberIds(id)).toEqual([owner.id, guest.id]);
  });

  it('of several partners asks which one is meant', async () => {
    const ada = await learner(world, 'Ada', 'backend');
    await announce(ada, 'Shop', { partners: 2 });
    const { asking, requests, projects, teams } = world.bot.services;
    const [shop] = await projects.own(world.guild.id, ada.id);
    const guests = [await learner(world, 'Binta', 'frontend'), await learner(world, 'Chidi', 'frontend')];
    for (const guest of guests)
      await requests.accept((await asking.teamUp(world.guild.id, shop?.id ?? 0, guest.id)).id, ada.id);
    await world.settle();
    const asked = await ada.slash('/partner rematch');
    expect(text(asked.message)).toContain('Which partner');
    const sure = await ada.click(asked.message, 'Chidi');
    await ada.click(sure.message, 'Part from Chidi');
    const [team] = await teams.ofMember(world.guild.id, ada.id);
    expect(await teams.memberIds(team?.id ?? 0)).toEqual([ada.id, guests[0]?.id]);
  });
});

it('/cohort status is for staff, private, and counts', async () => {
  const { owner } = await pair();
  expect(await said(owner.slash('/cohort status'))).toContain('staff');
  const status = await said(world.staff.slash('/cohort status'));
  for (const part of [
    '2 learners',
    '2 have announced a project or joined one',
    '2 stand in teams (1 in all)',
    '**Quiet teams:** 0 now',
  ])
    expect(status).toContain(part);
});
