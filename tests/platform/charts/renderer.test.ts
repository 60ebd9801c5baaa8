import { afterEach, describe, expect, test } from 'vitest';
import { weekPicture } from '../../../src/people/availability/picture.ts';
import { WEEKLY_PRESETS } from '../../../src/people/availability/rules.ts';
import type { Chart } from '../../../src/platform/charts/chart.ts';
import {
  ChartError,
  ChartRenderer,
  type ChartRendererOptions,
} from '../../../src/platform/charts/renderer.ts';

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
  parentPort.on('message', ({ spec }) => {
    while (spec.slow) {}
    parentPort.postMessage({ png: new Uint8Array([1]) });
  });`);
const DIES_ON_SLOW = program(`
  parentPort.on('message', ({ spec }) => {
    if (spec.slow) process.exit(3);
    parentPort.postMessage({ png: new Uint8Array([1]) });
  });`);

const chart = weekPicture({
  locale: 'en',
  labels: { title: 'Your week', mine: 'You', empty: 'No hours' },
  mine: WEEKLY_PRESETS[0].intervals,
});
const quick = { spec: {} as Chart['spec'] };
const slow = { spec: { slow: true } as unknown as Chart['spec'] };

describe('ChartRenderer', () => {
  test('starts with the first picture and draws the same picture every time', async () => {
    const renderer = start();
    expect(renderer.running).toBe(false);
    const [first, second] = await Promise.all([renderer.render(chart), renderer.render(chart)]);
    expect(renderer.running).toBe(true);
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
    await Promise.all(Array.from({ length: 20 }, () => renderer.render(chart)));
    const taken = performance.now() - started;
    watching = false;
    // Drawn here, the first picture alone, with its libraries, would hold everything up for most of that time.
    expect(longest).toBeLessThan(taken / 3);
  });

  test('a specification that cannot be drawn is refused, and the next is drawn', async () => {
    const renderer = start();
    const broken = renderer.render({ spec: { mark: 'nonsense', encoding: 7 } as unknown as Chart['spec'] });
    await expect(broken).rejects.toThrow(ChartError);
    await expect(renderer.render(chart)).resolves.toHaveProperty('png');
  });

  test('a picture that takes too long is given up; those behind it are drawn', async () => {
    const renderer = start({ program: HANGS_ON_SLOW, timeoutMs: 2500 });
    await renderer.render(quick);
    const results = await Promise.allSettled([
      renderer.render(slow),
      renderer.render(quick),
      renderer.render(quick),
    ]);
    expect(results.map((result) => result.status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
    expect(results[0]).toMatchObject({ reason: { message: 'A chart took longer than 2500 ms.' } });
  });

  test('a thread that dies fails its picture only', async () => {
    const renderer = start({ program: DIES_ON_SLOW });
    const results = await Promise.allSettled([renderer.render(slow), renderer.render(quick)]);
    expect(results.map((result) => result.status)).toEqual(['rejected', 'fulfilled']);
    expect(results[0]).toMatchObject({ reason: { name: 'ChartError' } });
  });

  test('a program that cannot start fails every picture, and ends', async () => {
    const renderer = start({ program: program('throw new Error("no font")') });
    const results = await Promise.allSettled([renderer.render(quick), renderer.render(quick)]);
    expect(results.map((result) => result.status)).toEqual(['rejected', 'rejected']);
    expect(renderer.running).toBe(false);
  });

  test('ends when idle and starts again when needed', async () => {
    const renderer = start({ program: HANGS_ON_SLOW, idleMs: 5 });
    await renderer.render(quick);
    await expect.poll(() => renderer.running).toBe(false);
    await expect(renderer.render(quick)).resolves.toHaveProperty('png');
  });

  test('more than may wait are refused at once', async () => {
    const renderer = start({ program: HANGS_ON_SLOW, maxWaiting: 2 });
    const accepted = [renderer.render(quick), renderer.render(quick), renderer.render(quick)];
    await expect(renderer.render(quick)).rejects.toThrow('Too many');
    await expect(Promise.all(accepted)).resolves.toHaveLength(3);
  });

  test('closed: what waits is rejected, the thread ends, nothing more is taken', async () => {
    const renderer = start({ program: HANGS_ON_SLOW });
    const waiting = Promise.allSettled([renderer.render(slow), renderer.render(quick)]);
    await renderer.close();
    expect((await waiting).map((result) => result.status)).toEqual(['rejected', 'rejected']);
    expect(renderer.running).toBe(false);
    await expect(renderer.render(quick)).rejects.toThrow('closed');
  });
});
