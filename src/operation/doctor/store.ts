import { sql } from 'kysely';
import type { Db } from '../../platform/database/index.ts';

/** When a process last said that it lives (ms); undefined: none ever did. */
export async function lastBeat(db: Db): Promise<number | undefined> {
  const row = await db.selectFrom('heartbeats').select('at').where('name', '=', 'process').executeTakeFirst();
  return row?.at;
}

/** The times nobody was there, since an instant (ms): how often and for how long in all. */
export async function absencesSince(db: Db, since: number): Promise<{ count: number; ms: number }> {
  const found = await sql<{ count: number; ms: number }>`
    select count(*) as count, coalesce(sum(to_at - from_at), 0) as ms from absences where to_at > ${since}`.execute(
    db,
  );
  return found.rows[0] ?? { count: 0, ms: 0 };
}

/** Deliveries that wait, since when the oldest of those that are due does (ms), and those given up since an instant (ms). */
export async function outboxAt(
  db: Db,
  { now, since }: { now: number; since: number },
): Promise<{ waiting: number; oldest: number | null; failed: number }> {
  const found = await sql<{ waiting: number; oldest: number | null; failed: number }>`
    select count(case when state in ('pending', 'sending', 'doubt') then 1 end) as waiting,
      min(case when state in ('pending', 'sending', 'doubt') and due_at <= ${now} then due_at end) as oldest,
      count(case when state = 'failed' and settled_at > ${since} then 1 end) as failed
    from outbox`.execute(db);
  return found.rows[0] ?? { waiting: 0, oldest: null, failed: 0 };
}

/** The channels and roles that are set in a server. */
export interface Server {
  readonly guildId: string;
  readonly channels: Readonly<Record<'projects' | 'announcements' | 'mentors' | 'staff', string | null>>;
  readonly roles: Readonly<Record<'staff' | 'mentor' | 'backend' | 'frontend', string | null>>;
}

/** What staff of a server have set; undefined where nobody has used Nexus there yet. */
export async function serverSettings(db: Db, guildId: string): Promise<Server | undefined> {
  const row = await db
    .selectFrom('communities')
    .selectAll()
    .where('guild_id', '=', guildId)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  return {
    guildId,
    channels: {
      projects: row.projects_channel_id,
      announcements: row.announcements_channel_id,
      mentors: row.mentors_channel_id,
      staff: row.staff_channel_id,
    },
    roles: {
      staff: row.staff_role_id,
      mentor: row.mentor_role_id,
      backend: row.backend_role_id,
      frontend: row.frontend_role_id,
    },
  };
}
