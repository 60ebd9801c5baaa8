/**
 * What a reader sees of Discord markdown, for tests: a model of its parser, the rules tried in its order at every
 * character. Anything that is not shown as it was typed (mentions, timestamps, bullets, quotes) becomes ⟦...⟧.
 */
export function shown(markdown: string): string {
  return inline(blocks(markdown));
}

/** Marks at the beginning of a line: headings, small text, quotes, lists. */
function blocks(text: string): string {
  return text
    .split('\n')
    .map((line) =>
      line
        .replace(/^\s*#{1,3}\s+/, '⟦heading⟧')
        .replace(/^\s*-#\s+/, '⟦small⟧')
        .replace(/^\s*(?:>>>|>)\s/, '⟦quote⟧')
        .replace(/^\s*[-*+]\s+/, '⟦bullet⟧')
        .replace(/^\s*\d+\.\s+/, '⟦number⟧'),
    )
    .join('\n');
}

const RULES: readonly [RegExp, (match: RegExpExecArray) => string][] = [
  [/^\\([^0-9A-Za-z\s])/, (match) => match[1] ?? ''],
  [/^https?:\/\/[^\s<]+[^<.,:;"')\]\s]/, (match) => match[0]],
  [/^<(https?:\/\/[^\s>]+)>/, (match) => `⟦link ${match[1] ?? ''}⟧`],
  [/^<(?:@[!&]?|#)\d+>/, () => '⟦mention⟧'],
  [/^<\/[^>]+:\d+>/, () => '⟦command⟧'],
  [/^<t:-?\d+(?::[tTdDfFR])?>/, () => '⟦time⟧'],
  [/^<a?:\w+:\d+>/, () => '⟦emoji⟧'],
  [/^<id:\w+>/, () => '⟦guide⟧'],
  [/^@(?:everyone|here)/, () => '⟦everybody⟧'],
  [
    /^\[((?:\[[^\]]*\]|[^[\]]|\](?=[^[]*\]))*)\]\(\s*<?((?:[^\s\\]|\\.)*?)>?\s*\)/,
    (match) => `⟦link ${match[1] ?? ''}⟧`,
  ],
  [/^```([\s\S]*?)```/, (match) => `⟦code ${match[1] ?? ''}⟧`],
  [/^(`+)([\s\S]*?[^`])\1(?!`)/, (match) => `⟦code ${match[2] ?? ''}⟧`],
  [/^\*\*((?:\\[\s\S]|[^\\])+?)\*\*(?!\*)/, (match) => `⟦b ${inline(match[1] ?? '')}⟧`],
  [/^__((?:\\[\s\S]|[^\\])+?)__(?!_)/, (match) => `⟦u ${inline(match[1] ?? '')}⟧`],
  [/^\b_((?:__|\\[\s\S]|[^\\_])+?)_\b/, (match) => `⟦i ${inline(match[1] ?? '')}⟧`],
  [/^\*(?=\S)((?:\*\*|\s+(?:[^*\s]|\*\*)|[^\s*])+?)\*(?!\*)/, (match) => `⟦i ${inline(match[1] ?? '')}⟧`],
  [/^~~([\s\S]+?)~~/, (match) => `⟦s ${inline(match[1] ?? '')}⟧`],
  [/^\|\|([\s\S]+?)\|\|/, (match) => `⟦spoiler ${inline(match[1] ?? '')}⟧`],
];

function inline(text: string): string {
  let seen = '';
  let rest = text;
  while (rest !== '') {
    const [length, part] = first(rest);
    seen += part;
    rest = rest.slice(length);
  }
  return seen;
}

function first(text: string): [length: number, shown: string] {
  for (const [rule, show] of RULES) {
    const match = rule.exec(text);
    if (match !== null) return [match[0].length, show(match)];
  }
  return [1, text[0] ?? ''];
}
