import { expect, it } from 'vitest';
import { run } from '../../support/program.ts';

it('says without a token where to get one, and that the demo needs none', async () => {
  const { code, stdout, stderr } = await run(['src/main.ts']).ended;
  expect(code).toBe(1);
  expect(stdout).toBe('');
  expect(stderr).toContain('DISCORD_TOKEN is missing');
  expect(stderr).toContain('https://discord.com/developers/applications');
  expect(stderr).toContain('npm run demo');
  expect(stderr).not.toContain('    at ');
});

it('says on another Node, in one sentence, which one it needs and how to get it', async () => {
  const { code, stdout, stderr } = await run(['--import', asNode('22.18.0'), 'src/main.ts']).ended;
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr.trim().split('\n')).toEqual([
    'Nexus needs Node 24 or newer; this is Node 22.18.0. Run it with npm (npm start, npm run demo, npm test): ' +
      'npm ci has brought the right Node along.',
  ]);
});

/** A module that makes the process believe to be another version of Node. */
function asNode(version: string): string {
  const versions = `{ ...process.versions, node: '${version}' }`;
  return `data:text/javascript,Object.defineProperty(process, 'versions', { value: ${versions} })`;
}
