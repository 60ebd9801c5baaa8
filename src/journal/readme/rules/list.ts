import { codePoints, oneLine } from '../../../platform/text.ts';
import { LISTS, PICK_KINDS, type PickKind, type Programme, type Topic } from './facts.ts';

/** A programme's topics as staff write them: one a line, `3: Docker (backend)`; week 1 and both sides where nothing is said. */

const LINE = /^(?:(\d{1,2})\s*[:.)]\s*)?(.*?)(?:\s*\((backend|frontend)\))?$/i;
const LONGEST = 90;
/** Three pages of a select. */
const MOST = 75;
const LAST_WEEK = 60;

export type Lists = Readonly<Record<PickKind, string>>;

export function listsOf(programme: Programme): Lists {
  const linesOf = (kind: PickKind): string =>
    programme[LISTS[kind]]
      .map(({ en, week, side }) => `${week}: ${en}${side === 'both' ? '' : ` (${side})`}`)
      .join('\n');
  return { technology: linesOf('technology'), concept: linesOf('concept'), practice: linesOf('practice') };
}

/** The topics, or the first line that is none. A topic that is known already keeps its name in the other language. */
export function readLists(lists: Lists, known: Programme): Programme | { readonly wrong: string } {
  const read: Partial<Record<(typeof LISTS)[PickKind], Topic[]>> = {};
  for (const kind of PICK_KINDS) {
    const lines = lists[kind]
      .split('\n')
      .map(oneLine)
      .filter((line) => line !== '');
    const topics = new Map<string, Topic>();
    for (const line of lines) {
      const [, week = '1', name = '', side = 'both'] = LINE.exec(line) ?? [];
      const number = Number(week);
      const isTopic = name !== '' && codePoints(name) <= LONGEST && number >= 1 && number <= LAST_WEEK;
      if (!isTopic || topics.size === MOST) return { wrong: line };
      const fr = known[LISTS[kind]].find(({ en }) => en === name)?.fr ?? name;
      topics.set(name, { en: name, fr, week: number, side: side.toLowerCase() as Topic['side'] });
    }
    read[LISTS[kind]] = [...topics.values()];
  }
  const { technologies = [], concepts = [], practices = [] } = read;
  return { technologies, concepts, practices };
}
