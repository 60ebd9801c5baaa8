import { buttons, type Member, type Message, type Reply, text } from '@nexus/simulator';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { download } from '../../support/cohorts.ts';
import { announce, learner, said } from '../../support/learners.ts';
import { createWorld, type World } from '../../support/world.ts';

const HOUR = 3_600_000;
const BODY = 'Bring your questions, one each.';
const TRANSLATION = 'Apportez vos questions.';

let world: World;
let ada: Member;
let binta: Member;

beforeAll(async () => {
  world = await createWorld({ simulator: { rateLimits: false } });
  ada = await learner(world, 'Ada', 'backend');
  binta = await learner(world, 'Binta', 'frontend', { dm: true });
  await announce(world, ada, 'Market');
});
afterAll(() => world.stop());

const posted = (title: string): Message[] =>
  world.staff.sees(world.announcements).filter((message) => text(message).includes(`## ${title}`));

async function sent(options: Record<string, unknown>): Promise<Reply> {
  const preview = await world.staff.slash('/announcement post', options as never);
  await world.staff.click(preview.message, 'Send');
  await world.settle();
  return preview;
}

it('shows an announcement first, then sends it as one message that notifies the role alone', async () => {
  const role = world.guild.createRole({ name: 'learners', mentionable: true });
  const preview = await world.staff.slash('/announcement post', {
    title: 'Office hours',
    body: BODY,
    translation: TRANSLATION,
    role,
    acknowledge: true,
  });
  expect(said(preview)).toContain('Nothing is sent yet');
  expect(said(preview)).toContain(`<#${world.announcements.id}>`);
  await world.settle();
  expect(posted('Office hours')).toEqual([]);

  await world.staff.click(preview.message, 'Send');
  await world.settle();
  const [message, ...more] = posted('Office hours');
  expect(more).toEqual([]);
  expect(message?.mention_roles).toEqual([role.id]);
  expect(message?.mentions).toEqual([]);
  expect(buttons(message as Message).map(({ label }) => label)).toEqual([
    'I have read this',
    'Lire en français',
  ]);
});

it('counts each reader once, and tells staff who has read it and who has not', async () => {
  const [message] = posted('Office hours') as [Message];
  expect(said(await ada.click(message, 'Lire en français'))).toContain(TRANSLATION);
  expect(said(await ada.click(message, 'I have read this'))).toContain('Thank you');
  expect(said(await ada.click(message, 'I have read this'))).toContain('before');
  const receipts = await world.staff.slash('/announcement receipts', { announcement: '1' });
  expect(said(receipts)).toContain('1 has said');
  expect(said(receipts)).toContain(ada.mention);
  expect(said(receipts)).toContain('1 learner of the running cohorts has not');
  const table = (await download(receipts.message, 'receipts-1.csv')).toString().split('\r\n');
  expect(table[0]).toBe('name,id,read,when');
  expect(table[1]).toMatch(new RegExp(`^Ada,${ada.id},yes,2026-`));
  expect(table[2]).toBe(`Binta,${binta.id},no,`);

  await world.staff.click(receipts.message, 'Remind the one who has not');
  // It is seen to every second: today, before tomorrow's reminder of the programme is the one ping of the day.
  await world.advance(2_000);
  await world.advance(24 * HOUR);
  const reminded = binta.dms().filter((dm) => text(dm).includes('Office hours'));
  expect(reminded).toHaveLength(1);
  expect(ada.dms().filter((dm) => text(dm).includes('Office hours'))).toEqual([]);
  await binta.click(reminded[0] as Message, 'I have read this');
  const after = await world.staff.slash('/announcement receipts', { announcement: '1' });
  expect(said(after)).toContain('2 have said');
  expect(said(await world.staff.click(receipts.message, 'Remind the one who has not'))).toContain('already');
});

it('is edited where it stands, which says when', async () => {
  const list = await world.staff.slash('/announcement list');
  const opened = await world.staff.select(list.message, 'Open one', ['Office hours']);
  const form = await world.staff.click(opened.message, 'Change it');
  await world.staff.submitModal(form, { body: 'Bring two questions.' });
  await world.settle();
  const [message, ...more] = posted('Office hours') as [Message];
  expect(more).toEqual([]);
  expect(text(message)).toContain('Bring two questions.');
  expect(text(message)).toContain('changed <t:');
});

it('goes out at its moment once, and not when it was cancelled', async () => {
  for (const title of ['Tomorrow', 'Never']) {
    const preview = await world.staff.slash('/announcement schedule', {
      title,
      body: BODY,
      when: 'in 2 hours',
    });
    await world.staff.click(preview.message, 'Schedule it');
    expect(said(preview)).toContain('It is kept');
  }
  const waiting = await world.staff.slash('/announcement receipts', { announcement: '2' });
  expect(said(waiting)).toContain('has no button *I have read this*');
  const repeated = { title: 'Again', body: BODY, when: 'every monday 18:00' };
  expect(said(await world.staff.slash('/announcement schedule', repeated))).toContain('One moment is needed');
  const refused = await world.staff.slash('/announcement cancel', { announcement: '1' });
  expect(said(refused)).toContain('cannot be taken back');
  expect(said(await world.staff.slash('/announcement cancel', { announcement: '3' }))).toContain('cancelled');
  await world.advance(HOUR);
  expect(posted('Tomorrow')).toEqual([]);
  await world.advance(HOUR + 60_000);
  await world.restart();
  await world.settle();
  expect(posted('Tomorrow')).toHaveLength(1);
  expect(posted('Never')).toEqual([]);
});

