import { expect, it } from 'vitest';
import { createNames } from '../../src/platform/database/kept.ts';

it('what one connection was asked often each keeps from its first time on', () => {
  const asked = new Map<string, number>();
  const [first, second] = [createNames(asked), createNames(asked)];
  for (const named of [undefined, undefined, undefined, 'kept 1']) expect(first('select 1')).toBe(named);
  expect(second('select 1')).toBe('kept 1');
  // What is asked seldom, and what cannot be kept, has no name.
  expect([second('select 2'), second('commit')]).toEqual([undefined, undefined]);
});
