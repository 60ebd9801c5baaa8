/** Whoever of staff presses second, or once more, reads what holds now. */
import { buttons, type Channel, type Member, type Message, text } from '@nexus/simulator';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { seedLearners } from '../support/cohorts.ts';
import { brokenInvariants } from '../support/invariants.ts';
import { announce, cardOf, learner, said } from '../support/learners.ts';
import { badManners } from '../support/requests.ts';
import { team } from '../support/teams.ts';
import { createWorld, type World } from '../support/world.ts';

let world: World;
let staffRoom: Channel;
let other: Member;
beforeEach(async () => {
  world = await createWorld({ simulator: { rateLimits: false } });
  const role = world.guild.createRole({ name: 'Staff' });
  other = world.guild.addMember({ name: 'Other', roles: [role] });
  staffRoom = world.guild.createChannel({ name: 'staff' });
  await world.staff.slash('/setup roles', { staff: role });
  await world.staff.slash('/setup channels', { staff: staffRoom });
});
afterEach(async () => {
  await world.settle();
  expect([...brokenInvariants(world.databasePath), ...badManners(world.sim)]).toEqual([]);
  await world.stop();
});

const staffReads = (part: string): Message => {
  const found = world.staff.sees(staffRoom).findLast((message) => text(message).includes(part));
  if (found === undefined) throw new Error(`staff read nothing of ${part}`);
  return found;
};

const startCard = (): Message => {
  const found = world.staff
    .sees(world.projects)
    .find((message) => text(message).includes('### Start here: November'));
  if (found === undefined) throw new Error('no card');
  return found;
};

const bothAtOnce = async (message: Message, label: string): Promise<string[]> =>
  (await Promise.all([world.staff, other].map((each) => each.click(message, label)))).map(said);

/** Two presses of one member, the second before the first is answered. */
const inOneGo = async (message: Message, first: string, second: string): Promise<string[]> =>
  (await Promise.all([first, second].map((label) => world.staff.click(message, label)))).map(said);

describe.each([
  ['en-GB', 'Confirm', 'mentors in **November**, confirmed by', 'You mentor in'],
  ['fr', 'Confirmer', 'est mentor dans **November**, confirmé par', 'You mentor in'],
])('a mentor who waits (%s)', (locale, confirm, confirmed, counts) => {
  it('is confirmed once, and both who press read who did it', async () => {
    world.staff.locale = locale;
    other.locale = locale;
    await world.staff.slash('/setup locale', { language: locale.slice(0, 2) });
    const mentor = world.guild.addMember({ name: 'Efua' });
    await mentor.click(startCard(), 'I mentor');
    await world.settle();
    const asked = staffReads(mentor.mention);
    await bothAtOnce(asked, confirm);
    expect(text(asked)).toMatch(new RegExp(`^${mentor.mention} ${RegExp.escape(confirmed)} <@\\d+>\\.$`));
    // The card's button, pressed once more by the mentor.
    expect(said(await mentor.click(startCard(), 'I mentor'))).toContain(counts);
  });

  it('is confirmed from the list once, however often that is pressed', async () => {
    world.staff.locale = locale;
    other.locale = locale;
    const mentor = world.guild.addMember({ name: 'Efua' });
    await mentor.click(startCard(), 'I mentor');
    const [first, second] = await Promise.all([
      world.staff.slash('/cohort list'),
      other.slash('/cohort list'),
    ]);
    const by = `${mentor.mention} ${confirmed} ${world.staff.mention}.`;
    const answers = await inOneGo(first.message, `${confirm} Efua`, `${confirm} Efua`);
    for (const answer of answers) expect(answer).toContain(by);
    expect(said(await other.click(second.message, `${confirm} Efua`))).toContain(by);
  });

  it('and takes the offer back meanwhile: there is nothing to confirm', async () => {
    world.staff.locale = locale;
    const mentor = world.guild.addMember({ name: 'Efua' });
    await mentor.click(startCard(), 'I mentor');
    const list = await world.staff.slash('/cohort list');
    await mentor.click(startCard(), 'I build the backend');
    const late = said(await world.staff.click(list.message, `${confirm} Efua`));
    expect(late).toContain(locale === 'fr' ? "il n'y a rien à confirmer" : 'nothing to confirm');
  });
});

