import { watchInvariants } from '../invariants.ts';
import { sqlOf } from '../sql.ts';
import { type TeamWatch, watchTeams } from './team-watch.ts';

/** Who can be matched no more is taken off the waiting list within a second. */
const WITHIN_A_SECOND = 'nobody waits for a partner who cannot be matched';
/** Deleted channels take what was for them along, also what waits for the thread of a card that cannot be posted there. */
const LOST_WITH_CHANNELS = 'nothing in the outbox was given up';

/** Somebody in a server. */
export interface Who {
  readonly guildId: string;
  readonly userId: string;
}

export interface WaitingRequest extends Who {
  readonly id: number;
  readonly kind: string;
}

/** What is looked at after each step. */
export interface Watch {
  readonly teams: TeamWatch;
  /** The rules that do not hold; `late`: a second has passed since the last write. */
  broken(late: boolean): string[];
  /** Whose answer open requests wait for. */
  waiting(): WaitingRequest[];
  /** Who stands in a team. */
  teamed(): Who[];
  /** Who owns a project of a team. */
  owners(): Who[];
  /** The cohorts somebody is in. */
  peopled(): string[];
  /** What should have been sent by now (ms) and was not. */
  owed(now: number): string[];
  /** What there is in the end, by its name. */
  ends(): [string, number][];
  close(): void;
}

export function watch(databasePath: string): Watch {
  const invariants = watchInvariants(databasePath);
  const teams = watchTeams(databasePath);
  const db = sqlOf({ databasePath });
  const waiting = db.prepare<[], WaitingRequest>(`
    select id, kind, guild_id as "guildId", user_id as "userId" from requests
    join request_answers on request_id = requests.id where state = 'open' and answer is null`);
  return {
    teams,
    broken: (late) =>
      invariants
        .broken()
        .filter(
          (each) => !each.startsWith(LOST_WITH_CHANNELS) && (late || !each.startsWith(WITHIN_A_SECOND)),
        ),
    waiting: () => waiting.all(),
    teamed: () =>
      db
        .prepare<[], Who>(`
          select guild_id as "guildId", user_id as "userId" from teams join team_members on team_id = id
          where ended_at is null and left_at is null`)
        .all(),
    owners: () =>
      db
        .prepare<[], Who>(`
          select guild_id as "guildId", owner_id as "userId" from projects
          where team_id is not null and status <> 'withdrawn'`)
        .all(),
    peopled: () =>
      db
        .prepare<[], string>('select distinct name from cohorts join cohort_members on cohort_id = id')
        .pluck()
        .all(),
    owed: (now) =>
      db
        .prepare<[number], string>(`
          select 'not sent: ' || dedupe_key || ', ' || state || ' ' || coalesce(last_error, '') from outbox
          where state in ('pending', 'sending', 'doubt') and due_at <= ?`)
        .pluck()
        .all(now),
    ends: () =>
      db
        .prepare<[], [string, number]>(`
          select 'a request was ' || state || ': ' || kind, count(*) from requests group by 1
          union all select 'a ' || language || ' server', count(*) from communities group by 1`)
        .raw()
        .all(),
    close: () => {
      invariants.close();
      teams.close();
      db.close();
    },
  };
}
