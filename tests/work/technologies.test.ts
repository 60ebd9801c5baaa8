import { expect, it } from 'vitest';
import { parseStack, suggestTechnologies } from '../../src/work/projects/rules.ts';

it.each([
  ['react js, Next JS, node js', ['React', 'Next.js', 'Node.js']],
  ['ReactJS, react.js, REACT', ['React']],
  ['graph ql, git hub, postgress', ['GraphQL', 'GitHub', 'PostgreSQL']],
  ['Vue 3, django 5, Python 3.12, tailwind v4', ['Vue', 'Django', 'Python', 'Tailwind CSS']],
  ['🐍 Python, Ｄｊａｎｇｏ', ['Python', 'Django']],
  [
    'react and redux, html & css, mysql/redis, Vue | Jest',
    ['React', 'Redux', 'HTML/CSS', 'MySQL', 'Redis', 'Vue', 'Jest'],
  ],
  ['React et Redux', ['React', 'Redux']],
  // What is not known stays as it was typed, whole.
  ['C++, C#, .NET, web3, S3, salt and pepper', ['C++', 'C#', '.NET', 'web3', 'S3', 'salt and pepper']],
])('%s', (typed, names) => {
  expect(parseStack(typed)).toEqual(names);
});

it('offers what is spelled alike', () => {
  expect(suggestTechnologies('react j')[0]).toBe('React');
  expect(suggestTechnologies('NEXTJ')).toEqual(['Next.js']);
  expect(suggestTechnologies('').length).toBeGreaterThan(50);
});
