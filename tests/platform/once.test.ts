import { text } from '@nexus/simulator';
import { expect, it, onTestFinished } from 'vitest';
import { BusyError, write, writeSetting } from '../../src/platform/database/index.ts';
import { action, type Command } from '../../src/platform/discord/command.ts';
import { UserError } from '../../src/platform/errors.ts';
import { createProbe, type Probe } from './probe.ts';

const SAVED = 'What you changed is saved';

it('nobody reads that nothing was changed, or saved, where it was: only what came after it failed', async () => {
  const change = () => write(probe.db, (trx) => writeSetting(trx, 'changed', 'yes'));
  function command(name: string, run: () => Promise<never>): Command {
    return { type: 'slash', name, action: action({ run }) };
  }
  const probe: Probe = await createProbe([
    command('busy', () => Promise.reject(new BusyError())),
    command('busy-after', async () => {
      await change();
      throw new BusyError();
    }),
    command('broken', () => Promise.reject(new Error('no'))),
    command('broken-after', async () => {
      await change();
      throw new Error('no');
    }),
    // That somebody tried is counted, and says nothing of what they asked for.
    command('refused-after', async () => {
      await change();
      throw new UserError({ key: 'common:error.try-again' });
    }),
  ]);
  onTestFinished(() => probe.stop());
  const said = async (name: string) => text((await probe.member.slash(`/${name}`)).message);
  expect(await said('busy')).toContain('nothing was changed');
  expect(await said('broken')).toContain('Nothing was saved');
  expect(await said('busy-after')).toContain(SAVED);
  expect(await said('broken-after')).toContain(SAVED);
  expect(await said('refused-after')).not.toContain(SAVED);
});
