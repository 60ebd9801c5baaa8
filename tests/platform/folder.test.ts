import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { prepareFolder } from '../../src/platform/database/index.ts';
import { makeFolder } from '../../src/platform/folder.ts';
import { temporaryDirectory } from '../support/directory.ts';
import { ROOT } from '../support/program.ts';

it('makes every folder that is not there', () => {
  const top = temporaryDirectory();
  const path = join(top, 'a', 'b', 'c');
  makeFolder(path);
  makeFolder(path);
  expect(existsSync(path)).toBe(true);
});

it.skipIf(process.platform === 'win32')(
  'gives the folders it makes to their owner alone: Windows has no such rights',
  () => {
    const top = temporaryDirectory();
    makeFolder(join(top, 'a', 'b'));
    expect(statSync(join(top, 'a')).mode & 0o777).toBe(0o700);
  },
);

it('is there for the files of a server whose database is elsewhere', () => {
  const path = join(temporaryDirectory(), 'new', 'nexus.db');
  prepareFolder(path);
  expect([existsSync(dirname(path)), existsSync(path)]).toEqual([true, false]);
});

it('says that a file stands there', () => {
  const path = join(temporaryDirectory(), 'file');
  writeFileSync(path, '');
  expect(() => makeFolder(path)).toThrow('EEXIST');
  expect(() => makeFolder(join(path, 'below'))).toThrow('EEXIST');
});

it.skipIf(!existsSync('/proc/self'))('ends where no folder can be made: /proc, only on Linux', () => {
  expect(() => makeFolder('/proc/nexus/data')).toThrow('ENOENT');
});

it('is how every folder is made: what Node calls recursive may have no end', () => {
  const files = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' });
  const others = files.filter(
    (file) =>
      file.endsWith('.ts') &&
      file !== join('platform', 'folder.ts') &&
      /\bmkdir(Sync)?\b/.test(readFileSync(join(ROOT, 'src', file), 'utf8')),
  );
  expect(others).toEqual([]);
});
