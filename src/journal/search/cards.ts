import type { APIComponentInContainer, APIMessageTopLevelComponent } from 'discord.js';
import {
  button,
  container,
  divider,
  link,
  menu,
  row,
  section,
  text,
} from '../../platform/discord/components.ts';
import type { Body } from '../../platform/discord/reply.ts';
import { timestamp } from '../../platform/discord/times.ts';
import type { Key, Translate } from '../../platform/i18n/index.ts';
import { literal, truncated } from '../../platform/text.ts';
import type { Found, Hit } from './finding.ts';
import type { Snippet } from './rules/hit.ts';

/** How many answers one page shows. */
export const PAGE = 5;
/** As much of a query or a field as a card shows, in code points. */
const QUERY = 100;
const FIELD = 900;
const KNOWN_FIELDS: readonly string[] = ['details', 'cause', 'diagnosis', 'solution', 'lesson'];

export interface FoundPage {
  readonly query: string;
  readonly found: Found;
  /** From 0. */
  readonly page: number;
  /** The id of the draft that keeps the query. */
  readonly cursor: string;
  /** It did not fit well, or only without its filter. */
  readonly how: 'fits' | 'weak' | 'unfiltered' | 'about';
  /** What leads on from here. */
  readonly ways: Ways;
}

export interface Ways {
  readonly technologies: readonly { readonly name: string; readonly entries: number }[];
  /** Where a search in vain becomes a blocker; undefined where none was made. */
  readonly open: readonly [route: string, ...args: string[]] | undefined;
  readonly isMentor: boolean;
}

export function foundBody(t: Translate, { query, found, page, cursor, how, ways }: FoundPage): Body {
  const pages = Math.ceil(found.hits.length / PAGE);
  const shown = found.hits.slice(page * PAGE, (page + 1) * PAGE);
  const head = [headOf(t, query, found.hits.length, how), ...correctionsOf(t, found)].join('\n');
  const number = pages > 1 ? [t('knowledge:search.page', { page: page + 1, pages })] : [];
  const cards: APIComponentInContainer[] = [
    text([head, ...number].join('\n')),
    ...shown.flatMap((hit) => [divider(), ...hitParts(t, hit)]),
  ];
  const turns = [
    ...(page > 0 ? [button(t('knowledge:button.back'), ['knowledge.page', cursor, page - 1])] : []),
    ...(page < pages - 1 ? [button(t('knowledge:button.next'), ['knowledge.page', cursor, page + 1])] : []),
  ];
  const isVain = how === 'weak' || how === 'unfiltered';
  return {
    card: true,
    components: [
      container(cards),
      ...(turns.length > 0 ? [row(...turns)] : []),
      ...wayRows(t, {
        ...ways,
        open: isVain ? ways.open : undefined,
        technologies: isVain ? ways.technologies : [],
      }),
    ],
  };
}

export function nothingBody(t: Translate, query: string, ways: Ways, isEmpty: boolean): Body {
  const shown = quoted(t, query);
  const said = t('knowledge:search.none', { query: shown });
  return {
    card: true,
    components: [text(isEmpty ? [t('knowledge:search.empty'), said].join('\n') : said), ...wayRows(t, ways)],
  };
}

function headOf(t: Translate, query: string, count: number, how: FoundPage['how']): string {
  const shown = quoted(t, query);
  switch (how) {
    case 'weak':
      return t('knowledge:search.weak', { query: shown });
    case 'unfiltered':
      return t('knowledge:search.filtered', { query: shown });
    case 'about':
      return t('knowledge:search.about', { name: literal(query) });
    default:
      return count < MANY
        ? t('knowledge:search.found', { count, query: shown })
        : t('knowledge:search.many', { count, query: shown });
  }
}

/** As many as a search ever gives. */
const MANY = 50;

function correctionsOf(t: Translate, { corrections }: Found): string[] {
  return corrections.map(({ typed, meant }) =>
    t('knowledge:search.corrected', { typed: quoted(t, typed), meant: literal(meant) }),
  );
}

function quoted(t: Translate, query: string): string {
  return t('knowledge:search.quoted', { words: literal(truncated(query, QUERY)) });
}

