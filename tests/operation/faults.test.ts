import { spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { Simulator, text } from '@nexus/simulator';
import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { startBot } from '../../src/bot.ts';
import { readConfig } from '../../src/platform/config.ts';
import { DatabaseFaultError } from '../../src/platform/database/index.ts';
import { createLogger } from '../../src/platform/log.ts';
import { createStage } from '../platform/bot-process.ts';
import { temporaryDirectory } from '../support/directory.ts';
import { holdDatabase } from '../support/hold.ts';
import { brokenInvariants } from '../support/invariants.ts';
import { putDatabase } from '../support/migrated.ts';
import { freePort } from '../support/port.ts';
import { run } from '../support/program.ts';
import { createWorld } from '../support/world.ts';

const MEGABYTE = 1_000_000;
/** A file system of our own, which only the program sees: Linux lets everybody make one. */
const hasNamespaces = spawnSync('unshare', ['-Urm', 'true']).status === 0;

/** Runs a program that finds a small file system at a folder. */
function onOwnDisk(folder: string, options: string, env: Record<string, string>) {
  const script = `set -e; mount -t tmpfs -o ${options} tmpfs "$0"
    if [ -n "$SEED" ]; then cp "$SEED" "$0/nexus.db"; fi
    exec "$NODE" src/main.ts`;
  const program = run(['-Urm', 'bash', '-c', script, folder], {
    node: 'unshare',
    env: { ...env, NODE: process.execPath },
  });
  return { program, inside: () => `/proc/${program.child.pid}/root${folder}` };
}

/**
 * What a file system does that finds its disk broken: what is opened anew may only be read, and every write to what is open
 * fails. Nobody may do the second to a file system in use; a limit of zero bytes does it to one process.
 */
function makeReadOnly(pid: number | undefined, folder: string): void {
  inNamespaceOf(pid, `mount --bind "${folder}" "${folder}" && mount -o remount,bind,ro "${folder}"`);
  spawnSync('prlimit', ['--pid', String(pid), '--fsize=0:']);
}

function makeWritable(pid: number | undefined, folder: string): void {
  spawnSync('prlimit', ['--pid', String(pid), '--fsize=unlimited:']);
  // Lazily: whatever was opened there meanwhile stays open, as it does on a real disk.
  inNamespaceOf(pid, `umount --lazy "${folder}"`);
}

function inNamespaceOf(pid: number | undefined, script: string): void {
  const args = ['--target', String(pid), '--user', '--mount', '--preserve-credentials', 'bash', '-c', script];
  const { status, stderr } = spawnSync('nsenter', args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
}

async function readiness(port: number): Promise<{ status: number; body: { fault?: string } }> {
  const answer = await fetch(`http://127.0.0.1:${port}/readyz`);
  return { status: answer.status, body: (await answer.json()) as { fault?: string } };
}

/** Only the soft limit: it can be raised again. */
function limitHandles(pid: number | undefined, count: number): void {
  spawnSync('prlimit', ['--pid', String(pid), `--nofile=${count}:`]);
}

function announcement(title: string) {
  const summary = 'An API for a shop: products, carts and orders. '.repeat(6).slice(0, 300);
  return { title, brief: 'ecommerce', summary, track: 'backend' };
}

it.skipIf(!hasNamespaces)(
  'goes on by itself when more files may be opened, and when a full disk has room again: says what to do, loses nothing',
  async () => {
    const sim = await Simulator.start();
    const guild = sim.createGuild({ name: 'ALX ProDev' });
    const projects = guild.createChannel({ name: 'projects' });
    const seed = join(temporaryDirectory(), 'seed.db');
    await putDatabase(seed);
    const disk = join(temporaryDirectory(), 'disk');
    mkdirSync(disk);
    const port = await freePort();
    const { program, inside } = onOwnDisk(disk, 'size=8m', {
      SEED: seed,
      DISCORD_TOKEN: sim.token,
      DISCORD_API: sim.api,
      DATABASE_URL: `sqlite:${disk}/nexus.db`,
      HTTP_PORT: String(port),
    });
    const ready = () => readiness(port);
    try {
      await program.printed(/"msg":"ready"/);
      await guild.owner.slash('/setup channels', { projects });
      // Nothing more may be opened; what is open stays so.
      limitHandles(program.child.pid, 10);
      await guild.owner.slash('/cohort create', { name: 'Now', start: '2026-01-01', deadline: '2026-02-01' });
      await program.printed(/Too many files and connections are open: nothing can be sent\. Raise the limit/);
      limitHandles(program.child.pid, 4_096);
      const started = () => guild.owner.sees(projects).some((message) => text(message).includes('Now'));
      await sim.until(started, { timeoutMs: 60_000 });
      await expect.poll(async () => (await ready()).status, { timeout: 30_000 }).toBe(200);

      const ballast = join(inside(), 'ballast');
      for (let size = 8 * MEGABYTE; size >= 1_024; size /= 2)
        try {
          writeFileSync(ballast, Buffer.alloc(size), { flag: 'a' });
        } catch {
          // It did not fit; half of it may.
        }
      const acknowledged: string[] = [];
      let refused = '';
      for (let turn = 0; refused === ''; turn++) {
        const ada = guild.addMember({ name: `Ada ${turn}` });
        const answer = text((await ada.slash('/announce-project', announcement(`Shop ${turn}`))).message);
        if (answer.includes('Announced')) acknowledged.push(`Shop ${turn}`);
        else refused = answer;
      }
      expect(refused).toContain('Something broke on our side');
      await program.printed(/The disk of the database is full: nothing can be saved\. Make room/);
      expect(await ready()).toMatchObject({
        status: 503,
        body: { fault: expect.stringContaining('Make room') },
      });

      rmSync(ballast);
      await program.printed(/the database can be changed again/);
      expect((await ready()).status).toBe(200);
      const last = guild.addMember({ name: 'Last' });
      expect(text((await last.slash('/announce-project', announcement('Last'))).message)).toContain(
        'Announced',
      );
      const cards = () => guild.owner.sees(projects).map(text).join('\n');
      await sim.until(() => [...acknowledged, 'Last'].every((title) => cards().includes(`### ${title}`)), {
        timeoutMs: 60_000,
      });
      for (const title of [...acknowledged, 'Last'])
        expect(
          guild.owner.sees(projects).filter((message) => text(message).includes(`### ${title}`)),
        ).toHaveLength(1);
    } finally {
      program.child.kill('SIGTERM');
      await program.ended;
      await sim.stop();
    }
  },
  150_000,
);

it.skipIf(!hasNamespaces)(
  'goes on by itself when a disk that became read-only under it can be written to again: says so, loses nothing',
  async () => {
    const sim = await Simulator.start();
    const guild = sim.createGuild({ name: 'ALX ProDev' });
    const projects = guild.createChannel({ name: 'projects' });
    const seed = join(temporaryDirectory(), 'seed.db');
    await putDatabase(seed);
    const disk = join(temporaryDirectory(), 'disk');
    mkdirSync(disk);
    const port = await freePort();
    const { program } = onOwnDisk(disk, 'size=32m', {
      SEED: seed,
      DISCORD_TOKEN: sim.token,
      DISCORD_API: sim.api,
      DATABASE_URL: `sqlite:${disk}/nexus.db`,
      HTTP_PORT: String(port),
    });
    const ready = () => readiness(port);
    const announced = async (name: string, title: string) =>
      text((await guild.addMember({ name }).slash('/announce-project', announcement(title))).message);
    try {
      await program.printed(/"msg":"ready"/);
      await guild.owner.slash('/setup channels', { projects });
      await guild.owner.slash('/cohort create', { name: 'Now', start: inDays(-1), deadline: inDays(20) });
      expect(await announced('Ada', 'Before')).toContain('Announced');
      makeReadOnly(program.child.pid, disk);
      expect(await announced('Ben', 'Refused')).toContain('Something broke on our side');
      await program.printed(/The database cannot be written to: its disk is mounted read-only/);
      expect(await ready()).toMatchObject({
        status: 503,
        body: { fault: expect.stringContaining('mounted read-only') },
      });

      makeWritable(program.child.pid, disk);
      await program.printed(/the database can be changed again/);
      expect((await ready()).status).toBe(200);
      expect(await announced('Cyd', 'After')).toContain('Announced');
      const cards = (title: string) =>
        guild.owner.sees(projects).filter((message) => text(message).includes(`### ${title}`));
      await sim.until(() => cards('Before').length > 0 && cards('After').length > 0, { timeoutMs: 60_000 });
      expect(['Before', 'Refused', 'After'].map((title) => cards(title).length)).toEqual([1, 0, 1]);
      program.child.kill('SIGTERM');
      const { stdout, code } = await program.ended;
      expect(code).toBe(0);
      expect(stdout).not.toContain('gives errors');
    } finally {
      program.child.kill('SIGTERM');
      await program.ended;
      await sim.stop();
    }
  },
  150_000,
);

it.skipIf(!hasNamespaces)(
  'says in one sentence that it may not write there',
  async () => {
    const disk = join(temporaryDirectory(), 'disk');
    mkdirSync(disk);
    const { program } = onOwnDisk(disk, 'ro', {
      SEED: '',
      DISCORD_TOKEN: 'a.b.c',
      DATABASE_URL: `sqlite:${disk}/nexus.db`,
    });
    const { code, stdout, stderr } = await program.ended;
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr.trim()).toMatch(/^The database cannot be (opened|written to): .*nexus\.db\)$/);
  },
  60_000,
);

