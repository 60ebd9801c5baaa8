import { text } from '@nexus/simulator';
import { expect, it, onTestFinished } from 'vitest';
import { BusyError, readSetting, write, writeSetting } from '../../src/platform/database/index.ts';
import { action, type Command } from '../../src/platform/discord/command.ts';
import { UserError } from '../../src/platform/errors.ts';
import { createOnce, TakenElsewhereError } from '../../src/platform/once/service.ts';
import { createProbe, type Probe } from './probe.ts';

const SAVED = 'What you changed is saved';

it('whoever comes second hears that, whatever became of what they did; and nothing of it stands', async () => {
  const probe = await createProbe([]);
  onTestFinished(() => probe.stop());
  const once = createOnce({ db: probe.db, clock: probe.sim.clock });
  const change = (to: string) => write(probe.db, (trx) => writeSetting(trx, 'changed', to));
  const refuse = () =>
    write(probe.db, async () => {
      throw new UserError({ key: 'common:error.try-again' });
    });
  await once.run({ interactionId: '1' }, () => change('first'));
  for (const act of [() => change('second'), refuse])
    await expect(once.run({ interactionId: '1' }, act)).rejects.toBeInstanceOf(TakenElsewhereError);
  expect(await readSetting(probe.db, 'changed')).toBe('first');
});

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
