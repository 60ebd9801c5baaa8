import { describe, expect, it } from 'vitest';
import type { RoundPair } from '../../../src/pairing/matching/explanation.ts';
import { formingOrder } from '../../../src/pairing/matching/forming.ts';
import { computeRound } from '../../../src/pairing/matching/round.ts';
import { leftoverGroups } from '../../../src/pairing/matching/summary.ts';
import { leftoverNotices, type OwnProject, roundMember } from '../../../src/pairing/rounds/rules.ts';
import { check } from '../matching/checker.ts';
import { roundOf } from '../matching/cohort.ts';
import { plainLearner } from '../partners/learners.ts';

const project = (id: number, more: Partial<OwnProject> = {}): OwnProject => ({
  id,
  brief: 'ecommerce',
  track: 'backend',
  api: null,
  stack: [],
  seats: 1,
  teamId: null,
  ...more,
});

describe('what a member brings into a round', () => {
  const learner = plainLearner({ id: 'A', track: 'backend' });
  const places = (projects: OwnProject[], teams: number) => {
    const member = roundMember(learner, projects, teams);
    return [member.learner.places, member.projects.map(({ id, places }) => `${id}:${places}`).join(' ')];
  };

  it('is one place for each team they may still be in, without a project', () => {
    expect(places([], 2)).toEqual([2, '']);
    expect(places([], 0)).toEqual([0, '']);
  });

  it('is all seats of a project for one place in teams: its partners are one team', () => {
    expect(places([project(1, { seats: 3 })], 1)).toEqual([3, '1:3']);
    expect(places([project(1, { seats: 4 })], 2)).toEqual([4, '1:4']);
    expect(places([project(1, { seats: 3 })], 0)).toEqual([0, '']);
  });

  it('is only as many projects as there are places in teams, the oldest first', () => {
    expect(places([project(1), project(2, { seats: 2 }), project(3)], 2)).toEqual([3, '1:1 2:2']);
  });

  it('is every project with a standing team, which costs no place any more', () => {
    expect(places([project(1, { seats: 2, teamId: 7 }), project(2)], 0)).toEqual([2, '1:2']);
    expect(places([project(1, { seats: 2, teamId: 7 }), project(2), project(3)], 1)).toEqual([3, '1:2 2:1']);
  });

  it('is nothing while all own projects are complete or paused', () => {
    expect(places([project(1, { seats: 0 })], 2)).toEqual([0, '']);
  });

  it('is the side that the oldest open project builds', () => {
    const member = roundMember(
      plainLearner({ id: 'A', track: 'fullstack' }),
      [project(1, { seats: 0, track: 'backend' }), project(2, { track: 'frontend' }), project(3)],
      3,
    );
    expect(member.learner.track).toBe('frontend');
    expect(member.projects.map(({ id }) => id)).toEqual(['2']);
  });
});

it('pairs a host of three with three guests, and never joins two standing teams', () => {
  const host = (id: string, own: OwnProject[]) =>
    roundMember(plainLearner({ id, track: 'backend' }), own, own[0]?.teamId === null ? 1 : 0);
  const guests = ['F1', 'F2', 'F3', 'F4'].map((id) =>
    roundMember(plainLearner({ id, track: 'frontend' }), [], 1),
  );
  const input = roundOf([host('B', [project(1, { seats: 3 })]), ...guests]);
  const { round, certificate } = computeRound(input);
  expect(round.pairs).toHaveLength(3);
  expect(new Set(round.pairs.map(({ backend }) => backend.project))).toEqual(new Set(['1']));
  expect(check(JSON.parse([...certificate].join('')))).toEqual([]);

  const team = roundMember(
    plainLearner({ id: 'F', track: 'frontend' }),
    [project(2, { track: 'frontend', teamId: 8 })],
    0,
  );
  const standing = host('B', [project(1, { teamId: 7 })]);
  expect(computeRound(roundOf([standing, team])).round.pairs).toEqual([]);
  expect(computeRound(roundOf([host('B', [project(1)]), team])).round.pairs).toHaveLength(1);
});

describe('the order in which pairs become teams', () => {
  const pair = (backend: string, frontend: string) =>
    ({ backend: { project: backend }, frontend: { project: frontend } }) as RoundPair;

  it('lets each next pair of a group touch a project that is in the team already', () => {
    const pairs = [pair('P1', 'Q1'), pair('P2', 'Q2'), pair('P3', 'Q3'), pair('P1', 'Q2'), pair('P2', 'Q3')];
    const seen = new Set<string | null>();
    const ordered = formingOrder(pairs, () => false);
    expect(ordered).toHaveLength(5);
    for (const { backend, frontend } of ordered) {
      const touches = seen.has(backend.project) || seen.has(frontend.project);
      expect(touches || seen.size === 0).toBe(true);
      seen.add(backend.project).add(frontend.project);
    }
  });

  it('begins with projects whose team stands, and loses no pair without projects', () => {
    const alone = { backend: { project: null }, frontend: { project: null } } as RoundPair;
    const pairs = [pair('P1', 'Q1'), alone, pair('P2', 'Q1'), pair('P3', 'Q3')];
    const ordered = formingOrder(pairs, (id) => id === 'P2');
    expect(ordered[0]).toBe(pairs[2]);
    expect(ordered[1]).toBe(pairs[0]);
    expect(new Set(ordered)).toEqual(new Set(pairs));
  });
});

it('puts leftovers together by side and reason, with what would help most of them', () => {
  const reason = { key: 'competition', seekers: 3, partners: 1, sought: 3, offered: 1 } as const;
  const wait = { key: 'wait', adds: 1 } as const;
  const brief = { key: 'any-brief', adds: 4 } as const;
  const left = (id: string, help: (typeof wait | typeof brief)[]) =>
    ({ id, side: 'backend', reason, help }) as const;
  const leftovers = [left('A', [wait]), left('B', [brief, wait])].map((each) => ({
    ...each,
    help: [...each.help],
  }));
  const [group, ...others] = leftoverGroups(leftovers);
  expect(others).toEqual([]);
  expect(group?.learners).toBe(2);
  expect(group?.help.map(({ change, learners }) => [change.key, learners])).toEqual([
    ['wait', 2],
    ['any-brief', 1],
  ]);
  const row = { reason: JSON.stringify(reason), help: JSON.stringify([brief]) };
  expect(leftoverNotices(row).map(({ key }) => key)).toEqual([
    'rounds:notice.competition',
    'rounds:notice.help.any-brief',
  ]);
});
