import { expect, test } from 'vitest';
import { SimulatedClock } from '../../simulator/clock.ts';

/** Keeps the processor busy, so that real time passes. */
function spin(ms: number, each: () => void): void {
  const end = performance.now() + ms;
  while (performance.now() < end) each();
}

test('advancing shows in both clocks at once', () => {
  const clock = new SimulatedClock();
  const [now, elapsed] = [clock.now(), clock.elapsed()];
  clock.advance(60_000);
  expect(clock.now() - now).toBeGreaterThanOrEqual(60_000);
  expect(clock.elapsed() - elapsed).toBeGreaterThanOrEqual(60_000);
  expect(() => clock.advance(-1)).toThrow('only runs forward');
  for (const ms of [Number.NaN, Number.POSITIVE_INFINITY, 1e308, 1e14])
    expect(() => clock.advance(ms)).toThrow('The clock');
  expect(clock.now() - now).toBeLessThan(120_000);
});

test('asking often does not make deadlines come sooner', () => {
  const clock = new SimulatedClock();
  const [real, elapsed] = [performance.now(), clock.elapsed()];
  spin(60, () => clock.elapsed());
  const passed = clock.elapsed() - elapsed;
  expect(passed).toBeLessThanOrEqual(performance.now() - real + 1);
});

test('a frozen clock does not hold deadlines open, and can still be advanced', () => {
  let frozen = 1_000_000;
  const clock = new SimulatedClock({ now: () => frozen });
  const elapsed = clock.elapsed();
  spin(30, () => clock.elapsed());
  expect(clock.now()).toBe(1_000_000);
  expect(clock.elapsed() - elapsed).toBeGreaterThanOrEqual(30);
  frozen += 5_000;
  expect(clock.elapsed() - elapsed).toBeGreaterThanOrEqual(5_029);
  clock.advance(1_000);
  expect(clock.elapsed() - elapsed).toBeGreaterThanOrEqual(6_029);
});
