import { afterEach, describe, expect, test } from 'vitest';
import { weekPicture } from '../../../src/people/availability/picture.ts';
import { WEEKLY_PRESETS } from '../../../src/people/availability/rules.ts';
import type { Chart } from '../../../src/platform/charts/chart.ts';
import {
  ChartError,
  ChartRenderer,
  type ChartRendererOptions,
} from '../../../src/platform/charts/renderer.ts';
import { createLogger } from '../../../src/platform/log.ts';

const open: ChartRenderer[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((renderer) => renderer.close()));
});

function start(options: ChartRendererOptions = {}): ChartRenderer {
  const renderer = new ChartRenderer(options);
  open.push(renderer);
  return renderer;
}

/** A thread's program written here, to be as slow or broken as a test needs it. */
function program(code: string): URL {
  return new URL(
    `data:text/javascript,${encodeURIComponent(`import { parentPort } from 'node:worker_threads';\n${code}`)}`,
  );
}

const HANGS_ON_SLOW = program(`
  parentPort.on('message', ({ shapes }) => {
    while (shapes[0] === 'slow') {}
    parentPort.postMessage({ png: new Uint8Array([1]) });
  });`);
const DIES_ON_SLOW = program(`
  parentPort.on('message', ({ shapes }) => {
    if (shapes[0] === 'slow') process.exit(3);
    parentPort.postMessage({ png: new Uint8Array([1]) });
  });`);

const week = (title: string): Chart =>
  weekPicture({
    locale: 'en',
    labels: { title, mine: 'You', empty: 'No hours' },
    mine: WEEKLY_PRESETS[0].intervals,
  });
const chart = week('Your week');
/** Tells how many pictures it has drawn, in place of a picture. */
const COUNTS = program(`
  let drawn = 0;
  parentPort.on('message', () => parentPort.postMessage({ png: new Uint8Array([++drawn]) }));`);
let quicks = 0;
/** Another picture each time. */
const quick = () => ({ shapes: [++quicks] as unknown as Chart['shapes'] });
const slow = { shapes: ['slow'] as unknown as Chart['shapes'] };

describe('ChartRenderer', () => {
  test('starts with the first picture and draws the same picture every time', async () => {
    const renderer = start();
    expect(renderer.running).toBe(false);
    const first = await renderer.render(chart);
    expect(renderer.running).toBe(true);
    const second = await start().render(chart);
    expect(first.png.equals(second.png)).toBe(true);
    expect(first.png.length).toBeGreaterThan(5000);
  });

  test('the main thread goes on meanwhile', async () => {
    const renderer = start();
    let longest = 0;
    let last = performance.now();
    let watching = true;
    const watch = (): void => {
      const now = performance.now();
      longest = Math.max(longest, now - last);
      last = now;
      if (watching) setImmediate(watch);
    };
    setImmediate(watch);
    const started = performance.now();
    await Promise.all(Array.from({ length: 60 }, (_, day) => renderer.render(week(`Your week ${day}`))));
    const taken = performance.now() - started;
    watching = false;
    // Drawn here, the first picture alone, with its libraries, would hold everything up for most of that time.
    expect(longest).toBeLessThan(taken / 3);
  });

  test('what cannot be drawn is refused, and the next is drawn', async () => {
    const noted: string[] = [];
    const log = createLogger('warn', { destination: { write: (line) => void noted.push(line) } });
    const renderer = start({ log });
    const broken = renderer.render({ shapes: [null] as unknown as Chart['shapes'] });
    await expect(broken).rejects.toThrow(ChartError);
    expect(noted).toEqual([expect.stringContaining('a picture could not be drawn')]);
    await expect(renderer.render(chart)).resolves.toHaveProperty('png');
  });

  test('a picture that takes too long is given up; those behind it are drawn', async () => {
    const renderer = start({ program: HANGS_ON_SLOW, timeoutMs: 2500 });
    await renderer.render(quick());
    const results = await Promise.allSettled([
      renderer.render(slow),
      renderer.render(quick()),
      renderer.render(quick()),
    ]);
    expect(results.map((result) => result.status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
    expect(results[0]).toMatchObject({ reason: { message: 'A chart took longer than 2500 ms.' } });
  });

  test('a thread that dies fails its picture only', async () => {
    const renderer = start({ program: DIES_ON_SLOW });
    const results = await Promise.allSettled([renderer.render(slow), renderer.render(quick())]);
    expect(results.map((result) => result.status)).toEqual(['rejected', 'fulfilled']);
    expect(results[0]).toMatchObject({ reason: { name: 'ChartError' } });
  });

  test('a program that cannot start fails every picture, and ends', async () => {
    const renderer = start({ program: program('throw new Error("no font")') });
    const results = await Promise.allSettled([renderer.render(quick()), renderer.render(quick())]);
    expect(results.map((result) => result.status)).toEqual(['rejected', 'rejected']);
    expect(renderer.running).toBe(false);
  });

  test('ends when idle and starts again when needed', async () => {
    const renderer = start({ program: HANGS_ON_SLOW, idleMs: 5 });
    await renderer.render(quick());
    await expect.poll(() => renderer.running).toBe(false);
    await expect(renderer.render(quick())).resolves.toHaveProperty('png');
  });

  test('what was drawn is given again, also to those who ask while it is drawn', async () => {
    const renderer = start({ program: COUNTS });
    const [one, other] = [quick(), quick()];
    const asked = await Promise.all([one, other, one].map((picture) => renderer.render(picture)));
    expect(asked.map(({ png }) => png[0])).toEqual([1, 2, 1]);
    expect((await renderer.render(other)).png[0]).toBe(2);
    expect((await renderer.render(quick())).png[0]).toBe(3);
  });

  test('a picture that failed is tried again when it is asked for again', async () => {
    const renderer = start({ program: DIES_ON_SLOW });
    await expect(renderer.render(slow)).rejects.toThrow(ChartError);
    await expect(renderer.render(slow)).rejects.toThrow('ended');
  });

  test('of more pictures than are kept, those not asked for longest are drawn again', async () => {
    const renderer = start({ program: COUNTS, keptBytes: 2 });
    const [first, second, third] = [quick(), quick(), quick()];
    const drawn: (number | undefined)[] = [];
    for (const picture of [first, second, first, third, first, second]) {
      drawn.push((await renderer.render(picture)).png[0]);
    }
    expect(drawn).toEqual([1, 2, 1, 3, 1, 4]);
  });

  test('more than may wait are refused at once', async () => {
    const renderer = start({ program: HANGS_ON_SLOW, maxWaiting: 2 });
    const accepted = [renderer.render(quick()), renderer.render(quick()), renderer.render(quick())];
    await expect(renderer.render(quick())).rejects.toThrow('Too many');
    await expect(Promise.all(accepted)).resolves.toHaveLength(3);
  });

  test('closed: what waits is rejected, the thread ends, nothing more is taken', async () => {
    const renderer = start({ program: HANGS_ON_SLOW });
    const waiting = Promise.allSettled([renderer.render(slow), renderer.render(quick())]);
    await renderer.close();
    expect((await waiting).map((result) => result.status)).toEqual(['rejected', 'rejected']);
    expect(renderer.running).toBe(false);
    await expect(renderer.render(quick())).rejects.toThrow('closed');
  });
});
