import { describe, expect, test } from 'vitest';
import {
  CohortWeek,
  type Condition,
  checkWeights,
  DEFAULT_WEIGHTS,
  defaultSettings,
  effectiveLanguages,
  hardConditions,
  type Learner,
  narrowTo,
  parseWeights,
  rank,
  reasons,
  type SearchOptions,
  score,
} from '../../../src/pairing/partners/rules.ts';
import { MONDAY, NOW, plainLearner } from './learners.ts';

const settings = defaultSettings(new CohortWeek(MONDAY), NOW);
const seeker = plainLearner({ id: 'B1' });
const frontend = (changes: Partial<Learner> = {}) =>
  plainLearner({ id: 'F1', track: 'frontend', ...changes });
const failing = (candidate: Learner, own: Partial<Learner> = {}, options: SearchOptions = {}) =>
  hardConditions({ ...seeker, ...own }, candidate, settings, options).failing;

describe('hard conditions', () => {
  test('let a plain pair pass', () => {
    expect(hardConditions(seeker, frontend(), settings)).toEqual({ failing: [], overlapMinutes: 900 });
  });

  const cases: [Condition, Partial<Learner>, Partial<Learner>?, SearchOptions?][] = [
    ['self', { id: 'B1' }],
    ['cohort', { cohort: 'two' }],
    ['side', { track: 'backend' }],
    ['side', {}, {}, { side: 'same' }],
    ['inactive', { active: false }],
    ['inactive', {}, { active: false }],
    ['brief', { briefs: ['job-board'] }],
    ['paused', { paused: true }],
    ['blocked', { blocked: ['B1'] }],
    ['blocked', {}, { blocked: ['F1'] }],
    ['full', { places: 0 }],
    ['full', {}, { places: 0 }],
    ['asked', {}, {}, { asked: new Set(['F1']) }],
    ['paired-before', { pairedBefore: ['B1'] }],
    ['paired-before', {}, { pairedBefore: ['F1'], again: ['F1'] }],
    ['inbox-full', { requestsWaiting: 5 }],
    ['language', { languages: ['fr'] }],
    ['no-shared-hours', { zone: 'Pacific/Auckland' }],
    ['few-shared-hours', { availability: [{ day: 1, from: 1080, to: 1245 }] }],
  ];
  test.each(cases)('%s', (condition, candidate, own = {}, options = {}) => {
    expect(failing(frontend(candidate), own, options)).toEqual([condition]);
  });

  test.each<[string, Partial<Learner>, Partial<Learner>?, SearchOptions?]>([
    ['a fullstack candidate', { track: 'fullstack' }],
    ['two fullstack learners', { track: 'fullstack' }, { track: 'fullstack' }],
    ['a study partner', { track: 'backend' }, {}, { side: 'same' }],
    ['a fullstack study partner', { track: 'fullstack' }, {}, { side: 'same' }],
    ['a candidate without a brief', { briefs: [] }],
    ['a candidate who takes any brief', { briefs: ['job-board'], anyBrief: true }],
    ['a seeker who takes any brief', { briefs: ['job-board'] }, { anyBrief: true }],
    ['a search for any brief', { briefs: ['job-board'] }, {}, { anyBrief: true }],
    ['one brief of several', { briefs: ['job-board', 'ecommerce'] }],
    ['former partners who both ask for it', { again: ['B1'] }, { pairedBefore: ['F1'], again: ['F1'] }],
    ['unknown languages', { languages: [] }],
    ['one language in common', { languages: ['fr', 'en'] }],
    ['exactly the floor', { availability: [{ day: 1, from: 1080, to: 1260 }] }],
  ])('are met by %s', (_, candidate, own = {}, options = {}) => {
    expect(failing(frontend(candidate), own, options)).toEqual([]);
  });

  test('never exclude for unknown hours, and say that they are unknown', () => {
    expect(hardConditions(seeker, frontend({ availability: [] }), settings)).toEqual({
      failing: [],
      overlapMinutes: null,
    });
  });
});

