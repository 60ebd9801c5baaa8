import { describe, expect, test } from 'vitest';
import { findBlockingPairs } from '../../../src/pairing/matching/explanation.ts';
import { memberFingerprint } from '../../../src/pairing/matching/fingerprint.ts';
import type { RoundMember } from '../../../src/pairing/matching/input.ts';
import { makeInstance, mostPairs, TooManyPairsError } from '../../../src/pairing/matching/instance.ts';
import { solveProblem } from '../../../src/pairing/matching/problem.ts';
import { publishable } from '../../../src/pairing/matching/publish.ts';
import { pairsCsv, unmatchedCsv } from '../../../src/pairing/matching/reports.ts';
import { computeRound } from '../../../src/pairing/matching/round.ts';
import { chooseSides } from '../../../src/pairing/matching/sides.ts';
import type { Brief, Learner, Track } from '../../../src/pairing/partners/rules.ts';
import { csv, csvField } from '../../../src/platform/csv.ts';
import { plainLearner } from '../partners/learners.ts';
import { cohort, roundOf } from './cohort.ts';

const member = (id: string, track: Track, changes: Partial<Learner> = {}): RoundMember => ({
  learner: plainLearner({ id, track, ...changes }),
  projects: [],
});

describe('fullstack learners', () => {
  const sidesOf = (members: RoundMember[]) => Object.fromEntries(chooseSides(members));

  test('take the side that is short in their brief, in the order of their ids', () => {
    const of = (brief: Brief) => ({ briefs: [brief] });
    expect(
      sidesOf([
        member('F2', 'fullstack', of('ecommerce')),
        member('F1', 'fullstack', of('ecommerce')),
        member('F3', 'fullstack', of('job-board')),
        member('F4', 'fullstack', of('job-board')),
        member('B1', 'backend', of('ecommerce')),
        member('B2', 'frontend', of('job-board')),
        member('B3', 'frontend', of('job-board')),
      ]),
    ).toMatchObject({ F1: 'frontend', F2: 'backend', F3: 'backend', F4: 'backend' });
  });

  test('may meet on opposite sides, and count as many as they have places', () => {
    const { round } = computeRound(roundOf([member('F1', 'fullstack'), member('F2', 'fullstack')]));
    expect(round.pairs.map(({ backend, frontend }) => [backend.id, frontend.id])).toEqual([['F1', 'F2']]);
    expect(round.given).toEqual([
      ['F1', 'backend'],
      ['F2', 'frontend'],
    ]);
    expect(
      sidesOf([
        member('F1', 'fullstack', { places: 2 }),
        member('F2', 'fullstack'),
        member('F3', 'fullstack'),
      ]),
    ).toEqual({ F1: 'backend', F2: 'frontend', F3: 'frontend' });
  });
});

describe('places', () => {
  const project = (id: string, places: number, brief: Brief = 'ecommerce') => ({
    id,
    brief,
    places,
    apiStyle: null,
    wants: [],
  });

  test('of a project are filled up to what it seeks and what its owner may take', () => {
    const owner = (places: number, sought: number): RoundMember => ({
      learner: plainLearner({ id: 'B1', places }),
      projects: [project('P1', sought)],
    });
    const others = ['F1', 'F2', 'F3', 'F4', 'F5'].map((id) => member(id, 'frontend'));
    const partners = (places: number, sought: number) =>
      computeRound(roundOf([owner(places, sought), ...others])).round.pairs.length;
    expect([partners(4, 3), partners(2, 4), partners(4, 4), partners(0, 4), partners(1, 0)]).toEqual([
      3, 2, 4, 0, 0,
    ]);
  });

  test('of several projects share what their owner may take, and fill the better one', () => {
    const owner: RoundMember = {
      learner: plainLearner({ id: 'B1', places: 2, briefs: ['ecommerce', 'job-board'] }),
      projects: [project('P1', 2), project('P2', 1, 'job-board')],
    };
    const others = [
      member('F1', 'frontend', { hoursPerWeek: 10 }),
      member('F2', 'frontend', { hoursPerWeek: 19 }),
      member('F3', 'frontend', { briefs: ['job-board'] }),
    ];
    const { round } = computeRound(roundOf([owner, ...others]));
    expect(round.pairs.map(({ backend, frontend }) => [backend.project, frontend.id])).toEqual([
      ['P1', 'F2'],
      ['P2', 'F3'],
    ]);
    expect(round.leftovers.map(({ id, reason }) => [id, reason.key])).toEqual([['F1', 'competition']]);
    expect(round.unfilled).toEqual([]);
  });

  test('of projects that seek nobody are none, also in what would help others', () => {
    const closed = { learner: plainLearner({ id: 'B1', places: 2 }), projects: [project('P1', 0)] };
    const { round } = computeRound(roundOf([closed, member('F1', 'frontend')]));
    expect(round.participants).toEqual({ backend: 0, frontend: 1 });
    expect(round.leftovers[0]?.reason).toMatchObject({ key: 'nobody', most: 'full' });
    expect(round.leftovers[0]?.help).toEqual([{ key: 'wait', adds: 1 }]);
  });

  test('that stay open are named with what is missing', () => {
    const owner = { learner: plainLearner({ id: 'B1', places: 3 }), projects: [project('P1', 3)] };
    const { round } = computeRound(roundOf([owner, member('F1', 'frontend')]));
    expect(round.unfilled).toEqual([{ id: 'B1', project: 'P1', missing: 2 }]);
    expect(round.leftovers).toEqual([]);
  });

  test('of two learners with several each pair them once', () => {
    const both = (id: string, track: Track): RoundMember => ({
      learner: plainLearner({ id, track, places: 2, briefs: ['ecommerce', 'job-board'] }),
      projects: [project(`P-${id}`, 1), project(`Q-${id}`, 1, 'job-board')],
    });
    const { round } = computeRound(roundOf([both('B1', 'backend'), both('F1', 'frontend')]));
    expect(round.pairs).toHaveLength(1);
  });
});

