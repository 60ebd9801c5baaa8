/**
 * What members typed as GitHub Flavored Markdown (https://github.github.com/gfm/) that shows exactly that: no HTML, no
 * heading, table or link of its own making. Code between fences stays code.
 */

const ADDRESS = /https?:\/\/[^\s<>`|\\]+[^\s<>`|\\.,:;"'!?)\]}]/g;
const FENCE = /^ {0,3}(`{3,}|~{3,})[ \t]*([\w+#.-]*)[^\n]*\n([\s\S]*?)^ {0,3}\1[`~]*[ \t]*$/m;

/** In one paragraph or heading; line ends become breaks. */
export function inline(text: string): string {
  return text
    .split('\n')
    .map((line) => lineOf(line.trim()))
    .filter((line) => line !== '')
    .join('\\\n');
}

/** In a heading or a cell: one line. */
export function oneLined(text: string): string {
  return lineOf(text.replace(/\s+/gu, ' ').trim());
}

function lineOf(line: string): string {
  let result = '';
  let end = 0;
  for (const { 0: address, index } of line.matchAll(ADDRESS)) {
    result += `${escaped(line.slice(end, index))}<${address}>`;
    end = index + address.length;
  }
  result += escaped(line.slice(end));
  return result
    .replace(/^([-+=#>:])/, String.raw`\$1`)
    .replace(/^(\d{1,9})([.)])(?=\s|$)/, String.raw`$1\$2`);
}

/** `$` begins a formula and `~` a strike on GitHub; an address that is none must not become one by itself. */
function escaped(text: string): string {
  return text
    .replace(/[\\`*_[\]<>|~$@]/g, String.raw`\$&`)
    .replace(/&(?=#?\w+;)/g, String.raw`\&`)
    .replace(/(https?|ftp):(?=\/\/)/gi, String.raw`$1\:`)
    .replace(/(www)\./gi, String.raw`$1\.`);
}

/** As paragraphs and code, with an empty line between. */
export function blocks(text: string): string {
  const parts: string[] = [];
  let rest = text;
  for (let found = FENCE.exec(rest); found !== null; found = FENCE.exec(rest)) {
    const [whole, , language = '', code = ''] = found;
    parts.push(...paragraphs(rest.slice(0, found.index)), fenced(code, language));
    rest = rest.slice(found.index + whole.length);
  }
  return [...parts, ...paragraphs(rest)].join('\n\n');
}

function paragraphs(text: string): string[] {
  return text
    .split(/\n[^\S\n]*\n/)
    .map(inline)
    .filter((paragraph) => paragraph !== '');
}

/** With tildes, more of them than the code has in a row: it can be copied out of a Discord code block. */
function fenced(code: string, language: string): string {
  const longest = Math.max(2, ...Array.from(code.matchAll(/~+/g), ([run]) => run.length));
  const fence = '~'.repeat(longest + 1);
  // A marker of a section in it would end ours.
  const shown = code.replace(/\n$/, '').replace(/<!-- (?=\/?nexus:)/g, '<!--  ');
  return `${fence}${language}\n${shown}\n${fence}`;
}

/** An item of a list, with everything in it. */
export function item(text: string): string {
  return `- ${blocks(text).replace(/\n(?=[^\n])/g, '\n  ')}`;
}
