import { type Kysely, sql } from 'kysely';

/**
 * What there is of an archived cohort is changed by nobody any more (0029-archived.ts: nothing begins in it). Refused is
 * what people change: columns that only say where a message stands, or that change when somebody is forgotten or leaves
 * the server, are not among them. Conventions: 0001-first-slice.ts.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const { table, on, of } of REFUSED)
    await sql
      .raw(
        `create trigger archived_${table}_${on === 'insert' ? 'begun' : 'changed'} before ${when(on)} on ${table}
          when exists (select 1 from cohorts where id = ${COHORT[of]} and archived_at is not null)
          begin select raise(abort, 'cohort-archived'); end`,
      )
      .execute(db);
}

/** The cohort of a row, by what the row says it belongs to. */
const COHORT = {
  cohort: 'new.cohort_id',
  itself: 'new.id',
  team: '(select cohort_id from teams where id = new.team_id)',
  project: '(select cohort_id from projects where id = new.project_id)',
  blocker: '(select cohort_id from blockers where id = new.blocker_id)',
  announcement: '(select cohort_id from announcements where id = new.announcement_id)',
  meeting:
    '(select cohort_id from teams join meetings on meetings.team_id = teams.id where meetings.id = new.meeting_id)',
  version:
    '(select cohort_id from teams join contract_versions as version on version.team_id = teams.id where version.id = new.version_id)',
} as const;

interface Refused {
  readonly table: string;
  readonly of: keyof typeof COHORT;
  /** Columns, where it is about changes. */
  readonly on: 'insert' | readonly string[];
}

const begins = (of: Refused['of'], ...tables: readonly string[]): Refused[] =>
  tables.map((table) => ({ table, of, on: 'insert' }));
const changes = (table: string, of: Refused['of'], ...on: readonly string[]): Refused => ({ table, of, on });

const REFUSED: readonly Refused[] = [
  ...begins(
    'cohort',
    'announcements',
    'blockers',
    'checkins',
    'learnings',
    'reminder_steps',
    'waiting_watches',
  ),
  ...begins('team', 'contract_acceptances', 'contract_fetches', 'contract_uses', 'reminders', 'team_mentors'),
  ...begins('project', 'project_follows', 'submission_links'),
  ...begins('blocker', 'blocker_answers', 'blocker_helpers'),
  ...begins('meeting', 'meeting_choices'),
  ...begins('announcement', 'announcement_receipts'),
  ...begins('version', 'contract_answers'),
  changes(
    'cohorts',
    'itself',
    'name',
    'start_date',
    'deadline_date',
    'timezone',
    'min_overlap_minutes',
    'weights',
    'expected',
    'reminders_paused_at',
  ),
  changes('announcements', 'cohort', 'title', 'body', 'translation'),
  changes('announcement_receipts', 'announcement', 'read_at'),
  changes('cohort_members', 'cohort', 'documentation_only', 'teams_taken', 'track'),
  changes('projects', 'cohort', 'brief', 'track', 'api', 'partners', 'places_taken', 'status'),
  changes('teams', 'cohort', 'introduced_at', 'revision', 'ended_at'),
  changes('pairs', 'cohort', 'ended_at'),
  changes('studies', 'cohort', 'ended_at'),
  changes('blockers', 'cohort', 'state', 'public_at', 'taken_at'),
  changes('progress_entries', 'cohort', 'public_at'),
  changes('learnings', 'cohort', 'shared_at'),
  changes('team_members', 'team', 'left_at', 'checked_in_at'),
  changes('team_mentors', 'team', 'agreed_at'),
  changes('contract_versions', 'team', 'state'),
  changes('meetings', 'team', 'state', 'slot'),
];

function when(on: Refused['on']): string {
  return on === 'insert' ? on : `update of ${on.join(', ')}`;
}

export const postgres: readonly string[] = [
  ...(['itself', 'project', 'blocker', 'meeting', 'version', 'announcement'] as const).map(
    (of) => `create function refuse_archived_${of}() returns trigger language plpgsql as $$ begin
      if exists (select 1 from cohorts where id = ${COHORT[of]} and archived_at is not null) then
        raise exception 'cohort-archived';
      end if;
      return new;
    end $$`,
  ),
  ...REFUSED.map(
    ({ table, on, of }) =>
      `create trigger archived_${table}_${on === 'insert' ? 'begun' : 'changed'} before ${when(on)} on ${table}
        for each row execute function refuse_archived${of === 'cohort' ? '' : `_${of}`}()`,
  ),
];
