import { expect, it } from 'vitest';
import {
  type Asked,
  findingOf,
  isPlaceholder,
  type LinkKind,
  readmeOf,
} from '../../../src/work/submissions/rules.ts';

it.each<[LinkKind, string, boolean]>([
  ['repo', 'https://github.com/your-username/alx-project-nexus', true],
  ['repo', 'https://github.com/username/repo', true],
  ['repo', 'https://github.com/ada', true],
  ['repo', 'https://github.com/', true],
  ['repo', 'https://github.com/ada/alx-project-nexus', false],
  ['repo', 'https://example.com/shop', true],
  ['slides', 'https://docs.google.com/', true],
  ['slides', 'https://docs.google.com/presentation/d/1aB2/edit', false],
  ['video', 'https://www.youtube.com/', true],
  ['video', 'https://youtu.be/abc123', false],
  ['video', 'https://www.youtube.com/watch?v=abc', false],
  ['demo', 'https://shop-ada.onrender.com/', false],
  ['demo', 'https://your-app.onrender.com/', true],
  ['docs', 'https://shop-ada.onrender.com/', false],
  ['design', 'https://www.figma.com/file/<id>', true],
])('%s: %s is a placeholder: %s', (kind, url, is) => {
  expect(isPlaceholder(kind, url)).toBe(is);
});

function answered(status: number, url: string): Asked {
  return { kind: 'answered', status, url };
}

it('says of an answer what a learner can do with it', () => {
  const repo = 'https://github.com/ada/shop';
  const slides = 'https://docs.google.com/presentation/d/1';
  expect(findingOf(repo, answered(200, repo))).toBe('answers');
  // GitHub says "not found" of what is private.
  expect(findingOf(repo, answered(404, repo))).toBe('closed');
  expect(findingOf('https://shop.example/', answered(404, 'https://shop.example/'))).toBe('missing');
  expect(findingOf(slides, answered(200, 'https://accounts.google.com/v3/signin/identifier'))).toBe('closed');
  expect(findingOf('https://s.onrender.com/', { kind: 'unreachable', why: 'too-slow' })).toBe('asleep');
  expect(findingOf('https://s.onrender.com/', { kind: 'unreachable', why: 'unknown-host' })).toBe('silent');
  expect(findingOf('https://s.onrender.com:9/', { kind: 'refused', why: 'port' })).toBe('unasked');
  expect(findingOf(repo, { kind: 'wait', again: 1 })).toBeUndefined();
});

it('knows where the README of a repository is', () => {
  const readme = 'https://raw.githubusercontent.com/ada/shop/HEAD/README.md';
  expect(readmeOf('https://github.com/ada/shop')).toBe(readme);
  expect(readmeOf('https://www.github.com/ada/shop.git/')).toBe(readme);
  expect(readmeOf('https://github.com/ada/shop/tree/main/api')).toBeUndefined();
  expect(readmeOf('https://gitlab.com/ada/shop')).toBeUndefined();
});