it('whoever has the mentor role confirms themselves, and nobody else is named', async () => {
  const role = world.guild.createRole({ name: 'Mentors' });
  const mentor = world.guild.addMember({ name: 'Efua' });
  await mentor.click(startCard(), 'I mentor');
  const list = await world.staff.slash('/cohort list');
  await world.staff.slash('/setup roles', { mentor: role });
  const known = world.guild.addMember({ name: 'Kwame', roles: [role] });
  await known.click(startCard(), 'I mentor');
  mentor.addRole(role);
  await mentor.click(startCard(), 'I mentor');
  expect(said(await world.staff.click(list.message, 'Confirm Efua'))).toContain('by the mentor role');
});

describe.each([
  [
    'en-GB',
    'It stays',
    'it stays for',
    'Let them ask and post',
    'Nothing is paused for',
    'paused again later',
  ],
  ['fr', 'Cela reste', 'cela reste ainsi', 'Rétablir', "Rien n'est suspendu pour", 'suspendu de nouveau'],
])('an appeal (%s)', (locale, stays, staysFor, lift, nothing, again) => {
  let binta: Member;
  let asked: Message;
  beforeEach(async () => {
    world.staff.locale = locale;
    other.locale = locale;
    await world.staff.slash('/setup locale', { language: locale.slice(0, 2) });
    binta = await learner(world, 'Binta', 'frontend');
    await world.staff.slash('/moderate block', { member: binta, reason: 'Too many requests' });
    const form = await binta.click((await binta.slash('/help')).message, 'Ask for another look');
    await binta.submitModal(form, { appeal: 'It was a joke' });
    await world.settle();
    asked = staffReads('It was a joke');
  });

  it('that is answered by two: the second reads that it stays', async () => {
    const answers = await bothAtOnce(asked, stays);
    for (const answer of answers) expect(answer).toContain(staysFor);
  });

  it('that is granted by two: nothing is paused, and once it is again, that is said', async () => {
    const answers = await Promise.all([world.staff, other].map((each) => each.click(asked, lift)));
    expect(answers.some((answer) => said(answer).includes(nothing))).toBe(true);
  });

  it('against what was followed by another: the later one still holds', async () => {
    await world.staff.slash('/moderate block', { member: binta, reason: 'And spam' });
    for (const label of [lift, stays]) expect(said(await world.staff.click(asked, label))).toContain(again);
    expect(said(await binta.slash('/help'))).toContain('And spam');
  });
});

it('somebody whose pause is over reads so when they appeal late', async () => {
  const binta = await learner(world, 'Binta', 'frontend');
  await world.staff.slash('/moderate block', { member: binta, reason: 'Too many requests' });
  const home = await binta.slash('/help');
  await world.staff.slash('/moderate unblock', { member: binta });
  expect(said(await binta.click(home.message, 'Ask for another look'))).toMatch(
    /^That is over\. .* shows where/,
  );
});

