import { expect, it } from 'vitest';
import { minutesOf } from '../../src/journal/progress/rules.ts';

it.each([
  ['3', 180],
  ['1,5', 90],
  ['2.25 h', 135],
  ['2hrs', 120],
  ['2 heures', 120],
  ['1h30', 90],
  ['1 h 30 min', 90],
  ['3:05', 185],
  ['90 min', 90],
  ['45mn', 45],
  ['３', 180],
  ['0', 0],
  ['100', 6000],
])('%s is %i minutes', (typed, minutes) => {
  expect(minutesOf(typed)).toBe(minutes);
});

it.each(['', '101', '100h30', '6001 min', '-1', '1e3', '3-4', '1h60', 'two', '1.555', ':30'])(
  '%j is no time',
  (typed) => {
    expect(minutesOf(typed)).toBeUndefined();
  },
);
