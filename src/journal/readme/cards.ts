import type { APIMessageTopLevelComponent } from 'discord.js';
import { button, field, form, menu, row } from '../../platform/discord/components.ts';
import type { Body, File, Modal } from '../../platform/discord/reply.ts';
import { type Locale, list, type Translate } from '../../platform/i18n/index.ts';
import { truncated } from '../../platform/text.ts';
import { type Gap, PICK_KINDS, type PickKind, TOPICS, type Topic } from './rules/facts.ts';
import type { Lists } from './rules/list.ts';
import { SECTIONS, type Section } from './rules/sections.ts';
import type { Readme } from './service.ts';

const MAX_CONTENT = 2000;
/** As much of a section as a message holds as a code block. */
const PART = 1_800;

interface Shown {
  readonly locale: Locale;
  readonly cohortId: number;
  readonly file: string;
  /** Only one part was asked for. */
  readonly isPart: boolean;
  readonly wasUpdated: boolean;
  readonly isNamed: boolean;
}

/** The file with what it says and lacks. */
export function readmeBody(t: Translate, readme: Readme, shown: Shown): Body {
  const { filled, of } = readme.progress;
  const { cohortId, file, isPart, wasUpdated, isNamed, locale } = shown;
  const sections = SECTIONS.map((section) => {
    const name = { section: t(`readme:section.${section}`) };
    return readme.filled.includes(section) ? t('readme:answer.has', name) : t('readme:answer.lacks', name);
  });
  const gaps = readme.gaps.map((gap) => `- ${gapText(t, locale, gap)}`);
  const content = [
    t('readme:answer.head', { filled, of }),
    ...(isPart ? [] : sections),
    ...(gaps.length === 0 ? [t('readme:answer.full')] : gaps),
    `-# ${wasUpdated ? t('readme:answer.updated') : t('readme:answer.keeps')}`,
  ].join('\n');
  const buttons = [
    button(t('readme:button.pick'), ['readme.pick', cohortId, 0], gaps.length > 0 ? 'primary' : 'secondary'),
    button(t('readme:button.copy'), ['readme.copy', cohortId, locale]),
    isNamed
      ? button(t('readme:button.unnamed'), ['readme.named', 0])
      : button(t('readme:button.named'), ['readme.named', 1]),
  ];
  return {
    content: truncated(content, MAX_CONTENT),
    components: [row(...buttons)],
    files: [readmeFile(t, file)],
  };
}

function readmeFile(t: Translate, text: string): File {
  return {
    name: 'README.md',
    data: Buffer.from(text, 'utf8'),
    contentType: 'text/markdown',
    description: t('readme:title'),
  };
}

function gapText(t: Translate, locale: Locale, { what, count, weeks = [] }: Gap): string {
  return t(`readme:gap.${what}`, { count, weeks: list(locale, weeks.map(String)) });
}

export interface Picking {
  readonly locale: Locale;
  readonly cohortId: number;
  /** From 0. */
  readonly page: number;
  readonly topics: Readonly<Record<PickKind, readonly Topic[]>>;
  readonly picked: ReadonlySet<string>;
  /** May change what is offered. */
  readonly isStaff: boolean;
}

/** One select a kind, as many pages as the longest list needs. What is picked already is chosen in them. */
export function pickBody(t: Translate, { locale, cohortId, page, topics, picked, isStaff }: Picking): Body {
  const pages = Math.ceil(Math.max(...PICK_KINDS.map((kind) => topics[kind].length)) / TOPICS);
  const selects = PICK_KINDS.flatMap((kind): APIMessageTopLevelComponent[] => {
    const shown = topics[kind].slice(page * TOPICS, (page + 1) * TOPICS);
    if (shown.length === 0) return [];
    const options = shown.map((topic) => ({
      label: topic[locale],
      value: truncated(topic.en, 100),
      description: t('readme:pick.week', { week: topic.week }),
      default: picked.has(`${kind} ${topic.en}`),
    }));
    const { type, components } = menu(
      ['readme.picked', cohortId, kind, page],
      t(`readme:pick.${kind}`),
      options,
    );
    const several = components.map((select) => ({ ...select, min_values: 0, max_values: options.length }));
    return [{ type, components: several }];
  });
  const turns = [
    ...(page > 0 ? [button(t('readme:button.before'), ['readme.pick', cohortId, page - 1])] : []),
    ...(page < pages - 1 ? [button(t('readme:button.more'), ['readme.pick', cohortId, page + 1])] : []),
    button(t('readme:button.done'), ['readme.export', cohortId], 'primary'),
    ...(isStaff ? [button(t('readme:button.topics'), ['readme.topics', cohortId])] : []),
  ];
  return { content: t('readme:picking'), components: [...selects, row(...turns)] };
}

/** What the programme offers, a line a topic, for staff to change. */
export function topicsModal(t: Translate, cohortId: number, lists: Lists): Modal {
  const fields = PICK_KINDS.map((kind) =>
    field(kind, t(`readme:pick.${kind}`), {
      long: true,
      max: 4000,
      value: lists[kind],
      hint: t('readme:pick.hint'),
    }),
  );
  return form(t('readme:button.topics'), ['readme.topics.send', cohortId], fields);
}

export function copyBody(
  t: Translate,
  { cohortId, locale, filled }: { cohortId: number; locale: Locale } & Pick<Readme, 'filled'>,
): Body {
  const options = filled.map((section) => ({
    label: t(`readme:section.${section}`),
    value: section,
  }));
  return {
    content: t('readme:copy.ask'),
    components: [menu(['readme.section', cohortId, locale, 0], t('readme:button.copy'), options)],
  };
}

/** A section as a code block, in as many parts as it needs. */
export function sectionBody(
  t: Translate,
  text: string,
  { section, part, cohortId, locale }: { section: Section; part: number; cohortId: number; locale: Locale },
): Body {
  const parts = partsOf(text);
  const name = { section: t(`readme:section.${section}`), part: part + 1, parts: parts.length };
  const next =
    part + 1 < parts.length
      ? [row(button(t('readme:copy.next'), ['readme.part', cohortId, locale, section, part + 1]))]
      : [];
  return {
    content: `${t('readme:copy.part', name)}\n\`\`\`md\n${parts[part] ?? ''}\n\`\`\``,
    components: next,
  };
}

/** Cut between lines where that is possible. What would end the code block is broken up. */
function partsOf(text: string): string[] {
  const parts: string[] = [];
  let current = '';
  for (const line of text.replaceAll('```', '`\u200B``').split('\n')) {
    for (let at = 0; at === 0 || at < line.length; at += PART) {
      const piece = line.slice(at, at + PART);
      if (current !== '' && current.length + piece.length + 1 > PART) {
        parts.push(current);
        current = piece;
      } else current = current === '' ? piece : `${current}\n${piece}`;
    }
  }
  return [...parts, current];
}
