import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Member } from '@nexus/simulator';
import type { Browser } from 'playwright-core';
import { contractOf } from '../../demo/contract.ts';
import { launch, Visitor } from './browser.ts';
import { openStage, type Stage } from './world.ts';

// The pictures of the README: a learner's way in a cohort that has begun, taken from the real page with the real bot.

const FOLDER = join(import.meta.dirname, '../../docs');
const DESKTOP = { width: 1200, height: 760 };
const PHONE = { width: 390, height: 800 };

/** Takes all pictures anew, as `npm run screenshots` asks. */
export async function main(): Promise<void> {
  mkdirSync(FOLDER, { recursive: true });
  const browser = await launch();
  const stage = await openStage();
  try {
    await populate(stage);
    await takeAll(browser, stage);
  } finally {
    await browser.close();
    await stage.world.stop();
  }
}

async function takeAll(browser: Browser, stage: Stage): Promise<void> {
  const visitor = await Visitor.open(browser, stage.address, DESKTOP);
  const { page } = visitor;
  const take = async (name: string, by = visitor): Promise<void> => {
    // The pointer would show the tools of whatever message it rests on.
    await by.page.mouse.move(0, 0);
    await by.page.screenshot({ path: join(FOLDER, `${name}.png`), animations: 'disabled' });
    console.log(`docs/${name}.png`);
  };
  await visitor.actAs('Ada Obi');
  await announce(visitor);
  await take('announce');

  await visitor.pickCommand('/find-partner');
  await page.keyboard.press('Enter');
  const found = visitor.messages(/people fit/);
  await found.getByRole('button', { name: 'Ask' }).first().waitFor();
  await take('find-partner');
  const phone = await Visitor.open(browser, stage.address, PHONE);
  await phone.actAs('Ada Obi');
  await phone
    .messages(/people fit/)
    .getByText('used', { exact: true })
    .scrollIntoViewIfNeeded();
  await take('phone', phone);
  await phone.close();

  await found.getByRole('button', { name: 'Ask' }).first().click();
  const form = page.getByRole('dialog', { name: 'Ask for a team' });
  await form.getByRole('textbox').fill('Your catalogue and my orders fit together. Start with the cart?');
  await form.getByRole('button', { name: 'Submit' }).click();
  await visitor.messages('They can answer until').waitFor();
  await visitor.actAs('Binta Sow');
  await visitor.place(/1 mention$/).click();
  await visitor.messages('would like to build').getByRole('button', { name: 'Accept' }).click();
  await visitor.place(/·.*mention/).click();
  await visitor.box.fill(
    'Hello Ada. I have the catalogue in Figma already; shall we agree on the cart first?',
  );
  await visitor.box.press('Enter');
  await visitor.actAs('Ada Obi');
  await visitor.box.fill('Yes. I will propose the contract for /cart and /orders tonight.');
  await visitor.box.press('Enter');
  await visitor.messages('I will propose').waitFor();
  await take('team');
  await contract(stage);
  const reader = await Visitor.open(browser, stage.address, PHONE);
  await reader.actAs('Binta Sow');
  await reader.button(/^Channels/).click();
  await reader.place(/Nexus Commerce ·/).click();
  await reader.messages('version 2: proposed').getByRole('button', { name: 'What changes' }).click();
  await reader.messages('What changes since version 1').getByText('Mute').scrollIntoViewIfNeeded();
  await take('contract', reader);
  await reader.close();

  await visitor.place('ProDevProjectNexus').click();
  await page.getByRole('button', { name: '+1 day' }).click();
  await page.getByText('Tue 10 Nov').waitFor();
  await visitor.actAs('Kwame Mensah');
  await visitor.messages('Complete your profile').waitFor();
  await take('reminder');

  await solve(stage);
  const seeker = await Visitor.open(browser, stage.address, PHONE);
  await seeker.actAs('Kwame Mensah');
  await seeker.pickCommand('/knowledge search');
  await seeker.option('query').fill('celery cant reach rabitmq');
  await seeker.page.keyboard.press('Enter');

  await seeker.messages('Celery cannot reach').last().scrollIntoViewIfNeeded();
  await take('knowledge', seeker);
  await seeker.close();

  await visitor.actAs(stage.world.staff.name);
  await visitor.pickCommand('/cohort status');
  await page.keyboard.press('Enter');
  const status = visitor.messages(/Only you can see this/).last();
  await status.getByRole('button', { name: 'Quiet teams' }).waitFor();
  await status.getByRole('img').first().waitFor();
  await take('status');
  await visitor.close();
}

