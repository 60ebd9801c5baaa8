import { describe, expect, it } from 'vitest';
import { addDays, daysBetween, instantAt, localDate } from '../../../src/platform/zones/rules.ts';
import type { Posted } from '../../platform/delivery/support.ts';
import { count } from '../../support/counts.ts';
import { DAY, HOUR, hours, type Programme, programme, project, team, userId } from './support.ts';

/** On which day after the first (0) real learners of four cohorts began, and how many of 107 did. */
const REAL_STARTS: readonly (readonly [day: number, learners: number])[] = [
  ...([
    [0, 2],
    [1, 7],
    [2, 20],
    [3, 11],
    [4, 3],
    [5, 13],
    [6, 18],
    [7, 6],
    [9, 4],
    [10, 2],
    [11, 1],
  ] as const),
  ...([
    [12, 2],
    [13, 2],
    [14, 1],
    [15, 1],
    [16, 2],
    [17, 2],
    [19, 3],
    [20, 4],
    [22, 1],
    [23, 2],
  ] as const),
];
const LEARNERS = count(500, 50);
const START = '2026-11-09';
const DEADLINE = '2026-11-29';
const ZONES = [
  'Africa/Lagos',
  'Africa/Nairobi',
  'America/New_York',
  'Asia/Kolkata',
  'Pacific/Auckland',
  null,
];

interface Learner {
  readonly id: string;
  readonly joinedAt: number;
  /** Day of the cohort on which they joined, 1 is the first. */
  readonly joinedOn: number;
  readonly zone: string;
  readonly dm: boolean;
  readonly got: { readonly at: number; readonly step: string }[];
}

/** A repeatable stand-in for chance. */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
}

function learnersOf(all: Programme): Learner[] {
  const chance = dice(7);
  const total = REAL_STARTS.reduce((sum, [, count]) => sum + count, 0);
  const days = REAL_STARTS.flatMap(([day, count]) =>
    Array.from({ length: Math.round((count / total) * LEARNERS) }, () => day),
  );
  return days.slice(0, LEARNERS).map((day, index) => {
    const date = addDays(START, day);
    const joinedAt = instantAt(date, '00:00', all.zone) + Math.floor(chance() * 23.9 * HOUR);
    const zone = ZONES[index % ZONES.length] ?? null;
    return {
      id: userId(index),
      joinedAt,
      joinedOn: day + 1,
      zone: zone ?? all.zone,
      dm: chance() < 0.3,
      got: [],
    };
  });
}

/** What a message is about: its first words in bold. */
function stepOf(post: Posted): string {
  return /\*\*(.*?)\*\*/.exec(String(post.payload['content']))?.[1] ?? 'This is for you too';
}

/** Lives through the whole cohort, hour by hour where something can happen, with learners who act in between. */
async function live(all: Programme): Promise<Learner[]> {
  const learners = learnersOf(all);
  const byId = new Map(learners.map((learner) => [learner.id, learner]));
  const chance = dice(11);
  const waiting = learners.toSorted((a, b) => a.joinedAt - b.joinedAt);
  const joined: Learner[] = [];
  const threads = new Map<string, string>();
  for (let day = 0; day < 25; day += 1) {
    const date = addDays(START, day);
    for (const time of ['07:00', '08:59', '09:00', '13:00', '20:59', '21:00', '23:30']) {
      const now = instantAt(date, time, all.zone);
      while (waiting[0] !== undefined && waiting[0].joinedAt <= now) {
        const learner = waiting.shift();
        if (learner === undefined) break;
        joined.push(learner);
        await all.join(learner.id, {
          joinedAt: learner.joinedAt,
          timezone: learner.zone,
          dm: learner.dm,
          track: 'backend',
        });
      }
      await all.at(date, time);
      // Messages behind a thread that has just come to be.
      all.clock.advance(1_000);
      await all.run();
      for (const post of all.news()) {
        const direct = /^dm-(\d+)$/.exec(post.channelId)?.[1];
        if (stepOf(post) !== 'This is for you too' && direct === undefined)
          threads.set(`thread-${post.id}`, stepOf(post));
        const step = threads.get(post.channelId) ?? stepOf(post);
        for (const id of direct === undefined ? post.mentions : [direct])
          byId.get(id)?.got.push({ at: now, step });
      }
    }
    await act(all, joined, chance);
  }
  return learners;
}

/** Each evening some announce, find partners, add hours. */
async function act(all: Programme, joined: readonly Learner[], chance: () => number): Promise<void> {
  const projects = new Set(
    (await all.db.selectFrom('projects').select('owner_id').execute()).map((row) => row.owner_id),
  );
  const teamed = new Set(
    (await all.db.selectFrom('team_members').select('user_id').execute()).map((row) => row.user_id),
  );
  const free: string[] = [];
  for (const { id } of joined) {
    if (!projects.has(id) && chance() < 0.12) {
      await project(all, id, { threadId: chance() < 0.9 ? `thread-of-${id}` : null });
      if (chance() < 0.5) await hours(all, id);
    } else if (projects.has(id) && !teamed.has(id) && chance() < 0.1) free.push(id);
  }
  for (let pair = 0; pair + 1 < free.length; pair += 2)
    await team(all, free[pair] ?? '', free[pair + 1] ?? '');
}

const DEADLINES = ['One week left.', 'Three days left.', 'Tomorrow is the day.', 'A few hours left.'];

describe(`a cohort of ${LEARNERS} who start when real learners start`, () => {
  it('reminds nobody twice on a local day, and late starters at their own pace', async () => {
    const all = await programme({ start: START, deadline: DEADLINE });
    const learners = await live(all);
    const all_ = learners.flatMap((learner) => learner.got.map((one) => ({ ...one, learner })));
    expect(all_.length).toBeGreaterThan(3 * LEARNERS);

    for (const { got, zone, id } of learners) {
      for (const where of [zone, all.zone]) {
        const days = got.map(({ at }) => localDate(at, where));
        expect({ id, days }).toEqual({ id, days: [...new Set(days)] });
      }
    }

    // In the last seven days only deadlines.
    const last = all_.filter(({ at }) => daysBetween(localDate(at, all.zone), DEADLINE) < 7);
    expect(new Set(last.map(({ step }) => step))).toEqual(new Set(DEADLINES.slice(1)));

    // Who joins after day 3: one condensed message at most, then at least two days between steps.
    const late = learners.filter((learner) => learner.joinedOn > 3);
    expect(late.length).toBeGreaterThan(LEARNERS / 2);
    for (const { got, id } of late) {
      const own = got.filter(({ step }) => !DEADLINES.includes(step));
      expect({ id, condensed: own.filter(({ step }) => step.startsWith('Welcome')).length }).toEqual({
        id,
        condensed: own.length === 0 ? 0 : 1,
      });
      const gaps = own.slice(1).map(({ at }, index) => at - (own[index]?.at ?? 0));
      expect(gaps.filter((gap) => gap < 2 * DAY)).toEqual([]);
      const steps = own.map(({ step }) => step);
      expect(steps).toEqual([...new Set(steps)]);
    }

    // Who joins on day 12 or later: one message, some steps, deadlines, and no more.
    for (const { got } of learners.filter((learner) => learner.joinedOn >= 12)) {
      expect(got.length).toBeLessThanOrEqual(1 + 3 + DEADLINES.length);
    }

    // And nobody is forgotten: whoever joined before the last week got something.
    const forgotten = learners.filter((learner) => learner.joinedOn < 14 && learner.got.length === 0);
    expect(forgotten.map((learner) => learner.id)).toEqual([]);
  }, 120_000);
});
