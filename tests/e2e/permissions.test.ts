import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buttons, type GuildDriver, type Member, type Message, type Reply } from '@nexus/simulator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { posting } from '../../commands/index.ts';
import { translator } from '../../src/platform/i18n/index.ts';
import { inFull } from '../support/counts.ts';
import { announce as announcePlain, askIn, learner as plainLearner } from '../support/learners.ts';
import { rowsIn, type Way, waysOf } from '../support/permissions.ts';
import { ROOT } from '../support/program.ts';
import { altered, optionsIn } from '../support/raw.ts';
import { sqlOf } from '../support/sql.ts';
import { learner, team } from '../support/teams.ts';
import { createWorld, type World } from '../support/world.ts';

/** What only some may read, each with who: it stands in nobody else's answer. */
const SECRETS = {
  progress: 'Velvetprogress',
  reminder: 'Velvetreminder',
  note: 'Velvetnote',
  link: 'velvetlink',
  blocker: 'Velvetblocker',
  contract: 'velvetcontract',
  news: 'Velvetnews',
  reason: 'Velvetreason',
  report: 'Velvetreport',
  learning: 'Velvetlearning',
} as const;
/** What others decide about: nobody changes it who has no part in it. */
const PROTECTED = [
  'announcements',
  'blockers',
  'cases',
  'cohorts',
  'communities',
  'contract_acceptances',
  'contract_answers',
  'contract_uses',
  'meeting_choices',
  'meetings',
  'pairs',
  'projects',
  'reminder_steps',
  'reminders',
  'rounds',
  'silences',
  'solutions',
  'submission_links',
  'submissions',
  'suspensions',
  'team_mentors',
  'team_members',
  'teams',
];

let world: World;
let ways: Way[];
let other: GuildDriver;
let ada: Member;
let people: Record<'member' | 'other team' | 'team member' | 'mentor' | 'paused' | 'never joined', Member>;
let administrator: Member;

beforeAll(async () => {
  world = await createWorld({ simulator: { rateLimits: false } });
  ways = waysOf(world.bot.services);
  const { guild, staff } = world;
  const mentorRole = guild.createRole({ name: 'mentors' });
  await staff.slash('/setup roles', { mentor: mentorRole });
  ada = await learner(world, 'Ada', 'backend');
  const binta = await learner(world, 'Binta', 'frontend');
  const { thread } = await team(world, ada, binta, 'Velvet shop');
  await secrets(thread);
  const [chidi, dayo] = [await learner(world, 'Chidi', 'backend'), await learner(world, 'Dayo', 'frontend')];
  await team(world, chidi, dayo, 'Other shop');
  const member = await learner(world, 'Efe', 'frontend');
  const mentor = guild.addMember({ name: 'Gil', roles: [mentorRole] });
  const paused = await learner(world, 'Hue', 'frontend');
  await staff.slash('/moderate block', { member: paused, reason: SECRETS.reason });
  administrator = guild.addMember({
    name: 'Ike',
    roles: [guild.createRole({ name: 'admins', permissions: ['ADMINISTRATOR'] })],
  });
  const stranger = guild.addMember({ name: 'Jumoke' });
  people = { member, 'other team': chidi, 'team member': binta, mentor, paused, 'never joined': stranger };
  await world.settle();
  other = world.sim.createGuild({ name: 'Other school' });
  await setUpOther();
  // Whoever is told something has been told.
  await world.advance(60_000);
}, 120_000);
afterAll(() => world.stop());

/** What a team writes for itself, and what staff decide. */
async function secrets(thread: { id: string }): Promise<void> {
  const { staff } = world;
  const channel = thread as never;
  await ada.slash('/progress', { update: SECRETS.progress, hours: 1 }, { channel });
  await ada.slash('/remind-me', { when: 'tomorrow 9am', what: SECRETS.reminder });
  await ada.slash('/learning add', { kind: 'concept', text: SECRETS.learning });
  await ada.slash('/blocker open', { title: SECRETS.blocker, details: 'x' }, { channel });
  await ada.slash('/project submit', { docs: `https://${SECRETS.link}.invalid/x` }, { channel });
  await ada.slash('/team meet', {}, { channel });
  const begun = await ada.slash('/contract propose', {}, { channel });
  const typed = await ada.click(begun.message, 'Type it').catch(() => undefined);
  if (typed !== undefined && typed.response === 'modal')
    await ada.submitModal(typed, { lines: `GET /${SECRETS.contract}` }).catch(() => undefined);
  const news = { title: 'For some', body: SECRETS.news, lacking: 'submission' };
  await staff.click((await staff.slash('/announcement post', news)).message, 'Send');
  await world.settle();
}

async function setUpOther(): Promise<void> {
  const { owner } = other;
  const projects = other.createChannel({ name: 'projects' });
  await owner.slash('/setup channels', { projects });
  await owner.slash('/cohort create', { name: 'Elsewhere', start: '2026-11-09', deadline: '2026-11-29' });
  await world.settle();
}

