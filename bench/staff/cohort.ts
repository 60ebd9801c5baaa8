/** A large cohort in its second week, put into the bot's database beside the bot. */
import Database from 'better-sqlite3';
import { crowdId, seedCrowd } from '../../tests/pairing/partners/crowd.ts';

const DAY = 86_400_000;

/** Of so many learners every second has a partner; a part of the teams has agreed, shared and handed in. */
const TEAM = { everyPair: 4, agreed: 2, progress: 1, handedIn: 3, quiet: 5 };

/** Adds learners with projects, teams, contracts, progress and hand-ins; `now` in ms UTC. Nobody is looked for in Discord. */
export function seedCohort(
  path: string,
  cohort: { id: number; guildId: string },
  size: number,
  now: number,
): void {
  seedCrowd(path, cohort, size, now);
  const db = new Database(path);
  db.pragma('synchronous = off');
  const addTeam = teamMaker(db, cohort, now);
  db.transaction(() => {
    db.prepare('update members set present_at = ?, dm = (rowid % 3 = 0)').run(now);
    // They came before the first day, and what they asked stays open: nothing but what is measured is due.
    db.prepare('update cohort_members set joined_at = ?').run(now - 20 * DAY);
    db.prepare('update requests set nudge_at = ?, expires_at = ?').run(now + DAY, now + 2 * DAY);
    db.prepare('delete from learner_changes').run();
    db.prepare('update projects set created_at = ? - (id % 13) * ?').run(now, DAY);
    const owned = db
      .prepare<[], { id: number; owner: string }>('select id, owner_id as owner from projects order by id')
      .all();
    const owners = new Set(owned.map(({ owner }) => owner));
    const guests = Array.from({ length: size }, (_, number) => crowdId(number)).filter(
      (id) => !owners.has(id),
    );
    for (const [number, { id, owner }] of owned.slice(0, Math.floor(size / TEAM.everyPair)).entries()) {
      const guest = guests[number];
      if (guest !== undefined) addTeam(number, owner, guest, id);
    }
  })();
  db.close();
}

/** Everybody has one stretch of three hours and a quarter a week, somewhere in it. */
export function fewHours(path: string): void {
  const db = new Database(path);
  db.pragma('synchronous = off');
  db.exec(`delete from availability;
    insert into availability (guild_id, user_id, day, from_minute, to_minute)
    select guild_id, user_id, 1 + slot / 96, 15 * (slot % 96), 15 * (slot % 96) + 195
    from (select guild_id, user_id, (rowid * 7919) % 672 as slot from members);
    delete from learner_changes;`);
  db.close();
}

type AddTeam = (number: number, host: string, guest: string, projectId: number) => void;

/** Adds teams of two, some of which have agreed, handed in or gone quiet. */
function teamMaker(
  db: Database.Database,
  { guildId, id: cohortId }: { id: number; guildId: string },
  now: number,
): AddTeam {
  const insert = (table: string, columns: string) => {
    const marks = columns.split(',').map(() => '?');
    return db.prepare(`insert into ${table} (${columns}) values (${marks.join(',')})`);
  };
  const team = insert('teams', 'guild_id,cohort_id,name,thread_id,introduced_at,created_at');
  const member = insert('team_members', 'team_id,user_id,joined_at,last_sign_at');
  const pair = insert('pairs', 'cohort_id,team_id,host_id,guest_id,host_project_id,formed_at');
  const progress = insert(
    'progress_entries',
    'guild_id,cohort_id,user_id,project_id,team_id,text,minutes,created_at',
  );
  const contract = insert(
    'contract_versions',
    'team_id,guild_id,number,state,format,hash,title,version,endpoint_count,normalised,document,source,source_name,created_at,agreed_at',
  );
  const handIn = insert('submissions', 'project_id,user_id,guild_id,cohort_id,saved_at,handed_in_at');
  const link = insert('submission_links', 'project_id,user_id,kind,url,found');
  const silence = insert(
    'silences',
    'guild_id,cohort_id,team_id,user_id,quiet_since,state,via,asked_at,due_at',
  );

  return (number, host, guest, projectId) => {
    const at = now - (1 + (number % 12)) * DAY;
    const thread = String(900_000_000_000_000_000n + BigInt(number));
    const teamId = Number(team.run(guildId, cohortId, `Team ${number}`, thread, at, at).lastInsertRowid);
    for (const userId of [host, guest]) {
      member.run(teamId, userId, at, now);
      if (number % TEAM.progress === 0)
        progress.run(guildId, cohortId, userId, projectId, teamId, `Did number ${number}.`, 60, at + DAY / 2);
    }
    pair.run(cohortId, teamId, host, guest, projectId, at);
    if (number % TEAM.agreed === 0)
      contract.run(
        teamId,
        guildId,
        1,
        'agreed',
        'openapi',
        `h${number}`,
        `API ${number}`,
        '1',
        12,
        '{}',
        '{}',
        'template',
        'template',
        at,
        at,
      );
    if (number % TEAM.handedIn === 0) {
      handIn.run(projectId, host, guildId, cohortId, now, now);
      link.run(projectId, host, 'repo', `https://github.com/team-${number}/nexus`, 'answers');
    }
    if (number % TEAM.quiet === 0)
      silence.run(guildId, cohortId, teamId, guest, at, 'asked', 'thread', now, now + 30 * DAY);
  };
}
