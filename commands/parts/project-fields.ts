import type { Fields } from '../../src/platform/discord/command.ts';
import { UserError } from '../../src/platform/errors.ts';
import type { ProjectFields } from '../../src/work/projects/cards.ts';
import { linksIn } from '../../src/work/projects/rules.ts';

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

/**
 * The repository, then the documentation, each on a line of its own or with a space between them; an empty first line
 * leaves the repository out. Throws a UserError for more than two.
 */
export function linksOf(text: string): [repo: string | undefined, docs: string | undefined] {
  const lines = text.split('\n').flatMap((line) => linksIn(line));
  const given = (line: string | undefined) => (line === undefined || line === '' ? undefined : line);
  const count = lines.filter((line) => line !== '').length;
  if (count > 2) throw new UserError({ key: 'projects:error.links', params: { count } });
  const [first, ...rest] = lines;
  return [given(first), given(rest.find((line) => line !== ''))];
}
