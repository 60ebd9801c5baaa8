import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { PAGES } from '../../docs/write.ts';
import { ROOT } from '../support/program.ts';

it.each(Object.entries(PAGES))('docs/%s says what the program is; else: npm run docs', (file, page) => {
  expect(page()).toBe(readFileSync(join(ROOT, 'docs', file), 'utf8'));
});
