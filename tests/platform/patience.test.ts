import { setTimeout as pause } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { ServerAwayError } from '../../src/platform/database/away.ts';
import { awaited, createPatience, unawaited } from '../../src/platform/database/patience.ts';

const never = new Promise<string>(() => undefined);
const ended = (work: Promise<string>): Promise<unknown> => work.catch((error: unknown) => error);

it('who waits for a server that is away is told so, whatever they wait for; nobody else is', async () => {
  const patience = createPatience();
  const others = Promise.withResolvers<string>();
  const told: string[] = [];
  const early = awaited(() => {
    const members = ended(patience.keep(never));
    const outbox = unawaited(() => patience.keep(others.promise));
    void outbox.then(() => told.push('outbox'));
    return members;
  });
  patience.lost(new Error('no answer'));
  const late = awaited(() => ended(patience.keep(never)));
  expect(await early).toBeInstanceOf(ServerAwayError);
  expect(await late).toBeInstanceOf(ServerAwayError);
  expect(told).toEqual([]);
  others.resolve('sent');
  await others.promise;
});

it('a server that is slow is waited for, and so is one that was away before', async () => {
  const patience = createPatience();
  patience.lost(new Error('no answer'));
  patience.reached();
  const slow = pause(2_300, 'here');
  expect(await awaited(() => ended(patience.keep(slow)))).toBe('here');
});

it('who was told so waits for nothing more that is asked of it meanwhile', async () => {
  const patience = createPatience();
  patience.lost(new Error('no answer'));
  const said = await awaited(async () => {
    const first = await ended(patience.keep(never));
    return [first, await ended(patience.keep(never)), await patience.keep(Promise.resolve('here'))];
  });
  expect(said).toEqual([expect.any(ServerAwayError), expect.any(ServerAwayError), 'here']);
});
