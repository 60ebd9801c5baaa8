import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ROOT } from '../support/program.ts';

it('names for every threat a test that exists', () => {
  const text = readFileSync(join(ROOT, 'SECURITY.md'), 'utf8');
  const rows = text.split('\n').filter((line) => /^\| (?!threat|---)/.test(line));
  expect(rows.length).toBeGreaterThan(15);
  const missing = rows.filter((row) => {
    const [, file = '', title = ''] = /\| `(tests\/\S+\.test\.ts)`: (.+) \|$/.exec(row) ?? [];
    return (
      !existsSync(join(ROOT, file)) || file === '' || !readFileSync(join(ROOT, file), 'utf8').includes(title)
    );
  });
  expect(missing).toEqual([]);
});
