import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { columns, WIDTH } from '../../demo/transcript/terminal.ts';
import { inFull } from '../support/counts.ts';
import { run } from '../support/program.ts';

const folder = mkdtempSync(join(tmpdir(), 'nexus-demo-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function learnersFile(content: unknown): string {
  const path = join(folder, `${Math.random()}.json`);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

/** The number behind a name in the counts at the end. */
function count(stdout: string, name: string): number {
  return Number(new RegExp(`^ {2}${name} +(\\d+)`, 'm').exec(stdout)?.[1]);
}

/** The counts of the reasons below a name. */
function reasons(stdout: string, name: string): number[] {
  const [, after = ''] = stdout.split(new RegExp(`^ {2}${name} .*$`, 'm'));
  const block = /^\n((?: {21}.*\n)*)/.exec(after)?.[1] ?? '';
  return [...block.matchAll(/^ {21}(\d+) × /gm)].map((match) => Number(match[1]));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

it('plays the learners of a file and shows what members see', async () => {
  const learner = (id: string, track: string, projectTitle: string) => ({
    id,
    track,
    projectTitle,
    brief: 'ecommerce',
    apiStyle: ['rest'],
    technologies: ['Docker', 'Git'],
  });
  const path = learnersFile([
    learner('A1', 'backend', 'Bazaar Nova'),
    learner('A2', 'frontend', 'Cart Lane'),
    learner('A3', 'frontend', 'Page and Shelf'),
    learner('A4', 'fullstack', 'Ankara Closet'),
    { id: 'A5', track: 'backend', projectTitle: '', brief: 'none', briefFromCode: 'job-board' },
    { id: 'A6', track: 'frontend', projectTitle: '', documentationOnly: true },
  ]);
  const { code, stdout, stderr } = await run(['demo/main.ts', '--learners', path, '--once']).ended;
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });

  // Set up, announce, find, ask, accept, a thread of their own.
  expect(stdout).toContain('types /cohort create');
  expect(stdout).toContain('Start here: November');
  expect(stdout).toContain('Which side do you build?');
  expect(stdout).toMatch(/#ProDevProjectNexus\n {2}│ Bazaar Nova\n {2}│ E-Commerce · Backend · REST/);
  expect(stdout).toMatch(/people fit|person fits/);
  expect(stdout).toMatch(/presses \[Ask\]/);
  expect(stdout).toMatch(/would like to build Bazaar Nova with you/);
  expect(stdout).toMatch(/presses \[Accept\]\n {2}┆ Only .* sees this\n {2}┆ You are a team now/);
  expect(stdout).toMatch(/Private thread “Bazaar Nova.*”\n {2}│ Team/);
  expect(stdout).toMatch(/where the card now reads\n {2}│ Bazaar Nova\n.*\n {2}│ team complete, with @/);
  // Seven days, and the reminders that fall into them.
  const days = stdout.split(/^── (?=Day \d)/m).slice(1);
  expect(days).toHaveLength(7);
  expect(days[0]).toContain('Announce your project');
  expect(days[2]).toContain('Find a partner');
  expect(days[4]).toContain('Agree on your API contract');
  expect(days[5]).toContain('Is anything in your way');
  // The team agrees on its contract, breaks it, and whoever builds on it reads what breaks and why.
  expect(days[4]).toContain('types /contract propose  file: openapi.json');
  expect(days[4]).toMatch(/presses \[Agree\]\n {2}┆ Only .* sees this\n {2}┆ Agreed\. Version 1/);
  expect(days[5]).toMatch(/Against version 1: 1 breaking/);
  expect(days[5]).toMatch(/Product\.price.* is gone from the answers/);
  expect(days[5]).toContain('1 of yours');
  // Somebody is stuck, is helped, and what helped is found again and stands in a README.
  expect(days[5]).toMatch(/chooses Apps › This solved it/);
  expect(days[5]).toMatch(/is solved, thanks to @/);
  expect(days[6]).toMatch(/types \/knowledge search[^]*Celery does not reach RabbitMQ in Docker/);
  expect(days[6]).toMatch(/types \/readme export[^]*README\.md/);
  expect(days[6]).toMatch(/They helped others: @/);
  expect(days[6]).toContain('The first week of November');

  expect({
    learners: count(stdout, 'learners'),
    announced: count(stdout, 'announced'),
    refused: count(stdout, 'refused'),
  }).toEqual({ learners: 6, announced: 5, refused: 1 });
  expect(stdout).toContain('1 × documentation only');
  expect(count(stdout, 'matched') + count(stdout, 'unmatched')).toBe(5);
  expect(sum(reasons(stdout, 'unmatched'))).toBe(count(stdout, 'unmatched'));
  expect(count(stdout, 'matched')).toBeGreaterThanOrEqual(2);
  expect(count(stdout, 'reminded')).toBe(5);
  expect(stdout.split('\n').filter((line) => columns(line) > WIDTH)).toEqual([]);
}, 120_000);

// The week takes 13 s of a processor: once in npm test, all ways of seeing it in CI.
it.runIf(inFull)(
  'drops nobody silently, however hostile the file',
  async () => {
    const hostile = [
      '@everyone <@123> **bold** [a](https://evil.example)',
      '\u202Eevil\u202C \u200B title \u001B[31mred',
      "'; DROP TABLE projects; --",
      'مشروع التجارة',
      '\n'.repeat(2000),
      'x',
      'y'.repeat(200),
      '👩‍👩‍👧‍👦'.repeat(20),
      'Z\u0301'.repeat(70),
      '```js\n1\n```',
      'lone \uD800 surrogate',
    ].map((projectTitle, index) => ({
      id: `H${index}`,
      track: index % 2 === 0 ? 'backend' : 'frontend',
      projectTitle,
      brief: 'ecommerce',
      technologies: ['<script>', '@here', 'a'.repeat(index * 6)],
    }));
    const odd = [
      null,
      5,
      [],
      {},
      { id: 'H1', track: 'backend' },
      { id: 'X' },
      { id: 7, track: 'backend', projectTitle: 42 },
    ];
    const { code, stdout, stderr } = await run([
      'demo/main.ts',
      '--learners',
      learnersFile([...hostile, ...odd]),
    ]).ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const [announced, refused] = [count(stdout, 'announced'), count(stdout, 'refused')];
    expect(count(stdout, 'learners')).toBe(hostile.length + odd.length);
    expect(announced + refused).toBe(hostile.length + odd.length);
    expect(announced).toBeGreaterThanOrEqual(5);
    expect(sum(reasons(stdout, 'refused'))).toBe(refused);
    expect(count(stdout, 'matched') + count(stdout, 'unmatched')).toBe(announced);
    expect(stdout).not.toMatch(/(?!\n)[\p{Cc}\u202E]/u);
    expect(stdout).not.toContain('Nexus failed');
  },
  120_000,
);

it.each([
  ['a file that is not there', join(folder, 'nothing.json'), /cannot be read: there is no such file/],
  ['no JSON', learnersFile('{"id":'), /is no JSON/],
  ['no list', learnersFile({ id: 'A' }), /must hold a list of learners/],
])('ends with a sentence when given %s', async (_, path, sentence) => {
  const { code, stdout, stderr } = await run(['demo/main.ts', '--learners', path]).ended;
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toMatch(sentence);
  expect(stderr).not.toContain('    at ');
});

it.runIf(inFull)(
  'stays open after the week until Ctrl+C',
  async () => {
    const demo = run(['demo/main.ts']);
    const text = await demo.printed(/stays open at http:\S+/);
    expect(text).toContain('What the week came to');
    const address = /stays open at (http:\S+\/)/.exec(text)?.[1] ?? '';
    const page = await fetch(address);
    expect({ status: page.status, type: page.headers.get('content-type') }).toEqual({
      status: 200,
      type: 'text/html; charset=utf-8',
    });
    demo.child.kill('SIGINT');
    expect(await demo.ended).toMatchObject({ code: 0, stderr: '' });
  },
  120_000,
);

it('ends cleanly when interrupted in the middle of the week', async () => {
  const demo = run(['demo/main.ts']);
  await demo.printed(/Day 1/);
  demo.child.kill('SIGINT');
  const { code, stdout, stderr } = await demo.ended;
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).not.toContain('What the week came to');
}, 120_000);
