import { createHash } from 'node:crypto';
import { once } from 'node:events';
import type { Worker } from 'node:worker_threads';
import { afterAll, describe, expect, test } from 'vitest';
import type { Certificate } from '../../../src/pairing/matching/certificate.ts';
import { RoundFailedError, RoundWorker, type SolvedRound } from '../../../src/pairing/matching/client.ts';
import type { RoundLeftover } from '../../../src/pairing/matching/explanation.ts';
import { formingOrder } from '../../../src/pairing/matching/forming.ts';
import type { Participant, RoundInput } from '../../../src/pairing/matching/input.ts';
import type { FormingPair } from '../../../src/pairing/matching/protocol.ts';
import { computeRound } from '../../../src/pairing/matching/round.ts';
import { summaryOf } from '../../../src/pairing/matching/summary.ts';
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
      const member = byId.get([...round.members.keys()][learner] ?? '');
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
      .map((_, index) => [...round.members.keys()][index] ?? '')
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

/** All that comes out of a round. */
async function all({ summary, files, pieces }: SolvedRound) {
  const pairs: FormingPair[] = [];
  const leftovers: RoundLeftover[] = [];
  for await (const piece of pieces)
    if ('pairs' in piece) pairs.push(...piece.pairs);
    else leftovers.push(...piece.leftovers);
  return { summary: { ...summary, milliseconds: null }, files, pairs, leftovers };
}

/** As a cohort is read: some members at a time. */
function run(worker: RoundWorker, { members, previous, ...terms }: RoundInput) {
  const participants = members.map(
    (member): Participant => ({
      member,
      named: [`Name of ${member.learner.id}`, ...member.projects.map(({ id }) => `Title of ${id}`)],
    }),
  );
  const request = { participants: pages(participants), previous: pages(previous), terms, limit: 5_000_000 };
  return worker.run(request, all);
}

function* pages<T>(list: readonly T[]): Generator<T[]> {
  for (let from = 0; from < list.length; from += 70) yield list.slice(from, from + 70);
}

