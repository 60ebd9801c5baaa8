import { deepEqual } from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { type Message, type Reply, text } from '@nexus/simulator';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Certificate } from '../../../src/pairing/matching/certificate.ts';
import {
  download,
  EVENINGS,
  PAIRS_HEADER,
  type SeededLearner,
  seedLearners,
  table,
  UNMATCHED_HEADER,
} from '../../support/cohorts.ts';
import { badManners } from '../../support/requests.ts';
import { createWorld, type World } from '../../support/world.ts';
import { check } from '../matching/checker.ts';
import { hasRealLearners, realMembers } from '../matching/real-learners.ts';

let world: World;
beforeEach(async () => {
  world = await createWorld({ simulator: { rateLimits: false } });
});
afterEach(async () => {
  await world.settle();
  deepEqual(badManners(world.sim), []);
  await world.stop();
});

const owner = (name: string, title: string, more: Partial<SeededLearner> = {}): SeededLearner => ({
  name,
  profile: { track: 'backend' },
  project: { title },
  ...more,
});
const guest = (name: string, more: Partial<SeededLearner> = {}): SeededLearner => ({
  name,
  profile: { track: 'frontend' },
  ...more,
});

async function preview(options: Record<string, string> = {}): Promise<Reply> {
  const reply = await world.staff.slash('/cohort match', { mode: 'preview', ...options });
  await reply.finished(30_000);
  return reply;
}

const said = (reply: Reply | undefined): string => (reply === undefined ? '' : text(reply.message));

async function certificateOf(message: Message): Promise<Certificate> {
  return JSON.parse((await download(message, 'certificate.json')).toString()) as Certificate;
}

