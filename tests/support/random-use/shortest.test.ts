import { expect, it } from 'vitest';
import { shortest } from './shortest.ts';

const HUNDRED = Array.from({ length: 100 }, (_, n) => n);

it('leaves the steps without which it would not come about, in their order', async () => {
  const needs = (part: readonly number[]) => Promise.resolve([7, 8, 93].every((step) => part.includes(step)));
  expect(await shortest(HUNDRED, needs, { tries: 200 })).toEqual([7, 8, 93]);
});

it('ends with what it has when it has tried often enough', async () => {
  let tried = 0;
  const never = () => Promise.resolve(++tried < 0);
  expect(await shortest(HUNDRED, never, { tries: 5 })).toEqual(HUNDRED);
  expect(tried).toBe(5);
});
