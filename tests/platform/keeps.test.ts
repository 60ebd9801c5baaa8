import type { Message } from '@nexus/simulator';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { write } from '../../src/platform/database/index.ts';
import type { Holding } from '../../src/platform/privacy/keeps.ts';
import { brokenInvariants } from '../support/invariants.ts';
import { type Sql, sqlOf } from '../support/sql.ts';
import { touredWorld } from '../support/tour.ts';
import { rowCounts, textColumns, traces } from '../support/traces.ts';
import type { World } from '../support/world.ts';

/** Tables no feature says anything of yet: the list only gets shorter. */
const UNCLAIMED: readonly string[] = [];
/** Tables that the tour and `fill` leave empty: what they keep is looked for nowhere yet. It only gets shorter. */
const UNUSED: readonly string[] = [...UNCLAIMED, 'erasures', 'mentor_calls', 'team_mentors'];

const DAY = 86_400_000;
/** Longer than the pause between two looks of the schedule. */
const SOON = 10_000;

let world: World;

/** A server in which everything that Nexus keeps was written at least once. */
beforeAll(async () => {
  world = await touredWorld();
  await fill();
  await world.settle();
}, 240_000);
afterAll(() => world.stop());

interface Somebody {
  readonly id: string;
  readonly name: string;
}

function people(): Somebody[] {
  return asking((db) =>
    db
      .prepare<[], Somebody>('select user_id as id, display_name as name from members order by user_id')
      .all(),
  );
}

function asking<T>(work: (db: Sql) => T): T {
  const db = sqlOf(world);
  try {
    return work(db);
  } finally {
    db.close();
  }
}

function named(name: string): string {
  const found = people().find((each) => each.name === name);
  if (found === undefined) throw new Error(`nobody is called ${name}`);
  return found.id;
}

function openErasures(): number {
  return asking((db) =>
    Number(db.prepare('select count(*) from erasures where done_at is null').pluck().get()),
  );
}

/** What the tour leaves out. */
async function fill(): Promise<void> {
  const { blocks, joining, cohorts, limits, outreach, reminders, drafts } = world.bot.services;
  const guildId = world.guild.id;
  const [cohort] = await cohorts.open(guildId);
  if (cohort === undefined) throw new Error('no cohort');
  const [ada, binta, chidi, dayo] = ['Ada', 'Binta', 'Chidi', 'Dayo'].map(named) as [
    string,
    string,
    string,
    string,
  ];
  await blocks.block(guildId, ada, dayo);
  await blocks.block(guildId, binta, ada);
  await reminders.mute(cohort.id, ada, 'profile', true);
  const olu = world.guild.addMember({ name: 'Olu' });
  await olu.slash('/help');
  await joining.mentor(cohort, olu.id, true);
  const letter = { guildId, cohortId: cohort.id, userId: ada, staffId: binta, text: 'A word from Binta' };
  await outreach.write(letter);
  const [written] = await outreach.unanswered(guildId, ada);
  await outreach.answer(written?.id ?? 0, ada, 'A word from Ada');
  await drafts.keep({ guildId, userId: ada, kind: 'note', content: { note: 'half a thought' } });
  const use = { guildId, userId: ada, what: 'ask' };
  await write(world.bot.services.db, (trx) => limits.use(trx, use, { hour: 9, day: 9 }));
  // In a write, which waits its turn: the bot may be in the middle of one of its own.
  await write(world.bot.services.db, async (trx) => {
    const { id: team } = await trx.selectFrom('teams').select('id').executeTakeFirstOrThrow();
    const { id: project } = await trx.selectFrom('projects').select('id').executeTakeFirstOrThrow();
    const watch = { cohort_id: cohort.id, project_id: project, created_at: 1 };
    await trx
      .insertInto('waiting_watches')
      .values([
        { ...watch, user_id: ada, kind: 'team-up', person_id: chidi },
        { ...watch, user_id: chidi, kind: 'ask', person_id: ada },
      ])
      .execute();
    await sql`insert into departures values (${team}, ${ada}, 1)`.execute(trx);
    await sql`insert into delivery_alerts values (${guildId}, 'gone', ${world.projects.id}, 1)`.execute(trx);
    await sql`insert into absences (cause, from_at, to_at) values ('process', 1, 2)`.execute(trx);
    await sql`insert into deadline_events (cohort_id, wanted) values (${cohort.id}, 0)`.execute(trx);
  });
}