function hitParts(t: Translate, hit: Hit): APIComponentInContainer[] {
  const facts = [t(`knowledge:kind.${hit.kind}`), ...hit.technologies.map(literal)];
  if (hit.outdated) facts.push(t('knowledge:outdated'));
  const content = [
    `**${literal(truncated(hit.title, QUERY))}**`,
    `-# ${facts.join(' · ')} · ${timestamp(hit.at, 'D')}`,
    snippetText(hit.snippet()),
  ].join('\n');
  return [section(content, button(t('knowledge:button.read'), ['knowledge.read', hit.entryId]))];
}

/** The words that were found stand out in bold. */
function snippetText({ parts, cutBefore, cutBehind }: Snippet): string {
  const shown = parts
    .map(({ text: part, isHit }) => (isHit ? `**${literal(part)}**` : literal(part)))
    .join('');
  return `> ${cutBefore ? '…' : ''}${shown}${cutBehind ? '…' : ''}`;
}

export function entryBody(t: Translate, hit: Hit, { isStaff }: { isStaff: boolean }): Body {
  const facts = [t(`knowledge:kind.${hit.kind}`), ...hit.technologies.map(literal), timestamp(hit.at, 'D')];
  if (hit.outdated) facts.push(t('knowledge:outdated'));
  const fields = Object.entries(hit.texts).map(([field, value]) => {
    const label = KNOWN_FIELDS.includes(field)
      ? t(`knowledge:field.${field}` as Key)
      : t('knowledge:field.text');
    return text(`**${label}**\n${literal(truncated(value, FIELD))}`);
  });
  const buttons = [
    ...(hit.link === undefined ? [] : [link(t('knowledge:button.jump'), hit.link)]),
    ...(isStaff ? [button(t('knowledge:button.merge'), ['knowledge.merge', hit.entryId])] : []),
  ];
  return {
    card: true,
    components: [
      container([text(`**${literal(hit.title)}**\n-# ${facts.join(' · ')}`), ...fields]),
      ...(buttons.length > 0 ? [row(...buttons)] : []),
    ],
  };
}

function wayRows(t: Translate, { technologies, open, isMentor }: Ways): APIMessageTopLevelComponent[] {
  const options = technologies.map(({ name, entries }) => ({
    label: t('knowledge:search.technology', { name, count: entries }),
    value: truncated(name, 100),
  }));
  const buttons = [
    ...(open === undefined ? [] : [button(t('knowledge:button.open'), open, 'primary')]),
    ...(isMentor ? [button(t('knowledge:button.misses'), ['knowledge.misses'])] : []),
  ];
  return [
    ...(options.length > 0 ? [menu(['knowledge.about'], t('knowledge:search.technologies'), options)] : []),
    ...(buttons.length > 0 ? [row(...buttons)] : []),
  ];
}

export function missesBody(
  t: Translate,
  misses: readonly { readonly query: string; readonly members: number; readonly last: number }[],
): Body {
  if (misses.length === 0) return { content: t('knowledge:misses.none') };
  const lines = misses.map(({ query, members, last }) =>
    t('knowledge:misses.line', { query: quoted(t, query), count: members, when: timestamp(last, 'R') }),
  );
  return {
    content: truncated([t('knowledge:misses.head'), ...lines.map((line) => `- ${line}`)].join('\n'), 2000),
  };
}

export function mergeBody(t: Translate, entry: Hit, similar: readonly Hit[]): Body {
  const title = literal(entry.title);
  if (similar.length === 0) return { content: t('knowledge:merge.none', { title }) };
  const options = similar.map((hit) => ({
    label: hit.title,
    value: String(hit.entryId),
    description: truncated(t(`knowledge:kind.${hit.kind}`), 100),
  }));
  return {
    content: t('knowledge:merge.ask', { title }),
    components: [menu(['knowledge.merged', entry.entryId], t('knowledge:button.merge'), options)],
  };
}

export function mergedBody(t: Translate, from: number, into: Hit): Body {
  return {
    content: t('knowledge:merge.done', { title: literal(into.title) }),
    components: [row(button(t('knowledge:merge.undo'), ['knowledge.split', from]))],
  };
}
