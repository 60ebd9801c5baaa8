import type { APIMessageTopLevelComponent } from 'discord.js';
import type { MessagePayload } from '../../platform/delivery/types.ts';
import { button, container, field, form, menu, row, text } from '../../platform/discord/components.ts';
import { type Body, type Modal, messageJson } from '../../platform/discord/reply.ts';
import { timestamp } from '../../platform/discord/times.ts';
import { type Locale, type Translate, translator } from '../../platform/i18n/index.ts';
import { literal, oneLine, truncated } from '../../platform/text.ts';
import { type Announcement, LIMITS, type Reach, type Receipts } from './rules.ts';

const ACCENT = 0x5865f2;
/** So many of the longest titles, each with its link, fit into one card. */
const LISTED = 15;

/** What an announcement says: the original in the server's language, or the translation. */
type Said = Pick<Announcement, 'title' | 'body'>;

/** As everybody reads it in the channel. */
export function announcementCard(t: Translate, announcement: Announcement): MessagePayload {
  const { roleId } = announcement;
  return messageJson({
    card: true,
    components: [
      ...(roleId === null ? [] : [text(`<@&${roleId}>`)]),
      saidPart(t, announcement, announcement.changedAt),
      ...buttonsOf(t, announcement, { isRead: false }),
    ],
  });
}

/** As one learner reads it: by direct message, or from their home. `locale`: theirs. */
export function announcementBody(
  t: Translate,
  announcement: Announcement,
  reader: { readonly publicLocale: Locale; readonly isRead: boolean },
): Body {
  return {
    card: true,
    components: [
      saidPart(t, announcement, announcement.changedAt),
      ...(reader.isRead ? [text(`-# ${t('announcements:read-already')}`)] : []),
      ...buttonsOf(translator(reader.publicLocale), announcement, reader, t),
    ],
  };
}

function saidPart(
  t: Translate,
  { title, body }: Said,
  changedAt: number | null,
): APIMessageTopLevelComponent {
  const changed =
    changedAt === null ? [] : [`-# ${t('announcements:changed', { when: timestamp(changedAt) })}`];
  return container([text([`## ${literal(title)}`, body, ...changed].join('\n'))], ACCENT);
}

/** `publicly` is the server's language, which the original is in: the button says the other one in its own words. */
function buttonsOf(
  publicly: Translate,
  { id, acknowledge, translation }: Announcement,
  { isRead }: { readonly isRead: boolean },
  t: Translate = publicly,
): APIMessageTopLevelComponent[] {
  const buttons = [
    ...(acknowledge && !isRead
      ? [button(t('announcements:button.seen'), ['announcement.seen', id], 'success')]
      : []),
    ...(translation === null
      ? []
      : [button(publicly('announcements:button.translate'), ['announcement.translate', id])]),
  ];
  return buttons.length === 0 ? [] : [row(...buttons)];
}

/** What the translation says, for one reader. */
export function translationBody(t: Translate, { translation }: Announcement): Body {
  return {
    card: true,
    components: [container([text(translation ?? t('announcements:no-translation'))], ACCENT)],
  };
}

/** Says in the channel, naming nobody, that something waits for some. */
export function pointerCard(t: Translate, { lacking }: Announcement): MessagePayload {
  return messageJson({ content: t(`announcements:pointer.${lacking ?? 'project'}`) });
}

export interface Preview {
  readonly draftId: string;
  readonly announcement: Said & Pick<Announcement, 'translation' | 'roleId' | 'lacking' | 'acknowledge'>;
  /** Undefined where it is told to some alone. */
  readonly channelId: string | undefined;
  readonly cohort: string | undefined;
  readonly reach: Reach | undefined;
  readonly dueAt: number | undefined;
}

/** What it says, whom it reaches and how; nothing is sent yet. */
export function previewBody(t: Translate, preview: Preview): Body {
  const { announcement, channelId, cohort, reach, dueAt, draftId } = preview;
  const { roleId, lacking, acknowledge, translation } = announcement;
  const where =
    channelId === undefined ? [] : [t('announcements:preview.channel', { channel: `<#${channelId}>` })];
  const lines = [
    ...(lacking === null || reach === undefined
      ? where
      : [
          t('announcements:preview.lacking', {
            who: t(`announcements:who.${lacking}`),
            cohort: literal(cohort ?? ''),
            count: reach.direct + reach.line,
          }),
          t('announcements:preview.direct', { count: reach.direct }),
          t('announcements:preview.line', { count: reach.line }),
          ...(channelId === undefined
            ? []
            : [t('announcements:preview.pointer', { channel: `<#${channelId}>` })]),
        ]),
    ...(roleId === null ? [] : [t('announcements:preview.role', { role: `<@&${roleId}>` })]),
    ...(acknowledge ? [t('announcements:preview.acknowledge')] : []),
    ...(translation === null ? [] : [t('announcements:preview.translation')]),
    ...(dueAt === undefined ? [] : [t('announcements:preview.due', { when: timestamp(dueAt, 'F') })]),
  ];
  const send = dueAt === undefined ? t('announcements:button.send') : t('announcements:button.schedule');
  return {
    card: true,
    components: [
      text(t('announcements:preview.head')),
      saidPart(t, announcement, null),
      ...(translation === null ? [] : [container([text(truncated(translation, LIMITS.translation.max))])]),
      text(lines.map((line) => `- ${line}`).join('\n')),
      row(
        button(send, ['announcement.send', draftId], 'success'),
        button(t('common:button.edit'), ['draft.edit', draftId]),
        button(t('announcements:button.drop'), ['announcement.drop', draftId]),
      ),
    ],
  };
}

