import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { run } from '../support/program.ts';

it('says without a token where to get one, and that the demo needs none', async () => {
  const { code, stdout, stderr } = await run(['src/main.ts']).ended;
  expect(code).toBe(1);
  expect(stdout).toBe('');
  expect(stderr).toContain('DISCORD_TOKEN is missing');
  expect(stderr).toContain('https://discord.com/developers/applications');
  expect(stderr).toContain('npm run demo');
  expect(stderr).not.toContain('    at ');
});

/** The machine's own Node: npm's runs come first on the PATH, so it is looked for where systems put it. */
const OLD_NODE = ['/usr/bin/node', '/usr/local/bin/node'].find((path) => major(path) < 24);

it.skipIf(OLD_NODE === undefined).each(['src/main.ts', 'demo/main.ts', 'simulator/main.ts', 'bench/main.ts'])(
  'refuses an old Node in one sentence: %s',
  async (entry) => {
    const { code, stdout, stderr } = await run([entry], { node: OLD_NODE ?? '' }).ended;
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).toMatch(/^Nexus needs Node 24 or newer; this is Node \d+\.\d+\.\d+\. Run it with npm/);
  },
);

/** Infinity when there is no Node at the path. */
function major(path: string): number {
  try {
    return Number(/^v(\d+)/.exec(execFileSync(path, ['--version'], { encoding: 'utf8' }))?.[1] ?? Infinity);
  } catch {
    return Infinity;
  }
}
