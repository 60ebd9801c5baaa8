import Database from 'better-sqlite3';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { write } from '../../src/platform/database/index.ts';
import type { Holding } from '../../src/platform/privacy/keeps.ts';
import { brokenInvariants } from '../support/invariants.ts';
import { tour } from '../support/tour.ts';
import { rowCounts, textColumns, traces } from '../support/traces.ts';
import { createWorld, type World } from '../support/world.ts';

/** Tables no feature says anything of yet: the list only gets shorter. */
const UNCLAIMED: readonly string[] = [];
/** Tables that the tour and `fill` leave empty: what they keep is looked for nowhere yet. It only gets shorter. */
const UNUSED: readonly string[] = [
  ...UNCLAIMED,
  'contract_acceptances',
  'contract_answers',
  'contract_fetches',
  'contract_mutes',
  'contract_uses',
  'contract_versions',
  'contract_watches',
  'fetches',
  'mentor_calls',
  'team_mentors',
];

const HOUR = 3_600_000;

let world: World;

/** A server in which everything that Nexus keeps was written at least once. */
beforeAll(async () => {
  world = await createWorld({ simulator: { rateLimits: false } });
  await tour(world);
  await fill();
  await world.settle();
}, 240_000);
afterAll(() => world.stop());

interface Somebody {
  readonly id: string;
  readonly name: string;
}

function people(): Somebody[] {
  return sqlite((db) =>
    db
      .prepare<[], Somebody>('select user_id as id, display_name as name from members order by user_id')
      .all(),
  );
}

function sqlite<T>(work: (db: Database.Database) => T): T {
  const db = new Database(world.databasePath);
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

/** What the tour leaves out. */
async function fill(): Promise<void> {
  const { blocks, joining, cohorts, limits, reminders, drafts } = world.bot.services;
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
  await drafts.keep({ guildId, userId: ada, kind: 'note', content: { note: 'half a thought' } });
  const use = { guildId, userId: ada, what: 'ask' };
  await write(world.bot.services.db, (trx) => limits.use(trx, use, { hour: 9, day: 9 }));
  sqlite((db) => {
    const team = db.prepare<[], number>('select id from teams').pluck().get();
    const project = db.prepare<[], number>('select id from projects').pluck().get();
    const watch = db.prepare(
      'insert into waiting_watches (cohort_id, user_id, kind, project_id, person_id, created_at) values (?, ?, ?, ?, ?, 1)',
    );
    watch.run(cohort.id, ada, 'team-up', project, chidi);
    watch.run(cohort.id, chidi, 'ask', project, ada);
    db.prepare('insert into departures values (?, ?, 1)').run(team, ada);
    db.prepare('insert into delivery_alerts values (?, ?, ?, 1)').run(guildId, 'gone', world.projects.id);
    db.prepare(`insert into absences (cause, from_at, to_at) values ('process', 1, 2)`).run();
    db.prepare('insert into deadline_events (cohort_id, wanted) values (?, 0)').run(cohort.id);
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
function wordsOf({ id, name }: Somebody): string[] {
  const typed = sqlite((db) =>
    db
      .prepare<{ id: string }, string | null>(
        `select bio from members where user_id = @id
        union select title from projects where owner_id = @id
        union select summary from projects where owner_id = @id
        union select note from requests where sender_id = @id
        union select what from reminders where owner_id = @id
        union select content from drafts where user_id = @id`,
      )
      .pluck()
      .all({ id }),
  );
  // The tour has one summary for all.
  const own = typed.filter((word) => word !== null && !word.startsWith('A summary')) as string[];
  return [name, ...own];
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
  const guildId = world.guild.id;
  for (const { id } of all) {
    const kept = JSON.stringify(await world.bot.services.privacy.export({ guildId, userId: id }));
    const others = all.filter((other) => other.id !== id);
    const own = wordsOf(all.find((each) => each.id === id) ?? { id, name: '' }).join('\n');
    const foreign = others.flatMap((other) => [other.id, ...wordsOf(other)]);
    expect(foreign.filter((word) => !own.includes(word) && new RegExp(`\\b${word}\\b`).test(kept))).toEqual(
      [],
    );
  }
  const ada = await world.bot.services.privacy.export({ guildId, userId: named('Ada') });
  expect(Object.keys(ada)).toEqual(
    expect.arrayContaining(['profile', 'weekly hours', 'your projects', 'your teams', 'your reminders']),
  );
});

it('forgets one member after another, and what holds holds on', { timeout: 120_000 }, async () => {
  const { privacy } = world.bot.services;
  const guildId = world.guild.id;
  for (const somebody of people()) {
    if (somebody.id === world.staff.id) continue;
    const words = wordsOf(somebody);
    expect(traces(world.databasePath, [somebody.id]).length).toBeGreaterThan(0);
    await privacy.leave({ guildId, userId: somebody.id });
    await world.settle();
    await world.advance(HOUR);
    await privacy.forget({ guildId, userId: somebody.id });
    await privacy.forgetAnywhere(somebody.id);
    await world.settle();
    expect(traces(world.databasePath, [somebody.id, ...words]), somebody.name).toEqual([]);
    expect(brokenInvariants(world.databasePath), somebody.name).toEqual([]);
  }
});

it('erases a server with everything of it', async () => {
  await world.bot.services.privacy.erase(world.guild.id);
  const left = Object.entries(rowCounts(world.databasePath)).flatMap(([table, n]) => (n > 0 ? [table] : []));
  const ofNobody = ['absences', 'heartbeats', 'settings', 'used_interactions', 'waiting_progress'];
  expect(left.filter((table) => !ofNobody.includes(table))).toEqual([]);
});
