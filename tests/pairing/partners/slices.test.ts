import { setTimeout as pause } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { inSlices } from '../../../src/pairing/partners/slices.ts';

/** The sizes of eight slices of such work. */
async function sizesOf(work: () => Promise<void> | void): Promise<number[]> {
  const sizes: number[] = [];
  await inSlices(async (size) => {
    sizes.push(size);
    await work();
    return sizes.length < 8;
  });
  return sizes;
}

it('what waits for a server elsewhere is read in as many at once as may be', async () => {
  expect(await sizesOf(() => pause(20))).toEqual([10, 20, 40, 80, 160, 200, 200, 200]);
});

it('what holds the thread is read in the fewest', async () => {
  const held = (): void => {
    const start = process.threadCpuUsage();
    const used = (): number => {
      const { user, system } = process.threadCpuUsage(start);
      return user + system;
    };
    while (used() < 20_000);
  };
  expect(await sizesOf(held)).toEqual([10, 10, 10, 10, 10, 10, 10, 10]);
});
