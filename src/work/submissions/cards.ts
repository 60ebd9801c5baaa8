import { button, choice, container, field, form, row, text } from '../../platform/discord/components.ts';
import type { Body, Modal } from '../../platform/discord/reply.ts';
import { timestamp } from '../../platform/discord/times.ts';
import { labelled, type Translate } from '../../platform/i18n/index.ts';
import { literal, truncated } from '../../platform/text.ts';
import { LIMITS } from '../projects/rules.ts';
import { type HandIn, isLate, isPlaceholder, LINK_KINDS, type Link, type LinkKind } from './rules.ts';

const LONGEST_SHOWN = 250;
const ACCENT = 0x5865f2;

/** A member's own list, ticked, with what comes next. `isLooking`: what was not looked at is looked at now, and shown then. */
export function handInBody(t: Translate, handIn: HandIn, { isLooking = false } = {}): Body {
  const { title, links, handedInAt } = handIn;
  const lines = [
    t('submissions:head', { title: literal(title) }),
    ...LINK_KINDS.map((kind) => linkLine(t, kind, links, isLooking ? 'looking' : 'not-yet')),
    t('submissions:presentation'),
    '',
    ...stateLines(t, handIn),
    `-# ${t('submissions:official')}`,
  ];
  const mayHandIn = handedInAt === null && links.some(({ kind }) => kind === 'repo');
  const buttons = [
    addButton(t, handIn),
    ...(mayHandIn
      ? [button(t('submissions:button.hand-in'), ['project.hand-in', handIn.projectId], 'success')]
      : []),
    ...(handedInAt === null
      ? []
      : [
          button(t('submissions:button.take-back'), ['project.take-back', handIn.projectId]),
          button(t('reviews:button.swap'), ['review.swap']),
        ]),
  ];
  return { card: true, components: [container([text(lines.join('\n')), row(...buttons)], ACCENT)] };
}

export function addButton(t: Translate, { projectId }: Pick<HandIn, 'projectId'>) {
  return button(t('submissions:button.add'), ['project.link', projectId], 'primary');
}

function linkLine(
  t: Translate,
  kind: LinkKind,
  links: readonly Link[],
  unseen: 'looking' | 'not-yet',
): string {
  const link = links.find((each) => each.kind === kind);
  const name = t(`submissions:kind.${kind}`);
  if (link === undefined) return `☐ ${labelled(t, name, t('submissions:none'))}`;
  const found = t(`submissions:found.${link.found ?? unseen}`);
  const placeholder = isPlaceholder(kind, link.url) ? [`⚠ ${t('submissions:placeholder')}`] : [];
  return [
    `☑ ${labelled(t, name, shownAddress(link.url))}`,
    ...[found, ...placeholder].map((line) => `-# ${line}`),
  ].join('\n');
}

/** Six of the longest would not fit into a card; whoever typed it knows it by its beginning. */
function shownAddress(url: string): string {
  return url.length <= LONGEST_SHOWN
    ? `<${url}>`
    : `\`${truncated(url.replaceAll('`', '%60'), LONGEST_SHOWN)}\``;
}

function stateLines(t: Translate, handIn: HandIn): string[] {
  const { links, handedInAt, waitsFor } = handIn;
  if (handedInAt === null)
    return [t(links.some(({ kind }) => kind === 'repo') ? 'submissions:ready' : 'submissions:needs-repo')];
  const when = timestamp(handedInAt);
  const people = waitsFor.map((id) => `<@${id}>`).join(', ');
  return [
    t(isLate(handIn) ? 'submissions:done-late' : 'submissions:done', { when }),
    waitsFor.length === 0 ? t('submissions:whole') : t('submissions:waits', { people }),
  ];
}

/** The same in few lines, where a member sees where they stand. */
export function handInLines(t: Translate, handIn: HandIn): string[] {
  const { links, handedInAt } = handIn;
  return [
    t('submissions:head', { title: literal(handIn.title) }),
    ...LINK_KINDS.map((kind) => {
      const isThere = links.some((link) => link.kind === kind);
      return `${isThere ? '☑' : '☐'} ${t(`submissions:kind.${kind}`)}`;
    }),
    ...(handedInAt === null
      ? []
      : [t(isLate(handIn) ? 'submissions:done-late' : 'submissions:done', { when: timestamp(handedInAt) })]),
  ];
}

export interface LinkFields {
  readonly kind?: string | undefined;
  readonly url?: string | undefined;
}

/** One link is kept at a time. What is missing first is chosen beforehand. */
export function linkModal(
  t: Translate,
  projectId: number,
  links: readonly Link[],
  typed: LinkFields = {},
): Modal {
  const missing = LINK_KINDS.find((kind) => !links.some((link) => link.kind === kind));
  const chosen = typed.kind ?? missing;
  return form(
    t('submissions:modal.title'),
    ['project.link.keep', projectId],
    [
      choice(
        'kind',
        t('submissions:modal.kind'),
        LINK_KINDS.map((value) => ({
          label: t(`submissions:kind.${value}`),
          value,
          ...(value === chosen ? { default: true } : {}),
        })),
        { required: true },
      ),
      field('url', t('submissions:modal.url'), {
        ...LIMITS.url,
        value: typed.url ?? '',
        hint: t('submissions:modal.hint'),
      }),
    ],
  );
}
