import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ValidationSeverity, validate } from 'dockerfile-utils';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
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

it('names every metric in docs/operate.md', () => {
  const metrics = [...read('src/platform/metrics/prometheus.ts').matchAll(/'(nexus_\w+)'/g)].map(
    (match) => match[1] ?? '',
  );
  expect(metrics.length).toBeGreaterThan(5);
  const operate = read('docs/operate.md');
  expect(metrics.filter((name) => !operate.includes(`\`${name}\``))).toEqual([]);
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
  // The same checks as in editors; no engine is needed.
  expect(validate(dockerfile, { deprecatedMaintainer: ValidationSeverity.ERROR })).toEqual([]);
});

it('runs in the container with nothing but what it needs', () => {
  const { services } = parse(read('compose.yaml')) as { services: { nexus: Record<string, unknown> } };
  expect(services.nexus).toMatchObject({ read_only: true, tmpfs: ['/tmp'], cap_drop: ['ALL'] });
  // What is published is reached from elsewhere: nothing is.
  expect(services.nexus).not.toHaveProperty('ports');
});

it('starts from the units and the image what npm starts', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
  const started = (unit: string) =>
    /^ExecStart=\S+\/node (.*?)(?: \/|$)/m.exec(read(`deploy/${unit}`))?.[1] ?? unit;
  expect(scripts['start']).toBe(`node ${started('nexus.service')}`);
  expect(scripts['backup']).toContain(started('nexus-backup.service'));
  const [, command = ''] = /^CMD (.*)$/m.exec(read('Dockerfile')) ?? [];
  expect(scripts['start']).toBe((JSON.parse(command) as string[]).join(' '));
});
