/** The parts of a README in the programme's order, and how those that Nexus wrote are told from a learner's own words. */

export const SECTIONS = [
  'overview',
  'programme',
  'technologies',
  'concepts',
  'challenges',
  'practices',
  'collaboration',
  'weeks',
  'links',
] as const;
export type Section = (typeof SECTIONS)[number];

/** The text of each section that has one, without its markers. */
export type Written = ReadonlyMap<Section, string>;

const BEGIN = /^<!-- nexus:([a-z]+) -->$/;
const END = /^<!-- \/nexus:([a-z]+) -->$/;

function marked(section: Section, text: string): string {
  return `<!-- nexus:${section} -->\n${text}\n<!-- /nexus:${section} -->`;
}

/** A README of nothing but what Nexus wrote. */
export function assembled(title: string, written: Written): string {
  const parts = SECTIONS.flatMap((section) => {
    const text = written.get(section);
    return text === undefined ? [] : [marked(section, text)];
  });
  return `${[title, ...parts].join('\n\n')}\n`;
}

/**
 * The learner's README with what Nexus wrote brought up to date: what stands between markers is replaced, everything
 * else stays as it is, and sections that are new go behind the one they follow. A section whose markers were taken out
 * is the learner's own as long as its heading stands.
 */
export function merged(
  current: string,
  written: Written,
  headings: ReadonlyMap<Section, readonly string[]>,
): string {
  const lines = current.replace(/\r\n?/g, '\n').split('\n');
  const places = placesOf(lines);
  const outside = lines.filter((_, index) => !isInside(places, index));
  const kept = new Set(
    SECTIONS.filter(
      (section) =>
        !places.has(section) && (headings.get(section) ?? []).some((heading) => outside.includes(heading)),
    ),
  );
  const result: string[] = [];
  const lacking = SECTIONS.filter(
    (section) => written.has(section) && !places.has(section) && !kept.has(section),
  );
  let at = 0;
  for (const [section, { from, to }] of places) {
    add(result, lines.slice(at, from));
    const text = written.get(section);
    if (text !== undefined) result.push(marked(section, text));
    const next = SECTIONS.slice(SECTIONS.indexOf(section) + 1);
    for (const follower of next) {
      if (!lacking.includes(follower)) break;
      lacking.splice(lacking.indexOf(follower), 1);
      result.push('', marked(follower, written.get(follower) ?? ''));
    }
    at = to + 1;
  }
  add(result, lines.slice(at));
  const behind = lacking.flatMap((section) => ['', marked(section, written.get(section) ?? '')]);
  const text = [...withoutEmptyEnd(result), ...behind].join('\n');
  return `${text.trimEnd()}\n`;
}

/** A file of a megabyte may have a million lines, more than a call takes arguments. */
function add(result: string[], lines: readonly string[]): void {
  for (const line of lines) result.push(line);
}

interface Place {
  /** The lines of its markers. */
  readonly from: number;
  readonly to: number;
}

/** Markers inside of code are code; a marker whose end was taken out is none. The first of two wins. */
function placesOf(lines: readonly string[]): Map<Section, Place> {
  const places = new Map<Section, Place>();
  const ends = endsOf(lines);
  const fence = { open: '' };
  for (let index = 0; index < lines.length; index++) {
    const line = (lines[index] ?? '').trimEnd();
    if (isCode(line, fence)) continue;
    const name = BEGIN.exec(line)?.[1];
    const section = SECTIONS.find((each) => each === name);
    if (section === undefined || places.has(section)) continue;
    const after = ends.get(section) ?? [];
    // Only where there is one, and so once for each section, it is looked for.
    const to = (after.at(-1) ?? -1) < index ? undefined : after.find((at) => at > index);
    if (to === undefined) continue;
    places.set(section, { from: index, to });
    index = to;
  }
  return places;
}

/** Where each section's end markers stand. Looked for once: a file may hold thousands of markers without an end. */
function endsOf(lines: readonly string[]): Map<string, number[]> {
  const ends = new Map<string, number[]>();
  for (const [index, line] of lines.entries()) {
    const name = END.exec(line.trimEnd())?.[1];
    if (name === undefined) continue;
    const known = ends.get(name);
    if (known === undefined) ends.set(name, [index]);
    else known.push(index);
  }
  return ends;
}

function isCode(line: string, fence: { open: string }): boolean {
  const [, mark = ''] = /^ {0,3}(`{3,}|~{3,})/.exec(line) ?? [];
  if (fence.open === '') {
    fence.open = mark;
    return mark !== '';
  }
  if (mark.startsWith(fence.open) && line.trim() === mark) fence.open = '';
  return true;
}

function isInside(places: ReadonlyMap<Section, Place>, index: number): boolean {
  return [...places.values()].some(({ from, to }) => index >= from && index <= to);
}

function withoutEmptyEnd(lines: readonly string[]): string[] {
  const end = lines.findLastIndex((line) => line.trim() !== '');
  return lines.slice(0, end + 1);
}