describe('somebody whom nobody fits', () => {
  test('reads which condition removes everybody', () => {
    const { round } = computeRound(
      roundOf([
        member('B1', 'backend', { briefs: ['job-board'] }),
        member('F1', 'frontend'),
        member('F2', 'frontend', { places: 0, briefs: ['job-board'] }),
      ]),
    );
    expect(round.leftovers.map(({ id, reason }) => [id, reason.key === 'nobody' && reason.most])).toEqual([
      ['B1', 'brief'],
      ['F1', 'brief'],
    ]);
    expect(round.leftovers[0]?.help).toEqual([
      { key: 'any-brief', adds: 1 },
      { key: 'wait', adds: 1 },
    ]);
  });

  test('reads that there is nobody of the other side', () => {
    const { round } = computeRound(roundOf([member('B1', 'backend'), member('B2', 'backend')]));
    expect(round.leftovers[0]?.reason).toMatchObject({ key: 'nobody', most: 'pool' });
    expect(round.leftovers[0]?.help).toEqual([{ key: 'study-partner', adds: 1 }]);
  });
});

test('blocking pairs are those who would both rather have each other', () => {
  const instance = makeInstance(roundOf(cohort(5, 120)));
  const { problem } = instance;
  const solution = solveProblem(problem);
  const found = findBlockingPairs(instance, solution, 1000);
  const owner = (place: number) => problem.places[place]?.learner ?? -1;
  const at = (node: (pair: number) => boolean) =>
    Array.from(solution.chosen)
      .filter(node)
      .map((pair) => problem.pairs.score[pair] ?? 0);
  const wants = (place: number, score: number) => {
    const ends = (pair: number) => [problem.pairs.backend[pair] ?? 0, problem.pairs.frontend[pair] ?? 0];
    const ofPlace = at((pair) => ends(pair).includes(place));
    const ofLearner = at((pair) => ends(pair).map(owner).includes(owner(place)));
    if (ofPlace.length >= (problem.places[place]?.capacity ?? 0)) return Math.min(...ofPlace) < score;
    const most = problem.learners[owner(place)]?.capacity ?? 0;
    return ofLearner.length < most || Math.min(...ofLearner) < score;
  };
  const blocking = [...problem.pairs.score.keys()].filter((pair) => {
    const [a, b] = [problem.pairs.backend[pair] ?? 0, problem.pairs.frontend[pair] ?? 0];
    const score = problem.pairs.score[pair] ?? 0;
    return !solution.chosen.includes(pair) && wants(a, score) && wants(b, score);
  });
  expect(found.count).toBe(blocking.length);
  expect(found.count).toBeGreaterThan(0);
  const scores = found.examples.map(({ score }) => score);
  expect(scores).toEqual(scores.toSorted((a, b) => b - a));
});