/** What was typed, to be typed or mended in a window. */
export function announcementModal(
  t: Translate,
  to: readonly [route: string, ...args: (string | number)[]],
  typed: {
    readonly title?: string | undefined;
    readonly body?: string | undefined;
    readonly translation?: string | undefined;
    readonly when?: string | undefined;
  },
): Modal {
  const value = (text: string | undefined) => (text === undefined ? {} : { value: text });
  return form(t('announcements:form.title'), to, [
    field('title', t('announcements:form.subject'), {
      ...LIMITS.title,
      required: true,
      ...value(typed.title),
    }),
    field('body', t('announcements:form.body'), {
      ...LIMITS.body,
      long: true,
      required: true,
      ...value(typed.body),
    }),
    field('translation', t('announcements:form.translation'), {
      ...LIMITS.translation,
      long: true,
      ...value(typed.translation),
      hint: t('announcements:form.translation-hint'),
    }),
    ...(typed.when === undefined
      ? []
      : [field('when', t('announcements:form.when'), { max: 100, required: true, value: typed.when })]),
  ]);
}

/** After its preview was discarded. */
export function droppedBody(t: Translate): Body {
  return { card: true, components: [text(t('announcements:dropped'))] };
}

/** After it was sent or scheduled. */
export function sentBody(t: Translate, announcement: Announcement, mayPublish: boolean): Body {
  const { id, state, dueAt, lacking, acknowledge } = announcement;
  const content =
    state === 'waiting'
      ? t('announcements:scheduled', { when: timestamp(dueAt, 'F') })
      : t(lacking === null ? 'announcements:sent' : 'announcements:sent-lacking');
  const buttons = [
    ...(state === 'waiting' || !acknowledge
      ? []
      : [button(t('announcements:button.receipts'), ['announcement.receipts', id])]),
    button(t('announcements:button.change'), ['announcement.change', id]),
    ...(state === 'waiting'
      ? [button(t('announcements:button.cancel'), ['announcement.cancel', id], 'danger')]
      : []),
    ...(mayPublish ? [button(t('announcements:button.publish'), ['announcement.publish', id])] : []),
  ];
  return { card: true, components: [text(content), row(...buttons)] };
}

/** What waits and what went out, newest first, and a list to open one from. `offset`: of the page's first. */
export function listBody(t: Translate, announcements: readonly Announcement[], offset: number): Body {
  if (announcements.length === 0) return { content: t('announcements:list.none') };
  const shown = announcements.slice(offset, offset + LISTED);
  const lines = [
    t('announcements:list.head'),
    ...shown.map((announcement) => `- ${stateLine(t, announcement)}`),
  ];
  const turns = [
    ...(offset > 0
      ? [button(t('announcements:button.newer'), ['announcement.list', Math.max(0, offset - LISTED)])]
      : []),
    ...(offset + LISTED < announcements.length
      ? [button(t('announcements:button.older'), ['announcement.list', offset + LISTED])]
      : []),
  ];
  const choices = shown.map(({ id, title }) => ({
    label: truncated(oneLine(title), 100),
    value: String(id),
  }));
  return {
    card: true,
    components: [
      container([text(lines.join('\n'))]),
      ...(choices.length === 0 ? [] : [menu(['announcement.open'], t('announcements:list.open'), choices)]),
      ...(turns.length === 0 ? [] : [row(...turns)]),
    ],
  };
}

function stateLine(
  t: Translate,
  { title, state, dueAt, outAt, lacking, posted, guildId }: Announcement,
): string {
  const name = `**${truncated(literal(oneLine(title)), 60)}**`;
  const when = timestamp(outAt ?? dueAt, 'f');
  const where =
    posted === null
      ? ''
      : ` · https://discord.com/channels/${guildId}/${posted.channelId}/${posted.messageId}`;
  const who = lacking === null ? '' : ` · ${t(`announcements:who.${lacking}`)}`;
  return `${t(`announcements:list.${state}`, { name, when })}${who}${where}`;
}

/** Who has read it and who has not; the whole list is attached. */
export function receiptsBody(
  t: Translate,
  announcement: Announcement,
  receipts: Receipts,
  table: Buffer,
): Body {
  const { id, title, remindedAt, lacking } = announcement;
  const people = (ids: readonly string[]) => ids.map((userId) => `<@${userId}>`).join(' ');
  const lines = [
    t('announcements:receipts.head', { title: literal(title) }),
    t('announcements:receipts.read', { count: receipts.read }),
    ...(receipts.read === 0 ? [] : [people(receipts.someRead)]),
    t(lacking === null ? 'announcements:receipts.missing' : 'announcements:receipts.missing-told', {
      count: receipts.missing,
    }),
    ...(receipts.missing === 0 ? [] : [people(receipts.someMissing)]),
    ...(remindedAt === null
      ? []
      : [t('announcements:receipts.reminded', { when: timestamp(remindedAt, 'R') })]),
  ];
  const remind =
    remindedAt === null && receipts.missing > 0
      ? [
          row(
            button(t('announcements:button.remind', { count: receipts.missing }), [
              'announcement.remind',
              id,
            ]),
          ),
        ]
      : [];
  return {
    content: lines.join('\n'),
    components: remind,
    files: [{ name: `receipts-${id}.csv`, data: table, contentType: 'text/csv' }],
  };
}

/** Under `/help`: the last that were said to this member. */
export function newsMenu(t: Translate, news: readonly Announcement[]): APIMessageTopLevelComponent[] {
  if (news.length === 0) return [];
  return [
    menu(
      ['announcement.read'],
      t('announcements:news'),
      news.map(({ id, title }) => ({ label: truncated(oneLine(title), 100), value: String(id) })),
    ),
  ];
}
