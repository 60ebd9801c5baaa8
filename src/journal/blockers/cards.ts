import type { APIComponentInContainer } from 'discord.js';
import type { MessagePayload } from '../../platform/delivery/types.ts';
import {
  button,
  container,
  divider,
  field,
  form,
  link,
  type Row,
  row,
  section,
  text,
} from '../../platform/discord/components.ts';
import { type Body, type Modal, messageJson } from '../../platform/discord/reply.ts';
import { timestamp } from '../../platform/discord/times.ts';
import { labelled, type Translate } from '../../platform/i18n/index.ts';
import { fewLines, literal, oneLine, truncated } from '../../platform/text.ts';
import type { Hit } from '../search/service.ts';
import { type Answer, type Blocker, LIMITS, type Solving } from './rules.ts';

const MOST_LINES = 25;
const OPEN = 0xfee75c;
const OVER = 0x57f287;

export interface BlockerFacts {
  readonly blocker: Blocker;
  /** Who offered to help. */
  readonly helpers: readonly string[];
  readonly answers: readonly Solving[];
  /** Of the project it is about. */
  readonly project: string | undefined;
  readonly marks: { readonly helped: number; readonly outdated: number };
}

/** A blocker where others read it: what it is, who helps, and in the end what solved it. */
export function blockerCard(t: Translate, facts: BlockerFacts): MessagePayload {
  const { blocker } = facts;
  const parts: APIComponentInContainer[] = [
    text(headLines(t, facts).join('\n')),
    ...(blocker.details === null ? [] : [text(quoted(blocker.details))]),
    ...(blocker.state === 'solved' ? [divider(), text(solvedLines(t, facts).join('\n'))] : []),
    ...cardButtons(t, blocker),
  ];
  return messageJson({ card: true, components: [container(parts, blocker.state === 'open' ? OPEN : OVER)] });
}

function headLines(t: Translate, { blocker, helpers, project }: BlockerFacts): string[] {
  const about = [
    blocker.ownerId === null
      ? t('blockers:card.somebody')
      : t('blockers:card.owner', { person: `<@${blocker.ownerId}>` }),
    ...(project === undefined ? [] : [`**${literal(project)}**`]),
    ...(blocker.technologies.length === 0 ? [] : [literal(blocker.technologies.join(', '))]),
  ];
  return [
    `### ${literal(blocker.title)}`,
    about.join(' · '),
    ...(blocker.state === 'open' && blocker.takerId !== null
      ? [t('blockers:card.taken', { person: `<@${blocker.takerId}>` })]
      : []),
    ...(blocker.state === 'open' && helpers.length > 0
      ? [t('blockers:card.helpers', { people: named(helpers) })]
      : []),
    ...(blocker.state === 'closed' ? [t('blockers:card.closed')] : []),
  ];
}

function solvedLines(t: Translate, { blocker, answers, marks }: BlockerFacts): string[] {
  const helpers = helpersOf(blocker, answers);
  return [
    helpers.length === 0
      ? t('blockers:card.solved')
      : t('blockers:card.solved-by', { people: named(helpers) }),
    ...answerLines(t, blocker.answer),
    ...(marks.helped === 0 ? [] : [t('blockers:card.helped', { count: marks.helped })]),
    ...(marks.outdated === 0 ? [] : [t('blockers:card.outdated', { count: marks.outdated })]),
  ];
}

/** Those whose answers solved it, but its owner. */
export function helpersOf(blocker: Blocker, answers: readonly Solving[]): string[] {
  const ids = answers.flatMap(({ authorId }) => (authorId === null ? [] : [authorId]));
  return [...new Set(ids)].filter((id) => id !== blocker.ownerId);
}

const FIELDS = ['rootCause', 'diagnosis', 'solution', 'lesson'] as const;

/** What is known of it, each part in a few lines; all of them fit into one card. */
export function answerLines(t: Translate, answer: Answer): string[] {
  return FIELDS.flatMap((name) => {
    const words = answer[name];
    return words === null
      ? []
      : [labelled(t, `**${t(`blockers:field.${name}`)}**`, fewLines(truncated(literal(words), 500), 10))];
  });
}

function cardButtons(t: Translate, { id, state, publicAt }: Blocker): Row[] {
  if (state === 'open') {
    const show = publicAt === null ? [button(t('journal:button.publish'), ['blocker.publish', id])] : [];
    return [
      row(
        button(t('blockers:button.help'), ['blocker.help', id], 'primary'),
        button(t('blockers:button.solved'), ['blocker.solve', id], 'success'),
        ...show,
      ),
    ];
  }
  if (state !== 'solved') return [];
  return [
    row(
      button(t('blockers:button.helped-me'), ['entry.mark', 'blocker', id, 'helped']),
      button(t('blockers:button.outdated'), ['entry.mark', 'blocker', id, 'outdated']),
    ),
  ];
}

