import { describe, expect, test } from 'vitest';
import { type HomeFacts, missingSettings, nextStep, stations } from '../../../src/home/help/rules.ts';

const PROJECT = { id: 1, title: 'Shop', link: undefined, seeks: true, alone: false };
const TEAM = { companions: ['2'], threadId: '3', introduced: true };
const NEW: HomeFacts = {
  cohort: { id: 1, name: 'November', deadlineAt: 0 },
  documentationOnly: false,
  projects: [],
  teams: [],
  weeklyMinutes: 0,
  requestsWaiting: 0,
  requestsSent: [],
  isWaiting: false,
  isPaused: false,
  reminders: 'all',
};

describe('nextStep', () => {
  test.each<[string, Partial<HomeFacts>, string | undefined]>([
    ['nothing done', {}, 'announce'],
    ['hours only', { weeklyMinutes: 60 }, 'announce'],
    ['announced', { projects: [PROJECT] }, 'hours'],
    ['announced, with hours', { projects: [PROJECT], weeklyMinutes: 60 }, 'partner'],
    ['a request waits', { requestsWaiting: 1, projects: [PROJECT] }, 'requests'],
    ['on a break', { isPaused: true, requestsWaiting: 1 }, 'resume'],
    ['documentation only', { documentationOnly: true }, 'build'],
    ['documentation only, asked by somebody', { documentationOnly: true, requestsWaiting: 1 }, 'requests'],
    ['builds alone', { projects: [{ ...PROJECT, seeks: false, alone: true }], weeklyMinutes: 60 }, undefined],
    ['paused project', { projects: [{ ...PROJECT, seeks: false }], weeklyMinutes: 60 }, undefined],
    [
      'team complete',
      { projects: [{ ...PROJECT, seeks: false }], teams: [TEAM], weeklyMinutes: 60 },
      undefined,
    ],
    ['one more place', { projects: [PROJECT], teams: [TEAM], weeklyMinutes: 60 }, 'partner'],
    ['joined without a project', { teams: [TEAM], weeklyMinutes: 60 }, undefined],
    ['team has not met', { teams: [{ ...TEAM, introduced: false }], weeklyMinutes: 60 }, 'introduce'],
  ])('%s', (_, facts, step) => {
    expect(nextStep({ ...NEW, ...facts })).toBe(step);
  });
});

test('the step offered is that of the first station that is not done', () => {
  const facts = { ...NEW, projects: [PROJECT] };
  expect(stations(facts).map(({ done }) => done)).toEqual([true, false, false]);
  expect(stations({ ...facts, documentationOnly: true })).toEqual([]);
});

test('a title cannot break out of its line', () => {
  const [announced] = stations({ ...NEW, projects: [{ ...PROJECT, title: '**a** @everyone' }] });
  expect(announced?.line.params?.title).toBe('**\\*\\*a\\*\\* @\u2060everyone**');
});

test('staff are told what is missing, most urgent first', () => {
  const channels = { projects: null, announcements: null, mentors: null };
  expect(missingSettings({ channels, staffRole: null, cohorts: 0 })).toEqual([
    'projects',
    'cohort',
    'staff',
    'announcements',
    'mentors',
  ]);
  const all = { projects: '1', announcements: '2', mentors: '3' };
  expect(missingSettings({ channels: all, staffRole: '4', cohorts: 1 })).toEqual([]);
});
