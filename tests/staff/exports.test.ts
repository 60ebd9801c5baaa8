import { on } from 'node:events';
import type { Readable } from 'node:stream';
import { text as contentOf } from 'node:stream/consumers';
import { promisify } from 'node:util';
import type { Member } from '@nexus/simulator';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Entry, fromBuffer, type Options, type ZipFile } from 'yauzl';
import { announce, learner, said } from '../support/learners.ts';
import { team } from '../support/teams.ts';
import { createWorld, MONDAY, type World } from '../support/world.ts';

let world: World;
let binta: Member;

beforeAll(async () => {
  world = await createWorld({ start: MONDAY, simulator: { rateLimits: false } });
  binta = await learner(world, '=cmd|calc', 'frontend');
  await team(world, await learner(world, 'Ada', 'backend'), binta, 'Shop, "the" best');
  await announce(world, await learner(world, 'Chidi', 'backend'), '+Formula', {
    repo: 'https://github.com/x/y',
  });
});
afterAll(() => world.stop());

/** The files of a zip, by name. */
async function unzip(zip: Buffer): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  const reader = await promisify<Buffer, Options, ZipFile>(fromBuffer)(zip, { lazyEntries: true });
  const open = promisify<Entry, Readable>(reader.openReadStream.bind(reader));
  const entries = on(reader, 'entry', { close: ['end'] });
  reader.readEntry();
  for await (const [entry] of entries as AsyncIterable<[Entry]>) {
    files.set(entry.fileName, await contentOf(await open(entry)));
    reader.readEntry();
  }
  return files;
}

it('gives everything of a cohort as tables in one file, formulas neutralised, and notes who took it', async () => {
  const reply = await world.staff.slash('/cohort export');
  expect(said(reply)).toMatch(/Exporting|as CSV files/);
  const file = await world.sim.until(() =>
    reply.message.attachments.find(({ filename }) => filename.endsWith('.zip')),
  );
  const files = await unzip(Buffer.from(await (await fetch(file.url)).arrayBuffer()));
  expect([...files.keys()]).toEqual([
    'learners.csv',
    'projects.csv',
    'teams.csv',
    'contracts.csv',
    'hand-ins.csv',
    'reminders.csv',
  ]);
  const learners = files.get('learners.csv') ?? '';
  expect(learners.trimEnd().split('\r\n')).toHaveLength(4);
  expect(learners).toContain(`'=cmd|calc,${binta.id},frontend,`);
  expect(files.get('projects.csv')).toContain(`'+Formula,`);
  expect(files.get('projects.csv')).toContain('"Shop, ""the"" best"');
  expect(files.get('teams.csv')).toContain(binta.id);
  expect(files.get('reminders.csv')).toMatch(/\r\nprofile|\r\n\w/);
  const acts = await world.bot.services.audit.read(world.guild.id, { limit: 5 });
  expect(acts[0]).toMatchObject({ action: 'cohort.export', actorId: world.staff.id });
});

it('is for staff alone', async () => {
  const reply = await binta.slash('/cohort export');
  expect(said(reply)).not.toContain('Exporting');
  expect(reply.message.attachments).toEqual([]);
  expect(world.sim.violations).toEqual([]);
});
