import { expect, it } from 'vitest';
import { inSlices } from '../../../src/pairing/partners/slices.ts';

/** The sizes of eight slices of work that holds the thread for so long each, in ms. */
async function sizesOf(held: number): Promise<number[]> {
  const sizes: number[] = [];
  let now = 0;
  await inSlices(
    async (size) => {
      sizes.push(size);
      now += held;
      return sizes.length < 8;
    },
    () => now,
  );
  return sizes;
}

it('what waits for a server elsewhere is read in as many at once as may be', async () => {
  expect(await sizesOf(0)).toEqual([10, 20, 40, 80, 160, 200, 200, 200]);
});

it('what holds the thread is read in the fewest', async () => {
  expect(await sizesOf(20)).toEqual([10, 10, 10, 10, 10, 10, 10, 10]);
});
