import type { Fields } from '../../src/platform/discord/command.ts';
import { UserError } from '../../src/platform/errors.ts';
import type { ProjectFields } from '../../src/work/projects/cards.ts';

/** What was typed in the project modal. */
export function typedIn(fields: Fields): ProjectFields {
  return {
    title: fields.text('title'),
    brief: fields.values('brief')[0],
    summary: fields.text('summary'),
    stack: fields.text('stack'),
    links: fields.text('links'),
  };
}

/** One link a line: the repository, then the documentation; an empty first line leaves the repository out. */
export function linksOf(text: string): [repo: string | undefined, docs: string | undefined] {
  const lines = text.split('\n').map((line) => line.trim());
  const given = (line: string | undefined) => (line === undefined || line === '' ? undefined : line);
  if (lines.filter((line) => line !== '').length > 2) throw new UserError({ key: 'projects:error.links' });
  const [first, ...rest] = lines;
  return [given(first), given(rest.find((line) => line !== ''))];
}
