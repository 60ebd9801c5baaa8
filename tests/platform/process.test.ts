import { mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Simulator, text } from '@nexus/simulator';
import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { freePort } from '../support/port.ts';
import { ROOT } from '../support/program.ts';
import { createStage, isCheckpointed } from './bot-process.ts';

/** A process may take that long to start on a busy machine. */
const STARTS = { timeoutMs: 20_000 };

it('runs, answers, and ends with SIGTERM: nothing acknowledged is lost, the database is closed', async () => {
  const stage = await createStage();
  const { sim, guild, projects, databasePath } = stage;
  const program = await stage.ready();
  await guild.owner.slash('/setup channels', { projects });
  await guild.owner.slash('/cohort create', { name: 'Now', start: '2026-01-01', deadline: '2026-02-01' });
  const ada = guild.addMember({ name: 'Ada' });
  // Discord is slow to take the card: the end comes while it is on its way.
  sim.faults.next({ method: 'POST', route: /messages$/ }, { kind: 'delay', ms: 400 }, 2);
  const announced = await ada.slash('/announce-project', {
    title: 'Nexus Commerce',
    brief: 'ecommerce',
    summary: 'An API for a shop: products, carts and orders.',
    track: 'backend',
  });
  expect(text(announced.message)).toContain('Announced');

  const before = performance.now();
  program.child.kill('SIGTERM');
  const { code, stdout, stderr } = await program.ended;
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(performance.now() - before).toBeLessThan(5_000);
  // It leaves, and comes back to nothing.
  expect(stdout).not.toContain('gateway reconnecting');
  expect(isCheckpointed(databasePath)).toBe(true);

  const again = await stage.ready();
  const cards = () =>
    guild.owner.sees(projects).filter((message) => text(message).includes('### Nexus Commerce'));
  await sim.until(() => cards().length > 0);
  const shown = await ada.slash('/project show');
  expect(text(shown.message)).toContain('Nexus Commerce');
  expect(cards()).toHaveLength(1);
  again.child.kill('SIGINT');
  expect((await again.ended).code).toBe(0);
});

it('says in one sentence that the token is refused, without showing it', async () => {
  const stage = await createStage();
  const token = 'MTIz.wrong-token.secret';
  const { code, stdout, stderr } = await stage.start({ DISCORD_TOKEN: token }).ended;
  expect(code).toBe(1);
  expect(stderr.trim()).toBe('Discord refused the token. Copy it again into DISCORD_TOKEN.');
  expect(stdout).not.toContain('"level":"fatal"');
  expect(stdout + stderr).not.toContain(token);
});

it('ends with an error when the token is taken away while it runs', async () => {
  const stage = await createStage();
  const program = await stage.ready();
  stage.sim.gateway.close(4004, 'Authentication failed.');
  const { code, stdout } = await program.ended;
  expect(code).toBe(1);
  expect(stdout).toContain('The token was refused');
  expect(isCheckpointed(stage.databasePath)).toBe(true);
});

it('ends with an error when Discord refuses the session while it starts', async () => {
  const stage = await createStage();
  // The REST API takes the token, the gateway does not want the intents.
  const program = stage.start();
  await stage.sim.until(() => stage.sim.requests.some(({ path }) => path.startsWith('/gateway/bot')), STARTS);
  await stage.sim.until(() => stage.sim.gateway.sessions.length > 0, STARTS);
  stage.sim.gateway.close(4014, 'Disallowed intents');
  const { code, stdout } = await program.ended;
  expect(code).toBe(1);
  expect(stdout).toContain('4014');
});

it('refuses a database of a newer version in one sentence and leaves it as it is', async () => {
  const stage = await createStage();
  mkdirSync(dirname(stage.databasePath), { recursive: true });
  const newer = new Database(stage.databasePath);
  newer.exec('create table future (x); pragma user_version = 4711');
  newer.close();
  const before = readFileSync(stage.databasePath);
  const { code, stdout, stderr } = await stage.start().ended;
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr.trim()).toMatch(
    /^The database .* was written by a newer version of Nexus .*Nothing was changed\..*$/,
  );
  expect(readFileSync(stage.databasePath)).toEqual(before);
});