describe('publishing', () => {
  const members = cohort(9, 200);
  const { round } = computeRound(roundOf(members));
  const current = () => new Map(members.map((each) => [each.learner.id, memberFingerprint(each)]));

  test('keeps everything when nothing has changed', () => {
    expect(publishable(round, current())).toMatchObject({ keep: round.pairs, drop: [], refused: false });
  });

  test('drops the pairs of those who changed, and names them', () => {
    const now = current();
    const [first, second] = [round.pairs[0], round.pairs[1]];
    now.set(first?.backend.id ?? '', 'other');
    now.delete(second?.frontend.id ?? '');
    const { keep, drop, refused } = publishable(round, now);
    expect(keep).toEqual(round.pairs.slice(2));
    expect(drop.map(({ changed }) => changed)).toEqual([[first?.backend.id], [second?.frontend.id]]);
    expect(refused).toBe(false);
  });

  test('is refused when more than a tenth would be dropped', () => {
    const now = current();
    const tenth = Math.floor(round.pairs.length / 10);
    for (const { backend } of round.pairs.slice(0, tenth)) now.delete(backend.id);
    expect(publishable(round, now).refused).toBe(false);
    for (const { backend } of round.pairs.slice(0, tenth + 1)) now.delete(backend.id);
    expect(publishable(round, now).refused).toBe(true);
  });

  test('does not depend on how long somebody has been waiting, or on requests', () => {
    const plain = member('B1', 'backend');
    const busy = member('B1', 'backend', { waitingSince: 1, requestsWaiting: 3 });
    expect(memberFingerprint(busy)).toBe(memberFingerprint(plain));
    const moved = member('B1', 'backend', { zone: 'Africa/Lagos' });
    expect(memberFingerprint(moved)).not.toBe(memberFingerprint(plain));
  });
});

describe('reports', () => {
  test('quote what RFC 4180 quotes, and disarm what a spreadsheet would run', () => {
    expect(csvField('plain')).toBe('plain');
    expect(csvField('a,b')).toBe('"a,b"');
    expect(csvField('say "hi"\nthere')).toBe('"say ""hi""\nthere"');
    expect(csvField(' padded ')).toBe('" padded "');
    for (const formula of ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', ' =1', '\u200b=1', '|cmd', '%0A'])
      expect(csvField(formula).replace(/^"/u, '')).toBe(`'${formula}`);
    expect(csvField('=HYPERLINK("http://x","y")')).toBe(`"'=HYPERLINK(""http://x"",""y"")"`);
    expect(csvField(-5)).toBe('-5');
    expect(csv(['a', 'b'], [['é', 1]])).toBe('a,b\r\né,1\r\n');
  });

  test('name the owner of the project, the partner, and the reasons as they were counted', () => {
    const owner = {
      ...member('F1', 'frontend'),
      projects: [{ id: 'P1', brief: 'ecommerce' as const, places: 1, apiStyle: null, wants: [] }],
    };
    const { round } = computeRound(
      roundOf([owner, member('B1', 'backend'), member('B2', 'backend', { zone: 'Africa/Cairo' })]),
    );
    const names = {
      member: (id: string) => `=${id}`,
      number: (id: string) => `L-${id}`,
      project: (id: string) => `Shop, ${id}`,
      track: () => 'backend',
      brief: () => 'ecommerce',
    };
    expect(pairsCsv(round.pairs, names).split('\r\n')).toEqual([
      'project,owner,owner_number,partner,partner_number,score,overlap_minutes,reasons',
      '"Shop, P1",\'=F1,L-F1,\'=B1,L-B1,940,900,overlap 300; brief-shared 200; stack 120; api-shared 100; ' +
        'commitment 100; experience 60; goal 60; waiting 0',
      '',
    ]);
    expect(unmatchedCsv(round.leftovers, names).split('\r\n')).toEqual([
      'member,number,track,brief,reason,what_would_help',
      '\'=B2,L-B2,backend,ecommerce,"competition: 2 seek 2, 1 offer 1",study-partner +1; wait +1',
      '',
    ]);
  });
});

test('refuses more pairs than fit into memory before it holds them', () => {
  const input = roundOf(cohort(5, 120));
  const { problem } = makeInstance(input);
  const found = problem.pairs.score.length;
  expect(makeInstance(input, found).problem.pairs).toEqual(problem.pairs);
  expect(() => makeInstance(input, found - 1)).toThrow(TooManyPairsError);
  expect(mostPairs(20_000)).toBeGreaterThan(10_000_000);
  expect(mostPairs(100_000)).toBeGreaterThan(4_000_000);
  expect(mostPairs(250_000)).toBe(2_000_000);
});
