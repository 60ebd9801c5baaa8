import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { zipped } from '../../src/platform/zip.ts';

it('rejects when a text cannot be made to its end, and nothing else hears of it', async () => {
  async function* broken(): AsyncGenerator<Buffer> {
    yield Buffer.from('first');
    await setImmediate();
    throw new Error('the table is gone');
  }
  async function* whole(): AsyncGenerator<Buffer> {
    yield Buffer.from('all of it');
  }
  await expect(
    zipped([
      { name: 'whole.csv', text: whole() },
      { name: 'broken.csv', text: broken() },
    ]),
  ).rejects.toThrow('the table is gone');
});