describe('an announcement', () => {
  const preview = () =>
    world.staff.slash('/announcement post', { title: 'Office hours', body: 'On Friday.' });

  it.each([
    ['Send', 'Discard'],
    ['Discard', 'Send'],
  ])('with *%s* and *%s* in one go says which of the two it was', async (first, second) => {
    const { message } = await preview();
    await inOneGo(message, first, second);
    await world.settle();
    const isOut = world.staff.sees(world.announcements).some((each) => text(each).includes('On Friday.'));
    expect(text(message)).toContain(isOut ? 'on its way' : 'Nothing was sent');
  });

  it('is discarded by whoever typed it, and by nobody who knows its number', async () => {
    const { message } = await preview();
    const send = buttons(message).find(({ label }) => label === 'Send');
    const draftId = send?.customId?.split(':').at(-1) ?? '';
    expect(draftId).toMatch(/^[\w-]{12}$/);
    expect(await world.bot.services.announcements.drop(world.guild.id, other.id, draftId)).toBeUndefined();
    await world.staff.click(message, 'Send');
    expect(text(message)).toContain('on its way');
  });

  it('is handed to followers once, and the second press says that it was', async () => {
    const channel = world.guild.createChannel({ name: 'news', type: 'announcement' });
    const { message } = await world.staff.slash('/announcement post', {
      title: 'News',
      body: 'To all.',
      channel,
    });
    const sent = await world.staff.click(message, 'Send');
    await world.staff.click(sent.message, 'Publish to followers');
    expect(said(await world.staff.click(sent.message, 'Publish to followers'))).toContain('before');
  });
});

it('a cohort that a colleague archived does not go on as before', async () => {
  const [asked, others] = await Promise.all([
    world.staff.slash('/cohort archive'),
    other.slash('/cohort archive'),
  ]);
  await other.click(others.message, 'Archive');
  const kept = await world.staff.click(asked.message, 'Keep it running');
  expect(said(kept)).toContain('**November** is archived and stays as it is');
});

it('a round that is published cannot be discarded, and that is said', async () => {
  await seedLearners(world, [
    { name: 'Ada', profile: { track: 'backend' }, project: { title: 'Shop' } },
    { name: 'Ben', profile: { track: 'frontend' } },
  ]);
  const reply = await world.staff.slash('/cohort match', { mode: 'preview', as: 'teams' });
  await reply.finished(30_000);
  await world.staff.click(reply.message, 'Publish');
  await world.settle();
  expect(said(await world.staff.click(reply.message, 'Discard'))).toContain('published already');
});

it('a report that is closed twice is closed', async () => {
  const ada = await learner(world, 'Ada', 'backend');
  await announce(world, ada, 'Market');
  const binta = await learner(world, 'Binta', 'frontend');
  const form = await binta.click((await binta.click(cardOf(world, 'Market'), 'Details')).message, 'Report');
  await binta.submitModal(form, { reason: 'It sells answers' });
  await world.settle();
  const one = await world.staff.select(staffReads('1 report is open'), 'Open one', ['Project Market']);
  const answers = await inOneGo(one.message, 'Dealt with', 'Nothing is wrong');
  for (const answer of answers) expect(answer).toMatch(/is closed/);
});

describe('whoever ends something of theirs, and presses *Stay* on an older question', () => {
  const older = async (member: Member, command: string, options = {}): Promise<[Message, Message]> => {
    const [one, two] = [await member.slash(command, options), await member.slash(command, options)];
    return [one.message, two.message];
  };

  it('has left the cohort', async () => {
    const ada = world.guild.addMember({ name: 'Ada' });
    await ada.click(startCard(), 'I build the backend');
    const [first, last] = await older(ada, '/profile leave-cohort');
    await ada.click(last, 'Leave the cohort');
    expect(said(await ada.click(first, 'Stay'))).toContain('You are not in that cohort');
  });

  it('has withdrawn the project', async () => {
    const ada = await learner(world, 'Ada', 'backend');
    await announce(world, ada, 'Market');
    const [first, last] = await older(ada, '/project status', { status: 'withdrawn' });
    await ada.click(last, 'Withdraw');
    expect(said(await ada.click(first, 'Keep it'))).toContain('withdrawn');
  });

  it('has left the team, or parted from the partner', async () => {
    const [ada, binta] = [await learner(world, 'Ada', 'backend'), await learner(world, 'Binta', 'frontend')];
    await team(world, ada, binta);
    const [stay, leave] = await older(binta, '/team leave');
    const [together] = await older(ada, '/partner rematch');
    await binta.click(leave, 'Leave the team');
    expect(said(await binta.click(stay, 'Stay'))).toContain('You are not in this team');
    expect(said(await ada.click(together, 'Stay'))).toContain('do not build together');
  });
});
