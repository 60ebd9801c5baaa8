import { expect, it } from 'vitest';
import { inSlices } from '../../src/platform/slices.ts';

/** The sizes of eight slices of work that holds the event loop for so long each, in ms. */
async function sizesOf(held: number): Promise<number[]> {
  const sizes: number[] = [];
  let now = 0;
  await inSlices(
    async (size) => {
      sizes.push(size);
      now += held;
      return sizes.length < 8;
    },
    { held: () => now },
  );
  return sizes;
}

it('what waits for a server elsewhere is read in as many at once as may be', async () => {
  expect(await sizesOf(0)).toEqual([10, 20, 40, 80, 160, 160, 160, 160]);
});

it('what holds the event loop is read in the fewest', async () => {
  expect(await sizesOf(20)).toEqual([10, 10, 10, 10, 10, 10, 10, 10]);
});

it('what holds it for some milliseconds stays as it is', async () => {
  expect(await sizesOf(3)).toEqual([10, 10, 10, 10, 10, 10, 10, 10]);
});

it('is halved when it holds the event loop for too long, and doubled when it does not any more', async () => {
  const sizes: number[] = [];
  let now = 0;
  await inSlices(
    async (size) => {
      sizes.push(size);
      now += size / 10;
      return sizes.length < 5;
    },
    { first: 160, held: () => now },
  );
  expect(sizes).toEqual([160, 80, 40, 40, 40]);
});

it('leaves the event loop to others for as long as a slice had it, where nobody waits for the whole', async () => {
  let slices = 0;
  let now = 0;
  const start = performance.now();
  await inSlices(
    async () => {
      now += 20;
      slices += 1;
      return slices < 3;
    },
    { rests: true, held: () => now },
  );
  // A timer may come a millisecond early, never more.
  expect(performance.now() - start).toBeGreaterThan(2 * 19);
});
