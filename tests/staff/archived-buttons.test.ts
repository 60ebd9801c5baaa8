import { type Member, type Message, type Reply, text } from '@nexus/simulator';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Cast, createCast, forger, isMenu, rowsOf } from '../support/cast.ts';
import { inFull } from '../support/counts.ts';
import { announce, askIn, cardOf } from '../support/learners.ts';
import type { Way } from '../support/permissions.ts';
import { pressable } from '../support/random-use/pressing.ts';
import { learner } from '../support/teams.ts';
import { rowCounts } from '../support/traces.ts';
import { createWorld, type World } from '../support/world.ts';

/**
 * What members and staff keep beside cohorts goes on when one is over: their profile and own reminders, what they write to
 * each other, whom they mute, the README, which is handed in afterwards. The rest are cursors and what is derived.
 */
const BESIDE =
  /^(?:active_threads|audit|availability|case_lists|case_reports|cases|communities|contract_mutes|delivery_alerts|dm_channels|drafts|entry_marks|heartbeats|knowledge_\w+|learner_changes|leases|mentor_lists|members|notices|outbox|outreach|pings|processes|readme_\w+|reminder_mutes|settings|solutions|staff_matters|suspensions|used_interactions|uses|waiting_progress)$/;
/** What staff do beside it: they set up, and begin the next one. */
const BESIDES = /^(?:setup|cohort create|moderate|announcement)/;
/** Rows that may change, or go: a reminder to oneself is stopped, own words are taken out. */
const MAY_GO = /^reminders .*"team_id":null|^learnings /;

let world: World;
let cast: Cast;
let everybody: Member[];
/** Private answers with buttons, each with who read it. */
const answers: { readonly to: Member; readonly message: Message }[] = [];
let tables: string[];
let before: { readonly member: Member; readonly messages: Message[] }[];

const PANELS = [
  '/help',
  '/project show',
  '/project browse',
  '/find-partner',
  '/partner requests',
  '/team show',
  '/team leave',
  '/team meet',
  '/team checkin',
  '/partner rematch',
  '/contract show',
  '/contract propose',
  '/contract history',
  '/contract uses',
  '/blocker list',
  '/learning list',
  '/profile show',
  '/profile leave-cohort',
  '/reminders mine',
  '/readme export',
  '/project submit',
];
const STAFF_PANELS = [
  '/cohort status',
  '/cohort list',
  '/cohort weights',
  '/announcement list',
  '/moderate cases',
  '/reminders plan',
  '/setup show',
];

beforeAll(async () => {
  world = await createWorld({ simulator: { rateLimits: false } });
  const { guild, staff } = world;
  await staff.slash('/setup channels', { staff: guild.createChannel({ name: 'staff' }) });
  cast = await createCast(world);
  const { owner, team, people, administrator } = cast;
  everybody = [owner, ...Object.values(people), staff, administrator];
  await lively();
  const channel = team.thread;
  for (const member of [owner, people['team member']])
    for (const line of PANELS) await keep(member, await member.slash(line, {}, { channel }));
  for (const line of STAFF_PANELS) await keep(staff, await staff.slash(line));
  for (const member of [people.member, people.mentor, people.paused])
    await keep(member, await member.slash('/help'));
  await keep(staff, await staff.slash('/cohort learner', { member: owner }));
  await world.settle();
  tables = Object.keys(rowCounts(world.databasePath)).filter((name) => !BESIDE.test(name));
}, 60_000);
afterAll(() => world.stop());

async function keep(to: Member, reply: Reply): Promise<void> {
  if (reply.response !== 'modal') answers.push({ to, message: await reply.finished() });
}