/** By `table.column`, what the features say of it. */
function claims(): Map<string, { feature: string; holding: Holding }[]> {
  const found = new Map<string, { feature: string; holding: Holding }[]>();
  for (const { feature, columns } of world.bot.services.keeps)
    for (const [table, held] of Object.entries(columns))
      for (const [column, holding] of Object.entries(held as Record<string, Holding>)) {
        const key = `${table}.${column}`;
        found.set(key, [...(found.get(key) ?? []), { feature, holding }]);
      }
  return found;
}

function tableOf(column: string): string {
  return column.split('.')[0] ?? '';
}

/** What a member typed, as far as it stands in the database. */
const TYPED = [
  'select bio from members where user_id = ?',
  'select title from projects where owner_id = ?',
  'select summary from projects where owner_id = ?',
  'select note from requests where sender_id = ?',
  'select text from outreach where staff_id = ?',
  'select text from staff_matters where user_id = ?',
  'select words from team_pulses where user_id = ?',
  'select text from progress_entries where user_id = ?',
  `select text from learnings where user_id = ? and kind = 'takeaway'`,
  'select plan from checkins where user_id = ?',
  'select said from peer_reviews where user_id = ?',
  'select appeal from suspensions where user_id = ?',
  'select what from reminders where owner_id = ?',
  'select content from drafts where user_id = ?',
];

function wordsOf({ id, name }: Somebody): string[] {
  const typed = asking((db) =>
    TYPED.flatMap((query) => db.prepare<[string], string | null>(query).pluck().all(id)),
  );
  // The tour has one summary for all.
  const own = typed.filter((word) => word !== null && !word.startsWith('A summary')) as string[];
  return [name, ...own];
}

/** What the bot still shows in Discord of these words: answers to interactions, which only their reader sees, aside. */
function shownOf(words: readonly string[]): string[] {
  const { bot, channels, guilds } = world.sim.world;
  const events = [...guilds.values()].flatMap((guild) =>
    [...guild.events.values()].map((each) => JSON.stringify([each.name, each.description])),
  );
  const ours = [...channels.values()].flatMap((channel) => [
    channel.name,
    ...channel.messages.filter(({ author }) => author.id === bot.id).map(shownIn),
  ]);
  return [...events, ...ours].filter((shown) =>
    words.some((word) =>
      new RegExp(`(?<![\\p{L}\\d])${RegExp.escape(word)}(?![\\p{L}\\d])`, 'u').test(shown),
    ),
  );
}

/** All that people can read of a message: words, cards, buttons' ids, names and descriptions of files, what it answers. */
function shownIn({ content, components, embeds, attachments, interaction, thread }: Message): string {
  const files = attachments.map(({ filename, description }) => [filename, description]);
  return JSON.stringify([content, components, embeds, files, interaction, thread?.name]);
}

it('has a feature that answers for every text column of every table, and only one', () => {
  const claimed = claims();
  const columns = textColumns(world.databasePath);
  const missing = columns.filter((column) => !claimed.has(column)).map(tableOf);
  expect([...new Set(missing)].toSorted()).toEqual(UNCLAIMED);
  expect([...claimed].filter(([, by]) => by.length > 1).map(([column]) => column)).toEqual([]);
  expect([...claimed.keys()].filter((column) => !columns.includes(column))).toEqual([]);
});