describe('ranking', () => {
  const hours = (count: number) => [{ day: 1, from: 1080, to: 1080 + 60 * count }];
  const wide = plainLearner({ id: 'B1', availability: [{ day: 1, from: 900, to: 1440 }] });

  test('puts unknown hours last and breaks ties by id', () => {
    const candidates = [
      frontend({ id: 'F9', availability: [] }),
      frontend({ id: 'F3', availability: hours(4) }),
      frontend({ id: 'F2', availability: hours(4) }),
      frontend({ id: 'F4', availability: hours(5) }),
    ];
    const { candidates: found, total } = rank(wide, candidates, settings);
    expect(found.map(({ id, known }) => [id, known])).toEqual([
      ['F4', true],
      ['F2', true],
      ['F3', true],
      ['F9', false],
    ]);
    expect(total).toBe(4);
    expect(rank(wide, candidates, settings, { limit: 2, offset: 1 }).candidates.map(({ id }) => id)).toEqual([
      'F2',
      'F3',
    ]);
  });

  test('says where everybody went, and what would help', () => {
    const saturday = [{ day: 6, from: 540, to: 720 }];
    const candidates = [
      ...Array.from({ length: 26 }, (_, index) => frontend({ id: `J${index}`, briefs: ['job-board'] })),
      ...Array.from({ length: 3 }, (_, index) => frontend({ id: `X${index}`, places: 0 })),
      ...Array.from({ length: 2 }, (_, index) => frontend({ id: `S${index}`, availability: saturday })),
      plainLearner({ id: 'B2' }),
    ];
    const ranking = rank(seeker, candidates, settings);
    expect(ranking.candidates).toEqual([]);
    expect(ranking.breakdown).toEqual({
      pool: 31,
      removed: {
        brief: 26,
        unavailable: 0,
        full: 3,
        asked: 0,
        'asked-you': 0,
        'paired-before': 0,
        'inbox-full': 0,
        language: 0,
        'no-shared-hours': 2,
        'few-shared-hours': 0,
      },
      fitting: 0,
      unknown: 0,
    });
    expect(ranking.relaxations).toEqual([
      { key: 'any-brief', adds: 26 },
      { key: 'add-hours', preset: 'saturday-morning', adds: 2 },
      { key: 'study-partner', adds: 1 },
      { key: 'wait', adds: 3 },
    ]);
  });

  test('lists a lower floor only where it adds more than a less low one', () => {
    const candidates = [2, 2, 1].map((count, index) =>
      frontend({ id: `F${index}`, availability: hours(count) }),
    );
    const lower = rank(wide, candidates, { ...settings, floorMinutes: 300 }).relaxations.filter(
      ({ key }) => key === 'lower-floor',
    );
    expect(lower).toEqual([
      { key: 'lower-floor', minutes: 60, adds: 3 },
      { key: 'lower-floor', minutes: 120, adds: 2 },
    ]);
  });

  test('does not tell a block from a pause', () => {
    const candidates = [frontend({ blocked: ['B1'] }), frontend({ id: 'F2', paused: true })];
    const { breakdown, relaxations } = rank(seeker, candidates, settings);
    expect(breakdown.removed.unavailable).toBe(2);
    expect(relaxations).toEqual([]);
  });

  test('tells a seeker who cannot be paired why, and still whom they would find', () => {
    const ranking = rank(plainLearner({ id: 'B1', paused: true, places: 0 }), [frontend()], settings);
    expect(ranking.seekerFails).toEqual(['paused', 'full']);
    expect(ranking.total).toBe(1);
  });

  test('for a seeker without hours counts whom a preset makes known', () => {
    const noHours = plainLearner({ id: 'B1', availability: [] });
    const { candidates, relaxations } = rank(noHours, [frontend()], settings);
    expect(candidates.map(({ known }) => known)).toEqual([false]);
    expect(relaxations).toEqual([{ key: 'add-hours', preset: 'weekday-evenings', adds: 1 }]);
  });
});

