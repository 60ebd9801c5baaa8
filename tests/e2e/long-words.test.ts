import { buttons, type Member, type Message, text } from '@nexus/simulator';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { announce, learner, said } from '../support/learners.ts';
import { badManners } from '../support/requests.ts';
import { createWorld, type World } from '../support/world.ts';

// Discord refuses a whole answer of which one sign is too much: what is as long as it may be is shown like all else.

const DAY = 86_400_000;
/** A thousand signs, as the longest letters, answers and reviews have: some of them stand escaped. */
const WORDS = 'The plan of team_name is *good*, but `docker compose up` does not start. '
  .repeat(14)
  .slice(0, 1000);

let world: World;
beforeEach(async () => {
  world = await createWorld({ simulator: { rateLimits: false } });
});
afterEach(async () => {
  await world.settle();
  expect(badManners(world.sim)).toEqual([]);
  await world.stop();
});

async function handIn(member: Member): Promise<Message> {
  const list = await member.slash('/project submit', { repo: `https://git.invalid/${member.name}` });
  return list.message;
}

it('three letters of staff, unanswered, beside everything else of a home; the answer in the staff channel', async () => {
  const { staff, guild } = world;
  const room = guild.createChannel({ name: 'staff' });
  await staff.slash('/setup channels', { staff: room });
  const ada = await learner(world, 'Ada', 'backend', { teams: 3 });
  for (const title of ['Shop', 'Cinema', 'Jobs']) await announce(world, ada, title, { partners: 0 });
  await world.advance(14 * DAY);
  for (let day = 0; day < 3; day++) {
    const shown = await staff.slash('/cohort learner', { member: ada });
    const form = await staff.click(shown.message, 'Write to them');
    expect(said(await staff.submitModal(form, { text: `${day} ${WORDS.slice(2)}` }))).toContain(
      'they read it in',
    );
    await world.advance(DAY);
  }
  // All are read, each after the ones before it were answered.
  const read = new Set<string>();
  for (let turn = 0; turn < 3; turn++) {
    const home = await ada.slash('/help');
    expect(said(home)).toContain('What I hand in: Shop');
    for (const each of said(home).split('\n')) if (/^> \d /.test(each)) read.add(each.charAt(2));
    if (!buttons(home.message).some(({ label }) => label === 'Answer')) break;
    const form = await ada.click(home.message, 'Answer', { in: 0 });
    expect(said(await ada.submitModal(form, { text: WORDS }))).toContain('Passed on to the staff');
  }
  expect([...read].toSorted()).toEqual(['0', '1', '2']);
  await world.settle();
  const answers = staff.sees(room).filter((message) => text(message).includes('answered'));
  expect(answers).not.toEqual([]);
  for (const answer of answers) expect(text(answer)).toContain('does not start');
});

it('peer reviews, one’s own, theirs and those before', async () => {
  const [ada, ...others] = (await Promise.all(
    ['Ada', 'Binta', 'Chidi', 'Dalia'].map((name) => learner(world, name, 'backend')),
  )) as [Member, ...Member[]];
  for (const member of [ada, ...others]) await announce(world, member, `Of ${member.name}`, { partners: 0 });
  const swap = async (member: Member) => await member.click(await handIn(member), 'Swap a peer review');
  const write = async (member: Member) =>
    await member.submitModal(await member.click((await swap(member)).message, 'Write my review'), {
      review: WORDS,
    });
  await swap(ada);
  for (const other of others) {
    expect(said(await write(other))).toContain('You review Of Ada');
    const written = await write(ada);
    expect(said(written)).toContain(`What ${other.mention} says of Of Ada`);
    const waiting = await ada.click(written.message, 'Swap another one');
    expect(said(waiting)).toContain('You wait for a peer review');
    expect(said(waiting)).toContain(`What ${other.mention} says of Of Ada`);
    await world.advance(DAY);
  }
  const waiting = await swap(ada);
  expect(said(await ada.click(waiting.message, 'Stop waiting'))).toContain('You no longer wait');
});

it('six links to hand in', async () => {
  const ada = await learner(world, 'Ada', 'backend');
  await announce(world, ada, 'Shop', { partners: 0 });
  const url = (kind: string): string => `https://git.invalid/${kind}/${'a'.repeat(370)}`;
  const kinds = ['repo', 'docs', 'design', 'slides', 'video', 'demo'];
  const list = await ada.slash('/project submit', Object.fromEntries(kinds.map((kind) => [kind, url(kind)])));
  expect(said(list)).toContain('You handed in on');
  for (const kind of kinds) expect(said(list)).toContain(`https://git.invalid/${kind}/`);
});
