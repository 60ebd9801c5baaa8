/** Searches among many learners, alone and while a round is computed; used by `matching.ts`. */
import { RoundWorker } from '../src/pairing/matching/client.ts';
import type { RoundMember } from '../src/pairing/matching/input.ts';
import {
  CandidateIndex,
  CohortWeek,
  defaultSettings,
  type MatchSettings,
  type SearchOptions,
} from '../src/pairing/partners/rules.ts';
import { cohort, NOW, roundOf, WEEK } from '../tests/pairing/matching/cohort.ts';
import { seeded } from '../tests/pairing/matching/instances.ts';

const percentile = (sorted: readonly number[], share: number) =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;

function indexOf(members: readonly RoundMember[], week: CohortWeek): CandidateIndex {
  const index = new CandidateIndex(week);
  for (const { learner } of members) index.put(learner);
  return index;
}

export interface SearchTimes {
  name: string;
  p50: number;
  p99: number;
  /** p99 of the processor time. */
  cpu99: number;
}

/** 500 searches of each kind among `size` learners, ms. */
export function measureSearch(size: number): SearchTimes[] {
  const week = new CohortWeek(WEEK);
  const settings = defaultSettings(week, NOW);
  const members = cohort(1, size);
  const index = indexOf(members, week);
  const kinds: [name: string, settings: MatchSettings, options: SearchOptions][] = [
    ['own brief', settings, {}],
    ['any brief', settings, { anyBrief: true }],
    ['any brief, page 20', settings, { anyBrief: true, offset: 100 }],
    ['nobody shares 40 h, what would help', { ...settings, floorMinutes: 2400 }, { anyBrief: true }],
  ];
  return kinds.map(([name, of, options]) => {
    const random = seeded(7);
    const wall: number[] = [];
    const cpu: number[] = [];
    for (let search = -20; search < 500; search++) {
      const seeker = members[Math.floor(random() * members.length)]?.learner;
      if (seeker === undefined) continue;
      const used = process.threadCpuUsage();
      const start = performance.now();
      index.rank(seeker, of, options);
      const time = performance.now() - start;
      const { user, system } = process.threadCpuUsage(used);
      if (search < 0) continue;
      wall.push(time);
      cpu.push((user + system) / 1000);
    }
    wall.sort((a, b) => a - b);
    cpu.sort((a, b) => a - b);
    return { name, p50: percentile(wall, 0.5), p99: percentile(wall, 0.99), cpu99: percentile(cpu, 0.99) };
  });
}

/**
 * p99 of how late and how long a search every 5 ms is (ms), without and with a round of `size` a side in the worker.
 * Everybody has one stretch of six hours a week, so that about 50 partners fit each.
 */
export async function measureWhileSolving(
  size: number,
): Promise<{ idle: number; busy: number; longest: number; roundMs: number; pairs: number }> {
  const week = new CohortWeek(WEEK);
  const settings = defaultSettings(week, NOW);
  const random = seeded(3);
  const members = cohort(2, 2 * size).map((member, number): RoundMember => {
    const from = 15 * Math.floor(random() * 96);
    const availability = [{ day: 1 + Math.floor(random() * 7), from, to: from + 330 }];
    const track = number % 2 === 0 ? 'backend' : 'frontend';
    return { ...member, learner: { ...member.learner, track, availability, anyBrief: false } };
  });
  const index = indexOf(members.slice(0, 2000), week);
  const worker = new RoundWorker();
  const { members: _, previous, ...terms } = roundOf([]);
  const round = (of: readonly RoundMember[]) =>
    worker.run(
      {
        participants: [of.map((member) => ({ member, named: [member.learner.id] as const }))],
        previous: [previous],
        terms,
        limit: 0,
      },
      async ({ summary, pieces }) => {
        for await (const _piece of pieces);
        return summary;
      },
    );
  await round([]);
  const search = (turn: number) => {
    const seeker = members[turn % 2000]?.learner;
    if (seeker !== undefined) index.rank(seeker, settings);
  };
  let done = false;
  const idle = await sample(search, (count) => count >= 600);
  const start = performance.now();
  const running = round(members).finally(() => {
    done = true;
  });
  const busy = await sample(search, () => done);
  const { scores } = await running;
  const roundMs = performance.now() - start;
  await worker.close();
  return {
    idle: percentile(idle, 0.99),
    busy: percentile(busy, 0.99),
    longest: busy.at(-1) ?? 0,
    roundMs,
    pairs: scores.length,
  };
}

/** From when it was due to its end, for a piece of work every 5 ms until `enough`; sorted. */
function sample(work: (turn: number) => void, enough: (count: number) => boolean): Promise<number[]> {
  const { promise, resolve } = Promise.withResolvers<number[]>();
  const times: number[] = [];
  const next = () => {
    const due = performance.now() + 5;
    setTimeout(() => {
      work(times.length);
      times.push(performance.now() - due);
      if (enough(times.length)) resolve(times.sort((a, b) => a - b));
      else next();
    }, 5);
  };
  next();
  return promise;
}