it('says in one sentence that the database is damaged, and does not touch it', async () => {
  const path = join(temporaryDirectory(), 'nexus.db');
  await putDatabase(path);
  const bytes = readFileSync(path);
  bytes.fill(0xff, 0, 512);
  writeFileSync(path, bytes);
  const config = readConfig({ DISCORD_TOKEN: 'a.b.c', DATABASE_URL: `sqlite:${path}`, LOG_LEVEL: 'silent' });
  const started = startBot({ config, onFatal() {} });
  await expect(started).rejects.toThrow(DatabaseFaultError);
  await expect(started).rejects.toThrow(/The database is damaged\. Stop Nexus and restore the last backup/);
  expect(readFileSync(path)).toEqual(bytes);
});

it('says of a page that went bad what to do, whoever comes upon it', async () => {
  const stage = await createStage();
  const { guild, projects, databasePath } = stage;
  const first = await stage.ready();
  await guild.owner.slash('/setup channels', { projects });
  await guild.owner.slash('/cohort create', { name: 'Now', start: inDays(-1), deadline: inDays(20) });
  const ada = guild.addMember({ name: 'Ada' });
  expect(text((await ada.slash('/announce-project', announcement('Shop'))).message)).toContain('Announced');
  first.child.kill('SIGTERM');
  await first.ended;
  spoil(databasePath, 'projects');

  const port = await freePort();
  const program = await stage.ready({ HTTP_PORT: String(port) });
  const state = async () => {
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`);
    return { status: answer.status, fault: ((await answer.json()) as { fault?: string }).fault };
  };
  const damaged = { status: 503, fault: expect.stringContaining('restore the last backup') };
  // Only reads.
  expect(text((await ada.slash('/project browse')).message)).toContain('Something broke on our side');
  await program.printed(/The database is damaged\. Stop Nexus and restore the last backup/);
  expect(await state()).toMatchObject(damaged);
  // What lies on other pages can be written.
  expect(text((await ada.slash('/profile set', { track: 'backend' })).message)).not.toContain('broke');
  expect(await state()).toMatchObject(damaged);
});

function inDays(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
}

/** Every byte of the page that a table begins on. */
function spoil(path: string, table: string): void {
  const db = new Database(path);
  const size = Number(db.pragma('page_size', { simple: true }));
  const page = db
    .prepare<[string], number>('select rootpage from sqlite_master where name = ?')
    .pluck()
    .get(table);
  db.close();
  const file = openSync(path, 'r+');
  writeSync(file, Buffer.alloc(size, 0xff), 0, size, ((page ?? 1) - 1) * size);
  closeSync(file);
}

it('sends nothing twice when the clock is set back, and answers while another process holds the database', async () => {
  let ahead = Date.UTC(2026, 10, 9, 8) - Date.now();
  let logged = '';
  const world = await createWorld({
    simulator: { rateLimits: false, clock: { now: () => Date.now() + ahead } },
    log: createLogger('warn', { destination: { write: (line) => void (logged += line) } }),
  });
  try {
    const { guild, projects, sim } = world;
    const ada = guild.addMember({ name: 'Ada' });
    await ada.slash('/announce-project', announcement('Shop'));
    await world.settle();
    const seen = () => guild.owner.sees(projects).length;
    const before = seen();
    ahead -= 3_600_000;
    await world.settle();
    const told = logged.split('\n').filter((line) => line.includes('The clock was set back by 60 min'));
    expect(told, 'once').toHaveLength(1);
    ahead += 2 * 3_600_000;
    await world.settle();
    await world.advance(60_000);
    expect(seen()).toBe(before);
    expect(guild.owner.sees(projects).filter((message) => text(message).includes('### Shop'))).toHaveLength(
      1,
    );

    const held = holdDatabase(world);
    const ben = guild.addMember({ name: 'Ben' });
    const answer = await ben.slash('/announce-project', announcement('Held up'));
    const said = answer.response === 'deferred' ? text(await answer.finished()) : text(answer.message);
    expect(said).toContain('Too much is going on at once');
    held.letGo();
    expect(text((await ben.slash('/announce-project', announcement('Held up'))).message)).toContain(
      'Announced',
    );
    await world.settle();
    expect(brokenInvariants(world.databasePath)).toEqual([]);
    expect(sim.requests.length).toBeGreaterThan(0);
  } finally {
    await world.stop();
  }
});

it('says whom to look for when another program holds the database and does not let go, and goes on when it does', async () => {
  const stage = await createStage();
  const { guild, projects } = stage;
  const port = await freePort();
  const program = await stage.ready({ HTTP_PORT: String(port) });
  await guild.owner.slash('/setup channels', { projects });
  await guild.owner.slash('/cohort create', { name: 'Now', start: inDays(-1), deadline: inDays(20) });
  const ada = guild.addMember({ name: 'Ada' });
  const announce = async () => {
    const reply = await ada.slash('/announce-project', announcement('Shop'));
    await reply.finished();
    return text(reply.message);
  };

  const held = new Database(stage.databasePath);
  held.exec('begin immediate');
  expect(await announce()).toContain('Too much is going on at once');
  await program.printed(/Another program holds the database: nothing can be saved/);
  expect(await readiness(port)).toMatchObject({
    status: 503,
    body: { fault: expect.stringContaining('Close it') },
  });
  const { code, stderr } = await stage.start().ended;
  expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('Another program holds') });

  held.exec('rollback');
  held.close();
  await program.printed(/the database can be changed again/);
  expect((await readiness(port)).status).toBe(200);
  expect(await announce()).toContain('Announced');
}, 60_000);