/** What one learner has solved, and another will meet. */
async function solve({ ada, world }: Stage): Promise<void> {
  await ada.submitModal(await ada.slash('/solution share'), {
    title: 'Celery cannot reach RabbitMQ in Docker',
    rootCause: 'Inside a container, localhost is the container itself.',
    diagnosis: 'The worker waited for ever: connection refused on port 5672.',
    solution: 'Use the name of the service: amqp://rabbitmq:5672',
  });
  await world.settle();
}

/** The team has agreed on a contract, and its backend takes a field away. */
async function contract({ world, ada, binta }: Stage): Promise<void> {
  const thread = ada.threads().find(({ name }) => name.startsWith('Nexus Commerce'));
  if (thread === undefined) throw new Error('no thread of the team');
  const propose = async (content: string): Promise<void> => {
    const file = { filename: 'openapi.json', content, contentType: 'application/json' };
    const reply = await ada.slash('/contract propose', { file }, { channel: thread });
    await reply.finished();
    await world.settle();
  };
  // The pictures are for readers of English.
  binta.locale = 'en-GB';
  await propose(contractOf({ price: 'number' }));
  await binta.slash('/contract agree', {}, { channel: thread });
  await binta.slash('/contract uses', { endpoints: 'GET /products, GET /orders' }, { channel: thread });
  await propose(contractOf({ stock: 'integer' }));
}

async function announce(visitor: Visitor): Promise<void> {
  await visitor.pickCommand('/announce-project');
  await visitor.option('title').fill('Nexus Commerce');
  await visitor.option('brief').fill('E-Commerce');
  await visitor
    .option('summary')
    .fill('A shop API: products, carts, orders and payments, with search and reviews.');
  await visitor.addOption('stack');
  await visitor.option('stack').fill('Django REST Framework, PostgreSQL, Celery');
  await visitor.addOption('track');
  await visitor.page.getByRole('option', { name: 'Backend', exact: true }).click();
  await visitor.option('track').press('Enter');
  await visitor.messages('looks for 1 frontend partner').getByText('No messages yet').first().waitFor();
  await visitor.messages('Announced').waitFor();
}

interface Learner {
  name: string;
  title: string;
  brief: string;
  summary: string;
  stack: string;
  /** Missing: the hours they still have to give. */
  hours?: [days: string, from: string, to: string];
}

const LEARNERS: Learner[] = [
  {
    name: 'Kwame Mensah',
    title: 'Screening Room',
    brief: 'movie-recommendation',
    summary: 'Films that friends recommend, as a Next.js app.',
    stack: 'Next.js, TypeScript',
  },
  {
    name: 'Fatou Diop',
    title: 'Page & Shelf',
    brief: 'ecommerce',
    summary: 'A bookshop with reading lists, in React.',
    stack: 'React, Redux',
    hours: ['tue, thu', '19:00', '22:00'],
  },
  {
    name: 'Lerato Nkosi',
    title: 'Ankara Closet',
    brief: 'ecommerce',
    summary: 'Fashion by local tailors, made for phones.',
    stack: 'React, Tailwind CSS',
    hours: ['sat-sun', '09:00', '15:00'],
  },
];

/** Some who came before, so that the channel looks like one. */
async function populate({ world, ada, binta }: Stage): Promise<void> {
  const give = async (member: Member, days: string, from: string, to: string): Promise<void> => {
    const reply = await member.slash('/profile availability', { days, from, to });
    await reply.finished();
  };
  for (const learner of LEARNERS) {
    const { name, hours, ...project } = learner;
    const member = world.guild.addMember({ name });
    await member.slash('/announce-project', { ...project, track: 'frontend', api: 'rest' });
    if (hours) await give(member, ...hours);
    await world.settle();
  }
  await binta.slash('/announce-project', {
    title: 'Shop front',
    brief: 'ecommerce',
    summary: 'Catalogue, cart and checkout in React.',
    track: 'frontend',
    stack: 'React, TypeScript',
  });
  await give(binta, 'mon-fri', '18:00', '21:30');
  await ada.slash('/profile set', { track: 'backend' });
  await give(ada, 'mon-thu', '18:30', '21:00');
  await world.settle();
}