function quoted(words: string): string {
  return fewLines(literal(words), MOST_LINES)
    .split('\n')
    .map((line) => `> ${line}`)
    .join('\n');
}

function named(ids: readonly string[]): string {
  return ids.map((id) => `<@${id}>`).join(', ');
}

/** Where a blocker can be read; undefined until it stands. */
export function blockerLink({ guildId, card, threadId }: Blocker): string | undefined {
  if (threadId !== null) return `https://discord.com/channels/${guildId}/${threadId}`;
  return card === null
    ? undefined
    : `https://discord.com/channels/${guildId}/${card.channelId}/${card.messageId}`;
}

/** The first message of its thread, which brings its owner in. */
export function welcomeWords(t: Translate, ownerId: string): MessagePayload {
  return messageJson({ content: t('blockers:welcome', { person: `<@${ownerId}>` }) });
}

/** What its owner reads at once: where it stands, and what is solved already and reads like it. */
export function openedBody(
  t: Translate,
  {
    blocker,
    place,
    similar,
    mentored,
  }: {
    blocker: Blocker;
    place: string;
    similar: readonly Hit[];
    /** There is a place where mentors read what waits. */
    mentored: boolean;
  },
): Body {
  const isPublic = blocker.publicAt !== null;
  const next = isPublic ? 'next' : 'team-next';
  const lines = [
    t(isPublic ? 'blockers:opened' : 'blockers:opened-team', { title: literal(blocker.title), place }),
    t(mentored ? `blockers:opened-${next}` : `blockers:opened-${next}-alone`),
    ...(similar.length === 0 ? [] : [`\n${t('blockers:similar')}`]),
  ];
  const hits = similar.flatMap((hit): APIComponentInContainer[] => [
    section(
      hitLines(hit),
      button(t('blockers:button.that'), ['blocker.that', blocker.id, hit.kind, hit.sourceId], 'success'),
    ),
  ]);
  const buttons = [
    button(t('blockers:button.solved'), ['blocker.solve', blocker.id]),
    button(t('blockers:button.close'), ['blocker.close', blocker.id]),
    ...(isPublic ? [] : [button(t('journal:button.publish'), ['blocker.publish', blocker.id])]),
  ];
  return { card: true, components: [container([text(lines.join('\n')), ...hits, row(...buttons)], OPEN)] };
}

function hitLines({ title, link: address, texts }: Hit): string {
  const words = texts['solution'] ?? texts['lesson'] ?? Object.values(texts)[0] ?? '';
  return [
    `**${literal(title)}**${address === undefined ? '' : ` (${address})`}`,
    truncated(literal(oneLine(words)), 400),
  ].join('\n');
}

/** What keeps them, to be typed. `hint` says who reads it; `stand` is where it goes, as the form carries it. */
export function openModal(
  t: Translate,
  hint: string,
  to: readonly (string | number)[],
  typed: {
    readonly title?: string | undefined;
    readonly details?: string | undefined;
    readonly tech?: string | undefined;
  },
): Modal {
  const [route = '', ...args] = to;
  return form(
    t('blockers:open.modal'),
    [String(route), ...args],
    [
      field('title', t('blockers:open.title'), {
        ...LIMITS.title,
        required: true,
        value: typed.title ?? '',
        ...(hint === '' ? {} : { hint }),
      }),
      field('details', t('blockers:open.details'), {
        ...LIMITS.details,
        long: true,
        value: typed.details ?? '',
        hint: t('blockers:open.details-hint'),
      }),
      field('tech', t('blockers:open.tech'), {
        max: LIMITS.tech.max,
        value: typed.tech ?? '',
        hint: t('blockers:open.tech-hint'),
      }),
    ],
  );
}

/** What solved it; what is known stands there already. */
export function solveModal(t: Translate, id: number, answer: Answer): Modal {
  return form(
    t('blockers:solve.modal'),
    ['blocker.solving', id],
    FIELDS.map((name) =>
      field(name, t(`blockers:field.${name}`), {
        ...LIMITS.answer,
        long: true,
        required: name === 'solution',
        value: answer[name] ?? '',
        hint: t(`blockers:hint.${name}`),
      }),
    ),
  );
}

