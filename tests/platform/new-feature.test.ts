import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { text } from '@nexus/simulator';
import { expect, it } from 'vitest';
import { temporaryDirectory } from '../support/directory.ts';
import { ROOT, run } from '../support/program.ts';
import { createStage } from './bot-process.ts';

const FEATURE = join(ROOT, 'tests/fixtures/new-feature');

/** ARCHITECTURE.md, "A new feature": all that is written into a file that exists. */
const IMPORT = `import { createThanks } from './people/thanks/service.ts';\n`;
const LINE = `    .add('thanks', createThanks)\n`;
const BEFORE = `    .add('requests', createRequests)\n`;

/** The program with the feature: its files beside those there are, and its line. Returns the folder. */
function programWithFeature(): string {
  const folder = join(temporaryDirectory(), 'nexus');
  mkdirSync(folder);
  for (const part of ['src', 'commands', 'migrations', 'locales', 'package.json', 'tsconfig.json'])
    cpSync(join(ROOT, part), join(folder, part), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  const files = readdirSync(FEATURE, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.includes('.'),
  );
  expect(
    files.filter((file) => existsSync(join(folder, file))),
    'a new feature only adds files',
  ).toEqual([]);
  cpSync(FEATURE, folder, { recursive: true });
  const list = join(folder, 'src/features.ts');
  writeFileSync(list, `${IMPORT}${readFileSync(list, 'utf8').replace(BEFORE, `${LINE}${BEFORE}`)}`);
  return folder;
}

it('is its folder, its command, its migration, its texts and one line', { timeout: 120_000 }, async () => {
  const folder = programWithFeature();

  const stage = await createStage();
  const ada = stage.guild.addMember({ name: 'Ada' });
  const binta = stage.guild.addMember({ name: 'Binta', locale: 'fr' });
  const bot = stage.start({}, join(folder, 'src/main.ts'));
  await bot.printed(/"msg":"ready"/);

  const typed = { member: binta, reason: 'help', words: 'You found my bug' };
  expect(text((await ada.slash('/thank', typed)).message)).toContain(
    '(For their help): their first thanks here',
  );
  expect(text((await ada.slash('/thank', typed)).message)).toContain('2 thanks by now');
  expect(text((await binta.slash('/help')).message)).toContain('te remercie : You found my bug');
  const { message } = await ada.slash('/my-data export');
  const file = await fetch(message.attachments[0]?.url ?? '');
  expect(await file.text()).toContain('"words": "You found my bug"');
  bot.child.kill('SIGTERM');
  expect((await bot.ended).code).toBe(0);
});

// The compiler reads everything once more: some seconds, which only CI spends.
it.runIf(process.env['CI'])('is understood by the compiler', { timeout: 240_000 }, async () => {
  const compiler = run([
    join(ROOT, 'node_modules/typescript/bin/tsc'),
    '--noEmit',
    '-p',
    programWithFeature(),
  ]);
  const { code, stdout } = await compiler.ended;
  expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
});
