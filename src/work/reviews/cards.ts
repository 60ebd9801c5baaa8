import { button, container, field, form, row, text } from '../../platform/discord/components.ts';
import type { Body, Modal } from '../../platform/discord/reply.ts';
import { labelled, type Translate } from '../../platform/i18n/index.ts';
import { codePoints, fewLines, fitted, literal } from '../../platform/text.ts';
import { LINK_KINDS } from '../submissions/rules.ts';
import { LIMITS, type Standing } from './rules.ts';

const ACCENT = 0x5865f2;
const MOST_LINES = 20;
/** Below Discord's 4000, with room for how it is done and for news under it. */
const ROOM = 3_200;

type Written = Exclude<Standing, { kind: 'none' }>;
type Matched = Extract<Standing, { kind: 'matched' }>;

/** Where a member stands with their review, and what comes next. */
export function reviewBody(t: Translate, standing: Written): Body {
  const { own, title } = standing;
  const head =
    standing.kind === 'waiting'
      ? [t('reviews:waiting', { title: literal(title) })]
      : matchedHead(t, title, standing.other);
  const next =
    standing.kind === 'waiting'
      ? button(t('reviews:button.stop'), ['review.stop', own.id])
      : own.said === null
        ? button(t('reviews:button.write'), ['review.write', own.id], 'primary')
        : button(t('reviews:button.again'), ['review.again']);
  const lines = [...head, ...saidLines(t, standing, ROOM - codePoints(head.join('\n')))];
  return { card: true, components: [container([text(lines.join('\n')), row(next)], ACCENT)] };
}

/** After they stopped waiting, in the place of the card. */
export function stoppedBody(t: Translate): Body {
  return { card: true, components: [text(t('reviews:stopped'))] };
}

/** Whom and what they review. */
function matchedHead(t: Translate, title: string, other: Matched['other']): string[] {
  const links = LINK_KINDS.flatMap((kind) => {
    const link = other.links.find((each) => each.kind === kind);
    return link === undefined ? [] : [`- ${labelled(t, t(`submissions:kind.${kind}`), `<${link.url}>`)}`];
  });
  const person = `<@${other.userId}>`;
  return [
    t('reviews:head', { person, title: literal(other.title) }),
    ...links,
    ...(other.said === null ? ['', t('reviews:open', { person, title: literal(title) })] : []),
  ];
}

/** What was written, in what room there is: what the other one says of theirs before all else. */
function saidLines(t: Translate, standing: Written, room: number): string[] {
  const { title, earlier } = standing;
  const other = standing.kind === 'matched' ? standing.other : undefined;
  const person = `<@${other?.userId ?? ''}>`;
  const theirs = (userId: string): string =>
    t('reviews:theirs', { person: `<@${userId}>`, title: literal(title) });
  const said = standing.own.said;
  const parts = [
    ...(other === undefined || other.said === null
      ? []
      : [{ head: theirs(other.userId), words: quoted(other.said) }]),
    ...(other === undefined || said === null
      ? []
      : [{ head: t('reviews:yours', { person }), words: quoted(said) }]),
    ...earlier.map((each) => ({ head: theirs(each.userId), words: quoted(each.said) })),
  ];
  const words = fitted(
    parts.map((part) => part.words),
    room - parts.reduce((sum, { head }) => sum + codePoints(head) + 3, 0),
  );
  const how = other !== undefined && said === null ? ['', t('reviews:how')] : [];
  return [...how, ...parts.flatMap(({ head }, index) => ['', head, words[index] ?? ''])];
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

function quoted(words: string): string {
  return fewLines(literal(words), MOST_LINES)
    .split('\n')
    .map((line) => `> ${line}`)
    .join('\n');
}