it('hears why a column holds nothing of a member', () => {
  const reasons = [...claims()].flatMap(([column, by]) =>
    by.flatMap(({ holding }) => (typeof holding === 'string' ? [] : [[column, holding.none]])),
  );
  expect(reasons.filter(([, reason]) => (reason ?? '').length < 8)).toEqual([]);
});

it('was used, so that every table has a row', () => {
  const empty = Object.entries(rowCounts(world.databasePath)).filter(([, count]) => count === 0);
  expect(empty.map(([table]) => table).toSorted()).toEqual(UNUSED.toSorted());
});

it('shows a member what is theirs and nobody else’s name or words', async () => {
  const all = people();
  for (const { id } of all) {
    const kept = JSON.stringify(await world.bot.services.privacy.export(id));
    const others = all.filter((other) => other.id !== id);
    const own = wordsOf(all.find((each) => each.id === id) ?? { id, name: '' }).join('\n');
    const foreign = others.flatMap((other) => [other.id, ...wordsOf(other)]);
    const shown = foreign.filter((word) => !own.includes(word) && new RegExp(`\\b${word}\\b`).test(kept));
    expect(shown).toEqual([]);
  }
  const [here] = await world.bot.services.privacy.export(named('Ada'));
  expect(Object.keys(here?.kept ?? {})).toEqual(
    expect.arrayContaining(['profile', 'weekly hours', 'your projects', 'your teams', 'your reminders']),
  );
});

it('forgets one member after another, and what holds holds on', { timeout: 120_000 }, async () => {
  for (const [index, somebody] of people().entries()) {
    if (somebody.id === world.staff.id) continue;
    const words = wordsOf(somebody);
    expect(traces(world.databasePath, [somebody.id]).length).toBeGreaterThan(0);
    // Their direct messages, and for an hour how often they had an address fetched, belong to no server.
    const where = index % 2 === 0 ? undefined : world.guild.id;
    expect(await world.bot.services.privacy.forget(somebody.id, where)).toBe(true);
    expect(await world.bot.services.privacy.forget(somebody.id, where)).toBe(false);
    for (let times = 0; times < 4; times++) await world.advance(SOON);
    const left = traces(world.databasePath, [somebody.id, ...words]);
    const kept =
      where === undefined
        ? []
        : ['dm_channels', 'fetches'].map((table) => `${table}.user_id: ${somebody.id}`);
    expect(
      left.filter((trace) => !kept.includes(trace)),
      somebody.name,
    ).toEqual([]);
    expect(shownOf([...words, somebody.id]), somebody.name).toEqual([]);
    expect(brokenInvariants(world.databasePath), somebody.name).toEqual([]);
  }
});

it('erases a server that Nexus was removed from for a month, and not one where it is back', async () => {
  const { privacy } = world.bot.services;
  const before = rowCounts(world.databasePath)['cohorts'];
  await privacy.serverLeft(world.guild.id);
  await world.advance(29 * DAY);
  // An outage of the server, and its end: Nexus is there.
  world.guild.setAvailable(false);
  world.guild.setAvailable(true);
  await world.settle();
  expect(openErasures()).toBe(0);
  await world.advance(2 * DAY);
  expect(rowCounts(world.databasePath)['cohorts']).toBe(before);
  world.guild.kickBot();
  await world.settle();
  expect(openErasures()).toBe(1);
  await world.advance(31 * DAY);
  await world.advance(SOON);
  const left = Object.entries(rowCounts(world.databasePath)).flatMap(([table, n]) => (n > 0 ? [table] : []));
  const ofNobody = [
    'absences',
    'erasures',
    'heartbeats',
    'leases',
    'processes',
    'settings',
    'used_interactions',
    'waiting_progress',
  ];
  expect(left.filter((table) => !ofNobody.includes(table))).toEqual([]);
  expect(traces(world.databasePath, [world.guild.id])).toEqual([]);
});