it.each([
  ['a folder', '/', 'names a folder'],
  ['below a file', join(ROOT, 'package.json', 'x.db'), 'No database can be made there'],
  ['a name too long', join(ROOT, `${'a'.repeat(300)}.db`), 'No database can be made there'],
])('says in words that no database can be where DATABASE_URL says: %s', async (_, path, sentence) => {
  const stage = await createStage();
  const { code, stdout, stderr } = await stage.start({ DATABASE_URL: `sqlite:${path}` }).ended;
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toContain(sentence);
  expect(stderr).not.toMatch(/^ +at /m);
});

it('says in words that the files beside PostgreSQL cannot be kept where DATA_DIRECTORY says', async () => {
  const stage = await createStage();
  const below = join(ROOT, 'package.json', 'data');
  const env = { DATABASE_URL: 'postgres://127.0.0.1:1/nexus', DATA_DIRECTORY: below };
  const { code, stderr } = await stage.start(env).ended;
  expect(code).toBe(1);
  expect(stderr).toMatch(/^Nothing can be kept in .*Set DATA_DIRECTORY to a folder/);
});

it('tries again when Discord cannot be reached at start, and starts once it can', async () => {
  const port = await freePort();
  const stage = await createStage();
  const httpPort = await freePort();
  const program = stage.start({
    DISCORD_API: `http://127.0.0.1:${port}/api`,
    DISCORD_TOKEN: stage.sim.token,
    HTTP_PORT: String(httpPort),
  });
  await program.printed(/Discord cannot be reached; trying again/);
  const ready = await fetch(`http://127.0.0.1:${httpPort}/readyz`);
  expect(ready.status).toBe(503);
  expect(await ready.json()).toMatchObject({ started: false, discord: false, database: true });
  expect((await fetch(`http://127.0.0.1:${httpPort}/healthz`)).status).toBe(200);
  const late = await Simulator.start({ port, token: stage.sim.token });
  try {
    late.createGuild({ name: 'Late' });
    await program.printed(/"msg":"ready"/);
    program.child.kill('SIGTERM');
    expect((await program.ended).code).toBe(0);
  } finally {
    await late.stop();
  }
});

it('can be stopped while it waits for Discord', async () => {
  const stage = await createStage();
  const port = await freePort();
  const program = stage.start({ DISCORD_API: `http://127.0.0.1:${port}/api` });
  await program.printed(/trying again/);
  const before = performance.now();
  program.child.kill('SIGTERM');
  const { code, stderr } = await program.ended;
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(performance.now() - before).toBeLessThan(2_000);
  expect(isCheckpointed(stage.databasePath)).toBe(true);
});

it.each([/^\/gateway\/bot$/, /commands$/])(
  'can be stopped while Discord does not answer it: %s',
  async (route) => {
    const stage = await createStage();
    const { sim } = stage;
    sim.faults.next({ route }, { kind: 'drop-before' });
    const program = stage.start();
    await sim.until(() => sim.faults.pending === 0, STARTS);
    const before = performance.now();
    program.child.kill('SIGTERM');
    const { code, stderr } = await program.ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(performance.now() - before).toBeLessThan(2_000);
  },
);

it('writes no secret into its log, whatever goes wrong', async () => {
  const stage = await createStage();
  const { sim, guild } = stage;
  const program = await stage.ready({ LOG_LEVEL: 'trace' });
  const ada = guild.addMember({ name: 'Ada' });
  const wrongs = [
    { kind: 'status', status: 400 },
    { kind: 'status', status: 404, body: { message: 'Unknown interaction', code: 10062 } },
    { kind: 'status', status: 403 },
  ] as const;
  for (const fault of wrongs) {
    // Both the answer and the apology fail.
    sim.faults.next({ method: 'POST', route: /callback$/ }, fault, 2);
    const asked = ada.slash('/project browse');
    await sim.until(() => sim.faults.pending === 0);
    sim.clock.advance(3_001);
    await expect(asked).rejects.toThrow('did not respond');
  }
  await ada.autocomplete('/announce-project', 'stack', 'dja');
  sim.gateway.drop();
  await program.printed(/gateway resumed/);
  program.child.kill('SIGTERM');
  const { code, stdout, stderr } = await program.ended;
  expect(code).toBe(0);
  expect(stdout).toContain('could not tell the member');
  const tokens = [...sim.context.interactions.byToken.keys(), sim.token];
  expect(tokens.length).toBeGreaterThan(4);
  for (const token of tokens) expect(stdout + stderr).not.toContain(token);
});