describe('the worker', () => {
  const worker = new RoundWorker();
  afterAll(() => worker.close());

  test('computes the same round in a thread of its own, and passes on all of it', async () => {
    const members = cohort(11, 300);
    const before = compute(roundOf(members)).round;
    const input = roundOf(members, { previous: pairIds(before).slice(0, 90) });
    const [first, second] = await Promise.all([run(worker, input), run(worker, roundOf(cohort(12, 10)))]);
    const { round, certificate } = compute(input);
    expect(round.objective.kept).toBe(90);
    expect(first.summary).toEqual({ ...summaryOf(round), milliseconds: null });
    expect(second.summary.fingerprint).not.toBe(round.fingerprint);
    const withTeam = new Set(
      members
        .flatMap(({ projects }) => projects.filter(({ team }) => team !== undefined))
        .map(({ id }) => id),
    );
    const stamped = ({ id, project }: { id: string; project: string | null }) => ({
      id,
      project,
      fingerprint: round.members.get(id),
    });
    expect(first.pairs).toEqual(
      formingOrder(round.pairs, (project) => withTeam.has(project)).map(({ backend, frontend, score }) => ({
        backend: stamped(backend),
        frontend: stamped(frontend),
        score,
      })),
    );
    expect(first.leftovers).toEqual(round.leftovers);
    expect(first.files.map(({ name }) => name)).toEqual(['pairs.csv', 'unmatched.csv', 'certificate.json']);
    for (const { data, sha256 } of first.files)
      expect(createHash('sha256').update(data).digest('hex')).toBe(sha256);
    const [pairs = '', unmatched = '', json = ''] = first.files.map(({ data }) =>
      Buffer.from(data).toString(),
    );
    expect(JSON.parse(json)).toEqual(certificate);
    const named = (text: string, words: string) =>
      text.split('\r\n').filter((line) => line.includes(words)).length;
    const owned = round.pairs.filter(
      ({ backend, frontend }) => (backend.project ?? frontend.project) !== null,
    );
    expect(named(pairs, 'Name of ')).toBe(round.pairs.length);
    expect(named(pairs, 'Title of ')).toBe(owned.length);
    for (const { id } of round.leftovers) expect(named(unmatched, `Name of ${id},`)).toBe(1);
  });

  test('is sent nothing before it has taken what came last', async () => {
    let [sent, most] = [0, 0];
    process.once('worker', (thread: Worker) => {
      const post = thread.postMessage.bind(thread);
      thread.postMessage = (...message: Parameters<Worker['postMessage']>) => {
        most = Math.max(most, ++sent);
        post(...message);
      };
      thread.on('message', () => {
        sent = 0;
      });
    });
    await run(worker, roundOf(cohort(11, 300)));
    expect(most).toBe(1);
  });

  test('says what reading the members throws, and computes the next round', async () => {
    const broken = {
      *[Symbol.iterator](): Generator<Participant[]> {
        yield [];
        throw new Error('the database is gone');
      },
    };
    const { members: _, previous: __, ...terms } = roundOf([]);
    const request = { participants: broken, previous: [], terms, limit: 1_000 };
    await expect(worker.run(request, all)).rejects.toThrow('the database is gone');
    const { pairs } = await run(worker, roundOf([]));
    expect(pairs).toEqual([]);
  });

  test('ends its thread when what it found cannot be kept', async () => {
    const started = once(process, 'worker') as Promise<[Worker]>;
    const { members: _, previous: __, ...terms } = roundOf([]);
    const request = { participants: [], previous: [], terms, limit: 1_000 };
    await expect(worker.run(request, () => Promise.reject(new Error('the disk is full')))).rejects.toThrow(
      'the disk is full',
    );
    const [thread] = await started;
    expect(thread.threadId).toBe(-1);
  });

  test('ends its thread with the round, and with it the memory', async () => {
    const started = once(process, 'worker') as Promise<[Worker]>;
    await run(worker, roundOf(cohort(3, 20)));
    const [thread] = await started;
    expect(thread.threadId).toBe(-1);
  });

  test('gives up a round that works or waits too long, and goes on with the next', async () => {
    for (const most of [{ workMs: 1 }, { waitMs: 1 }]) {
      const hasty = new RoundWorker(most);
      await expect(run(hasty, roundOf(cohort(3, 2000)))).rejects.toMatchObject({ why: 'timeout' });
      await hasty.close();
    }
  });

  test('does not give up a round for what others take of the processors', async () => {
    // Nothing is left for the round's thread: it has not worked yet.
    process.once('worker', (thread: Worker) => {
      thread.cpuUsage = () => Promise.resolve({ user: 0, system: 0 });
    });
    const patient = new RoundWorker({ workMs: 1 });
    const { pairs } = await run(patient, roundOf(cohort(3, 2000)));
    expect(pairs.length).toBeGreaterThan(500);
    await patient.close();
  });

  test('waits for no answer of how much a round has worked: a thread that ends gives none', async () => {
    process.once('worker', (thread: Worker) => {
      thread.cpuUsage = () => new Promise(() => {});
    });
    const { pairs } = await run(worker, roundOf(cohort(3, 20)));
    expect(pairs.length).toBeGreaterThan(0);
  });

  test('looks again and again how much a round has worked', async () => {
    let looked = 0;
    process.once('worker', (thread: Worker) => {
      thread.cpuUsage = () => Promise.resolve({ user: 1e9 * looked++, system: 0 });
    });
    await expect(run(worker, roundOf(cohort(3, 12_000)))).rejects.toMatchObject({ why: 'timeout' });
    expect(looked).toBe(2);
  });

  test('says what failed, and computes the next round', async () => {
    const bad = roundOf(cohort(3, 20), { week: '2026-01-20' });
    await expect(run(worker, bad)).rejects.toThrow('A week starts on a Monday');
    const { pairs } = await run(worker, roundOf([]));
    expect(pairs).toEqual([]);
  });

  test('refuses rounds once it is closed', async () => {
    const closed = new RoundWorker();
    const running = run(closed, roundOf(cohort(3, 500))).catch((error: unknown) => error);
    await closed.close();
    expect(await running).toBeInstanceOf(RoundFailedError);
    await expect(run(closed, roundOf([]))).rejects.toThrow('closed');
  });
});