describe('reasons', () => {
  const a = plainLearner({
    id: 'B1',
    wants: ['React', 'Redux'],
    knows: ['Django', 'Git'],
    waitingSince: NOW - 3 * 86_400_000,
  });
  const b = frontend({
    wants: ['Django'],
    knows: ['React', 'Git'],
    apiStyle: 'both',
    goal: 'excel',
    experience: 5,
  });

  test('are the score in other words, from either side', () => {
    const total = score(a, b, settings);
    const mine = reasons(a, b, total, settings);
    expect(mine.map(({ points }) => points)).toEqual(
      total.parts.map(({ points }) => points).sort((x, y) => y - x),
    );
    expect(mine).toContainEqual(
      expect.objectContaining({ key: 'overlap', minutes: 900, fit: 1000, points: 300 }),
    );
    expect(mine).toContainEqual(
      expect.objectContaining({ key: 'stack', common: ['Git'], wanted: 2, covered: ['React'], fit: 750 }),
    );
    expect(mine).toContainEqual(expect.objectContaining({ key: 'api-shared', style: 'rest', fit: 800 }));
    expect(mine).toContainEqual(
      expect.objectContaining({ key: 'experience', seeker: 3, candidate: 5, fit: 500 }),
    );
    expect(mine).toContainEqual(
      expect.objectContaining({ key: 'goal', seeker: 'learn', candidate: 'excel', fit: 600 }),
    );
    expect(mine).toContainEqual(expect.objectContaining({ key: 'waiting', seekerDays: 3, candidateDays: 0 }));
    const theirs = reasons(b, a, total, settings);
    expect(theirs).toContainEqual(expect.objectContaining({ key: 'experience', seeker: 5, candidate: 3 }));
    expect(theirs).toContainEqual(expect.objectContaining({ key: 'stack', wanted: 1, covered: ['Django'] }));
  });

  test('name what is not known, and what speaks against', () => {
    const open = frontend({ availability: [], briefs: [], apiStyle: 'graphql', goal: null });
    const list = reasons(a, open, score(a, open, settings), settings);
    expect(list).toContainEqual(
      expect.objectContaining({ key: 'overlap-unknown', missing: 'candidate', fit: 0 }),
    );
    expect(list).toContainEqual(
      expect.objectContaining({ key: 'brief-open', open: 'candidate', known: false }),
    );
    expect(list).toContainEqual(
      expect.objectContaining({ key: 'api-differs', seeker: 'rest', candidate: 'graphql', fit: 0 }),
    );
    expect(list).toContainEqual(
      expect.objectContaining({ key: 'goal', candidate: null, fit: 500, known: false }),
    );
  });
});

describe('weights', () => {
  test('are read a line each, and keep what is not named', () => {
    const { weights, problems } = parseWeights('overlap: 50\n\n  Brief = 10 \r\nwaiting:0', DEFAULT_WEIGHTS);
    expect(problems).toEqual([]);
    expect(weights).toEqual({ ...DEFAULT_WEIGHTS, overlap: 50, brief: 10, waiting: 0 });
  });

  test('are refused line by line', () => {
    const { problems } = parseWeights(
      'overlap 5\nluck: 3\napi: 1\napi: 2\nstack: -1\ngoal: 1.5',
      DEFAULT_WEIGHTS,
    );
    expect(problems.map((problem) => [problem.key, 'line' in problem ? problem.line : problem.key])).toEqual([
      ['not-a-line', 1],
      ['unknown-name', 2],
      ['twice', 4],
      ['not-a-weight', 'not-a-weight'],
      ['not-a-weight', 'not-a-weight'],
    ]);
  });

  test('cannot all be 0', () => {
    const none = { ...DEFAULT_WEIGHTS };
    for (const name of Object.keys(none) as (keyof typeof none)[]) none[name] = 0;
    expect(checkWeights(none)).toEqual([{ key: 'all-zero' }]);
    expect(checkWeights(DEFAULT_WEIGHTS)).toEqual([]);
  });
});

test('languages fall back on the server and the client', () => {
  expect(effectiveLanguages(['fr', 'en-GB'], 'sw', 'de')).toEqual(['en', 'fr']);
  expect(effectiveLanguages([], 'en-US', 'fr')).toEqual(['en', 'fr']);
  expect(effectiveLanguages([], null, null)).toEqual([]);
});

test('a learner narrowed to a project seeks for that project', () => {
  const project = { id: 'P1', brief: 'job-board', apiStyle: null, wants: ['Vue'], places: 2 } as const;
  expect(narrowTo(seeker, project)).toEqual({ ...seeker, briefs: ['job-board'], wants: ['Vue'], places: 2 });
});
