import { button, container, field, form, row, text } from '../../platform/discord/components.ts';
import type { Body, Modal } from '../../platform/discord/reply.ts';
import { labelled, type Translate } from '../../platform/i18n/index.ts';
import { fewLines, literal } from '../../platform/text.ts';
import { LINK_KINDS } from '../submissions/rules.ts';
import { LIMITS, type Standing } from './rules.ts';

const ACCENT = 0x5865f2;
const MOST_LINES = 20;

type Written = Exclude<Standing, { kind: 'none' }>;

/** Where a member stands with their review, and what comes next. */
export function reviewBody(t: Translate, standing: Written): Body {
  if (standing.kind === 'waiting') {
    const { own, title } = standing;
    return {
      content: [t('reviews:waiting', { title: literal(title) }), ...earlierLines(t, standing)].join('\n'),
      components: [row(button(t('reviews:button.stop'), ['review.stop', own.id]))],
    };
  }
  const { own, title, other } = standing;
  const person = `<@${other.userId}>`;
  const links = LINK_KINDS.flatMap((kind) => {
    const link = other.links.find((each) => each.kind === kind);
    return link === undefined ? [] : [`- ${labelled(t, t(`submissions:kind.${kind}`), `<${link.url}>`)}`];
  });
  const lines = [
    t('reviews:head', { person, title: literal(other.title) }),
    ...links,
    '',
    own.said === null ? t('reviews:how') : `${t('reviews:yours', { person })}\n${quoted(own.said)}`,
    '',
    other.said === null
      ? t('reviews:open', { person, title: literal(title) })
      : `${t('reviews:theirs', { person, title: literal(title) })}\n${quoted(other.said)}`,
    ...earlierLines(t, standing),
  ];
  const next =
    own.said === null
      ? button(t('reviews:button.write'), ['review.write', own.id], 'primary')
      : button(t('reviews:button.again'), ['review.again']);
  return { card: true, components: [container([text(lines.join('\n')), row(next)], ACCENT)] };
}

export function reviewModal(t: Translate, id: number, typed?: string): Modal {
  return form(
    t('reviews:modal.title'),
    ['review.send', id],
    [
      field('review', t('reviews:modal.review'), {
        ...LIMITS.review,
        long: true,
        required: true,
        hint: t('reviews:modal.hint'),
        ...(typed === undefined ? {} : { value: typed }),
      }),
    ],
  );
}

function earlierLines(t: Translate, { title, earlier }: Pick<Written, 'title' | 'earlier'>): string[] {
  return earlier.flatMap(({ userId, said }) => [
    '',
    t('reviews:theirs', { person: `<@${userId}>`, title: literal(title) }),
    quoted(said),
  ]);
}

function quoted(words: string): string {
  return fewLines(literal(words), MOST_LINES)
    .split('\n')
    .map((line) => `> ${line}`)
    .join('\n');
}
