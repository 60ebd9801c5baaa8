import { expect, it } from 'vitest';
import { createNews } from '../../src/platform/discord/news.ts';
import { createLogger } from '../../src/platform/log.ts';

it('is settled when what came meanwhile has ended too, whatever failed', async () => {
  const news = createNews(createLogger('silent'));
  const ended: string[] = [];
  const first = Promise.withResolvers<void>();
  const second = Promise.withResolvers<void>();
  news.take(
    first.promise.then(() => {
      ended.push('first');
      news.take(
        second.promise.then(() => ended.push('second')),
        'second',
      );
      throw new Error('lost');
    }),
    'first',
  );
  let isSettled = false;
  const settled = news.settled().then(() => (isSettled = true));
  first.resolve();
  await new Promise(setImmediate);
  expect([ended, isSettled]).toEqual([['first'], false]);
  second.resolve();
  await settled;
  expect(ended).toEqual(['first', 'second']);
});