/** Everything that can be under way in a cohort is. */
async function lively(): Promise<void> {
  const { owner, team, people } = cast;
  const { staff } = world;
  const lone = await learner(world, 'Kofi', 'backend');
  everybody.push(lone);
  await announce(world, lone, 'Lone shop', { partners: 2 });
  await people.member.click(cardOf(world, 'Lone shop'), 'Team up');
  await people['team member'].click(cardOf(world, 'Lone shop'), 'Follow');
  await owner.slash('/remind-me', { when: 'every monday 18:00', what: 'push', for: 'team' });
  const twin = await learner(world, 'Lulu', 'frontend');
  everybody.push(twin);
  await askIn(await twin.slash('/find-partner', { side: 'same' }), twin, people.member, 'CSS?');
  await world.settle();
  const start = staff.sees(world.projects).find((message) => text(message).includes('I mentor'));
  const mentoring = start ?? staff.sees(world.projects)[0];
  if (mentoring !== undefined) await people.mentor.click(mentoring, 'I mentor');
  await staff
    .click(
      (
        await staff.slash('/announcement schedule', {
          title: 'Later',
          body: 'Soon',
          when: 'in 3 days',
          lacking: 'partner',
        })
      ).message,
      'Schedule',
    )
    .catch(() => undefined);
  await team.guest.slash('/progress', { update: 'Half of it', hours: 1 });
}

function visible(member: Member): Message[] {
  const places = [world.projects, world.announcements, world.mentors, ...member.threads()];
  return [
    ...places.flatMap((place) => member.sees(place)),
    ...member.dms(),
    ...answers.filter(({ to }) => to === member).map(({ message }) => message),
  ];
}

/** What fields take that do not take any words. */
const TYPED: Readonly<Record<string, string>> = {
  hours: '3',
  'hours-per-week': '3',
  timezone: 'Africa/Lagos',
  week: '1',
  links: 'https://github.com/ada/shop',
  url: 'https://github.com/ada/shop',
  when: 'tomorrow 18:00',
  lines: 'GET /products -> id, name',
};

/** Forms that somebody filled in for nothing: what they ask for is over, which stood fast before they were shown. */
const inVain = new Set<string>();
const OVER = /archived|No cohort is running|You are in no team/;

async function filledIn(member: Member, reply: Reply): Promise<Reply> {
  const fields = reply.modal.components.flatMap(({ component }) => component ?? []);
  const typed = fields.flatMap((field) => {
    if (field.custom_id === undefined) return [];
    if (field.options !== undefined) return [[field.custom_id, field.options[0]?.value ?? ''] as const];
    return field.type === 4
      ? [
          [
            field.custom_id,
            (TYPED[field.custom_id] ?? 'Long enough to be taken').slice(0, field.max_length),
          ] as const,
        ]
      : [];
  });
  return await member.submitModal(reply, Object.fromEntries(typed));
}

async function answerTo(member: Member, first: Reply, isEdit = false): Promise<string> {
  const reply = first.response === 'modal' ? await filledIn(member, first) : first;
  const words = reply.response === 'modal' ? reply.modal.title : text(await reply.finished());
  // *Edit* brings back what was typed, also when nothing becomes of it any more.
  if (first.response === 'modal' && !isEdit && OVER.test(words))
    inVain.add(`${first.modal.custom_id.split(':')[1] ?? ''}: ${words.slice(0, 80)}`);
  return words;
}

/** Presses and chooses everything there is in a message; returns what was not answered as it should be. */
async function pressAll(member: Member, message: Message): Promise<string[]> {
  const wrong: string[] = [];
  for (const { type, custom_id: id = '', options, label = '' } of pressable(message)) {
    const first =
      type === 2
        ? await member.click(message, id)
        : await member.select(message, id, options?.[0]?.value ?? '');
    const words = await answerTo(member, first, id.includes(':draft.edit:'));
    if (/Something broke/.test(words) || words.trim() === '')
      wrong.push(`${member.name}: ${label} (${id}): ${words}`);
    // Its answer took its place.
    if (first.response === 'update') break;
  }
  return wrong;
}

/** What `act` changed of what is kept of cohorts. */
async function changedBy(what: string, act: () => Promise<string[]>): Promise<string[]> {
  const before = rowsOf(world.databasePath, tables);
  const wrong = await act();
  const now = rowsOf(world.databasePath, tables);
  const changed = [...now].filter((row) => !before.has(row) && !MAY_GO.test(row));
  const gone = [...before].filter((row) => !now.has(row) && !MAY_GO.test(row));
  return [...wrong, ...[...changed, ...gone].map((row) => `${what} changes ${row.slice(0, 200)}`)];
}

