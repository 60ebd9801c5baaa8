import { sqlOf } from '../sql.ts';

interface Told {
  readonly outbox: number;
  readonly notices: ReadonlySet<string>;
}

interface Team {
  readonly id: number;
  readonly guildId: string;
  readonly name: string;
  readonly people: ReadonlySet<string>;
  /** By project: who owns it. Withdrawn ones are left out. */
  readonly owners: ReadonlyMap<number, string>;
}

/** Sees that whoever stands in a team hears when it has changed around them. */
export interface TeamWatch {
  /** Who was told nothing of what happened since the last look. `actor` has done it, and read it in the answer. */
  untold(actor?: string): string[];
  /** How often each kind of change was seen. */
  readonly seen: ReadonlyMap<string, number>;
  close(): void;
}

export function watchTeams(databasePath: string): TeamWatch {
  const db = sqlOf({ databasePath });
  const members = db.prepare<[], { id: number; guild_id: string; name: string; user_id: string }>(`
    select teams.id, guild_id, name, user_id from teams join team_members on team_id = teams.id
    where ended_at is null and left_at is null`);
  const projects = db.prepare<[], { id: number; team_id: number; owner_id: string }>(
    `select id, team_id, owner_id from projects where team_id is not null and status <> 'withdrawn'`,
  );
  const lastRow = db.prepare<[], number>('select coalesce(max(id), 0) from outbox').pluck();
  const lines = db.prepare<[], { id: number; times: number; created_at: number; who: string }>(
    `select id, times, created_at, guild_id || ' ' || user_id as who from notices`,
  );
  const rows = db.prepare<
    [number],
    { guild_id: string; target_id: string; mentions: string | null; opened: number | null }
  >(`select guild_id, target_id, mentions, case kind when 'team-thread' then cast(subject as integer) end as opened
    from outbox where id > ?`);
  const gone = db
    .prepare<[], string>(`select guild_id || ' ' || user_id from members where gone_at is not null`)
    .pluck();

  const lineKey = (line: { id: number; times: number; created_at: number; who: string }): string =>
    `${line.id} ${line.times} ${line.created_at} ${line.who}`;

  function look(): { teams: Map<number, Team>; told: Told } {
    const teams = new Map<
      number,
      { id: number; guildId: string; name: string; people: Set<string>; owners: Map<number, string> }
    >();
    for (const { id, guild_id: guildId, name, user_id: userId } of members.all()) {
      const team = teams.get(id) ?? { id, guildId, name, people: new Set(), owners: new Map() };
      team.people.add(userId);
      teams.set(id, team);
    }
    for (const { id, team_id: teamId, owner_id: ownerId } of projects.all())
      teams.get(teamId)?.owners.set(id, ownerId);
    return { teams, told: { outbox: lastRow.get() ?? 0, notices: new Set(lines.all().map(lineKey)) } };
  }

  let before = look();
  const seen = new Map<string, number>();

  /** Servers and members, as `guild user`, to whom something was said since. */
  function heardSince({ outbox, notices }: Told, teams: ReadonlyMap<number, Team>): Set<string> {
    const heard = new Set<string>();
    for (const { guild_id: guildId, target_id: targetId, mentions, opened } of rows.all(outbox)) {
      heard.add(`${guildId} ${targetId}`);
      // Discord shows a thread to whoever is put into it: it is on its way.
      for (const id of teams.get(opened ?? 0)?.people ?? []) heard.add(`${guildId} ${id}`);
      for (const id of JSON.parse(mentions ?? '[]') as string[]) heard.add(`${guildId} ${id}`);
    }
    for (const line of lines.all()) if (!notices.has(lineKey(line))) heard.add(line.who);
    return heard;
  }

  return {
    seen,
    untold(actor) {
      const now = look();
      const heard = heardSince(before.told, now.teams);
      const left = new Set(gone.all());
      const untold: string[] = [];
      for (const id of new Set([...before.teams.keys(), ...now.teams.keys()])) {
        const [was, is] = [before.teams.get(id), now.teams.get(id)];
        const changes = changesOf(was, is);
        for (const change of changes) seen.set(change, (seen.get(change) ?? 0) + 1);
        const { guildId = '', name = '' } = was ?? is ?? {};
        if (changes.length === 0) continue;
        for (const userId of new Set([...(was?.people ?? []), ...(is?.people ?? [])])) {
          const who = `${guildId} ${userId}`;
          if (userId === actor || heard.has(who) || left.has(who)) continue;
          untold.push(`nobody told ${userId} in ${name}: ${changes.join(', ')}`);
        }
      }
      before = now;
      return untold;
    },
    close: () => void db.close(),
  };
}

function changesOf(was: Team | undefined, is: Team | undefined): string[] {
  if (is === undefined) return ['a team ended'];
  if (was === undefined) return ['a team formed'];
  const owners = [...is.owners].filter(([id, ownerId]) => (was.owners.get(id) ?? ownerId) !== ownerId);
  return [
    ...(is.people.difference(was.people).size > 0 ? ['somebody joined a team'] : []),
    ...(was.people.difference(is.people).size > 0 ? ['somebody left a team'] : []),
    ...(owners.length > 0 ? ['a project was handed over'] : []),
    ...([...was.owners.keys()].some((id) => !is.owners.has(id)) ? ['a project was withdrawn'] : []),
  ];
}
