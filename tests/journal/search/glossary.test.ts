import { afterEach, expect, it, vi } from 'vitest';
import { reading } from '../../../src/journal/search/glossary.ts';

afterEach(() => vi.restoreAllMocks());

it('is read in small steps: no search holds the bot while it is made', () => {
  const work = [vi.spyOn(Map.prototype, 'set'), vi.spyOn(Set.prototype, 'add')];
  const done = () => work.reduce((sum, { mock }) => sum + mock.calls.length, 0);
  const steps: number[] = [];
  const read = reading();
  for (let isOver: boolean | undefined = false; isOver !== true; ) {
    for (const each of work) each.mockClear();
    isOver = read.next().done;
    steps.push(done());
  }
  // All of it is some hundred thousand.
  expect(steps.reduce((sum, each) => sum + each, 0)).toBeGreaterThan(20_000);
  expect(Math.max(...steps)).toBeLessThan(1_000);
});
