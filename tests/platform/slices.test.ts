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

it('says after each slice how long it held the event loop, so that others can have it for as long', async () => {
  const rests: number[] = [];
  let now = 0;
  await inSlices(
    async () => {
      now += 10 * (rests.length + 1);
      return rests.length < 2;
    },
    { rest: async (held) => void rests.push(held), held: () => now },
  );
  expect(rests).toEqual([10, 20]);
});
