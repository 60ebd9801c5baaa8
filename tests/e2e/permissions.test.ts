import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buttons, type GuildDriver, type Member, type Reply, text } from '@nexus/simulator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { posting } from '../../commands/index.ts';
import { translator } from '../../src/platform/i18n/index.ts';
import { type Cast, createCast, forger, isCommand, isMenu, rowsOf, SECRETS } from '../support/cast.ts';
import { inFull } from '../support/counts.ts';
import { announce as announcePlain, askIn, learner as plainLearner } from '../support/learners.ts';
import { rowsIn, type Way } from '../support/permissions.ts';
import { ROOT } from '../support/program.ts';
import { altered } from '../support/raw.ts';
import { createWorld, type World } from '../support/world.ts';

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
let people: Cast['people'];
let administrator: Member;
let forge: ReturnType<typeof forger>['forge'];
let command: ReturnType<typeof forger>['command'];
let tried: ReturnType<typeof forger>['tried'];

beforeAll(async () => {
  world = await createWorld({ simulator: { rateLimits: false } });
  ({ owner: ada, people, administrator } = await createCast(world));
  ({ ways, forge, command, tried } = forger(world));
  other = world.sim.createGuild({ name: 'Other school' });
  await setUpOther();
  // Whoever is told something has been told.
  await world.advance(60_000);
}, 120_000);
afterAll(() => world.stop());

async function setUpOther(): Promise<void> {
  const { owner } = other;
  const projects = other.createChannel({ name: 'projects' });
  await owner.slash('/setup channels', { projects });
  const dates = { start: '2026-11-09', deadline: '2026-11-29' };
  await owner.slash('/cohort create', { name: 'Elsewhere', ...dates });
  const learner = other.addMember({ name: 'Kofi' });
  await learner.slash('/blocker open', { title: 'Stuck elsewhere', details: 'It says no.' });
  for (const number of FURTHER) {
    await announcePlain(world, learner, `Elsewhere ${number}`, { track: 'backend', partners: 0 });
  }
  for (const number of FURTHER.slice(1))
    await owner.slash('/cohort create', { name: `Elsewhere ${number}`, ...dates });
  await world.settle();
}

/** So many projects and cohorts stand in another server that the last one’s number is none of this server’s. */
const FURTHER = [1, 2, 3, 4, 5];

/** The numbers of what only another server has, for a button or form: its newest project, cohort or blocker, or somebody. */
function elsewhere(name: string): string[] {
  const kinds = name.includes('blocker') ? ['blockers'] : ['projects', 'cohorts'];
  const ids = (kind: string, isThere: boolean): number[] =>
    [...rowsOf(world.databasePath, [kind])]
      .map((row) => JSON.parse(row.slice(kind.length + 1)) as { id: number; guild_id: string })
      .filter((row) => (row.guild_id === other.id) === isThere)
      .map(({ id }) => id);
  const newest = kinds.map((kind) => Math.max(...ids(kind, true)));
  expect(Math.min(...newest)).toBeGreaterThan(Math.max(...kinds.flatMap((kind) => ids(kind, false))));
  return name.includes('profile') ? [other.owner.id] : newest.map(String);
}

const rows = (): Set<string> => rowsOf(world.databasePath, PROTECTED);

