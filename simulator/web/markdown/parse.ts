import { rulesExtended, SimpleMarkdown } from 'discord-markdown-parser';

/** What Discord's markdown comes down to; the parser's own nodes, as far as the page shows them. */
export interface Node {
  type: string;
  content?: string | Node[];
  /** heading: 1-3 */
  level?: number;
  /** user, channel, role, emoji, slashCommand */
  id?: string;
  /** emoji, twemoji */
  name?: string;
  fullName?: string;
  /** link, url, autolink */
  target?: string;
  /** Seconds since 1970. */
  timestamp?: string;
  format?: string;
  /** codeBlock */
  lang?: string;
  /** list */
  ordered?: boolean;
  start?: number;
  items?: Node[][];
}

type Rule = (typeof rulesExtended)[string];

/** Lines with a bullet or number; two more spaces in front make a list inside the item above. */
const LIST = /^(?: *(?:[-*]|\d{1,9}\.) +[^\n]+(?:\n|$))+/;
const ITEM = /^( *)([-*]|\d{1,9}\.) +(.*)$/;

interface Item {
  indent: number;
  ordered: boolean;
  start: number;
  content: Node[];
}

function startsLine(state: Parameters<Rule['match']>[1]): boolean {
  const before: unknown = state['prevCapture']?.[0];
  return typeof before !== 'string' || before.endsWith('\n');
}

/** The library looks for these behind a line break alone, and not behind a list, which takes the break with it. */
function onItsLine(rule: Rule): Rule {
  return {
    ...rule,
    match: (source, state, before) =>
      startsLine(state) ? rule.match(source, { ...state, prevCapture: null }, before) : null,
  };
}

// The library has no lists, though Discord does.
const list: Rule = {
  order: SimpleMarkdown.defaultRules.list.order,
  match: (source, state) => (startsLine(state) ? LIST.exec(source) : null),
  parse: (capture, parse, state) => {
    const items = (capture[0] ?? '').split('\n').flatMap((line): Item[] => {
      const [, indent = '', mark = '', text = ''] = ITEM.exec(line) ?? [];
      if (mark === '') return [];
      const content = parse(text, { ...state, prevCapture: null }) as Node[];
      return [
        {
          indent: indent.length,
          ordered: mark.length > 1,
          start: Number.parseInt(mark, 10) || 1,
          content,
        },
      ];
    });
    return nest(items) ?? { type: 'text', content: capture[0] };
  },
};

function nest(items: readonly Item[]): Node | undefined {
  const [first] = items;
  if (!first) return undefined;
  const result: Node[][] = [];
  for (let i = 0; i < items.length; ) {
    const item = items[i];
    if (!item) break;
    let end = i + 1;
    while ((items[end]?.indent ?? 0) > first.indent) end++;
    const below = nest(items.slice(i + 1, end));
    result.push(below ? [...item.content, below] : item.content);
    i = end;
  }
  return { type: 'list', ordered: first.ordered, start: first.start, items: result };
}

const { emoticon: _emoticon, guildNavigation: _navigation, ...known } = rulesExtended;
const rules = Object.entries(known).map(([name, rule]): [string, Rule] => [
  name,
  name === 'heading' || name === 'subtext' ? onItsLine(rule) : rule,
]);
const parser = SimpleMarkdown.parserFor({ ...Object.fromEntries(rules), list });

const KEEP = 500;
const parsed = new Map<string, Node[]>();

/** Text as a tree. It never fails; what is no markdown is text. Results are kept, since messages are drawn often. */
export function parse(source: string): Node[] {
  const seen = parsed.get(source);
  if (seen) return seen;
  const nodes = parser(source, { inline: true }) as Node[];
  if (parsed.size > KEEP) parsed.clear();
  parsed.set(source, nodes);
  return nodes;
}

/** What stands in a text for an id or a moment, as its reader calls it. */
export interface Names {
  user(id: string): string;
  channel(id: string): string;
  /** ms since 1970; the style as in `<t:...:R>`. */
  moment(at: number, style: string): string;
}

/** The words alone, for a screen reader or a one-line preview. */
export function plain(nodes: readonly Node[], names: Names): string {
  return nodes
    .map((node) => {
      if (node.type === 'br' || node.type === 'newline') return ' ';
      if (node.items) return node.items.map((item) => plain(item, names)).join(', ');
      if (Array.isArray(node.content)) {
        const text = plain(node.content, names);
        return node.type === 'heading' || node.type === 'subtext' ? `${text}. ` : text;
      }
      if (node.type === 'user') return names.user(node.id ?? '');
      if (node.type === 'channel') return names.channel(node.id ?? '');
      if (node.type === 'timestamp') return names.moment(Number(node.timestamp) * 1000, node.format ?? 'f');
      if (node.type === 'slashCommand') return `/${node.fullName ?? ''}`;
      return node.content ?? node.name ?? node.fullName ?? '';
    })
    .join('');
}

/** Only addresses of the web lead anywhere: no javascript:, no data:. */
export function webAddress(target: string): URL | undefined {
  const url = URL.canParse(target) ? new URL(target) : undefined;
  return url?.protocol === 'https:' || url?.protocol === 'http:' ? url : undefined;
}

/** The place a link into Discord names: https://discord.com/channels/SERVER/CHANNEL/MESSAGE */
export function placeIn(url: URL): { channelId: string; messageId: string | undefined } | undefined {
  if (!/^(?:\w+\.)?discord(?:app)?\.com$/.test(url.hostname)) return undefined;
  const [, channelId, messageId] = /^\/channels\/(?:\d+|@me)\/(\d+)(?:\/(\d+))?\/?$/.exec(url.pathname) ?? [];
  return channelId === undefined ? undefined : { channelId, messageId };
}