/** The rows of these tables, each as one text. */
function rows(tables: readonly string[]): Set<string> {
  const db = sqlOf(world);
  try {
    return new Set(
      tables.flatMap((table) =>
        db
          .prepare<[], object>(`select * from ${table}`)
          .all()
          .map((row) => `${table} ${JSON.stringify(row)}`),
      ),
    );
  } finally {
    db.close();
  }
}

const said = (reply: Reply): string =>
  reply.response === 'modal' ? JSON.stringify(reply.modal) : JSON.stringify(reply.message);

const panels = new Map<string, Message>();

/** Presses any button or sends any form, whatever its number: what only a forged client can. */
async function forge(member: Member, way: string, args: readonly string[]): Promise<Reply> {
  const [kind, name = ''] = way.split(' ');
  const id = ['n1', name, ...args].join(':');
  const change = ({ data }: { data: Record<string, unknown> }): void => {
    data['custom_id'] = id;
  };
  if (kind === 'form') {
    const opened = await member
      .slash('/profile set', { track: 'backend' })
      .then(() => member.slash('/learning add'));
    return await altered(world.sim, () => member.submitModal(opened, FIELDS), change);
  }
  let panel = panels.get(member.id);
  if (panel === undefined || buttons(panel).length === 0) {
    panel = (await member.slash('/help')).message;
    panels.set(member.id, panel);
  }
  const [first] = buttons(panel);
  const shown = panel;
  const reply = await altered(world.sim, () => member.click(shown, first?.customId ?? ''), change);
  if (reply.response === 'update') panels.delete(member.id);
  return reply;
}

const FIELDS = { text: 'Something long enough to be taken' };

/** Commands by their name, with what they need. */
async function command(member: Member, name: string): Promise<Reply> {
  const needed = [...world.sim.world.commands.values()].flatMap(({ name: first, options = [] }) =>
    options.some(({ type }) => type <= 2)
      ? options.map((sub) => [`${first} ${sub.name}`, sub.options ?? []] as const)
      : [[first, options] as const],
  );
  const [, options = []] = needed.find(([each]) => each === name) ?? [];
  const given = options.flatMap(({ name: option, type, required, choices }) =>
    required === true
      ? [{ name: option, type, value: type === 6 ? member.id : (choices?.[0]?.value ?? '1') }]
      : [],
  );
  return await altered(
    world.sim,
    () => member.slash('/help'),
    (interaction) => {
      const [first = '', sub] = name.split(' ');
      interaction.data['name'] = first;
      interaction.data['options'] = sub === undefined ? given : [{ name: sub, type: 1, options: given }];
      if (sub === undefined) optionsIn(interaction);
    },
  );
}

const isCommand = ({ name }: Way): boolean => !/^(?:button|form) /.test(name) && name === name.toLowerCase();

async function tried(member: Member, way: Way, args: readonly string[]): Promise<Reply> {
  return isCommand(way) ? await command(member, way.name) : await forge(member, way.name, args);
}

const isMenu = ({ name }: Way): boolean => !isCommand({ name } as Way) && !/^(?:button|form) /.test(name);

it('has a row in docs/permissions.md for everything there is, and none for what is gone', () => {
  const written = rowsIn(readFileSync(join(ROOT, 'docs/permissions.md'), 'utf8'));
  const line = ({ name, access, posts }: Way): string =>
    `| \`${name}\` | ${access} | ${posts ? 'yes' : 'no'} |`;
  const [there, listed] = [ways.map(line), written.map(line)];
  expect(
    there.filter((row) => !listed.includes(row)),
    'rows to add, with whose object it takes',
  ).toEqual([]);
  expect(
    listed.filter((row) => !there.includes(row)),
    'rows to take out',
  ).toEqual([]);
  expect(written.filter(({ about }) => about === '').map(({ name }) => name)).toEqual([]);
  expect([...posting].filter((name) => !ways.some((way) => way.name === name))).toEqual([]);
});

/** Everything in CI; on somebody's machine a part of it, another one for each kind of member. */
function some<T>(all: readonly T[], offset: number): T[] {
  return all.filter((_, index) => inFull || index % 4 === offset % 4);
}

const STRANGERS = ['member', 'other team', 'team member', 'mentor', 'paused', 'never joined'] as const;

/** What staff press and send is refused with one sentence, whose command can be pressed. */
const isRefused = (answer: string): boolean => answer.includes(REFUSED);
const REFUSED = translator('en')('common:error.staff-only').split('`')[0] ?? '';

describe('what is for staff', () => {
  it.each(STRANGERS)(
    'is refused to: %s, with the same sentence for any number',
    async (who) => {
      const wrong: string[] = [];
      const before = rows(PROTECTED);
      const all = ways.filter((way) => way.access === 'staff');
      for (const way of some(all, STRANGERS.indexOf(who)))
        for (const args of [
          ['1', '1'],
          ['999983', '1'],
        ]) {
          const answer = said(await tried(people[who], way, args));
          if (!isRefused(answer)) wrong.push(`${way.name}: ${answer.slice(0, 200)}`);
        }
      expect(wrong).toEqual([]);
      expect([...rows(PROTECTED)].filter((row) => !before.has(row))).toEqual([]);
    },
    60_000,
  );

  it('is not refused so to staff and administrators', async () => {
    const wrong: string[] = [];
    for (const way of ways.filter((each) => each.access === 'staff' && isCommand(each)))
      if (isRefused(said(await command(administrator, way.name)))) wrong.push(way.name);
    expect(wrong).toEqual([]);
  }, 60_000);
});

