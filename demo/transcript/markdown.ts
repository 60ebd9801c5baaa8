import type { Span, Style } from './terminal.ts';
import { printable } from './terminal.ts';

/** What mentions and moments need to be read. */
export interface Reader {
  nameOf(userId: string): string;
  channelName(channelId: string): string;
  /** IANA zone in which moments are shown. */
  readonly zone: string;
  /** ms UTC; "in 3 days" is counted from here. */
  now(): number;
}

/** Discord's markdown as lines of plain and styled text, the way a member reads it. */
export function readMarkdown(text: string, reader: Reader): Span[][] {
  return fewNames(printable(text))
    .split('\n')
    .map((line) => readLine(line, reader));
}

/** Of a long row of mentions the first ones: the transcript is to be read, the channel shows them all. */
function fewNames(text: string): string {
  return text.replace(/(?:<@\d+>[ ,]*){16,}/g, (row) => {
    const names = row.match(/<@\d+>/g) ?? [];
    return `${names.slice(0, 10).join(' ')} and ${names.length - 10} more`;
  });
}

function readLine(line: string, reader: Reader): Span[] {
  const heading = /^#{1,3} +(.*)$/.exec(line);
  if (heading?.[1] !== undefined) return inline(heading[1], reader, 'bold');
  const small = /^-# +(.*)$/.exec(line);
  if (small?.[1] !== undefined) return inline(small[1], reader, 'dim');
  const item = /^(\s*)[-*] +(.*)$/.exec(line);
  if (item?.[2] !== undefined) return [{ text: `${item[1] ?? ''}• ` }, ...inline(item[2], reader)];
  return inline(line, reader);
}

const TOKENS = [
  String.raw`\\(?<escaped>[^\p{L}\p{N}\s])`,
  '<(?:@[!&]?)(?<user>\\d+)>',
  '<#(?<channel>\\d+)>',
  '<(?<command>\\/[^:<>]+):\\d+>',
  '<t:(?<moment>\\d+)(?::(?<style>[tTdDfFR]))?>',
  '\\[(?<label>[^\\]\n]+)\\]\\((?:<)?(?<link>https?://[^)\\s>]+)>?\\)',
  'https://discord\\.com/channels/\\d+/(?<jump>\\d+)(?:/\\d+)?',
  '`+(?<code>[^`]+)`+',
  '(?<bold>\\*\\*|__)',
  '(?<mark>\\*|~~|\\|\\|)',
].join('|');

/** The bold, the code and the links of one line. Marks that only slant or strike are left out. */
function inline(line: string, reader: Reader, base?: Style): Span[] {
  const spans: Span[] = [];
  let bold = false;
  let at = 0;
  const add = (text: string, style: Style | undefined = bold ? 'bold' : base): void => {
    if (text !== '') spans.push(style === undefined ? { text } : { text, style });
  };
  for (const found of line.matchAll(new RegExp(TOKENS, 'gu'))) {
    add(line.slice(at, found.index));
    at = found.index + found[0].length;
    const token = found.groups ?? {};
    if (token['escaped'] !== undefined) add(token['escaped']);
    else if (token['user'] !== undefined) add(`@${printable(reader.nameOf(token['user']))}`, 'cyan');
    else if (token['channel'] !== undefined)
      add(`#${printable(reader.channelName(token['channel']))}`, 'cyan');
    else if (token['command'] !== undefined) add(token['command'], 'green');
    else if (token['moment'] !== undefined)
      add(moment(Number(token['moment']), token['style'] ?? 'f', reader));
    else if (token['label'] !== undefined)
      spans.push(...inline(token['label'], reader, bold ? 'bold' : base));
    else if (token['jump'] !== undefined) add(`#${printable(reader.channelName(token['jump']))}`, 'cyan');
    else if (token['code'] !== undefined) add(token['code'], 'green');
    else if (token['bold'] !== undefined) bold = !bold;
  }
  add(line.slice(at));
  return spans;
}

const FORMATS: Readonly<Record<string, Intl.DateTimeFormatOptions>> = {
  t: { timeStyle: 'short' },
  T: { timeStyle: 'medium' },
  d: { dateStyle: 'short' },
  D: { dateStyle: 'long' },
  f: { dateStyle: 'long', timeStyle: 'short' },
  F: { dateStyle: 'full', timeStyle: 'short' },
};

/** A moment as Discord shows `<t:seconds:style>`. */
export function moment(seconds: number, style: string, { zone, now }: Pick<Reader, 'zone' | 'now'>): string {
  const instant = seconds * 1000;
  if (!Number.isFinite(new Date(instant).getTime())) return '(no date)';
  if (style === 'R') return relative(instant - now());
  return new Intl.DateTimeFormat('en-GB', { ...FORMATS[style], timeZone: zone }).format(instant);
}

const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

function relative(ms: number): string {
  const words = new Intl.RelativeTimeFormat('en', { numeric: 'always' });
  const [unit, length] = UNITS.find(([, each]) => Math.abs(ms) >= each) ?? UNITS[2];
  return words.format(Math.round(ms / length), unit);
}
