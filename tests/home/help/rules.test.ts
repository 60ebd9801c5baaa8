import { describe, expect, test } from 'vitest';
import { homeBody } from '../../../src/home/help/cards.ts';
import { type HomeFacts, missingSettings, nextStep, stations } from '../../../src/home/help/rules.ts';
import type { DocumentingSteps } from '../../../src/journal/readme/rules/steps.ts';
import type { Standing } from '../../../src/people/standing/rules.ts';
import { translator } from '../../../src/platform/i18n/index.ts';

const PROJECT = { id: 1, title: 'Shop', link: undefined, seeks: true };
const TEAM = { companions: ['2'], threadId: '3', introduced: true };
const ANNOUNCED = { announced: true, seeks: true };
const TOGETHER = { announced: true, partner: true, team: 1, met: true };
const NOTHING: DocumentingSteps = { picked: false, challenge: false, takeaway: false, weeks: [1] };
const DOCUMENTED: DocumentingSteps = { picked: true, challenge: true, takeaway: true, weeks: [] };
const NEWCOMER: Standing = {
  userId: '1',
  joined: 0,
  documenting: false,
  track: 'backend',
  hours: 0,
  onBreak: false,
  reminders: 'all',
  zone: null,
  locale: 'en',
  dm: false,
  reachable: false,
  announced: false,
  alone: false,
  seeks: false,
  finished: false,
  threadProject: null,
  partner: false,
  met: false,
  team: null,
  asked: 0,
  asking: 0,
  waiting: false,
  progress: null,
  contract: false,
  submitted: false,
};

function facts(standing: Partial<Standing>, more: Partial<HomeFacts> = {}): HomeFacts {
  return {
    cohort: { id: 1, name: 'November', deadlineAt: 0 },
    standing: { ...NEWCOMER, ...standing },
    held: false,
    projects: [],
    paused: [],
    teams: [],
    requestsSent: [],
    handIns: [],
    readme: { filled: 1, of: 9 },
    documenting: undefined,
    ...more,
  };
}

function documents(steps: Partial<DocumentingSteps>): HomeFacts {
  return facts({ documenting: true }, { documenting: { ...NOTHING, ...steps } });
}

const HAND_IN = {
  projectId: 7,
  title: 'Shop',
  links: [],
  handedInAt: null,
  deadlineAt: 0,
  waitsFor: [],
};

describe('nextStep', () => {
  const projects = [PROJECT];
  const teams = [TEAM];
  test.each<[string, HomeFacts, string | undefined]>([
    ['nothing done', facts({}), 'announce'],
    ['hours only', facts({ hours: 60 }), 'announce'],
    ['announced', facts(ANNOUNCED, { projects }), 'hours'],
    ['announced, with hours', facts({ ...ANNOUNCED, hours: 60 }, { projects }), 'partner'],
    ['a request waits', facts({ ...ANNOUNCED, asked: 1 }, { projects }), 'requests'],
    ['on a break', facts({ onBreak: true, asked: 1 }), 'resume'],
    ['suspended', facts({ onBreak: true }, { held: true }), 'hours'],
    ['suspended, with hours', facts({ onBreak: true, hours: 60 }, { held: true }), 'export'],
    ['documentation only', documents({}), 'pick'],
    ['documentation only, picked', documents({ picked: true }), 'challenge'],
    ['documentation only, a challenge', documents({ picked: true, challenge: true }), 'takeaway'],
    ['documentation only, a takeaway', documents({ ...DOCUMENTED, weeks: [2] }), 'highlight'],
    ['documentation only, all of it', documents(DOCUMENTED), 'export'],
    [
      'documentation only, asked by somebody',
      facts({ documenting: true, asked: 1 }, { documenting: NOTHING }),
      'requests',
    ],
    ['builds alone', facts({ announced: true, alone: true, hours: 60 }, { projects }), 'progress'],
    ['paused project', facts({ announced: true, hours: 60 }, { projects }), undefined],
    ['team complete', facts({ ...TOGETHER, hours: 60 }, { projects, teams }), 'contract'],
    ['contract agreed', facts({ ...TOGETHER, hours: 60, contract: true }, { projects, teams }), 'progress'],
    ['one more place', facts({ ...TOGETHER, seeks: true, hours: 60 }, { projects, teams }), 'partner'],
    ['joined without a project', facts({ ...TOGETHER, hours: 60 }, { teams }), 'contract'],
    [
      'contract agreed and progress shared',
      facts({ ...TOGETHER, hours: 60, contract: true, progress: 1 }, { projects, teams }),
      undefined,
    ],
    ['team has not met', facts({ ...TOGETHER, met: false, hours: 60 }, { teams }), 'introduce'],
    [
      'handed in without hours',
      facts(TOGETHER, { teams, handIns: [{ ...HAND_IN, handedInAt: 1 }] }),
      undefined,
    ],
    ['not yet handed in', facts({ ...TOGETHER, hours: 60 }, { teams, handIns: [HAND_IN] }), 'submit'],
  ])('%s', (_, home, step) => {
    expect(nextStep(home)).toBe(step);
  });
});

test('the step offered is that of the first station that is not done', () => {
  const projects = [PROJECT];
  expect(stations(facts(ANNOUNCED, { projects })).map(({ done }) => done)).toEqual([true, false, false]);
  const steps = stations(facts({ ...ANNOUNCED, documenting: true }, { projects, documenting: NOTHING })).map(
    ({ step }) => step,
  );
  expect(steps).toEqual(['pick', 'challenge', 'takeaway', 'highlight']);
});

test('a title cannot break out of its line', () => {
  const [announced] = stations(facts(ANNOUNCED, { projects: [{ ...PROJECT, title: '**a** @everyone' }] }));
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

test('the list to hand in is one button, also when it is the next step: Discord refuses two that do the same', () => {
  const handIns = [7, 8].map((projectId) => ({ ...HAND_IN, projectId }));
  const home = facts({ ...TOGETHER, hours: 60 }, { teams: [TEAM], handIns });
  expect(nextStep(home)).toBe('submit');
  const shown = JSON.stringify(homeBody(translator('en'), '1', { home }));
  const ids = [...shown.matchAll(/"custom_id":"([^"]+)"/g)].map(([, id]) => id);
  expect(ids).toEqual([...new Set(ids)]);
  expect(ids.filter((id) => id?.includes('hand-in.list'))).toHaveLength(2);
});