it('tells exactly those who lack the step when it goes out, in private', async () => {
  // Early the next morning: before that day's reminder of the programme is the one ping of the day.
  await world.advance(21 * HOUR);
  const chidi = await learner(world, 'Chidi', 'frontend', { dm: true });
  const dayo = await learner(world, 'Dayo', 'frontend');
  const preview = await world.staff.slash('/announcement post', {
    title: 'Projects wanted',
    body: BODY,
    lacking: 'project',
    channel: world.announcements,
  });
  expect(said(preview)).toContain('without a project: 3 as things stand now');
  expect(said(preview)).toContain('2 by direct message');
  expect(said(preview)).toContain('1 as a line');
  await announce(world, chidi, 'Chidi’s shop');
  const before = world.staff.sees(world.announcements).length;
  await world.staff.click(preview.message, 'Send');
  await world.advance(2_000);
  const told = (member: Member) => member.dms().filter((dm) => text(dm).includes('## Projects wanted'));
  expect([binta, chidi, dayo, ada].map((member) => told(member).length)).toEqual([1, 0, 0, 0]);
  const [pointer, ...others] = world.staff.sees(world.announcements).slice(before);
  expect(others).toEqual([]);
  expect(text(pointer as Message)).toContain('There is news for everybody who has not announced a project');
  expect(pointer?.mentions).toEqual([]);

  const home = await dayo.slash('/help');
  expect(said(home)).toContain('From the programme: **Projects wanted**');
  expect(said(await dayo.select(home.message, 'News from the programme', ['Projects wanted']))).toContain(
    BODY,
  );
  // Whom it was not told finds it nowhere, by a guessed number neither.
  const theirs = await ada.slash('/help');
  const stolen = await ada.click(posted('Office hours')[0] as Message, 'I have read this');
  expect(JSON.stringify(theirs.message)).not.toContain('Projects wanted');
  expect(said(stolen)).toContain('before');
});

it('is corrected in the direct messages it was told in, and says when', async () => {
  const list = await world.staff.slash('/announcement list');
  const opened = await world.staff.select(list.message, 'Open one', ['Projects wanted']);
  const form = await world.staff.click(opened.message, 'Change it');
  await world.staff.submitModal(form, { body: 'Announce by Friday.' });
  await world.advance(2_000);
  const told = binta.dms().filter((dm) => text(dm).includes('## Projects wanted'));
  expect(told.map((dm) => text(dm).includes('Announce by Friday.'))).toEqual([true]);
  expect(text(told[0] as Message)).toContain('changed <t:');
  expect(world.sim.violations).toEqual([]);
});

it('hands a message of an announcement channel to its followers, once', async () => {
  const channel = world.guild.createChannel({ name: 'news', type: 'announcement' });
  const reply = await sent({ title: 'To everybody', body: BODY, channel });
  await world.staff.click(reply.message, 'Publish to followers');
  await world.settle();
  const [message] = world.staff.sees(channel);
  expect((message?.flags ?? 0) & 1).toBe(1);
});

it('counts who presses, and edits what is changed, before Discord has said where the message stands', async () => {
  const route = new RegExp(`/channels/${world.announcements.id}/messages$`);
  world.sim.faults.next({ method: 'POST', route }, { kind: 'delay', ms: 700, after: true });
  const title = 'Pressed at once';
  const preview = await world.staff.slash('/announcement post', { title, body: BODY, acknowledge: true });
  await world.staff.click(preview.message, 'Send');
  const message = await world.sim.until(() => posted(title)[0]);
  expect(said(await ada.click(message, 'I have read this'))).toContain('Thank you');
  const form = await world.staff.click(preview.message, 'Change it');
  await world.staff.submitModal(form, { body: 'Bring three questions.' });
  expect(text(posted(title)[0] as Message)).toContain(BODY);
  await world.settle();
  await world.advance(1_000);
  expect(posted(title).map((one) => text(one).includes('Bring three questions.'))).toEqual([true]);
  expect(said(await ada.click(message, 'I have read this'))).toContain('before');
});

it('is published when it stands, though Discord refused it at first', async () => {
  const channel = world.guild.createChannel({ name: 'late-news', type: 'announcement' });
  const route = new RegExp(`/channels/${channel.id}/messages$`);
  world.sim.faults.next(
    { method: 'POST', route },
    { kind: 'status', status: 403, body: { code: 50_013, message: 'Missing Permissions' } },
  );
  const reply = await sent({ title: 'Refused at first', body: BODY, channel });
  expect(world.staff.sees(channel)).toEqual([]);
  await world.staff.click(reply.message, 'Publish to followers');
  await world.settle();
  const ledger = await world.staff.slash('/reminders ledger');
  await world.staff.click(ledger.message, 'Try the failed ones again');
  await world.settle();
  const [message] = world.staff.sees(channel);
  expect((message?.flags ?? 0) & 1).toBe(1);
});

it('the list has room for the longest titles, turns its pages, and what waits stands first', async () => {
  const form = { title: 'Soon', body: BODY, when: 'in 20 days' };
  await world.staff.click((await world.staff.slash('/announcement schedule', form)).message, 'Schedule it');
  for (let number = 0; number < 16; number++)
    await sent({ title: `${number} ${'*_'.repeat(45)}`, body: BODY });
  await world.settle();
  const list = await world.staff.slash('/announcement list');
  expect(said(list)).toMatch(/newest\n- \*\*Soon\*\* waits for/);
  expect(said(list)).toContain('- **15 ');
  expect(said(list)).not.toContain('- **1 ');
  const older = await world.staff.click(list.message, 'Older');
  expect(said(older)).toContain('- **1 ');
  await world.staff.select(older.message, 'Open one', ['Office hours']);
  expect(said(await world.staff.click(older.message, 'Newer'))).toContain('**Soon** waits for');
});
