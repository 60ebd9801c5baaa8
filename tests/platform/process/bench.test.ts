import { expect, it } from 'vitest';
import { inFull } from '../../support/counts.ts';
import { run } from '../../support/program.ts';

// Three processes and their members take 25 s of a processor.
it.runIf(inFull)(
  'benchmarks interactions next to a bare bot',
  async () => {
    const { code, stdout, stderr } = await run(['bench/main.ts', '--only', 'interactions', '--smoke']).ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const commands = ['/help', '/project browse', '/find-partner', '/announce-project', '/profile show'];
    for (const command of [...commands, '1 in 10 a picture'])
      expect(stdout).toMatch(new RegExp(`^${command} +(?:[\\d.]+ +){10}[\\d.]+$`, 'm'));
    expect(stdout).toMatch(/^\d+ pictures, of which \d+ came by an edit$/m);
    expect(stdout).toMatch(/^peak memory: Nexus \d+ MB, bare bot \d+ MB \(ratio [\d.]+\)$/m);
  },
  60_000,
);

it('says which benchmarks there are', async () => {
  const { code, stderr } = await run(['bench/main.ts', '--only', 'everything']).ended;
  expect(code).toBe(1);
  expect(stderr).toContain('one of: interactions, delivery, matching, find-partner');
});
