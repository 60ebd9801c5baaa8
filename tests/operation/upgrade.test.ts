import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { type GuildDriver, type Member, text } from '@nexus/simulator';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { migrations } from '../../migrations/index.ts';
import { backUp, restore } from '../../src/platform/backup/service.ts';
import { NewerDatabaseError, refuseNewer } from '../../src/platform/database/index.ts';
import { brokenInvariants } from '../support/invariants.ts';
import { type Ended, run } from '../support/program.ts';
import { badManners } from '../support/requests.ts';
import { createWorld, type World } from '../support/world.ts';

/**
 * What the first version (2026-11-21, migrations 0001 and 0002) left behind after its demo's week: 36 learners, their
 * projects, teams, requests and reminders, written by that version itself.
 */
const FIRST = gunzipSync(readFileSync(new URL('../fixtures/first-version.db.gz', import.meta.url)));
const WEEK_LATER = Date.UTC(2026, 10, 17, 8);

let world: World;
const people = new Map<string, Member>();
let backup: string;
let rowsBefore: Record<string, number>;
/** By this version's doctor, before its first start. */
let looked: Ended;

beforeAll(async () => {
  world = await createWorld({
    start: WEEK_LATER,
    async prepare(path, { sim, guild, projects }) {
      writeFileSync(path, FIRST);
      moveIn(path, guild, projects.id);
      renameApplication(path, sim.applicationId);
      rowsBefore = countRows(path);
      backup = join(dirname(path), 'before.db');
      await backUp({ databasePath: path, target: backup, keep: 1, migrations, now: WEEK_LATER });
      const env = { DATABASE_URL: `sqlite:${path}`, DISCORD_TOKEN: sim.token, DISCORD_API: sim.api };
      looked = await run(['src/operation/doctor.ts'], { env }).ended;
    },
  });
});
afterAll(() => world.stop());

/** The server, its channel and its people are those of the simulator, under their ids. */
function moveIn(path: string, guild: GuildDriver, projectsId: string): void {
  const db = new Database(path);
  // One row after the other: some hold only once all are moved.
  db.pragma('foreign_keys = off');
  db.pragma('ignore_check_constraints = on');
  const ids = new Map<string, string>();
  const { guild_id, projects_channel_id } = db
    .prepare<[], Record<'guild_id' | 'projects_channel_id', string>>('select * from communities')
    .get() ?? { guild_id: '', projects_channel_id: '' };
  ids.set(guild_id, guild.id).set(projects_channel_id, projectsId);
  const members = db.prepare<[], { id: string; name: string }>(
    'select user_id as id, display_name as name from members',
  );
  for (const { id, name } of members.all()) {
    const member = guild.addMember({ name });
    people.set(name, member);
    ids.set(id, member.id);
  }
  for (const table of tablesOf(db))
    for (const { name, type } of db.pragma(`table_info(${table})`) as { name: string; type: string }[]) {
      if (type !== 'TEXT') continue;
      const change = db.prepare(`update ${table} set "${name}" = ? where rowid = ?`);
      const rows = db.prepare<[], { id: number; value: string | null }>(
        `select rowid as id, "${name}" as value from ${table}`,
      );
      for (const { id, value } of rows.all()) {
        const moved = value?.replaceAll(/\d{17,20}/g, (old) => ids.get(old) ?? old);
        if (moved !== undefined && moved !== value) change.run(moved, id);
      }
    }
  db.close();
}

/** What was registered with Discord is kept by the application's id. */
function renameApplication(path: string, id: string): void {
  const db = new Database(path);
  const { changes } = db
    .prepare(`update settings set key = ? where key like 'commands:%'`)
    .run(`commands:${id}:global`);
  db.close();
  expect(changes).toBe(1);
}

function tablesOf(db: Database.Database): string[] {
  return db
    .prepare<[], { name: string }>(
      `select name from sqlite_master where type = 'table' and name not like 'sqlite_%'`,
    )
    .all()
    .map(({ name }) => name);
}

function countRows(path: string): Record<string, number> {
  const db = new Database(path, { readonly: true });
  const counts = tablesOf(db).map((table) => [
    table,
    db.prepare(`select count(*) from ${table}`).pluck().get(),
  ]);
  db.close();
  return Object.fromEntries(counts) as Record<string, number>;
}

it('carries the first version’s rows to now: everybody finds what is theirs, and goes on', async () => {
  const { sim, databasePath, guild } = world;
  await world.settle();
  const rows = countRows(databasePath);
  for (const table of ['members', 'cohort_members', 'teams', 'team_members', 'projects', 'pairs'])
    expect({ [table]: rows[table] }).toEqual({ [table]: rowsBefore[table] });
  expect(rows['kysely_migration']).toBe(Object.keys(migrations).length);

  const db = new Database(databasePath, { readonly: true });
  const owners = db
    .prepare<[], { title: string; name: string }>(
      `select title, display_name as name from projects join members on user_id = owner_id where status = 'full' limit 3`,
    )
    .all();
  db.close();
  expect(owners).toHaveLength(3);
  for (const { title, name } of owners) {
    const owner = people.get(name) as Member;
    expect(text((await owner.slash('/project show')).message)).toContain(title);
    expect(text((await owner.slash('/help')).message)).toContain(`Announced: **${title}**`);
    expect(text((await owner.slash('/team show')).message)).not.toContain('Something broke');
    expect(text((await owner.slash('/find-partner')).message)).not.toContain('Something broke');
  }
  expect(text((await guild.owner.slash('/cohort status')).message)).toContain('November');
  await world.advance(86_400_000);
  await world.advance(86_400_000);
  // The threads of then are not in this server.
  expect(brokenInvariants(databasePath).filter((line) => !line.startsWith('nothing in the outbox'))).toEqual(
    [],
  );
  expect(badManners(sim)).toEqual([]);
});

it('is looked at before its first start, as docs/operate.md has it', () => {
  expect(looked).toMatchObject({ code: 0, stderr: '' });
  expect(looked.stdout).toMatch(/^look {2}migrations +\d+ run at the next start\. Make a backup first/m);
});

it('goes back: the version of then refuses the newer database, and the backup of before is what it was', async () => {
  const { databasePath } = world;
  await world.bot.stop();
  const then = Object.fromEntries(Object.entries(migrations).filter(([name]) => name < '0003'));
  expect(() => refuseNewer(databasePath, then)).toThrow(NewerDatabaseError);
  // A sentence, not a list of every step since.
  expect(() => refuseNewer(databasePath, then)).toThrow(/\(it knows 0003-[\w-]+ and \d+ more\)/);
  restore({ databasePath, backup, migrations: then, now: WEEK_LATER });
  refuseNewer(databasePath, then);
  expect(countRows(databasePath)).toEqual({ ...rowsBefore });
});