/** Open blockers for reading: each with its link and what the reader can do. */
export function listBody(
  t: Translate,
  facts: {
    readonly blockers: readonly Blocker[];
    readonly readerId: string;
    readonly total: number;
    readonly offset: number;
    readonly size: number;
    readonly mine: boolean;
  },
): Body {
  const { blockers, readerId, total, offset, size, mine } = facts;
  const filter = mine ? 'mine' : 'all';
  if (total === 0) {
    const none = text(t(mine ? 'blockers:list.none-mine' : 'blockers:list.none'));
    const stuck = row(button(t('journal:button.stuck'), ['blocker.new'], 'primary'));
    return { card: true, components: [container([none, stuck], OVER)] };
  }
  const items = blockers.map((blocker) => {
    const isOwn = blocker.ownerId === readerId;
    return section(itemLines(t, blocker), itemButton(t, blocker, isOwn));
  });
  const turns = [
    ...(offset > 0
      ? [button(t('blockers:list.newer'), ['blocker.list', filter, Math.max(0, offset - size)])]
      : []),
    ...(offset + size < total
      ? [button(t('blockers:list.older'), ['blocker.list', filter, offset + size])]
      : []),
  ];
  const head = text(t(mine ? 'blockers:list.head-mine' : 'blockers:list.head', { count: total }));
  return {
    card: true,
    components: [container([head, ...items, ...(turns.length === 0 ? [] : [row(...turns)])], OPEN)],
  };
}

/** One blocker in a list: its title with where it stands, whose it is, since when. */
export function itemLines(t: Translate, blocker: Blocker): string {
  const where = blockerLink(blocker);
  const facts = [
    ...(blocker.ownerId === null ? [] : [`<@${blocker.ownerId}>`]),
    ...(blocker.technologies.length === 0 ? [] : [literal(truncated(blocker.technologies.join(', '), 60))]),
    timestamp(blocker.createdAt, 'R'),
    t(`blockers:state.${blocker.state}`),
    ...(blocker.takerId === null || blocker.state !== 'open'
      ? []
      : [t('blockers:list.taken', { person: `<@${blocker.takerId}>` })]),
  ];
  return [`**${literal(blocker.title)}**${where === undefined ? '' : ` (${where})`}`, facts.join(' · ')].join(
    '\n',
  );
}

function itemButton(t: Translate, blocker: Blocker, isOwn: boolean) {
  const where = blockerLink(blocker);
  if (blocker.state === 'asked') return button(t('blockers:button.look'), ['blocker.consent', blocker.id]);
  if (blocker.state !== 'open' && where !== undefined) return link(t('blockers:button.read'), where);
  return isOwn
    ? button(t('blockers:button.solved'), ['blocker.solve', blocker.id], 'success')
    : button(t('blockers:button.help'), ['blocker.help', blocker.id], 'primary');
}

/** After it was solved: what is still missing of it, and the way back. */
export function solvedBody(t: Translate, blocker: Blocker, helpers: readonly string[]): Body {
  const missing = FIELDS.filter((name) => blocker.answer[name] === null);
  const lines = [
    helpers.length === 0
      ? t('blockers:solved', { title: literal(blocker.title) })
      : t('blockers:solved-by', { title: literal(blocker.title), people: named(helpers) }),
    ...(missing.length === 0
      ? []
      : [t('blockers:missing', { parts: missing.map((name) => t(`blockers:field.${name}`)).join(', ') })]),
  ];
  return {
    content: lines.join('\n'),
    components: [
      row(
        button(
          t('blockers:button.write'),
          ['blocker.solve', blocker.id],
          missing.length === 0 ? 'secondary' : 'primary',
        ),
        button(t('blockers:button.undo'), ['blocker.undo', blocker.id]),
      ),
    ],
  };
}

/** Two quiet days: whether it still keeps its owner. */
export function stillBody(t: Translate, words: string, id: number): MessagePayload {
  const buttons = [
    button(t('blockers:button.solved'), ['blocker.solve', id], 'success'),
    button(t('blockers:button.still'), ['blocker.still', id]),
    button(t('blockers:button.close'), ['blocker.close', id]),
  ];
  return messageJson({ content: words, components: [row(...buttons)] });
}

/** Whoever writes in one that is over. */
export function wokenBody(t: Translate, personId: string): MessagePayload {
  return messageJson({
    content: t('blockers:woken', { person: `<@${personId}>` }),
    components: [row(button(t('blockers:button.new'), ['blocker.new'], 'primary'))],
  });
}

/** May it be made of their words? */
export function consentBody(t: Translate, { id, title, details, source, openerId }: Blocker): Body {
  const words = [
    t('blockers:consent.ask', { person: `<@${openerId ?? ''}>`, source: source ?? '' }),
    `**${literal(title)}**`,
    ...(details === null ? [] : [quoted(details)]),
  ];
  return {
    content: truncated(words.join('\n'), 1900),
    components: [
      row(
        button(t('journal:button.allow'), ['blocker.agree', id, 'yes'], 'success'),
        button(t('journal:button.refuse'), ['blocker.agree', id, 'no']),
      ),
    ],
  };
}
