import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readLearnersFile } from '../../demo/learners-file.ts';
import { ROOT } from '../support/program.ts';

const folder = mkdtempSync(join(tmpdir(), 'nexus-learners-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function read(content: unknown) {
  const path = join(folder, 'learners.json');
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return readLearnersFile(path);
}

describe('readLearnersFile', () => {
  it('needs nothing but an id and a track', () => {
    expect(read([{ id: 'A', track: 'backend' }])).toEqual({
      entries: [
        {
          id: 'A',
          track: 'backend',
          title: undefined,
          brief: 'other',
          api: undefined,
          technologies: [],
          partnerOf: undefined,
          french: false,
        },
      ],
      unplayable: [],
    });
  });

  it('makes a title of the brief, also of the one that only the code shows', () => {
    const facts = { track: 'frontend', projectTitle: '' };
    const { entries } = read([
      { ...facts, id: 'A', brief: 'none', briefFromCode: 'job-board' },
      { ...facts, id: 'B', brief: 'online-poll' },
      { ...facts, id: 'C', brief: 'none', briefFromCode: null },
    ]);
    expect(entries.map((entry) => entry.title)).toEqual([
      'Job Board frontend',
      'Online Poll System frontend',
      undefined,
    ]);
  });

  it('says of every entry it cannot play why', () => {
    const { entries, unplayable } = read([
      null,
      'text',
      [],
      {},
      { id: 'A' },
      { id: 'B', track: 'design' },
      { id: 'C', track: 'Full-Stack', projectTitle: 5, technologies: 'React', apiStyle: { rest: true } },
      { id: 'C', track: 'backend' },
      { id: '__proto__', track: 'frontend', brief: 'constructor' },
    ]);
    expect(entries).toMatchObject([
      { id: 'C', track: 'fullstack', title: '5', technologies: ['React'], api: undefined },
      { id: '__proto__', track: 'frontend', brief: 'other' },
    ]);
    expect(unplayable.map(({ position, why }) => `${position} ${why}`)).toEqual([
      '1 not an object',
      '2 not an object',
      '3 not an object',
      '4 no id',
      '5 no track (backend, frontend or fullstack)',
      '6 no track (backend, frontend or fullstack)',
      '8 the id of an earlier entry',
    ]);
  });

  it.each([
    ['{', /is no JSON/],
    ['', /is no JSON/],
    ['{"learners":[]}', /must hold a list/],
    ['null', /must hold a list/],
  ])('refuses a file that holds %j', (content, why) => {
    expect(() => read(content)).toThrow(why);
  });

  it('refuses what is no file', () => {
    expect(() => readLearnersFile(join(folder, 'nothing.json'))).toThrow(/there is no such file/);
    expect(() => readLearnersFile(folder)).toThrow(/it is a folder/);
  });

  it('plays the whole excerpt that belongs to the project', () => {
    const { entries, unplayable } = readLearnersFile(join(ROOT, 'demo/seed.json'));
    expect(entries.length).toBeGreaterThan(30);
    expect(unplayable).toEqual([]);
  });
});
