import { expect, it } from 'vitest';
import { sources } from './sources.ts';

const OURS = ['src', 'commands', 'build', 'bench', 'demo'];
const EXPORTED = /^export (?:async )?(?:function|const|class) (\w+)/gm;

/** Every word, with the files it stands in. */
function wordsOf(files: readonly { file: string; source: string }[]): Map<string, Set<string>> {
  const words = new Map<string, Set<string>>();
  for (const { file, source } of files)
    for (const word of source.match(/\w+/g) ?? []) words.set(word, (words.get(word) ?? new Set()).add(file));
  return words;
}

it('exports nothing that no other file names', () => {
  const files = sources(...OURS);
  const words = wordsOf([...files, ...sources('tests')]);
  const exported = files.flatMap(({ file, source }) =>
    Array.from(source.matchAll(EXPORTED), ([, name = '']) => ({ file, name })),
  );
  expect(exported.length).toBeGreaterThan(800);
  const unused = exported.filter(({ file, name }) =>
    [...(words.get(name) ?? [])].every((each) => each === file),
  );
  expect(unused.map(({ file, name }) => `${file}: ${name}`)).toEqual([]);
});
