import { createHash } from 'node:crypto';
import { once } from 'node:events';
import type { Worker } from 'node:worker_threads';
import { gunzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import type { Certificate } from '../../../src/pairing/matching/certificate.ts';
import { RoundFailedError, RoundWorker } from '../../../src/pairing/matching/client.ts';
import type { RoundInput } from '../../../src/pairing/matching/input.ts';
import { computeRound } from '../../../src/pairing/matching/round.ts';
import { CohortWeek, defaultSettings, hardConditions, score } from '../../../src/pairing/partners/rules.ts';
import { check } from './checker.ts';
import { cohort, NOW, roundOf, WEEK } from './cohort.ts';

function compute(input: RoundInput) {
  const { round, certificate } = computeRound(input);
  return { round, certificate: JSON.parse([...certificate].join('')) as Certificate };
}

const pairIds = (round: ReturnType<typeof compute>['round']) =>
  round.pairs.map(({ backend, frontend }) => [backend.id, frontend.id] as const);

describe('a round of 400 members', () => {
  const members = cohort(7, 400);
  const byId = new Map(members.map((member) => [member.learner.id, member]));
  const { round, certificate } = compute(roundOf(members));

  test('is proved to be the best', () => {
    expect(check(certificate)).toEqual([]);
    expect(certificate.fingerprint).toBe(round.fingerprint);
    expect(round.objective.pairs).toBeGreaterThan(100);
  });

  test('offers exactly the pairs that the rules allow, with the scores that the rules give', () => {
    const settings = { ...defaultSettings(new CohortWeek(WEEK), NOW), waitingLimit: Infinity };
    const place = (index: number) => {
      const { learner = -1, project = false } = certificate.places[index] ?? {};
      const member = byId.get(round.members[learner]?.[0] ?? '');
      if (member === undefined) throw new Error('A place of nobody');
      // Their places stand in the order of their projects.
      const first = certificate.places.findIndex((each) => each.learner === learner);
      const own = project ? member.projects[index - first] : undefined;
      return own === undefined
        ? member.learner
        : { ...member.learner, ...own, id: member.learner.id, briefs: [own.brief] };
    };
    const offered = new Map(certificate.pairs.map(([a, b, points]) => [`${a} ${b}`, points]));
    const sides = certificate.places.map(({ learner }) => certificate.learners[learner]?.side);
    for (const [a, ofA] of sides.entries())
      for (const [b, ofB] of sides.entries()) {
        if (ofA !== 'backend' || ofB !== 'frontend') continue;
        const { failing } = hardConditions(place(a), place(b), settings);
        const points = failing.length > 0 ? undefined : score(place(a), place(b), settings).total;
        expect(offered.get(`${a} ${b}`)).toBe(points);
      }
  });

  test('explains every pair with the numbers that ranked it, and everybody left over', () => {
    for (const { score, reasons } of round.pairs)
      expect(reasons.reduce((sum, { points }) => sum + points, 0)).toBe(score.total);
    const paired = new Set(pairIds(round).flat());
    const left = certificate.learners
      .map((_, index) => round.members[index]?.[0] ?? '')
      .filter((id) => !paired.has(id));
    expect(round.leftovers.map(({ id }) => id)).toEqual(left);
    expect(left.length).toBeGreaterThan(10);
    const worst = round.pairs[round.worst]?.score.total;
    expect(worst).toBe(round.objective.worst);
  });

  test('changes nothing when it is computed again after its own preview', () => {
    const again = compute(roundOf(members, { previous: pairIds(round) }));
    expect(again.round).toMatchObject({ added: [], dropped: [] });
    expect(again.round.objective).toMatchObject({ ...round.objective, kept: round.objective.pairs });
    expect(check(again.certificate)).toEqual([]);
  });

  test('keeps most of the preview when one member leaves', () => {
    const gone = round.pairs[0]?.backend.id;
    const rest = members.filter(({ learner }) => learner.id !== gone);
    const next = compute(roundOf(rest, { previous: pairIds(round) })).round;
    const fresh = compute(roundOf(rest)).round;
    expect(next.objective).toMatchObject({
      pairs: fresh.objective.pairs,
      worst: fresh.objective.worst,
      total: fresh.objective.total,
    });
    expect(next.dropped.length).toBeLessThan(15);
  });

  test('does not depend on the order of the members', () => {
    const other = compute(roundOf(members.toReversed())).round;
    expect(other.fingerprint).toBe(round.fingerprint);
    expect(other.objective).toEqual(round.objective);
    expect(other.pairs).toEqual(round.pairs);
  });
});

/** As a cohort is read: some members at a time. */
function run(worker: RoundWorker, { members, ...terms }: RoundInput) {
  const pages = Array.from({ length: Math.ceil(members.length / 70) }, (_, page) =>
    members.slice(70 * page, 70 * (page + 1)),
  );
  return worker.run(pages, terms);
}

describe('the worker', () => {
  const worker = new RoundWorker();
  afterAll(() => worker.close());

  test('computes the same round in a thread of its own, with the certificate as a file', async () => {
    const input = roundOf(cohort(11, 300));
    const [first, second] = await Promise.all([run(worker, input), run(worker, roundOf(cohort(12, 10)))]);
    const { round, certificate } = compute(input);
    expect({ ...first.round, milliseconds: null }).toEqual({ ...round, milliseconds: null });
    expect(second.round.fingerprint).not.toBe(round.fingerprint);
    const json = gunzipSync(first.certificate.gzip).toString();
    expect(JSON.parse(json)).toEqual(certificate);
    expect(Buffer.byteLength(json)).toBe(first.certificate.bytes);
    expect(createHash('sha256').update(first.certificate.gzip).digest('hex')).toBe(first.certificate.sha256);
  });

  test('ends its thread with the round, and with it the memory', async () => {
    const started = once(process, 'worker') as Promise<[Worker]>;
    await run(worker, roundOf(cohort(3, 20)));
    const [thread] = await started;
    expect(thread.threadId).toBe(-1);
  });

  test('gives up a round that takes too long and goes on with the next', async () => {
    const hasty = new RoundWorker(1);
    await expect(run(hasty, roundOf(cohort(3, 2000)))).rejects.toMatchObject({ why: 'timeout' });
    await hasty.close();
  });

  test('says what failed, and computes the next round', async () => {
    const bad = roundOf(cohort(3, 20), { week: '2026-01-20' });
    await expect(run(worker, bad)).rejects.toThrow('A week starts on a Monday');
    const { round } = await run(worker, roundOf([]));
    expect(round.pairs).toEqual([]);
  });

  test('refuses rounds once it is closed', async () => {
    const closed = new RoundWorker();
    const running = run(closed, roundOf(cohort(3, 500))).catch((error: unknown) => error);
    await closed.close();
    expect(await running).toBeInstanceOf(RoundFailedError);
    await expect(run(closed, roundOf([]))).rejects.toThrow('closed');
  });
});