beforeAll(async () => {
  const { owner, people } = cast;
  const some = [owner, people['team member'], people.member, people.mentor, world.staff];
  const old = (inFull ? everybody : some).map((member) => ({ member, messages: visible(member) }));
  const asked = await world.staff.slash('/cohort archive');
  await world.staff.click(asked.message, 'Archive');
  await world.advance(120_000);
  before = old;
}, 60_000);

it('takes no change from any old button of an archived cohort', async () => {
  const wrong: string[] = [];
  for (const { member, messages } of before)
    for (const message of messages.filter((each) => pressable(each).length > 0))
      wrong.push(
        ...(await changedBy(`${member.name} in "${text(message).slice(0, 60)}"`, () =>
          pressAll(member, message),
        )),
      );
  expect(wrong).toEqual([]);
}, 120_000);

/** Looked at together: reading all tables takes longer than a press. */
const AT_ONCE = 10;

it('takes none from forged buttons, forms and commands either', async () => {
  const { ways, tried } = forger(world);
  const wrong: string[] = [];
  const cohorts = ways.filter((way) => !isMenu(way) && !BESIDES.test(way.name));
  const pressing = [cast.owner, cast.people['team member'], cast.people.mentor, world.staff];
  for (const [offset, member] of pressing.entries()) {
    const own = cohorts.filter((_, index) => inFull || index % pressing.length === offset);
    for (let from = 0; from < own.length; from += AT_ONCE) {
      const some = own.slice(from, from + AT_ONCE);
      const what = `one of ${some.map(({ name }) => name).join(', ')} by ${member.name}`;
      wrong.push(...(await changedBy(what, async () => await broken(member, some, tried))));
    }
  }
  expect(wrong).toEqual([]);
}, 120_000);

async function broken(
  member: Member,
  ways: readonly Way[],
  tried: ReturnType<typeof forger>['tried'],
): Promise<string[]> {
  const found: string[] = [];
  for (const way of ways)
    for (const args of [['1', '1', '1'], ...(inFull ? [['project', '1']] : [])]) {
      const words = await answerTo(member, await tried(member, way, args));
      if (/Something broke/.test(words)) found.push(`${member.name}: ${way.name}: ${words}`);
    }
  return found;
}

it('shows no form for what is over: whoever would fill it in reads so before', () => {
  expect([...inVain].toSorted()).toEqual([]);
});

it('leaves who is in it free for the next one', async () => {
  const { owner, people } = cast;
  const { staff } = world;
  await staff.slash('/cohort create', { name: 'December', start: '2026-11-16', deadline: '2026-12-06' });
  await world.settle();
  const start = staff
    .sees(world.projects)
    .findLast((message) => pressable(message).some(({ label }) => label === 'I build the backend'));
  if (start === undefined) throw new Error('no start card');
  for (const member of [owner, people['team member']]) {
    const joined = await member.click(
      start,
      member === owner ? 'I build the backend' : 'I build the frontend',
    );
    expect(text(joined.message)).not.toMatch(/archived|Something broke/);
    for (const line of ['/profile set', '/profile pause', '/profile resume'] as const) {
      const options =
        line === '/profile set'
          ? { track: 'fullstack' as const, dm: false }
          : line === '/profile pause'
            ? { days: 2 }
            : {};
      expect(text((await member.slash(line, options)).message)).not.toMatch(/archived|Something broke/);
    }
  }
  await owner.slash('/profile set', { track: 'backend' });
  await announce(world, owner, 'Next shop');
  await people['team member'].slash('/profile set', { track: 'frontend' });
  await people['team member'].click(cardOf(world, 'Next shop'), 'Team up');
  await world.settle();
  const { requests } = world.bot.services;
  const [asked] = await requests.incoming(world.guild.id, owner.id);
  expect(asked).toBeDefined();
  await owner.slash('/partner block', { member: people.member });
  const left = await people['team member'].slash('/profile leave-cohort');
  expect(text((await people['team member'].click(left.message, 'Leave the cohort')).message)).not.toMatch(
    /archived/,
  );
  people.member.leave();
  owner.leave();
  await world.settle();
  owner.rejoin();
  await world.settle();
  expect(text((await owner.slash('/project show')).message)).toContain('Next shop');
  expect(world.sim.violations).toEqual([]);
}, 60_000);
