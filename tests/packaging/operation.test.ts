import { spawnSync } from 'node:child_process';
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
  expect(dockerfile).toMatch(/^STOPSIGNAL SIGTERM$/m);
  // Node takes what was read ahead from the same user, at the same place alone (build/build.ts).
  for (const stage of dockerfile.split(/^FROM .*$/m).slice(1)) {
    expect(stage).toMatch(/^USER node$/m);
    expect(stage).toMatch(/^WORKDIR \/app$/m);
  }
  // The same checks as in editors; no engine is needed.
  expect(validate(dockerfile, { deprecatedMaintainer: ValidationSeverity.ERROR })).toEqual([]);
});

/** Where else the steps of the workflows run: what can is part of .ci/run. */
const STEPS: Readonly<Record<string, { readonly inRun: string } | { readonly needs: string }>> = {
  'npm install --global npm@11': { needs: 'a machine of its own' },
  'sudo --preserve-env=PATH .ci/run': { needs: 'nothing: it is what everything else is compared with' },
  'npm ci': { inRun: 'npm ci' },
  'npm run check': { inRun: 'npm test' },
  'npx vitest run tests/platform': { inRun: 'npm test' },
  'docker build --tag nexus .': { needs: 'a container engine' },
  'docker run --rm --read-only --tmpfs /tmp --cap-drop ALL nexus 2>&1 | grep DISCORD_TOKEN': {
    needs: 'a container engine',
  },
  '.ci/archive nexus-linux-x64.tar.gz': { inRun: '.ci/archive' },
  'gh release create "$GITHUB_REF_NAME" --generate-notes nexus-linux-x64.tar.gz': { needs: 'GitHub' },
};

it('runs every step of the workflows and of the image in .ci/run, where it can', () => {
  type Workflow = { jobs: Record<string, { steps: { run?: string }[] }> };
  const steps = ['ci', 'release'].flatMap((name) =>
    Object.values((parse(read(`.github/workflows/${name}.yml`)) as Workflow).jobs)
      .flatMap((job) => job.steps)
      .flatMap(({ run }) => run ?? []),
  );
  expect([...new Set(steps)].toSorted()).toEqual(Object.keys(STEPS).toSorted());
  for (const step of steps) expect(spawnSync('bash', ['-n', '-c', step]).status, step).toBe(0);
  const run = read('.ci/run');
  const missing = Object.values(STEPS).filter(
    (where) => 'inRun' in where && !new RegExp(`(?:^|" )${where.inRun}`, 'm').test(run),
  );
  expect(missing).toEqual([]);
  // No engine is there: the archive, which .ci/run starts as a user without rights, is made by the image's own commands.
  const archive = read('.ci/archive').replaceAll('"$node"', 'node');
  const [first = '', second = ''] = read('Dockerfile')
    .split(/^FROM .*$/m)
    .slice(1);
  // The archive is made by whoever makes it.
  const made = [...first.matchAll(/^RUN (?!chown node \.$)(.*)$/gm)].flatMap(([, line = '']) =>
    line.split(' && '),
  );
  expect(made).toHaveLength(3);
  for (const command of made) expect(archive).toContain(command.replace(/^rm -rf /, ''));
  const copied = [...second.matchAll(/^COPY (\w+) \.\/\w+$/gm)].map(([, room]) => room);
  expect(/^cp -R (.*) "\$app\/"$/m.exec(archive)?.[1]?.split(' ')).toEqual(expect.arrayContaining(copied));
});

it('runs in the container with nothing but what it needs', () => {
  const { services } = parse(read('compose.yaml')) as { services: { nexus: Record<string, unknown> } };
  expect(services.nexus).toMatchObject({ read_only: true, tmpfs: ['/tmp'], cap_drop: ['ALL'] });
  // What is published is reached from elsewhere: nothing is.
  expect(services.nexus).not.toHaveProperty('ports');
});

it('reads .env in every command of whoever runs Nexus', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
  for (const name of ['start', 'backup', 'restore', 'migrate-database', 'doctor'])
    expect(scripts[name], name).toContain('node --env-file-if-exists=.env ');
});

it('starts from the units and the image what npm starts', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
  const started = (unit: string) =>
    /^ExecStart=\S+\/node (.*?)(?: \/|$)/m.exec(read(`deploy/${unit}`))?.[1] ?? unit;
  // A unit and compose.yaml name the file of settings themselves.
  const start = scripts['start']?.replace(' --env-file-if-exists=.env', '');
  expect(start).toBe(`node ${started('nexus.service')}`);
  expect(scripts['backup']).toContain(started('nexus-backup.service'));
  const [, command = ''] = /^CMD (.*)$/m.exec(read('Dockerfile')) ?? [];
  expect(start).toBe((JSON.parse(command) as string[]).join(' '));
});

it('gives memory back to the system from the unit as from the image', () => {
  const [, unit] = /^Environment=(MALLOC_\S+)$/m.exec(read('deploy/nexus.service')) ?? [];
  const [, image] = /^ENV (MALLOC_\S+) /m.exec(read('Dockerfile')) ?? [];
  expect(unit).toBe('MALLOC_TRIM_THRESHOLD_=131072');
  expect(image).toBe(unit);
});