describe('a preview', () => {
  it('reads like a report, privately, with its tables, its picture and a certificate that proves it', async () => {
    await seedLearners(world, [
      owner('Ada', 'Shop'),
      owner('Abe', 'Market', { hours: [] }),
      guest('Ben'),
      guest('Cyd', { hours: [{ day: 7, from: 600, to: 780 }] }),
      guest('Dov'),
      { name: 'Eve', profile: {} },
    ]);
    const reply = await preview();
    expect(reply.ephemeral).toBe(true);
    const said = text(reply.message);
    expect(said).toContain('Round preview: November');
    expect(said).toContain('Matched 4 of 5 learners**: 2 pairs (2 backend, 3 frontend take part)');
    expect(said).toMatch(/Worst pair: \d+ of 1000/);
    expect(said).toContain('Median overlap: 15 h a week');
    expect(said).toContain('1 pair has hours that are not known');
    expect(said).toContain('Why 1 is left, and what would help');
    expect(said).toMatch(/- 1 frontend: .* What would help: /);
    expect(said).toContain('1 member has not said a side yet');
    expect(said).toContain('Nothing is sent yet');
    // A picture that takes longer than an answer waits for follows by an edit.
    const picture = await world.sim.until(() =>
      reply.message.attachments.find(({ filename }) => filename === 'scores.png'),
    );
    expect(picture.description).toMatch(/^Scores of the pairs: November\. Median: \d+/);

    const pairs = await table(reply.message, 'pairs.csv', PAIRS_HEADER);
    expect(pairs).toHaveLength(2);
    expect(pairs.find((line) => line.startsWith('Shop,Ada,'))).toMatch(
      /^Shop,Ada,L\d,(Ben|Dov),L\d,\d+,900,overlap \d+; /,
    );
    const [left, ...others] = await table(reply.message, 'unmatched.csv', UNMATCHED_HEADER);
    expect(others).toEqual([]);
    expect(left).toMatch(/^(Ben|Cyd|Dov),L\d,frontend,,"?competition: /);
    const certificate = await certificateOf(reply.message);
    expect(check(certificate)).toEqual([]);
    expect(certificate.objective.pairs).toBe(2);
    expect(certificate.learners.map(({ name }) => name)).toEqual(['L1', 'L2', 'L3', 'L4', 'L5']);
    expect(JSON.stringify(certificate)).not.toMatch(/\b\d{15,20}\b|Ada|Shop/);
    expect(await world.bot.services.requests.incoming(world.guild.state.id, world.staff.id)).toEqual([]);
  });

  it('compares itself with the last one and changes as little as it can', async () => {
    await seedLearners(world, [owner('Ada', 'Shop'), owner('Abe', 'Market'), guest('Ben'), guest('Cyd')]);
    const first = await preview();
    expect(text(first.message)).not.toContain('last preview');
    const before = await table(first.message, 'pairs.csv', PAIRS_HEADER);
    const second = await preview();
    expect(text(second.message)).toContain("Since the last preview nobody's pair has changed");
    expect(await table(second.message, 'pairs.csv', PAIRS_HEADER)).toEqual(before);

    const [dov] = await seedLearners(world, [owner('Dov', 'Third'), guest('Eli', { hours: EVENINGS })]);
    const third = await preview();
    expect(text(third.message)).toContain('Since the last preview 2 stay together');
    expect(text(third.message)).toContain('1 new pair: ');
    expect(text(third.message)).toContain(`<@${dov?.id}>`);
    const stale = await world.staff.click(first.message, 'Publish');
    expect(text(stale.message)).toContain('not the newest any more');
  });

  it('is discarded with one press and counts for nothing afterwards', async () => {
    await seedLearners(world, [owner('Ada', 'Shop'), guest('Ben')]);
    const reply = await preview();
    const discarded = await world.staff.click(reply.message, 'Discard');
    expect(text(discarded.message)).toContain('Nothing was sent');
    const published = await world.staff.slash('/cohort match', { mode: 'publish' });
    expect(text(published.message)).toContain('There is no preview yet');
    expect(text((await preview()).message)).not.toContain('last preview');
  });

  it('is for staff only, and speaks French with French staff', async () => {
    const [ada] = await seedLearners(world, [owner('Ada', 'Shop'), guest('Ben'), guest('Cyd')]);
    const refused = await ada?.slash('/cohort match', { mode: 'preview' });
    expect(said(refused)).toContain('staff');
    const weights = await ada?.slash('/cohort weights');
    expect(said(weights)).toContain('staff');
    world.staff.locale = 'fr';
    const reply = await preview();
    expect(said(reply)).toContain('Aperçu du tour\u00a0: November');
    expect(said(reply)).toContain('Avec partenaire : 2 sur 3 personnes');
    expect(said(reply)).toContain('Publier');
    expect(said(reply)).not.toMatch(/\b(the|learners|would)\b/);
  });

  it('is computed once at a time: the second reads that one is under way', async () => {
    await seedLearners(world, [owner('Ada', 'Shop'), guest('Ben')]);
    const replies = await Promise.all(
      [1, 2, 3].map(() => world.staff.slash('/cohort match', { mode: 'preview' })),
    );
    await Promise.all(replies.map((reply) => reply.finished(30_000)));
    const said = replies.map((reply) => text(reply.message));
    expect(said.filter((each) => each.includes('Round preview'))).toHaveLength(1);
    expect(said.filter((each) => each.includes('being computed right now'))).toHaveLength(2);
    expect(text((await preview()).message)).toContain('Round preview');
  });
});

describe('a preview of few', () => {
  it('says so when nobody is there', async () => {
    const reply = await preview();
    expect(text(reply.message)).toContain('Nobody looks for a partner');
    expect(text(reply.message)).not.toContain('Publish');
    expect(await table(reply.message, 'pairs.csv', PAIRS_HEADER)).toEqual([]);
    expect(check(await certificateOf(reply.message))).toEqual([]);
    const published = await world.staff.slash('/cohort match', { mode: 'publish' });
    expect(text(published.message)).toContain('nothing to publish');
  });

  it('says so when only one side is there', async () => {
    await seedLearners(world, [owner('Ada', 'Shop'), owner('Abe', 'Market')]);
    const said = text((await preview()).message);
    expect(said).toContain('Only one side is here: no frontend learner');
    expect(said).toContain('2 backend: nobody of the other side is here');
  });

  it('says so when everybody has a partner, and leaves out who is paused or complete', async () => {
    const [, , dov] = await seedLearners(world, [owner('Ada', 'Shop'), guest('Ben'), guest('Dov')]);
    await world.bot.services.learners.pause(
      world.guild.state.id,
      dov?.id ?? '',
      world.sim.clock.now() + 86_400_000,
    );
    const said = text((await preview()).message);
    expect(said).toContain('Everybody who takes part has a partner');
    expect(said).toContain('1 more learner takes no part');
  });
});

it('writes tables that no spreadsheet takes for formulas', async () => {
  await seedLearners(world, [
    owner('=cmd|calc', '=HYPERLINK("https://evil.example")'),
    guest('+1 Ben'),
    guest('@Cyd'),
    guest('-Dov'),
  ]);
  const reply = await preview();
  const lines = [
    ...(await table(reply.message, 'pairs.csv', PAIRS_HEADER)),
    ...(await table(reply.message, 'unmatched.csv', UNMATCHED_HEADER)),
  ];
  expect(lines).toHaveLength(3);
  for (const line of lines) expect(line).not.toMatch(/(^|,)"?[=+\-@]/);
  expect(lines.join('\n')).toContain("'=cmd|calc");
});

it.skipIf(!hasRealLearners)('matches the real learners, and its certificate holds', async () => {
  const real = realMembers(1).map(
    ({ learner }): SeededLearner => ({
      name: learner.id,
      profile: {
        track: learner.track,
        timezone: learner.zone,
        hoursPerWeek: learner.hoursPerWeek,
        api: learner.apiStyle,
        stack: [...learner.knows],
        languages: [...learner.languages],
      },
      hours: learner.availability,
      ...(learner.briefs[0] === undefined
        ? {}
        : { project: { title: `Project of ${learner.id}`, brief: learner.briefs[0] } }),
    }),
  );
  await seedLearners(world, real);
  const reply = await preview();
  const said = text(reply.message);
  const pairs = await table(reply.message, 'pairs.csv', PAIRS_HEADER);
  const left = await table(reply.message, 'unmatched.csv', UNMATCHED_HEADER);
  expect(pairs.length).toBeGreaterThan(40);
  expect(pairs.length * 2 + left.length).toBe(111);
  expect(said).toContain(`Matched ${pairs.length * 2} of 111 learners`);
  expect(said).toContain(`Why ${left.length} are left`);
  const certificate = await certificateOf(reply.message);
  expect(check(certificate)).toEqual([]);
  expect(certificate.chosen).toHaveLength(pairs.length);
});

it('attaches what is too large for the server packed, or keeps it and names its hash', async () => {
  await world.stop();
  world = await createWorld({ simulator: { rateLimits: false, attachmentSizeLimit: 120 } });
  const [ada] = await seedLearners(world, [owner('Ada', 'Shop'), guest('Ben'), guest('Cyd')]);
  const reply = await preview();
  expect(text(reply.message)).toMatch(/\/rounds\/\d+\/certificate\.json\.gz`, SHA-256 `[0-9a-f]{64}`/);
  expect(reply.message.attachments.map(({ filename }) => filename)).toEqual([]);
  const kept = Array.from(text(reply.message).matchAll(/`([^`]*\/rounds\/[^`]+)`/g), ([, path = '']) => path);
  expect(kept.map((path) => basename(path))).toEqual([
    'pairs.csv.gz',
    'unmatched.csv.gz',
    'certificate.json.gz',
  ]);
  // Whoever reads the disk later reads nobody's name.
  const words = kept.map((path) => gunzipSync(readFileSync(path)).toString()).join('\n');
  expect(words).toMatch(/^,L\d,L\d,L\d,L\d,/m);
  expect(words).not.toMatch(/Ada|Ben|Cyd|Shop|\b\d{15,20}\b/);
  await world.bot.services.privacy.forget(ada?.id ?? '', undefined);
  // It takes several steps, each of which waits for what Discord still has to delete.
  const left = (): string[] => kept.filter((path) => existsSync(path));
  for (let times = 0; left().length > 0 && times < 20; times++) await world.advance(10_000);
  expect(left()).toEqual([]);
});
