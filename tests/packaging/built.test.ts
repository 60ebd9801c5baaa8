import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Channel, type Member, type Message, text } from '@nexus/simulator';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createStage, type Stage } from '../platform/bot-process.ts';
import { ROOT, run } from '../support/program.ts';

/** Beside the packages, as dist/ is: another test may run `npm start`. */
const BUILT = join(ROOT, 'node_modules/.cache/built-for-test');
const CONTRACT = `openapi: 3.0.3
info: { title: Shop API, version: 1.0.0 }
paths:
  /products:
    get: { responses: { '200': { description: ok } } }
`;

beforeAll(() => {
  execFileSync(process.execPath, ['build/build.ts', BUILT], { cwd: ROOT, stdio: 'pipe' });
}, 60_000);
afterAll(() => rmSync(BUILT, { recursive: true, force: true }));

it('runs what npm run build makes: a team, its contract, a round with its picture, a search, the metrics', async () => {
  const stage = await createStage();
  const { sim, guild, projects } = stage;
  const port = 18_500 + (process.pid % 1_000);
  const program = stage.start(
    { HTTP_PORT: String(port), DISCORD_CDN: new URL(sim.api).origin },
    join(BUILT, 'src/main.js'),
  );
  await program.printed(/"msg":"ready"/);

  await guild.owner.slash('/setup channels', { projects });
  await guild.owner.slash('/cohort create', { name: 'Now', start: '2026-01-01', deadline: '2026-12-31' });
  const [ada, binta] = [
    guild.addMember({ name: 'Ada' }),
    guild.addMember({ name: 'Binta', locale: 'fr' }),
  ] as const;
  const thread = await teamOf(stage, ada, binta);

  // A process of its own, which reads YAML.
  const proposed = await ada.slash(
    '/contract propose',
    { file: { filename: 'openapi.yaml', content: CONTRACT, contentType: 'application/yaml' } },
    { channel: thread },
  );
  await proposed.finished(20_000);
  expect(text(proposed.message)).toContain('is proposed as version 1');

  // Two threads: one solves, one draws.
  for (const [name, track] of [
    ['Chidi', 'backend'],
    ['Dalia', 'frontend'],
  ] as const)
    await guild.addMember({ name }).slash('/profile set', { track });
  const round = await guild.owner.slash('/cohort match', { mode: 'preview', as: 'teams' });
  await round.finished(30_000);
  expect(text(round.message)).toContain('Round preview: Now');
  await sim.until(() => round.message.attachments.find(({ filename }) => filename === 'scores.png'));

  const search = await ada.slash('/knowledge search', { query: 'docker' });
  expect(text(search.message)).toContain('docker');
  const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  expect(metrics).toContain('nexus_ready 1');

  program.child.kill('SIGTERM');
  expect(await program.ended).toMatchObject({ code: 0, stderr: '' });
  expect(sim.violations).toEqual([]);
}, 120_000);

it('starts with what the build has read ahead, under the limits of npm start', async () => {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    scripts: { start: string };
  };
  const limits = scripts.start.split(' ').filter((word) => /^--(?!env)/.test(word));
  // Without a token all of its code is read, and nothing else done. Node says which it took from there.
  const program = run([...limits, join(BUILT, 'src/main.js')], {
    env: { NODE_COMPILE_CACHE: '', NODE_DEBUG_NATIVE: 'COMPILE_CACHE' },
  });
  const { code, stderr } = await program.ended;
  expect(code).toBe(1);
  expect(stderr).toContain('DISCORD_TOKEN is missing');
  for (const file of ['nexus', 'packages']) expect(stderr).toMatch(new RegExp(`/${file}\\.js was accepted`));
});

/** From an announcement to the team's private thread. */
async function teamOf({ sim, guild, projects }: Stage, owner: Member, guest: Member): Promise<Channel> {
  await owner.slash('/announce-project', {
    title: 'Nexus Commerce',
    brief: 'ecommerce',
    summary: 'An API for a shop: products, carts, orders and payments.',
    track: 'backend',
  });
  const seen = (who: Member, where: Channel, part: string): Promise<Message> =>
    sim.until(() => who.sees(where).find((message) => text(message).includes(part)));
  const asked = await guest.click(await seen(guest, projects, 'looks for 1 frontend'), 'Team up');
  const sent = await guest.click(asked.message, 'Frontend');
  expect(text(sent.message)).toContain('Envoyé à');
  const talk = await sim.until(() => owner.threads().find(({ name }) => name === 'Nexus Commerce'));
  await owner.click(await seen(owner, talk, 'would like to join'), 'Accept');
  expect(guild.owner.sees(talk)).not.toEqual([]);
  return await sim.until(() => guest.threads().find(({ name }) => name?.startsWith('Nexus Commerce ·')));
}
