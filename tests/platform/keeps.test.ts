import Database from 'better-sqlite3';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Holding } from '../../src/platform/privacy/keeps.ts';
import { createWorld, type World } from '../support/world.ts';

/** Tables no feature says anything of yet: the list only gets shorter. */
const UNCLAIMED: readonly string[] = [
  'availability',
  'blocker_answers',
  'blocker_helpers',
  'blockers',
  'cohort_members',
  'cohort_mentors',
  'cohorts',
  'communities',
  'deadline_events',
  'delivery_alerts',
  'departures',
  'dm_channels',
  'entry_marks',
  'learner_changes',
  'learnings',
  'meeting_choices',
  'meetings',
  'members',
  'mentor_calls',
  'mentor_lists',
  'outbox',
  'pairs',
  'project_follows',
  'projects',
  'reminder_mutes',
  'reminder_receipts',
  'reminder_runs',
  'reminder_starters',
  'reminder_steps',
  'reminders',
  'request_answers',
  'request_messages',
  'requests',
  'round_leftovers',
  'round_pairs',
  'rounds',
  'silences',
  'solutions',
  'studies',
  'team_members',
  'team_mentors',
  'teams',
  'waiting_list',
  'waiting_offers',
  'waiting_progress',
  'waiting_watches',
];

let world: World;

beforeAll(async () => {
  world = await createWorld();
}, 60_000);
afterAll(() => world.stop());

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

/** Every text column of the migrated database. */
function textColumns(): string[] {
  const sqlite = new Database(world.databasePath, { readonly: true });
  try {
    return sqlite
      .prepare<[], string>(
        `select t.name || '.' || c.name from sqlite_master t join pragma_table_info(t.name) c
        where t.type = 'table' and t.name not like 'sqlite_%' and t.name <> 'kysely_migration' and c.type not in ('INTEGER', 'REAL')`,
      )
      .pluck()
      .all();
  } finally {
    sqlite.close();
  }
}

it('has a feature that answers for every text column of every table, and only one', () => {
  const claimed = claims();
  const missing = textColumns().filter((column) => !claimed.has(column));
  expect([...new Set(missing.map((column) => column.split('.')[0] ?? ''))].toSorted()).toEqual(
    UNCLAIMED.toSorted(),
  );
  const twice = [...claimed].filter(([, by]) => by.length > 1).map(([column]) => column);
  expect(twice).toEqual([]);
  const unknown = [...claimed.keys()].filter((column) => !textColumns().includes(column));
  expect(unknown).toEqual([]);
});

it('hears why a column holds nothing of a member', () => {
  const reasons = [...claims()].flatMap(([column, by]) =>
    by.flatMap(({ holding }) => (typeof holding === 'string' ? [] : [[column, holding.none]])),
  );
  expect(reasons.filter(([, reason]) => (reason ?? '').length < 8)).toEqual([]);
});
