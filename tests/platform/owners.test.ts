import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ROOT } from '../support/program.ts';
import { recordedTour } from '../support/tour.ts';

/** Which folder of `src/` owns a table: only its store writes there. Others read, or call its service. */
const OWNERS: Readonly<Record<string, readonly string[]>> = {
  'platform/database': ['settings', 'kysely_migration'],
  'platform/drafts': ['drafts'],
  'platform/once': ['used_interactions'],
  'platform/limits': ['uses'],
  'platform/audit': ['audit'],
  'platform/fetch': ['fetches'],
  'platform/schedule': ['heartbeats', 'absences'],
  'platform/delivery': ['outbox', 'dm_channels', 'delivery_alerts'],
  'people/communities': ['communities'],
  'people/cohorts': ['cohorts', 'cohort_members', 'cohort_mentors'],
  // Its changes are logged by triggers.
  'people/learners': ['members', 'availability', 'learner_changes'],
  'people/notices': ['notices'],
  'people/post': ['pings'],
  'people/requests': ['requests', 'request_answers', 'request_messages'],
  'people/blocks': ['blocks'],
  'people/privacy': ['erasures'],
  'work/projects': ['projects', 'project_follows'],
  'work/teams': ['teams', 'team_members', 'pairs', 'departures'],
  'work/contracts': [
    'contract_versions',
    'contract_answers',
    'contract_acceptances',
    'contract_uses',
    'contract_mutes',
    'contract_fetches',
    'contract_watches',
  ],
  'work/submissions': ['submissions', 'submission_links'],
  'pairing/same-side': ['studies'],
  'pairing/rounds': ['rounds', 'round_pairs', 'round_leftovers'],
  'pairing/waiting': ['waiting_list', 'waiting_offers', 'waiting_watches', 'waiting_progress'],
  'journal/progress': ['progress_entries'],
  'journal/blockers': ['blockers', 'blocker_helpers', 'blocker_answers'],
  'journal/mentors': ['mentor_lists', 'mentor_calls', 'team_mentors'],
  'journal/solutions': ['solutions'],
  'journal/learnings': ['learnings'],
  'journal/marks': ['entry_marks'],
  'journal/readme': ['readme_picks', 'readme_consents', 'readme_programmes'],
  'journal/search': [
    'knowledge_servers',
    'knowledge_entries',
    'knowledge_terms',
    'knowledge_trigrams',
    'knowledge_postings',
    'knowledge_misses',
  ],
  'calendar/reminders': [
    'reminders',
    'reminder_steps',
    'reminder_runs',
    'reminder_receipts',
    'reminder_mutes',
    'reminder_starters',
  ],
  'calendar/meetings': ['meetings', 'meeting_choices'],
  'calendar/silences': ['silences'],
  'calendar/deadlines': ['deadline_events'],
};

const BUILDER = /\.(insertInto|replaceInto|mergeInto|updateTable|deleteFrom)\(\s*([^)\s,]*)/g;
const RAW =
  /\b(?:(insert|replace)(?:\s+or\s+\w+)?\s+into|(delete)\s+from|(update)(?=\s+["`]?\w+["`]?\s+(?:as\s+\S+\s+)?set\b))\s+["`]?(\$(?=\{)|\w+)/gi;

/** `insert outbox`, `update teams`: what a piece of SQL changes. */
function changesOf(sql: string): string[] {
  return Array.from(
    sql.matchAll(RAW),
    ([, insert, remove, , table = '']) => `${(insert ?? remove ?? 'update').toLowerCase()} ${table}`,
  );
}

const VERBS: Readonly<Record<string, string>> = {
  insertInto: 'insert',
  replaceInto: 'replace',
  mergeInto: 'merge',
  updateTable: 'update',
  deleteFrom: 'delete',
};

/** What a file changes as far as its text says so: with the builder, or in raw SQL. */
function changesIn(file: string): string[] {
  const source = readFileSync(join(ROOT, file), 'utf8').replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
  const built = Array.from(
    source.matchAll(BUILDER),
    ([, call = '', table = '']) => `${VERBS[call] ?? ''} ${table.replace(/^'(\w+)'$/, '$1')}`,
  );
  return [...new Set([...built, ...changesOf(source)])];
}

function filesIn(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name));
}

/** `src/work/teams/store.ts` stands in `work/teams`. */
function roomOf(file: string): string {
  return file.split('/').slice(1, 3).join('/');
}

function ownerOf(table: string): string | undefined {
  return Object.keys(OWNERS).find((room) => OWNERS[room]?.includes(table));
}

function tableOf(change: string): string {
  return change.split(' ')[1] ?? '';
}

const written = [...filesIn('src'), ...filesIn('commands')].map((file) => ({
  file,
  changes: changesIn(file),
}));

it('reads what the stores change', () => {
  expect(written.flatMap(({ changes }) => changes).length).toBeGreaterThan(70);
  expect(changesOf('insert into "a" ("b") values (?) on conflict ("b") do update set "c" = ?')).toEqual([
    'insert a',
  ]);
  expect(changesOf('with x as (select 1) update `a` as it set b = 1; delete  from c where d')).toEqual([
    'update a',
    'delete c',
  ]);
});

it('lets a table be written by the feature that owns it, and by nobody else', () => {
  const strangers = written.flatMap(({ file, changes }) =>
    changes.flatMap((change) => {
      const table = tableOf(change);
      return roomOf(file) === ownerOf(table) ? [] : [`${roomOf(file)} -> ${table}`];
    }),
  );
  // The history of migrations is named by a constant.
  expect([...new Set(strangers)].toSorted()).toEqual(['platform/database -> $']);
});

it('knows every change that a cohort’s three weeks really make, and an owner for every table', {
  timeout: 60_000,
}, async () => {
  const { tables, statements } = await recordedTour();
  expect(tables.toSorted()).toEqual(Object.values(OWNERS).flat().toSorted());

  const made = statements
    .filter(({ from }) => !from.endsWith('database/migrate.ts'))
    .flatMap(({ sql, from }) => changesOf(sql).map((change) => ({ change, from })));
  expect(made.length).toBeGreaterThan(90);
  const unknown = made.filter(
    ({ change, from }) => !written.some(({ file, changes }) => file === from && changes.includes(change)),
  );
  expect(unknown).toEqual([]);
});