it('refuses what asks and posts to whoever may not, before anything is said of it', async () => {
  const wrong: string[] = [];
  for (const way of ways.filter(({ posts }) => posts)) {
    if (isMenu(way)) continue;
    const answer = said(await tried(people.paused, way, ['1', '1']));
    if (!answer.includes(SECRETS.reason)) wrong.push(`${way.name}: ${answer.slice(0, 200)}`);
    const open = said(await tried(people.member, way, ['999983', '1']));
    if (open.includes('Staff have paused')) wrong.push(`${way.name} is refused to others`);
  }
  expect(wrong).toEqual([]);
}, 60_000);

/** Numbers that somebody guesses, by the kinds of buttons there are. */
const guesses = (): string[][] => [
  ['1', '1', '1'],
  ['1', ada.id],
  ['project', '1'],
  ['solution', '1'],
  ['request', '1'],
];

/** What changed that is none of the presser's own. */
function foreign(before: ReadonlySet<string>, own: string): string[] {
  const now = rows(PROTECTED);
  const changed = [
    ...[...now].filter((row) => !before.has(row)),
    ...[...before].filter((row) => !now.has(row)),
  ];
  return changed.filter((row) => !row.includes(own)).map((row) => row.slice(0, 200));
}

describe('what is others’', () => {
  it.each(['member', 'never joined', 'mentor'] as const)(
    'is told to nobody and changed by nobody without a part in it: %s',
    async (who) => {
      const wrong: string[] = [];
      const all = ways.filter((way) => way.access === 'everyone' && !isCommand(way) && !isMenu(way));
      for (const way of some(all, STRANGERS.indexOf(who))) {
        const before = rows(PROTECTED);
        for (const args of guesses()) {
          const answer = said(await forge(people[who], way.name, args));
          const told = Object.values(SECRETS).filter((secret) => answer.includes(secret));
          if (told.length > 0) wrong.push(`${way.name} ${args.join(':')} tells ${told.join(', ')}`);
        }
        wrong.push(...foreign(before, people[who].id).map((row) => `${way.name} changes ${row}`));
      }
      expect(wrong).toEqual([]);
    },
    120_000,
  );
});

describe('what is another server’s', () => {
  it('is there for nobody: its staff read nothing of it and change nothing', async () => {
    const { owner } = other;
    const wrong: string[] = [];
    const ids = [ada, ...Object.values(people)].map(({ id }) => id);
    const words = ['Velvet', 'velvet', 'Other shop', 'November', ...ids];
    for (const way of some(
      ways.filter((each) => !isCommand(each) && !isMenu(each)),
      0,
    )) {
      const before = rows(PROTECTED);
      for (const args of guesses()) {
        // What was sent comes back in the id of a window, which says nothing.
        const answer = said(await forge(owner, way.name, args)).replaceAll(/"n1:[^"]*"/g, '""');
        const told = words.filter((word) => answer.includes(word));
        if (told.length > 0) wrong.push(`${way.name} ${args.join(':')} tells ${told.join(', ')}`);
      }
      wrong.push(...foreign(before, other.id).map((row) => `${way.name} changes ${row}`));
    }
    expect(wrong).toEqual([]);
  }, 120_000);
});

it('does nothing for who has left, in direct messages neither', async () => {
  const efe = await plainLearner(world, 'Leaver', 'frontend', { dm: true });
  const asks = await plainLearner(world, 'Asks the leaver', 'backend');
  await announcePlain(world, asks, 'Short shop');
  await askIn(await asks.slash('/find-partner'), asks, efe);
  await world.settle();
  const dm = efe.dms().at(-1);
  if (dm === undefined || buttons(dm).length === 0) throw new Error('who leaves has nothing to press');
  efe.leave();
  const wrong: string[] = [];
  for (const way of ways.filter(({ name }) => name.startsWith('button '))) {
    const before = rows(PROTECTED);
    const id = ['n1', way.name.slice('button '.length), '1', '1'].join(':');
    const reply = await altered(
      world.sim,
      () => efe.click(dm, buttons(dm)[0]?.customId ?? ''),
      ({ data }) => {
        data['custom_id'] = id;
      },
    );
    const told = Object.values(SECRETS).filter((secret) => said(reply).includes(secret));
    const changed = [...rows(PROTECTED)].filter((row) => !before.has(row) && !row.includes(efe.id));
    if (told.length + changed.length > 0) wrong.push(`${way.name}: ${[...told, ...changed].join('; ')}`);
  }
  expect(wrong).toEqual([]);
}, 60_000);
