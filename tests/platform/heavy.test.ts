import { expect, it } from 'vitest';
import { createHeavyWork, HeavyWorkFullError } from '../../src/platform/heavy/queue.ts';

/** A queue and what its jobs did, each ended by the test. */
function watched(maxWaiting?: number) {
  const heavy = createHeavyWork(maxWaiting === undefined ? {} : { maxWaiting });
  const begun: string[] = [];
  const ends: (() => void)[] = [];
  const add = (name: string, length?: 'short' | 'long') =>
    heavy.run(() => {
      begun.push(name);
      return new Promise<string>((resolve) => ends.push(() => resolve(name)));
    }, length);
  async function end(): Promise<void> {
    ends.shift()?.();
    await new Promise(setImmediate);
  }
  return { heavy, begun, add, end, running: () => ends.length };
}

it('does one thing at a time, and whoever waits for a contract goes before the next round', async () => {
  const { begun, add, end, running } = watched();
  const all = [add('round 1', 'long'), add('round 2', 'long'), add('contract'), add('export')];
  for (let left = all.length; left > 0; left--) {
    expect(running()).toBe(1);
    await end();
  }
  expect(begun).toEqual(['round 1', 'contract', 'export', 'round 2']);
  expect(await Promise.all(all)).toEqual(['round 1', 'round 2', 'contract', 'export']);
});

it('does not let a round wait for ever', async () => {
  const { begun, add, end } = watched();
  const all = [add('contract 0'), add('round', 'long')];
  for (let index = 1; index <= 40; index++) all.push(add(`contract ${index}`));
  for (let left = all.length; left > 0; left--) await end();
  expect(begun.indexOf('round')).toBe(21);
  expect(begun).toHaveLength(42);
});

it('goes on after a failure, and refuses what would wait too long', async () => {
  const { heavy, add, end } = watched(1);
  await expect(heavy.run(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  const both = [add('now'), add('later')];
  await expect(add('too many')).rejects.toThrow(HeavyWorkFullError);
  await end();
  await end();
  expect(await Promise.all(both)).toEqual(['now', 'later']);
});
