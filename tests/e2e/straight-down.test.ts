import { afterAll, beforeAll, expect, it } from 'vitest';
import { POSTGRES } from '../support/engine.ts';
import { type Path, pathsOf } from '../support/paths.ts';
import { announce, learner } from '../support/teams.ts';
import { WINGS } from '../support/wings.ts';
import { createWorld, type World } from '../support/world.ts';

const DAY = 86_400_000;
/** Who calls is read off SQLite's driver; above it the code is the same. */
const isElsewhere = POSTGRES !== undefined;

let world: World;
beforeAll(async () => {
  world = await createWorld({ simulator: { rateLimits: false } });
});
afterAll(() => world.stop());

const EVENTS = 'src/platform/events/events.ts';

/** `people/cohorts` of any file below it; undefined for what belongs to no feature. */
function featureOf(file: string): string | undefined {
  const [, wing = '', feature = ''] = /^src\/([\w-]+)\/([\w-]+)\//.exec(file) ?? [];
  return wing === '' || wing === 'platform' ? undefined : `${wing}/${feature}`;
}

/** The features along a path, without what reacts to an event. */
function featuresOn({ files }: Path): string[] {
  const until = files.indexOf(EVENTS);
  return files.slice(0, until < 0 ? undefined : until).flatMap((file) => featureOf(file) ?? []);
}

function wingOf(feature: string): number {
  return WINGS.findIndex((wing) => wing.includes(feature.split('/')[0] ?? ''));
}

/** Where a feature calls one of a later wing. */
function climbs(paths: readonly Path[]): string[] {
  const found = paths.flatMap((path) => {
    const features = featuresOn(path);
    return features.flatMap((to, index) => {
      const from = features[index - 1];
      return from !== undefined && wingOf(to) > wingOf(from) ? [`${from} -> ${to}`] : [];
    });
  });
  return [...new Set(found)];
}

it.skipIf(isElsewhere)(
  'Accept walks straight down: the request, its kind, and what that stands on',
  async () => {
    const ada = await learner(world, 'Ada', 'backend');
    const binta = await learner(world, 'Binta', 'frontend');
    await announce(ada, 'Shop', { with: binta });
    await world.settle();
    const asked = await binta.slash('/partner requests');
    const paths = await pathsOf(async () => void (await binta.click(asked.message, 'Accept')));
    const accepting = paths.flatMap(({ sql, files }) => {
      const begins = files.findIndex((file) => file.startsWith('commands/'));
      return begins < 0 ? [] : [{ sql, files: files.slice(begins) }];
    });
    expect(accepting.length).toBeGreaterThan(40);
    const entered = [...new Set(accepting.flatMap(featuresOn))].toSorted();
    expect(entered.length).toBeLessThanOrEqual(8);
    expect(entered).toEqual([
      'pairing/asking',
      'people/cohorts',
      'people/learners',
      'people/post',
      'people/presence',
      'people/requests',
      'work/projects',
      'work/teams',
    ]);
    // From the press on, whoever asks: what goes out afterwards is not the press.
    const pressed = paths.filter(({ files }) => files[0] === 'src/platform/discord/dispatcher.ts');
    expect(pressed.filter(({ sql }) => sql.includes('from "communities"'))).toHaveLength(1);
    // The one hook: a request asks its kind what it is for.
    expect(climbs(accepting)).toEqual(['people/requests -> pairing/asking']);
  },
);

it.skipIf(isElsewhere)('the day’s reminder walks straight down from the calendar', async () => {
  const paths = await pathsOf(() => world.advance(DAY));
  const reminding = paths.filter(({ files }) =>
    files.some((file) => file.startsWith('src/calendar/reminders/')),
  );
  expect(reminding.length).toBeGreaterThan(5);
  expect(climbs(reminding)).toEqual([]);
});