const said = (reply: Reply): string =>
  reply.response === 'modal' ? JSON.stringify(reply.modal) : JSON.stringify(reply.message);

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
  return all.filter((_, index) => inFull || index % 10 === offset % 10);
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
      const before = rows();
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
      expect([...rows()].filter((row) => !before.has(row))).toEqual([]);
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
  for (const way of some(
    ways.filter((each) => each.posts && !isMenu(each)),
    1,
  )) {
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
  const now = rows();
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
        const before = rows();
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

/** Only the words of an answer: everything else is of the message. */
const wordsIn = (reply: Reply): string =>
  reply.response === 'modal' ? reply.modal.title : text(reply.message);

/** Their number is of a project, a blocker, a cohort or a member, which the whole server sees, or it is a page or a count. */
const OF_WHAT_ALL_SEE =
  /^(?:button|form) (?:announce|blocker|cohort|learning\.list|partner\.requests|partners|profile|project|readme|teams\.allow)\b/;

describe('what is somebody’s own', () => {
  it.each(['member', 'never joined'] as const)(
    'is refused to others as what does not exist: %s',
    async (who) => {
      const about = new Map(
        rowsIn(readFileSync(join(ROOT, 'docs/permissions.md'), 'utf8')).map((row) => [row.name, row.about]),
      );
      const wrong: string[] = [];
      const all = ways.filter(
        (way) =>
          !isCommand(way) &&
          !isMenu(way) &&
          !/any of this server|what they can read/.test(about.get(way.name) ?? '') &&
          !OF_WHAT_ALL_SEE.test(way.name),
      );
      for (const way of some(all, STRANGERS.indexOf(who))) {
        const theirs = wordsIn(await forge(people[who], way.name, ['1', '1', '1']));
        const nobodys = wordsIn(await forge(people[who], way.name, ['999983', '1', '1']));
        if (theirs !== nobodys) wrong.push(`${way.name}: ${theirs.slice(0, 80)} <> ${nobodys.slice(0, 80)}`);
      }
      expect(wrong).toEqual([]);
    },
    60_000,
  );
});

describe('what the whole of another server sees', () => {
  it.each(['member', 'mentor'] as const)(
    'is told in this one as what does not exist: %s',
    async (who) => {
      const wrong: string[] = [];
      // The numbers of these two are pages of one's own.
      const all = ways.filter(
        ({ name, access }) =>
          OF_WHAT_ALL_SEE.test(name) &&
          access === 'everyone' &&
          !/learning\.list|partner\.requests/.test(name),
      );
      for (const way of some(all, STRANGERS.indexOf(who))) {
        const nobody = way.name.includes('profile') ? '100000000000999983' : '999983';
        const nobodys = wordsIn(await forge(people[who], way.name, [nobody, '1', '1']));
        for (const id of elsewhere(way.name)) {
          const theirs = wordsIn(await forge(people[who], way.name, [id, '1', '1']));
          if (theirs.replaceAll(`<@${id}>`, `<@${nobody}>`) !== nobodys)
            wrong.push(`${way.name} ${id}: ${theirs.slice(0, 80)} <> ${nobodys.slice(0, 80)}`);
        }
      }
      expect(wrong).toEqual([]);
    },
    60_000,
  );
});

describe('what is chosen in a select', () => {
  it.each(['member', 'never joined', 'mentor'] as const)(
    'is refused, told and changed as what is pressed: %s',
    async (who) => {
      const wrong: string[] = [];
      const all = ways.filter(({ name }) => name.startsWith('button '));
      for (const way of some(all, STRANGERS.indexOf(who) + 1)) {
        const before = rows();
        for (const [args, chosen] of [
          [[], ['1']],
          [['1'], ['1', ada.id]],
          [['1'], []],
        ]) {
          const answer = said(await forge(people[who], way.name, args ?? [], chosen));
          const told = Object.values(SECRETS).filter((secret) => answer.includes(secret));
          if (told.length > 0) wrong.push(`${way.name} tells ${told.join(', ')}`);
          if (way.access === 'staff' && !isRefused(answer))
            wrong.push(`${way.name}: ${answer.slice(0, 200)}`);
          if (/broke on our side/.test(answer))
            wrong.push(`${way.name} breaks for ${JSON.stringify(chosen)}`);
        }
        wrong.push(...foreign(before, people[who].id).map((row) => `${way.name} changes ${row}`));
      }
      expect(wrong).toEqual([]);
    },
    60_000,
  );
});

describe('menus of members and messages', () => {
  it.each([...STRANGERS, 'staff'] as const)(
    'tell and change nothing of others: %s',
    async (who) => {
      const wrong: string[] = [];
      const member = who === 'staff' ? world.staff : people[who];
      const card = world.staff.sees(world.projects).at(-1);
      if (card === undefined) throw new Error('there is no message');
      const gone = world.guild.addMember({ name: 'Gone' });
      gone.leave();
      const targets = {
        user: [ada, member, gone, other.owner],
        message: [card, member.say(world.projects, 'Mine')],
      };
      for (const menu of world.sim.world.commands.values()) {
        if (menu.type === 1) continue;
        for (const target of menu.type === 2 ? targets.user : targets.message) {
          const before = rows();
          const answer = said(
            await altered(
              world.sim,
              () => member.contextMenu(menu.name, menu.type === 2 ? member : card),
              ({ data }) => retarget(data, menu.type === 2 ? member.id : card.id, target.id),
            ),
          );
          const told = Object.values(SECRETS).filter(
            (secret) => answer.includes(secret) && !(who === 'paused' && secret === SECRETS.reason),
          );
          if (told.length > 0) wrong.push(`${menu.name} tells ${told.join(', ')}`);
          if (/broke on our side/.test(answer)) wrong.push(`${menu.name} breaks`);
          wrong.push(...foreign(before, member.id).map((row) => `${menu.name} changes ${row}`));
        }
      }
      expect(wrong).toEqual([]);
    },
    60_000,
  );
});

/** What is meant is another one than the client could open the menu on. */
function retarget(data: Record<string, unknown>, from: string, to: string): void {
  if (from === to) return;
  Object.assign(data, JSON.parse(JSON.stringify(data).replaceAll(from, to)));
}

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
      const before = rows();
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
  for (const way of some(
    ways.filter((each) => !isCommand(each) && !isMenu(each)),
    2,
  )) {
    const before = rows();
    const id = ['n1', way.name.split(' ')[1], '1', '1'].join(':');
    const reply = await altered(
      world.sim,
      () => efe.click(dm, buttons(dm)[0]?.customId ?? ''),
      (interaction) => {
        if (way.name.startsWith('form ')) Object.assign(interaction, { type: 5, data: { components: [] } });
        interaction.data['custom_id'] = id;
      },
    );
    const told = Object.values(SECRETS).filter((secret) => said(reply).includes(secret));
    const changed = [...rows()].filter((row) => !before.has(row) && !row.includes(efe.id));
    if (told.length + changed.length > 0) wrong.push(`${way.name}: ${[...told, ...changed].join('; ')}`);
  }
  expect(wrong).toEqual([]);
}, 60_000);
