import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buttons, type Member, type Message, type Reply, text } from '@nexus/simulator';
import { announce, askIn, cardOf, learner as plainLearner } from './learners.ts';
import { learner, type Team, team } from './teams.ts';
import { createWorld, type World, type WorldOptions } from './world.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Longer than the pause between two looks of the schedule. */
const SOON = 10_000;

/** The API that a team of the tour builds. */
interface Api {
  readonly origin: string;
  /** What it serves from now on. */
  serve(document: string): void;
  close(): void;
}

async function startApi(): Promise<Api> {
  let served = '';
  const server = createServer((_, response) => response.end(served));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    serve: (document) => (served = document),
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** A world after the tour, to be stopped by the caller. */
export async function touredWorld(options: Pick<WorldOptions, 'onSqlite'> = {}): Promise<World> {
  const api = await startApi();
  const world = await createWorld({
    simulator: { rateLimits: false },
    env: { CONTRACT_ALLOW: api.origin },
    ...options,
  });
  try {
    await tour(world, api);
  } catch (error) {
    await world.stop();
    throw error;
  } finally {
    api.close();
  }
  return world;
}

/** A small cohort's three weeks, as members and staff type and press them: most of what Nexus keeps is written once. */
async function tour(world: World, api: Api): Promise<void> {
  const ada = await learner(world, 'Ada', 'backend', { teams: 2 });
  const binta = await learner(world, 'Binta', 'frontend');
  for (const member of [ada, binta])
    await member.slash('/profile availability', { days: 'every day', from: '18:00', to: '20:00' });
  const shop = await team(world, ada, binta);
  await lifeOfTeam(world, shop);
  await contracts(world, shop, api);
  await journal(world, shop);
  const chidi = await asks(world, ada);
  await studies(world);
  await waits(world);
  await round(world);
  await reminded(world, ada);
  await handsIn(shop);
  await reviews(world, shop);
  await knows(world, ada);
  await announced(world, ada);
  await moderated(world);
  await ends(world, shop);
  // What was fetched is forgotten after a day.
  api.serve('<!doctype html><title>Not found</title>');
  await chidi.slash('/contract propose', { url: `${api.origin}/market.json` });
  await world.advance(2_000);
}

async function lifeOfTeam(world: World, { owner, guest, thread }: Team): Promise<void> {
  await guest.submitModal(await guest.slash('/team checkin'), {
    done: 'The cart works',
    hours: '3',
    plan: 'Payments next',
    learned: 'Ask early',
  });
  await owner.slash('/team rename', { name: 'Builders' });
  await owner.slash('/team meet');
  await world.settle();
  const proposal = owner.sees(thread).findLast((message) => text(message).includes('when do you meet'));
  if (proposal !== undefined) for (const member of [owner, guest]) await member.click(proposal, 'Moment 1');
  await owner.slash('/team show');
  await world.settle();
}

/** Three versions of a contract: objected to, agreed, and broken on purpose; then one that the API serves, and drift. */
async function contracts(world: World, { owner, guest, thread }: Team, api: Api): Promise<void> {
  const here = { channel: thread };
  for (const [fields, note] of [
    ['id', 'What do you think?'],
    ['id, price', 'With the price'],
  ] as const) {
    const { message } = await owner.slash('/contract propose', {}, here);
    const typing = await owner.click(message, 'Type it');
    await (await owner.submitModal(typing, { lines: `GET /goods -> ${fields}`, note })).finished();
    await world.settle();
    const card = guest.sees(thread).findLast((each) => buttons(each).some(({ label }) => label === 'Object'));
    if (card === undefined) throw new Error('no contract');
    if (fields === 'id')
      await guest.submitModal(await guest.click(card, 'Object'), { reason: 'We sell them' });
    else await guest.click(card, 'Agree');
  }
  const uses = await guest.slash('/contract uses', { endpoints: 'GET /goods price' }, here);
  await uses.finished();
  await guest.click(uses.message, 'Mute');
  const serving = (fields: string[]): string =>
    JSON.stringify({
      openapi: '3.0.3',
      info: { title: 'The API of Ada', version: '1', contact: { name: 'Ada' } },
      paths: {
        '/goods': {
          get: {
            responses: {
              200: {
                description: 'Ada wrote this',
                content: {
                  'application/json': {
                    schema: {
                      properties: Object.fromEntries(fields.map((key) => [key, { type: 'string' }])),
                    },
                  },
                },
              },
            },
          },
        },
      },
    });
  api.serve(serving(['id']));
  await owner.slash('/contract propose', { url: `${api.origin}/openapi.json`, note: 'As it runs' }, here);
  await world.advance(2_000);
  const diff = await guest.slash('/contract diff', {}, here);
  await diff.finished();
  const meaning = await guest.select(diff.message, 'What does that mean?', '0');
  const asked = await guest.click(meaning.message, 'That is on purpose');
  await (await guest.submitModal(asked, { reason: 'They are gifts now' })).finished();
  await guest.slash('/contract agree', {}, here);
  api.serve(serving(['name']));
  await owner.slash('/contract check', {}, here);
  await world.advance(2_000);
  await owner.slash('/contract history', {}, here);
}

/** What a team writes down on the way. */
async function journal(world: World, { owner, guest, thread }: Team): Promise<void> {
  await owner.slash('/progress', { update: 'Models and migrations are done', hours: 3 });
  const own = await guest.slash('/progress', { update: 'The list is slow' }, { channel: thread });
  await guest.click(own.message, 'Show it publicly');
  await world.settle();
  await blocked(world, owner, guest);
  await learnt(world, owner, guest);
}

async function learnt(world: World, owner: Member, guest: Member): Promise<void> {
  const shared = await owner.slash('/solution share');
  await owner.submitModal(shared, { title: 'Slow list of orders', solution: 'select_related on the owner' });
  const words = guest.say(world.projects, 'Set the timeout of the gateway to a minute');
  const asked = await owner.contextMenu('Save as solution', words);
  await owner.submitModal(asked, {});
  await world.settle();
  const letter = guest.dms().findLast((message) => /Allow/.test(text(message)));
  if (letter !== undefined) await guest.click(letter, 'Allow');
  await world.settle();
  const [known] = await world.bot.services.solutions.searchTitles(world.guild.id, 'slow');
  const shown = await guest.slash('/solution show', { solution: String(known?.id) });
  await guest.click(shown.message, 'Helped me');
  const added = await owner.slash('/learning add', { kind: 'concept', text: 'Indexes\n- Query plans' });
  await owner.click(added.message, 'Share with the server');
  await owner.slash('/learning list');
  await world.settle();
}

async function blocked(world: World, owner: Member, guest: Member): Promise<void> {
  const { blockers } = world.bot.services;
  for (const title of ['The worker finds no broker', 'The worker finds no broker again']) {
    const opened = await owner.slash('/blocker open', { title, details: 'Refused', tech: 'redis' });
    await world.settle();
    await press(owner, opened, 'That solves it');
    const card = world.staff.sees(world.projects).findLast((message) => text(message).includes(title));
    const thread = world.staff.threads().find(({ name }) => name === title);
    if (card === undefined || thread === undefined) throw new Error(`no card of ${title}`);
    if (!buttons(card).some(({ label }) => label === 'I can help')) continue;
    await guest.click(card, 'I can help');
    await owner.contextMenu('This solved it', guest.say(thread, 'It is called rabbitmq inside of compose'));
    await world.settle();
  }
  await owner.slash('/blocker list', { mine: true });
  await guest.slash('/blocker list');
  await owner.slash('/blocker open', { title: 'Nobody answers this one' });
  await world.advance(2 * HOUR);
  const [open] = await blockers.waiting(world.guild.id);
  if (open !== undefined) await blockers.close(open.id, { userId: owner.id, isStaff: false });
  await world.settle();
}

/** The owner keeps a link and hands in; the guest only keeps one. */
async function handsIn({ owner, guest, thread }: Team): Promise<void> {
  const repo = 'https://code.invalid/builders/shop';
  const list = await owner.slash(
    '/project submit',
    { docs: 'https://api.invalid/docs' },
    { channel: thread },
  );
  await owner.submitModal(await owner.click(list.message, 'Add a link'), { kind: 'repo', url: repo });
  await owner.slash('/project submit', { repo, docs: 'https://api.invalid/' }, { channel: thread });
  await guest.slash('/project submit', { docs: 'https://api.invalid/guest' }, { channel: thread });
  const checked = await guest.submitModal(await guest.slash('/team checkin'), { plan: 'The slides' });
  const asked = await guest.click(checked.message, 'Not well');
  const words = 'Nobody answers in the evenings';
  await guest.submitModal(await guest.click(asked.message, 'Say more'), { words });
}

/** Somebody else hands in too; the two swap a review. */
async function reviews(world: World, { owner, thread }: Team): Promise<void> {
  const jobs = await learner(world, 'Jelani', 'backend');
  await announce(world, jobs, 'Jobs', { partners: 0 });
  const repo = 'https://code.invalid/builders/jobs';
  const lists = [
    await owner.slash('/project submit', {}, { channel: thread }),
    await jobs.slash('/project submit', { repo }),
  ] as const;
  await owner.click(lists[0].message, 'Swap a peer review');
  const swapped = await jobs.click(lists[1].message, 'Swap a peer review');
  const review = 'The orders are easy to follow, tests would help.';
  await jobs.submitModal(await jobs.click(swapped.message, 'Write my review'), { review });
}

async function knows(world: World, member: Member): Promise<void> {
  await member.slash('/knowledge search', { query: 'Teleportation' });
  const { message } = await member.slash('/readme export');
  await member.click(message, 'Let my partners name me');
  const picking = await member.click(message, 'Pick what I covered');
  await member.select(picking.message, 'Technologies', ['Docker']);
  const asked = await world.staff.slash('/readme export');
  await world.staff.submitModal(await world.staff.click(asked.message, 'Change the topics of November'));
}

async function asks(world: World, seeker: Member): Promise<Member> {
  const chidi = await learner(world, 'Chidi', 'backend');
  const dayo = await learner(world, 'Dayo', 'frontend');
  await announce(world, chidi, 'Market', { partners: 2, stack: 'django', api: 'rest' });
  await announce(world, seeker, 'Cinema', { brief: 'movie-recommendation' });
  await askIn(await chidi.slash('/find-partner'), chidi, dayo, 'Shall we?');
  await dayo.click(cardOf(world, 'Market'), 'Follow');
  await dayo.click(cardOf(world, 'Market'), 'Details');
  await world.advance(49 * HOUR);
  await dayo.click(requestTo(dayo), 'Decline');
  const fay = await learner(world, 'Fay', 'frontend');
  await fay.click(cardOf(world, 'Market'), 'Team up');
  await world.settle();
  await chidi.click(requestTo(chidi), 'Accept');
  await world.settle();
  await dayo.slash('/partner block', { member: chidi });
  await dayo.slash('/partner unblock', { member: chidi });
  await dayo.slash('/partner requests');
  await dayo.slash('/profile show');
  await dayo.slash('/project browse');
  return chidi;
}

function requestTo(member: Member): Message {
  const found = member.pings().findLast((message) => /Accept/.test(text(message)));
  if (found === undefined) throw new Error(`no request to ${member.name}`);
  return found;
}

async function studies(world: World): Promise<void> {
  const efe = await plainLearner(world, 'Efe', 'backend');
  const gil = await learner(world, 'Gil', 'backend');
  await askIn(await efe.slash('/find-partner', { side: 'same' }), efe, gil, 'Celery?');
  await world.settle();
  await gil.click(requestTo(gil), 'Accept');
  await world.settle();
}

async function waits(world: World): Promise<void> {
  const hue = await learner(world, 'Hue', 'fullstack');
  await hue.slash('/partner requests');
  await announce(world, hue, 'Lonely Poll', { brief: 'online-poll' });
  const search = await hue.slash('/find-partner');
  await press(hue, search, 'Put me on the waiting list');
  await hue.slash('/profile pause', { days: 2 });
  await world.advance(2 * DAY);
}

async function press(member: Member, reply: Reply, label: string): Promise<void> {
  if (text(reply.message).includes(label)) await member.click(reply.message, label);
}

async function round(world: World): Promise<void> {
  for (const [name, track] of [
    ['Ike', 'backend'],
    ['Jumoke', 'frontend'],
  ] as const) {
    const member = await learner(world, name, track);
    if (track === 'backend') await announce(world, member, `Stall of ${name}`);
  }
  const { staff } = world;
  await (await staff.slash('/cohort match', { mode: 'preview' })).finished(30_000);
  await (await staff.slash('/cohort match', { mode: 'publish', as: 'requests' })).finished(30_000);
  await world.settle();
}

async function reminded(world: World, member: Member): Promise<void> {
  const { staff } = world;
  await member.slash('/remind-me', { when: 'tomorrow 9am', what: 'water the plants' });
  await member.slash('/remind-me', { when: 'every monday 18:00', what: 'push the branch', for: 'team' });
  await member.slash('/reminders mine');
  await member.slash('/remind-me', { when: 'whenever', what: 'something' });
  await staff.slash('/reminders plan');
  await staff.slash('/reminders edit', { step: 'announce', time: '10:00' });
  await staff.slash('/reminders pause');
  await staff.slash('/reminders resume');
  await staff.slash('/reminders ledger');
  await staff.slash('/cohort edit', { deadline: '2026-11-30', events: true });
  await staff.slash('/cohort status');
  for (let day = 0; day < 9; day++) await world.advance(DAY);
  await member.slash('/help');
}

async function moderated(world: World): Promise<void> {
  const { staff, guild } = world;
  await staff.slash('/setup channels', { staff: guild.createChannel({ name: 'staff' }) });
  await press(staff, await staff.slash('/cohort status'), 'Keep it in the staff channel');
  await world.advance(11 * MINUTE);
  const zuri = await learner(world, 'Zuri', 'backend');
  const { message } = await zuri.click(cardOf(world, 'Market'), 'Details');
  await zuri.submitModal(await zuri.click(message, 'Report'), { reason: 'It sells answers' });
  await staff.slash('/moderate block', { member: zuri, reason: 'Spam', days: 3 });
  const refused = await zuri.slash('/find-partner');
  const form = await zuri.click(refused.message, 'Ask for another look');
  await zuri.submitModal(form, { appeal: 'It was a joke' });
  const open = await staff.slash('/moderate cases');
  const one = await staff.select(open.message, 'Open one', ['Project Market']);
  await staff.click(one.message, 'Nothing is wrong');
  await world.settle();
}

async function announced(world: World, member: Member): Promise<void> {
  const { staff } = world;
  for (const more of [{ acknowledge: true, translation: 'Apportez vos questions' }, { lacking: 'partner' }]) {
    const title = 'Office hours';
    const made = await staff.slash('/announcement post', { title, body: 'Bring your questions', ...more });
    const sent = await staff.click(made.message, 'Send');
    await world.settle();
    await staff.submitModal(await staff.click(sent.message, 'Change it'), { body: 'Bring two questions' });
    await world.settle();
  }
  const message = member.sees(world.announcements).findLast((each) => text(each).includes('Office hours'));
  if (message !== undefined) await member.click(message, 'I have read this');
  const { message: receipts } = await staff.slash('/announcement receipts', { announcement: '1' });
  const remind = buttons(receipts).find(({ label }) => label?.startsWith('Remind'))?.label;
  if (remind) await staff.click(receipts, remind);
  await staff.slash('/announcement list');
  await staff.slash('/moderate audit', { member });
  await world.settle();
}

async function ends(world: World, { owner, guest }: Team): Promise<void> {
  await owner.slash('/team handover', { member: guest });
  const asked = await owner.slash('/team leave');
  await press(owner, asked, 'Leave the team');
  await world.advance(2 * DAY);
  await guest.slash('/project show');
  await world.settle();
}

/** One member sees what is kept of them and is forgotten; then the server is. */
export async function forgotten(world: World, userId: string): Promise<void> {
  const { privacy } = world.bot.services;
  await privacy.export(userId);
  await privacy.forget(userId, undefined);
  for (let times = 0; times < 4; times++) await world.advance(SOON);
  await privacy.serverLeft(world.guild.id);
  await world.advance(31 * DAY);
  await world.advance(SOON);
}
