import { copyFileSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { databaseFindings, fileFindings } from '../../src/operation/doctor/database.ts';
import { discordFindings } from '../../src/operation/doctor/discord.ts';
import { clockFinding } from '../../src/operation/doctor/machine.ts';
import type { Finding } from '../../src/operation/doctor/rules.ts';
import { openDatabase } from '../../src/platform/database/index.ts';
import { PERMISSION_INTEGER } from '../../src/platform/discord/permissions.ts';
import { run } from '../support/program.ts';
import { createWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  // A server is looked at in other ways: tests/operation/postgres.test.ts.
  world = await createWorld({ onSqlite: true });
});
afterAll(() => world.stop());

function needy(findings: readonly Finding[]): string[] {
  return findings
    .filter(({ state }) => state !== 'ok')
    .map(({ about, state, says }) => `${state} ${about}: ${says}`);
}

async function visit(change: { token?: string; api?: string } = {}): Promise<Finding[]> {
  const db = openDatabase(world.databasePath);
  try {
    const { token, api } = world.sim;
    return await discordFindings({ token, api, guildId: undefined, ...change }, db, {
      now: () => Date.now(),
    });
  } finally {
    await db.destroy();
  }
}

it('says line by line what is well and what to do, as text and as JSON, and ends with 1 when something is to mend', async () => {
  const { sim, databasePath } = world;
  // As .env.example has it: discord.js reads SHARDS by itself, and throws at a word.
  const env = {
    DATABASE_URL: `sqlite:${databasePath}`,
    DISCORD_TOKEN: sim.token,
    DISCORD_API: sim.api,
    SHARDS: 'auto',
  };
  const well = await run(['src/operation/doctor.ts'], { env }).ended;
  expect(well.stderr).toBe('');
  expect(well.stdout).toMatch(/^ok {4}database +\S+nexus\.db is whole$/m);
  expect(well.stdout).toMatch(/^ok {4}server ALX ProDev +Nexus may do all it needs there$/m);
  expect(well.stdout).toMatch(/^look {2}backup +There is none\. Make one: npm run backup/m);
  expect(well.stdout).toContain(`client_id=${sim.applicationId}`);
  expect(well.stdout).toContain(`permissions=${PERMISSION_INTEGER}`);
  expect(well.stdout).not.toContain(sim.token);
  expect(well.code).toBe(0);

  const broken = await run(['src/operation/doctor.ts', '--json'], { env: { ...env, SHARDS: 'many' } }).ended;
  expect(broken.code).toBe(1);
  const { findings } = JSON.parse(broken.stdout) as { findings: Finding[] };
  expect(findings).toContainEqual(
    expect.objectContaining({ about: 'settings', state: 'mend', says: expect.stringContaining('SHARDS') }),
  );
  expect(findings).toContainEqual(expect.objectContaining({ about: 'migrations', state: 'ok' }));
}, 60_000);

it('names the channel in which something is missing', async () => {
  const { guild, mentors, announcements } = world;
  expect(needy(await visit())).toEqual([]);
  guild.setOverwrites(mentors, [{ for: 'everyone', deny: ['EMBED_LINKS', 'ATTACH_FILES'] }]);
  guild.deleteChannel(announcements);
  expect(needy(await visit())).toEqual([
    'mend server ALX ProDev: The announcements channel no longer exists. /setup check there says what to click.',
    'mend server ALX ProDev: In the mentors channel it lacks EmbedLinks, AttachFiles. /setup check there says what to click.',
  ]);
});

it('tells a refused token from a Discord that cannot be reached', async () => {
  expect(needy(await visit({ token: 'MTIz.wrong.token' }))).toEqual([
    expect.stringMatching(/^mend token: Discord refuses it\./),
  ]);
  expect(needy(await visit({ api: 'http://127.0.0.1:9/api' }))).toEqual([
    expect.stringMatching(/^mend Discord: It cannot be reached at /),
  ]);
});

it('says how far the clock is off', () => {
  expect(clockFinding(900)).toMatchObject({ state: 'ok' });
  expect(clockFinding(-20_000)).toMatchObject({
    state: 'warn',
    says: expect.stringContaining('20 s behind'),
  });
  expect(clockFinding(3_600_000)).toMatchObject({
    state: 'mend',
    says: expect.stringContaining('60 min ahead of'),
  });
});

it('knows from the database what went wrong in the last days', async () => {
  const { databasePath, sim, guild } = world;
  const db = openDatabase(databasePath);
  try {
    const look = async () => needy((await databaseFindings(db, databasePath, sim.clock)).findings);
    await world.settle();
    expect((await look()).map((line) => line.split(':')[0])).toEqual(['warn backup']);
    sim.offline(true);
    await guild.owner
      .slash('/cohort create', { name: 'Late', start: '2026-11-09', deadline: '2026-11-29' })
      .catch(() => {});
    sim.clock.advance(3 * 3_600_000);
    expect(await look()).toContainEqual(
      expect.stringMatching(/^warn running: Nexus does not run: last heard of 3 h ago/),
    );
    sim.offline(false);
    await world.restart();
    await world.settle();
    expect(await look()).toContainEqual(
      expect.stringMatching(/^warn absences: Nobody was there 1 times in the last 7 days, 3 h/),
    );
  } finally {
    await db.destroy();
  }
});

it('finds a damaged file without touching it', () => {
  const folder = mkdtempSync(join(dirname(world.databasePath), 'damaged-'));
  const path = join(folder, 'nexus.db');
  copyFileSync(world.databasePath, path);
  const bytes = readFileSync(path);
  bytes.fill(0xff, 4096 * 6, 4096 * 8);
  writeFileSync(path, bytes);
  const { findings, isWhole } = fileFindings(path);
  expect(isWhole).toBe(false);
  expect(needy(findings)[0]).toMatch(/^mend database: .*damaged.*npm run restore/);
  expect(readFileSync(path)).toEqual(bytes);
});
