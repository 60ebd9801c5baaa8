import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');

test('every rule in the README names a test that exists', () => {
  const table = read('../../simulator/README.md').split('## Rules')[1]?.split('\n## ')[0] ?? '';
  const rows = table
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .map((line) => line.split(' | ').at(-1)?.replace(/\|$/, '').trim() ?? '')
    .filter((row) => row !== 'test' && !/^-+$/.test(row));
  const missing = rows.filter((row) => {
    const [, file = '', title = ''] = /^([\w-]+): (.*)$/.exec(row) ?? [];
    return !read(`./${file}.test.ts`).includes(`'${title}'`);
  });
  expect(rows.length).toBeGreaterThan(80);
  expect(missing).toEqual([]);
});
