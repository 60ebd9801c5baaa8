import { type Kysely, sql } from 'kysely';

/**
 * A meeting that was agreed on can be called off: by whom, and which reminder goes with it. Conventions: 0001-first-slice.ts.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

/** Meetings agreed on before: their reminder is the team's of that moment, or of ten minutes before it. */
const OF_BEFORE = `update meetings set reminder_id = (
  select max(reminders.id) from reminders
  where reminders.team_id = meetings.team_id and reminders.owner_id = meetings.proposer_id
    and reminders.state = 'waiting' and reminders.recurrence is null
    and reminders.due_at in (meetings.slot, meetings.slot - 600000)
) where state = 'agreed'`;

const STATEMENTS = [
  'alter table meetings add column reminder_id integer',
  'alter table meetings add column cancelled_by text',
  OF_BEFORE,
];

export const postgres: readonly string[] = STATEMENTS.map((statement) =>
  statement.replace('reminder_id integer', 'reminder_id bigint'),
);
