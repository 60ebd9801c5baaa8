import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readConfig } from '../../src/platform/config.ts';
import { PERMISSION_INTEGER } from '../../src/platform/discord/permissions.ts';
import { ROOT } from '../support/program.ts';

function read(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

/** The variables that src/platform/config.ts reads. */
const VARIABLES = [
  ...read('src/platform/config.ts').matchAll(/^ {2}([A-Z][A-Z_]+): (?:z|origins|wholeNumber)/gm),
].map((match) => match[1] ?? '');

it('finds the variables', () => {
  expect(VARIABLES).toEqual(expect.arrayContaining(['DISCORD_TOKEN', 'DATABASE_URL', 'HTTP_PORT', 'SHARDS']));
});

it('lists every variable in .env.example, and none that does not exist', () => {
  const listed = [...read('.env.example').matchAll(/^#? ?([A-Z][A-Z_]+)=/gm)].map((match) => match[1]);
  expect(new Set(listed)).toEqual(new Set(VARIABLES));
});

it('starts with .env.example once the token is filled in, with the defaults it shows', () => {
  const lines = read('.env.example').matchAll(/^([A-Z][A-Z_]+)=(.*)$/gm);
  const example = Object.fromEntries(Array.from(lines, ([, name = '', value = '']) => [name, value]));
  const token = { DISCORD_TOKEN: 'a.b.c' };
  expect(readConfig({ ...example, ...token })).toEqual(readConfig(token));
});

it('explains every variable in the README', () => {
  const readme = read('README.md');
  expect(VARIABLES.filter((name) => !new RegExp(`^\\|.*\`${name}\``, 'm').test(readme))).toEqual([]);
});

it('names every metric in the README', () => {
  const metrics = [...read('src/platform/health.ts').matchAll(/'(nexus_\w+)'/g)].map(
    (match) => match[1] ?? '',
  );
  expect(metrics.length).toBeGreaterThan(5);
  const readme = read('README.md');
  expect(metrics.filter((name) => !readme.includes(`\`${name}\``))).toEqual([]);
});

it('invites with exactly the permissions that /setup check looks for', () => {
  expect(read('README.md')).toContain(`permissions=${PERMISSION_INTEGER}`);
});

it('copies into the image what production runs', () => {
  const dockerfile = read('Dockerfile');
  for (const room of ['src', 'commands', 'migrations', 'locales', 'package.json'])
    expect(dockerfile).toMatch(new RegExp(`^COPY (?:.* )?${room.replace('.', '\\.')}(?: .*)? \\./`, 'm'));
  expect(dockerfile).toMatch(/^USER node$/m);
  expect(dockerfile).toMatch(/^STOPSIGNAL SIGTERM$/m);
});
